"""A photograph at the few scales at which the locator looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.places import MULTIPLE
from alpr.reading.scaling import scaled_to

Image = NDArray[np.uint8]

SHARE = 0.75**2
"""Of its pixels a photograph keeps this share at least, as far as it may: three quarters a side."""

LEAST_PX = 8
"""A picture that is narrower or lower shows no plate at that scale."""


@dataclass(frozen=True, eq=False)
class Level:
    """One scale of a photograph.

    Attributes:
        grey: (H, W) uint8, multiples of MULTIPLE; beyond the picture its last pixels repeated.
        step: (2,) float64: pixels of the photograph across and down for one of the level.
    """

    grey: Image
    step: NDArray[np.float64]


def first_scale(pixels: int, working_pixels: int, most_pixels: int) -> float:
    """Return how much a photograph is shrunk to be looked at first.

    Args:
        pixels: that it has.
        working_pixels: so many are enough, if they are three quarters of the photograph's sides.
        most_pixels: more are never looked at.

    >>> first_scale(400, 500, 900), first_scale(640_000, 160_000, 160_000)
    (1.0, 0.5)
    """
    wanted = min(max(SHARE * pixels, working_pixels), most_pixels)
    return float(min(1.0, (wanted / pixels) ** 0.5))


def pyramid(grey: Image, first: float, ratio: float, widest_px: float) -> Iterator[Level]:
    """Yield a photograph level by level, the finest first.

    Args:
        grey: (height, width) uint8.
        first: how many times as wide and high the first level is, at most 1.
        ratio: each level is so many times smaller than the one before.
        widest_px: the first level that is no wider or higher is the last one.
    """
    height, width = grey.shape
    scale = first
    while True:
        size = (round(width * scale), round(height * scale))
        if min(size) < LEAST_PX:
            return
        if size != (grey.shape[1], grey.shape[0]):
            grey = scaled_to(grey, size)
        yield Level(_padded(grey), np.array([width / size[0], height / size[1]]))
        if max(size) <= widest_px:
            return
        scale /= ratio


def _padded(grey: Image) -> Image:
    down, right = (-side % MULTIPLE for side in grey.shape)
    return np.asarray(cv2.copyMakeBorder(grey, 0, down, 0, right, cv2.BORDER_REPLICATE), np.uint8)
