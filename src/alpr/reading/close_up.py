"""A closer look at a place in a photograph: upright, in the middle, at the scale seen best."""

import numpy as np
from numpy.typing import NDArray

from alpr.places import Corners, along, plate_size
from alpr.reading.rectification import Matrix, perspective, warped

WIDTH, HEIGHT = 256, 160
"""Pixels of a close-up: room around a plate half as wide, whichever way it leans."""


def close_up(
    grey: NDArray[np.uint8], corners: Corners, plate_px: float
) -> tuple[NDArray[np.uint8], Matrix]:
    """Return a picture around a plate, and where its pixels were.

    Args:
        grey: (height, width) uint8, the photograph.
        corners: (4, 2), the plate's.
        plate_px: pixels that the plate is wide in the close-up.

    Returns:
        (HEIGHT, WIDTH) uint8, and the (3, 3) matrix from its points to points of the photograph.
    """
    factor = plate_px / max(plate_size(corners)[0], 1.0)
    across = along(corners)
    # Along the plate's sides as far as it is high: a slanted plate is looked at upright.
    down = corners[2] + corners[3] - corners[0] - corners[1]
    down = down / max(float(across[0] * down[1] - across[1] * down[0]), 1e-9)
    half = WIDTH / factor / 2 * across, HEIGHT / factor / 2 * down
    middle = corners.mean(axis=0)
    seen = np.array([middle + x * half[0] + y * half[1] for x, y in _SIGNS])
    matrix = perspective(_SIDES, seen)
    return warped(grey, matrix, (WIDTH, HEIGHT), factor), matrix


_SIGNS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_SIDES = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float64)
