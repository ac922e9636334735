"""What a network with a smaller input would see: crops made smaller, and as large again."""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.columns import HEIGHT, WIDTH
from alpr.learning.feed import Draw, Drawn

Crop = NDArray[np.uint8]


def reduced(crop: Crop, seen_px: tuple[int, int]) -> Crop:
    """Return a crop (48, 160) with what is left of it in so many rows and columns."""
    rows, columns = seen_px
    if (rows, columns) == (HEIGHT, WIDTH):
        return crop
    small = cv2.resize(crop, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def reduced_maker(make: Callable[[], Draw], seen_px: tuple[int, int]) -> Callable[[], Draw]:
    """Return what draws as `make` does, its crops reduced; it can be pickled."""
    return partial(_make, make, seen_px)


def _make(make: Callable[[], Draw], seen_px: tuple[int, int]) -> Draw:
    return partial(_draw, make(), seen_px)


def _draw(draw: Draw, seen_px: tuple[int, int], number: int) -> Drawn:
    crop, classes = draw(number)
    return reduced(crop, seen_px), classes
