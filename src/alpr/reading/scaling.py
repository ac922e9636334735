"""Pictures scaled to another size, and made grey."""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


def grey_levels(image: Image) -> Image:
    """Return the grey levels (height, width) of a BGR picture."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def scaled_by(image: Image, factor: float) -> Image:
    """Return a picture that many times as large, no side shorter than a pixel."""
    height, width = image.shape[:2]
    return scaled_to(image, (max(1, round(width * factor)), max(1, round(height * factor))))


def scaled_to(image: Image, size: tuple[int, int]) -> Image:
    """Return a picture of another width and height."""
    method = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)
