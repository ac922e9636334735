"""A picture of a plate to its text."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.files import DECIMALS
from alpr.parameters import build
from alpr.reading.classifier import DESCRIPTION, CharacterClassifier, ModelError
from alpr.reading.images import as_bgr, read_image
from alpr.reading.readings import CharacterReading, Reading
from alpr.reading.segmentation import Segmentation, SegmentationSettings, segment

MODEL_VARIABLE = "ALPR_MODEL"
"""The environment variable that names a model folder."""

RELEASED = Path("models/plate-cnn")
"""Where the released model lies, in the current folder or in the source checkout."""

ALTERNATIVES = 3
"""How many other characters a reading names for each place."""


@dataclass(frozen=True)
class Trace:
    """A reading together with the steps that led to it."""

    segmentation: Segmentation
    reading: Reading


class PlateReader:
    """Reads plates. Holds nothing that changes: one reader is safe to use from several threads."""

    def __init__(
        self, model: str | Path | None = None, segmentation: SegmentationSettings | None = None
    ) -> None:
        """Load a model folder (`network.onnx` and `model.json`).

        Args:
            model: the folder; if None, the one that ALPR_MODEL names, else `models/plate-cnn`.
            segmentation: instead of the settings stored in the model folder.

        Raises:
            ModelError: there is no such folder or it is damaged; the message says what to do.
        """
        folder = find_model(model)
        self._classifier = CharacterClassifier(folder)
        self._settings = segmentation or _stored_settings(self._classifier, folder)

    def read(self, image: NDArray[Any] | str | Path) -> Reading:
        """Read one plate; the reading is empty where none is seen.

        Args:
            image: a file, or an array: uint8 or uint16; grey, BGR or BGRA.

        Raises:
            ImageError: the file cannot be read as an image.
            ValueError: the array is no such image.
        """
        return self.trace(image).reading

    def trace(self, image: NDArray[Any] | str | Path) -> Trace:
        """Read one plate as `read` does, and return the steps too."""
        pixels = read_image(Path(image)) if isinstance(image, str | Path) else as_bgr(image)
        segmentation = segment(pixels, self._settings)
        probabilities = self._classifier.probabilities(segmentation.glyphs)  # (N, 36)
        characters = (
            _character(segmentation, index, row) for index, row in enumerate(probabilities)
        )
        return Trace(segmentation, Reading(tuple(characters)))


def find_model(model: str | Path | None = None) -> Path:
    """Return the model folder: the argument, what ALPR_MODEL names, or the released one.

    Raises:
        ModelError: there is none; the message says how to get one.
    """
    named = model or os.environ.get(MODEL_VARIABLE)
    checkout = Path(__file__).resolve().parents[3]
    places = [Path(named)] if named else [RELEASED, checkout / RELEASED]
    for folder in places:
        if (folder / DESCRIPTION).is_file():
            return folder
    raise ModelError(
        f"no model in {' or '.join(str(place) for place in places)}: run `make model` in the "
        f"project's folder, or name a model folder by --model or {MODEL_VARIABLE}"
    )


def _stored_settings(classifier: CharacterClassifier, folder: Path) -> SegmentationSettings:
    where = f"{folder / DESCRIPTION}: segmentation"
    try:
        return build(SegmentationSettings, classifier.description.segmentation, where)
    except ValueError as error:
        raise ModelError(str(error)) from error


def _character(
    segmentation: Segmentation, index: int, probabilities: NDArray[np.float32]
) -> CharacterReading:
    # A stable sort: of two equal probabilities the earlier class wins, on every machine.
    order = np.argsort(-probabilities, kind="stable")[: ALTERNATIVES + 1]
    best, *others = (
        (CHARACTERS[place], round(float(probabilities[place]), DECIMALS)) for place in order
    )
    box = segmentation.in_source(segmentation.kept[index].box)
    return CharacterReading(best[0], best[1], box, tuple(others))
