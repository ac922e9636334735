"""Character images divided so that no font is on two sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.learning.arrays import GlyphArrays


@dataclass(frozen=True)
class Division:
    """What is learnt from, what is only watched, and what is measured with."""

    training: GlyphArrays
    validation: GlyphArrays
    test: GlyphArrays


def joined(parts: Sequence[GlyphArrays]) -> GlyphArrays:
    """Put several subsets together."""
    return GlyphArrays(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("images", "labels", "fonts", "faces")
        )
    )


def chosen(arrays: GlyphArrays, rows: NDArray[np.bool_]) -> GlyphArrays:
    """Return the images that are marked True."""
    return GlyphArrays(
        arrays.images[rows], arrays.labels[rows], arrays.fonts[rows], arrays.faces[rows]
    )


def deal_fonts(
    fonts: NDArray[np.uint16], folds: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Deal the fonts into folds at random; returns the fold of each image.

    Raises:
        ValueError: there are fewer fonts than folds, or fewer folds than two.
    """
    known, places = np.unique(fonts, return_inverse=True)
    if not 2 <= folds <= len(known):
        raise ValueError(f"{len(known)} fonts cannot be dealt into {folds} folds")
    return np.asarray((rng.permutation(len(known)) % folds)[places])


def divide(
    arrays: GlyphArrays, fold: int, folds: int, validation_every: int, seed: int
) -> Division:
    """Leave out one fold of fonts to measure with, and a share of the other fonts to watch.

    Args:
        arrays: all character images.
        fold: which of the folds, from 0 on.
        folds: how many there are; all of them together hold every image once.
        validation_every: of so many of the other fonts one is watched.
        seed: decides which font is in which fold.

    Raises:
        ValueError: there is no such fold, or there are too few fonts.
    """
    if not 0 <= fold < folds:
        raise ValueError(f"fold must be 0 to {folds - 1}, not {fold}")
    rng = np.random.default_rng(seed)
    held = deal_fonts(arrays.fonts, folds, rng) == fold
    others = chosen(arrays, ~held)
    watched = deal_fonts(others.fonts, validation_every, rng) == 0
    return Division(chosen(others, ~watched), chosen(others, watched), chosen(arrays, held))
