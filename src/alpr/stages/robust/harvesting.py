"""Glyphs as the segmenter offers them on a drawn plate, with their class: the plate knows it.

The network has to judge the segmenter's own candidates, joined and split ones of all thresholds
and of both polarities; so it learns from these and not from what another way of cutting makes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.plates.realism.sampler import Sample
from alpr.reading.line_views import line_views
from alpr.reading.segmentation_settings import RelativeSettings

Boxes = NDArray[np.float64]


@dataclass(frozen=True)
class LabelSettings:
    """What a candidate is, by what it shares with a character's box of what both cover."""

    same: float
    """From this share on it is that character."""
    other: float
    """Below this share of every character it is none; what lies between is left out."""

    def __post_init__(self) -> None:
        if not 0 < self.other <= self.same < 1:
            raise ValueError(f"0 < other <= same < 1, not {self.other}, {self.same}")


@dataclass(frozen=True)
class Offered:
    """A candidate: its (32, 32) uint8 glyph, and its class."""

    glyph: NDArray[np.uint8]
    label: int


def harvested(
    sample: Sample, segmentation: RelativeSettings, settings: LabelSettings
) -> Iterator[Offered]:
    """Yield the candidates of every line of a plate whose class is beyond doubt.

    Args:
        sample: a plate in its own proportions, with all of its characters.
        segmentation: how the segmenter looks for lines and candidates.
        settings: which candidates are characters.
    """
    image = np.asarray(cv2.cvtColor(sample.image, cv2.COLOR_GRAY2BGR), np.uint8)
    characters = np.array(sample.boxes, np.float64).reshape(-1, 4)
    for view in line_views(image, segmentation):
        found = view.candidates.found
        if not found:
            continue
        shared = overlaps(
            np.array([item.box.as_tuple() for item in found], np.float64) / view.factor, characters
        )
        for item, row in zip(found, shared, strict=True):
            best = int(row.argmax())
            if row[best] >= settings.same:
                yield Offered(item.glyph, CHARACTERS.index(sample.text[best]))
            elif row[best] < settings.other:
                yield Offered(item.glyph, NOT_A_CHARACTER)


def overlaps(first: Boxes, second: Boxes) -> NDArray[np.float64]:
    """Return what each of the first boxes shares with each of the second, of what both cover.

    Args:
        first: (N, 4), x_min, y_min, x_max, y_max.
        second: (M, 4).

    Returns:
        (N, M), 0 to 1.
    """
    low = np.maximum(first[:, None, :2], second[:, :2])
    high = np.minimum(first[:, None, 2:], second[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (first, second)]
    return np.asarray(shared / (areas[0][:, None] + areas[1] - shared), np.float64)
