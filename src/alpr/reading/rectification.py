"""A plate seen aslant, warped upright from its four corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.columns import HEIGHT, WIDTH
from alpr.places import Corners, plate_size
from alpr.projection import mapped
from alpr.reading.scaling import scaled_to

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]

MARGIN = 0.0
"""Room around the plate, as a share of its height."""

MOST_PX = 640
"""No rectified plate is wider: four times what the line reader looks at."""

_HALF = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
_BACK = np.linalg.inv(_HALF)
"""OpenCV's whole numbers are the middles of pixels, ours are their edges."""


def rectified(pixels: Image, corners: Corners, margin: float = MARGIN) -> tuple[Image, Matrix]:
    """Return a plate upright with a margin around it, and where its pixels were.

    It is about as large as in the photograph: at least as large as what the line reader looks at,
    so that nothing is lost, and at most MOST_PX wide. Beyond the photograph's edge its last pixels
    are repeated.

    Args:
        pixels: (height, width, 3) uint8 BGR.
        corners: (4, 2), clockwise from the plate's own top left, edge coordinates.
        margin: share of the plate's height, may be below 0.

    Returns:
        The crop, (height, width, 3) uint8 BGR, and the (3, 3) matrix from points of the crop to
        points of the photograph, edge coordinates both.

    Raises:
        ValueError: the corners are no quadrilateral that turns clockwise.
    """
    if not turns_clockwise(corners):
        raise ValueError(f"corners must turn clockwise around a convex shape: {corners.tolist()}")
    plate_width, plate_height = plate_size(corners)
    room = margin * plate_height
    width, height = plate_width + 2 * room, plate_height + 2 * room
    # One factor for both sides, as far as that goes: the cutting readers measure characters.
    factor = min(max(1.0, WIDTH / width, HEIGHT / height), MOST_PX / max(width, height))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    x, y = size[0] / width * room, size[1] / height * room
    upright = np.array([(x, y), (size[0] - x, y), (size[0] - x, size[1] - y), (x, size[1] - y)])
    matrix = perspective(upright, corners)
    return warped(pixels, matrix, size, factor), matrix


def warped(pixels: Image, matrix: Matrix, size: tuple[int, int], factor: float) -> Image:
    """Return a part of a photograph as seen through a matrix.

    Args:
        pixels: (height, width) or (height, width, 3) uint8. Beyond its edge its last pixels are
            repeated.
        matrix: (3, 3), points of the result to points of the photograph, edge coordinates.
        size: width and height of the result.
        factor: pixels of the result for one of the photograph, about: what is made smaller is
            averaged, what is made larger interpolated.
    """
    region, shift = _region(pixels, matrix, size)
    if factor < 1:
        shrunk = (max(1, round(region.shape[1] * factor)), max(1, round(region.shape[0] * factor)))
        shift = shift @ np.diag([region.shape[1] / shrunk[0], region.shape[0] / shrunk[1], 1.0])
        region = scaled_to(region, shrunk)
    warp = _BACK @ np.linalg.inv(shift) @ matrix @ _HALF
    result = cv2.warpPerspective(
        region, warp, size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(result, np.uint8)


def turns_clockwise(corners: Corners) -> bool:
    """Say whether corners are a convex quadrilateral that turns clockwise.

    >>> turns_clockwise(np.array([[0, 0], [40, 0], [40, 10], [0, 10.0]]))
    True
    """
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        return False
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool(turns.min() > 0)


def mapped_box(matrix: Matrix, box: Box, width: int, height: int) -> Box:
    """Return the upright box around a mapped box, cut to a picture of width x height pixels."""
    x0, y0, x1, y1 = box.as_tuple()
    points = mapped(matrix, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64))
    left, top = (int(value) for value in np.floor(points.min(axis=0)))
    right, bottom = (int(value) for value in np.ceil(points.max(axis=0)))
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return Box(left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height))


def perspective(source: NDArray[np.float64], target: NDArray[np.float64]) -> Matrix:
    """Return the 3x3 matrix that takes four points to four others."""
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32))
    return np.asarray(matrix, np.float64)


def _region(pixels: Image, matrix: Matrix, size: tuple[int, int]) -> tuple[Image, Matrix]:
    """Return the part of a photograph that a crop of that size shows, and how to get back.

    OpenCV warps no pictures of more than 32,767 pixels a side, and shrinks no more than needed.
    """
    whole = mapped_box(matrix, Box(0, 0, *size), pixels.shape[1], pixels.shape[0])
    shift = np.array([[1, 0, whole.x_min], [0, 1, whole.y_min], [0, 0, 1.0]])
    return pixels[whole.y_min : whole.y_max, whole.x_min : whole.x_max], shift
