"""The splits that networks are learnt on, and the recipe that all of them share."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from alpr.learning.arrays import load_arrays
from alpr.learning.font_folds import Division, divide, joined
from alpr.learning.robust_training import LabelledGlyphs, RobustTrainingSettings
from alpr.stages.robust.settings import ARRAYS, GLYPHS, IMAGE

SUBSETS = ("train", "validation", "test")


@dataclass(frozen=True)
class RobustTrainParameters:
    """Everything under `robust_train`."""

    training: RobustTrainingSettings
    folds: int
    """Each fold of fonts is read by a network that has not seen it."""
    validation_every: int
    """Of so many of the other fonts one is kept from the training."""
    fold_seed: int
    precision: Literal["auto", "float32", "mixed_bfloat16"]

    def __post_init__(self) -> None:
        if min(self.folds, self.validation_every) < 2:
            raise ValueError(f"folds and validation_every must be at least 2: {self}")
        if self.fold_seed < 0:
            raise ValueError(f"fold_seed must not be negative: {self.fold_seed}")

    @property
    def splits(self) -> tuple[str, ...]:
        """The names of all splits: the folds of fonts, then the paper's."""
        return (*self.fonts, IMAGE)

    @property
    def fonts(self) -> tuple[str, ...]:
        """The names of the splits by font."""
        return tuple(f"font_{fold}" for fold in range(self.folds))


def division(split: str, parameters: RobustTrainParameters) -> Division:
    """Return the character images of a split.

    Raises:
        ValueError: there is no such split.
    """
    subsets = [load_arrays(ARRAYS / f"{name}.npz") for name in SUBSETS]
    if split == IMAGE:
        return Division(*subsets)
    if split not in parameters.fonts:
        raise ValueError(f"no split {split!r}, only {', '.join(parameters.splits)}")
    fold = parameters.fonts.index(split)
    return divide(
        joined(subsets), fold, parameters.folds, parameters.validation_every, parameters.fold_seed
    )


def plates_part(name: str) -> LabelledGlyphs:
    """Return what the segmenter offers on `learnt` or on `held` plates."""
    with np.load(GLYPHS) as stored:
        return LabelledGlyphs(stored[f"{name}_images"], stored[f"{name}_labels"])
