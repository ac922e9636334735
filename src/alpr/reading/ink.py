"""How inked each pixel of one character is: its contour and the grey around it, to a glyph."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.glyphs import glyph

Image = NDArray[np.uint8]

PADDING_PX = 2
"""How far around the box paper is looked at."""

REACH_PX = 1
"""How far beyond the thresholded shape its soft edge reaches."""

CORE_PERCENTILE = 25
"""The darker quarter of a shape is its ink: the rest may be edge."""

MIN_CONTRAST = 12
"""Grey levels between ink and paper; less is a shade of the paper."""


def box_glyph(grey: Image, ink: Image, box: Box) -> Image:
    """Make the 32x32 glyph of one dark shape.

    What does not belong to the shape (neighbours, the border of the plate) vanishes, and edges
    stay as soft as they are in the training images.

    Args:
        grey: (height, width) uint8, the whole picture, not blurred.
        ink: (box.height, box.width) uint8, 255 where the thresholding saw this shape.
        box: the bounding box of the shape.

    Raises:
        ValueError: the shape is not darker than what surrounds it by MIN_CONTRAST grey levels.
    """
    top, left = max(0, box.y_min - PADDING_PX), max(0, box.x_min - PADDING_PX)
    levels = grey[top : box.y_max + PADDING_PX, left : box.x_max + PADDING_PX].astype(np.float32)
    inside = np.zeros(levels.shape, bool)
    inside[box.y_min - top : box.y_max - top, box.x_min - left : box.x_max - left] = ink > 0
    side = 2 * REACH_PX + 1
    near = cv2.dilate(inside.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    ink_level = float(np.percentile(levels[inside], CORE_PERCENTILE)) if inside.any() else 255.0
    paper_level = float(np.median(levels[~near])) if not near.all() else float(levels.max())
    contrast = paper_level - ink_level
    if contrast < MIN_CONTRAST:
        raise ValueError(f"contrast {contrast:.0f} is below {MIN_CONTRAST}")
    inked = np.clip((paper_level - levels) / contrast, 0, 1) * 255
    inked[~near] = 0
    return glyph(np.rint(inked).astype(np.uint8))
