"""Small means to draw on photographs: quads around plates, and texts beside them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.places import Corners
from alpr.reading import drawing
from alpr.reading.drawing import Colour, Image

_PAD_PX = 3
_FRACTION_BITS = 4
"""OpenCV draws lines at fractions of a pixel, given as whole numbers of these."""


def scaled(image: Image, longest_px: int, least_px: int) -> tuple[Image, float]:
    """Scale a photograph so that its longer side is between two lengths; returns the scale too."""
    longer = max(image.shape[:2])
    scale = min(max(longer, least_px), longest_px) / longer
    if scale == 1:
        return image.copy(), 1.0
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8), scale


def draw_quad(
    picture: Image, corners: Corners, scale: float, colour: Colour, thickness: int
) -> None:
    """Draw a plate's outline into a picture of a photograph that was scaled.

    Args:
        picture: (height, width, 3) uint8 BGR, drawn into.
        corners: (4, 2), edge coordinates in pixels of the photograph.
        scale: pixels of the picture for one of the photograph.
        colour: blue, green, red.
        thickness: of the line, pixels.
    """
    # Edge coordinates: the middle of the first pixel is at 0.5, OpenCV's at 0. A quad far outside
    # would overflow OpenCV's whole numbers.
    points = np.clip(np.asarray(corners) * scale - 0.5, -1e5, 1e5)
    whole = np.round(points * 2**_FRACTION_BITS).astype(np.int32)
    cv2.polylines(picture, [whole], True, colour, thickness, cv2.LINE_AA, _FRACTION_BITS)


class Captions:
    """Writes texts beside quads into one picture, none over another or over what must stay free."""

    def __init__(self, picture: Image) -> None:
        """Begin with a picture that carries no texts, (height, width, 3) uint8 BGR."""
        self._picture = picture
        self._free = np.ones(picture.shape[:2], bool)

    def keep_free(self, points: NDArray[np.floating]) -> None:
        """Let no later text cover the upright box around points (N, 2) of the picture."""
        left, top = np.maximum(np.floor(points.min(axis=0)), 0).astype(int)
        right, bottom = np.maximum(np.ceil(points.max(axis=0)), 0).astype(int)
        self._free[top:bottom, left:right] = False

    def write(self, text: str, points: NDArray[np.floating], colour: Colour, size: float) -> bool:
        """Write a text on white above points (N, 2) of the picture, else below or inside them.

        Returns:
            Whether there was room for it.
        """
        height, width = self._picture.shape[:2]
        tall, wide = round(24 * size) + 2 * _PAD_PX, drawing.text_width(text, size) + 2 * _PAD_PX
        low, high = points.min(axis=0), points.max(axis=0)
        left = int(np.clip(low[0], 0, max(width - wide, 0)))
        for edge in (low[1] - tall - 1, high[1] + 1, low[1] - 2 * tall - 2, high[1] + tall + 2):
            top = int(np.clip(edge, -tall, height))
            area = (slice(top, top + tall), slice(left, left + wide))
            if top < 0 or top + tall > height or not self._free[area].all():
                continue
            self._picture[area] = drawing.WHITE
            place = (left + _PAD_PX, top + tall - _PAD_PX - round(4 * size))
            drawing.put_text(self._picture, text, place, size, colour)
            self._free[area] = False
            return True
        return False
