"""A plate that was read wrongly as a picture: the boxes, what was read and what stands on it."""

from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.explain_line import draw_places
from alpr.reading.images import ImageError
from alpr.reading.look import LineSteps
from alpr.reading.reader import Trace

Image = NDArray[np.uint8]

ZOOM = 3
_HEAD_PX = 40


def draw_failure(outcome: Trace | ImageError, plate: str) -> Image:
    """Draw one failure, (height, width, 3) uint8 BGR.

    Boxes taken for characters are green, the others red with the rule that dropped them; of the
    line reader: what the network saw, and where. A file that could not be read is an empty picture
    that says so.
    """
    if isinstance(outcome, ImageError):
        page = drawing.canvas(230 * ZOOM, _HEAD_PX)
        drawing.put_text(page, f"{plate}: the file cannot be read", (4, 28), 0.8)
        return page
    read = outcome.reading.text or "nothing"
    plate_picture = _places(outcome)
    caption = f"{plate}, read {read}"
    width = max(plate_picture.shape[1], drawing.text_width(caption, 0.8) + 8)
    head = drawing.canvas(width, _HEAD_PX)
    drawing.put_text(head, caption, (4, 28), 0.8)
    return drawing.stacked([head, plate_picture])


def _places(trace: Trace) -> Image:
    steps = trace.look.steps
    if isinstance(steps, LineSteps):
        return draw_places(steps, trace.look.slots)
    return drawing.draw_boxes(steps, ZOOM)


def picture_name(file: str, taken: set[str]) -> str:
    """Return a name for the picture of one file, without suffix, that no earlier file took.

    >>> taken = set()
    >>> picture_name("images/a.png", taken), picture_name("images/a.jpg", taken)
    ('a', 'a-2')
    """
    stem = PurePath(file).stem
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name
