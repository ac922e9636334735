"""A photograph and its plates on the way to text, small enough for a page that is read."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.explain_line import draw_places
from alpr.reading.explain_photograph import draw_overview
from alpr.reading.located import PhotographTrace, PlateSteps
from alpr.reading.look import LineSteps

Image = NDArray[np.uint8]

_GAP = 16
_HEAD_PX = 30
_SMALL, _LARGE = 0.6, 1.6


def draw_summary(image: Image, trace: PhotographTrace) -> Image:
    """Draw what was found in a photograph, and for each plate one row from crop to text.

    Args:
        image: The photograph, (height, width, 3) uint8 BGR.
        trace: How the line reader read it.

    Returns:
        (height, width, 3) uint8 BGR.
    """
    overview = draw_overview(image, trace.reading.plates, trace.reading.refused)
    width = (overview.shape[1] - 2 * _GAP) // 3
    rows = [_row(number, steps, width) for number, steps in enumerate(trace.plates, start=1)]
    page = drawing.stacked([overview, *rows], _GAP)
    return np.pad(page, ((_GAP, _GAP), (_GAP, _GAP), (0, 0)), constant_values=255)


def _row(number: int, steps: PlateSteps, width: int) -> Image:
    """Return one plate: warped upright, as the network sees it, and its text."""
    look, reading = steps.located.look, steps.located.reading
    if not isinstance(look.steps, LineSteps):
        raise TypeError("only the line reader's way can be drawn in a row")
    seen = _wide(draw_places(look.steps, look.slots), width)
    again = f", and {look.views - 1} views of it" if look.views > 1 else ""
    cells = [
        (f"plate {number}, warped upright", _wide(steps.crop, width)),
        (f"what the network sees{again}", seen),
        (f"confidence {100 * reading.confidence:.0f} %", _text(reading.text, width, len(seen))),
    ]
    return drawing.beside([_cell(head, picture) for head, picture in cells], _GAP)


def _wide(image: Image, width: int) -> Image:
    """Scale a picture to a width."""
    height = round(image.shape[0] * width / image.shape[1])
    method = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def _text(text: str, width: int, height: int) -> Image:
    picture = drawing.canvas(width, height)
    drawing.put_text(picture, text, (0, (height + _HEAD_PX) // 2), _LARGE)
    return picture


def _cell(head: str, picture: Image) -> Image:
    caption = drawing.canvas(picture.shape[1], _HEAD_PX)
    drawing.put_text(caption, head, (0, _HEAD_PX - 10), _SMALL, drawing.GREY)
    return drawing.stacked([caption, picture])
