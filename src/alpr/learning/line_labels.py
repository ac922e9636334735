"""Where the characters lie, as the line network learns it: a class or blank for every column."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, COLUMN_PX, COLUMNS

_GAP_PX = COLUMN_PX + 0.5
"""So far apart that the middle of a column lies in between, wherever the columns fall."""


def column_classes(text: str, spans: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    """Return the class of each column.

    A column belongs to the character over its middle. Where two characters are so close that no
    column would part them, both give way, so that two equal neighbours stay two. Every character
    keeps at least the column that is nearest to its middle.

    Args:
        text: the characters, left to right; empty where there is no plate.
        spans: (x_min, x_max) of each, pixels of the WIDTH wide picture.

    Returns:
        (COLUMNS,) uint8, index in CHARACTERS or BLANK.

    Raises:
        ValueError: another number of spans than of characters, an empty span, spans that are not
            in order, or a character that is not among CHARACTERS.
    """
    if len(text) != len(spans):
        raise ValueError(f"{len(spans)} spans for the {len(text)} characters of {text!r}")
    left, right = np.array(spans, np.float64).reshape(-1, 2).T
    if np.any(right <= left) or np.any(np.diff(left) <= 0):
        raise ValueError(f"spans must be wider than nothing and in order: {list(spans)}")
    unknown = set(text) - set(CHARACTERS)
    if unknown:
        raise ValueError(f"{text!r} holds {''.join(sorted(unknown))}, not among {CHARACTERS}")
    centres = (np.arange(COLUMNS) + 0.5) * COLUMN_PX
    middles = (left + right) / 2
    between = (right[:-1] + left[1:]) / 2
    left[1:] = np.maximum(left[1:], between + _GAP_PX / 2)
    right[:-1] = np.minimum(right[:-1], between - _GAP_PX / 2)
    classes = np.full(COLUMNS, BLANK, np.uint8)
    for character, start, end in zip(text, left, right, strict=True):
        classes[(centres >= start) & (centres < end)] = CHARACTERS.index(character)
    for character, middle in zip(text, middles, strict=True):
        classes[min(max(int(middle // COLUMN_PX), 0), COLUMNS - 1)] = CHARACTERS.index(character)
    return classes
