"""One character's ink to the 32x32 glyph that the network sees.

Training and reading meet here and nowhere else: Chars74K draws a character in the middle of a
128x128 page, a segmenter cuts it tightly out of a plate, and both pass through `glyph`.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

GLYPH_SIZE = 32
"""Height and width of a glyph, pixels (the paper, section 5.1.1)."""

MARGIN = 2
"""Empty pixels kept on every side of the longer dimension."""

INK_LEVEL = 128
"""From this value on a pixel counts as ink when the character is cut tightly."""

Image = NDArray[np.uint8]


def glyph(ink: Image) -> Image:
    """Cut a character tightly and scale it into the glyph frame, its aspect ratio kept.

    Args:
        ink: (height, width) uint8, ink bright (255) on empty (0), any size, soft edges welcome.

    Returns:
        (32, 32) uint8, ink = 255 on 0, centred, 2 pixels of margin along the longer side.

    Raises:
        ValueError: the array is not (height, width) uint8, or nothing in it reaches INK_LEVEL.

    >>> page = np.zeros((128, 128), np.uint8); page[30:100, 60:70] = 255
    >>> int(np.count_nonzero(glyph(page).max(axis=1)))
    28
    """
    if ink.dtype != np.uint8 or ink.ndim != 2:
        raise ValueError(f"a glyph is made from (height, width) uint8, not {ink.shape} {ink.dtype}")
    inked = ink >= INK_LEVEL
    rows = np.flatnonzero(inked.any(axis=1))
    columns = np.flatnonzero(inked.any(axis=0))
    if rows.size == 0:
        raise ValueError(f"no ink: the brightest of {ink.shape} pixels is {ink.max(initial=0)}")
    tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = (GLYPH_SIZE - 2 * MARGIN) / max(tight.shape)
    height, width = (max(1, round(side * scale)) for side in tight.shape)
    # Averaging keeps thin strokes when shrinking; it would give blocks when enlarging.
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    frame = np.zeros((GLYPH_SIZE, GLYPH_SIZE), np.uint8)
    top, left = (GLYPH_SIZE - height) // 2, (GLYPH_SIZE - width) // 2
    frame[top : top + height, left : left + width] = cv2.resize(
        tight, (width, height), interpolation=method
    )
    return frame
