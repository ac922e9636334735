"""A reading as a picture: every step from the plate to its characters."""

from collections import Counter

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.explain_line import draw_line_steps
from alpr.reading.explain_result import changed, draw_result
from alpr.reading.look import LineSteps
from alpr.reading.reader import Trace
from alpr.reading.readings import CharacterReading
from alpr.reading.segmentation import Segmentation

Image = NDArray[np.uint8]

_ZOOM = 3
_GAP = 16
_CAPTION_PX = 34
_CAPTION_SIZE = 0.65
_LEAST_PANEL_PX = 230 * _ZOOM
_TILE_PX = 96
_TILE_GAP = 2
_TILE_TEXT_PX = 104


def draw_steps(image: Image, trace: Trace) -> Image:
    """Draw the steps of one reading.

    Args:
        image: the picture that was given, (height, width, 3) uint8 BGR.
        trace: how it was read.

    Returns:
        (height, width, 3) uint8 BGR. Of a reader that cuts characters: the picture given, scaled
        and grey, blurred, thresholded, its boxes, and each glyph with its character, probability
        and alternatives. Of the line reader: see `draw_line_steps`.
    """
    steps = trace.look.steps
    if isinstance(steps, LineSteps):
        return draw_line_steps(image, steps, trace.look.slots, trace.reading)
    return _draw_segment_steps(image, steps, trace)


def _draw_segment_steps(image: Image, segmentation: Segmentation, trace: Trace) -> Image:
    height, width = segmentation.grey.shape
    shade = "grey, inverted: light characters" if segmentation.light_on_dark else "grey"
    panels = [
        _panel("1  the picture given", _fitted(image, width * _ZOOM, height * _ZOOM)),
        _panel(f"2  scaled to {width} x {height}, {shade}", _zoomed(segmentation.grey)),
        _panel("3  Gaussian blur", _zoomed(segmentation.blurred)),
        _panel("4  threshold", _zoomed(segmentation.binary)),
        _panel("5  contours: " + _counted(segmentation), drawing.draw_boxes(segmentation, _ZOOM)),
        _panel("6  glyphs, 32 x 32, and what the network reads", _glyph_rows(segmentation, trace)),
    ]
    rows = [drawing.beside(panels[first : first + 2], _GAP) for first in range(0, len(panels), 2)]
    return _framed(
        drawing.stacked([*rows, draw_result(trace.reading, 2 * _LEAST_PANEL_PX + _GAP)], _GAP // 2)
    )


def _panel(caption: str, picture: Image) -> Image:
    width = max(_LEAST_PANEL_PX, picture.shape[1])
    heads = []
    for line in _broken(caption, width):
        heads.append(drawing.canvas(width, _CAPTION_PX))
        drawing.put_text(heads[-1], line, (0, _CAPTION_PX - 10), _CAPTION_SIZE)
    return drawing.stacked([*heads, picture])


def _broken(caption: str, width: int) -> list[str]:
    """Break a caption after commas into lines that are at most so many pixels wide."""
    lines = [""]
    for part in caption.split(", "):
        longer = f"{lines[-1]}, {part}" if lines[-1] else part
        if lines[-1] and drawing.text_width(longer, _CAPTION_SIZE) > width:
            lines[-1] += ","
            lines.append("    " + part)
        else:
            lines[-1] = longer
    return lines


def _zoomed(image: Image) -> Image:
    return drawing.zoomed(image, _ZOOM)


def _fitted(image: Image, width: int, height: int) -> Image:
    method = cv2.INTER_AREA if image.shape[1] > width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def _framed(page: Image) -> Image:
    margin = ((_GAP, _GAP), (_GAP, _GAP), (0, 0))
    return np.pad(page, margin, constant_values=255)


def _counted(segmentation: Segmentation) -> str:
    counts = Counter(dropped.rule for dropped in segmentation.dropped)
    named = ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items()))
    return f"{len(segmentation.kept)} kept, dropped: {named or 'none'}"


def _glyph_rows(segmentation: Segmentation, trace: Trace) -> Image:
    # A format, or a network that knows what is no character, may leave boxes out.
    read = {character.box: character for character in trace.reading.characters}
    tiles = [
        _tile(kept.glyph, read.get(box))
        for kept, box in zip(segmentation.kept, trace.look.boxes, strict=True)
    ]
    if not tiles:
        return drawing.canvas(_TILE_PX, _TILE_PX)
    width = max(_LEAST_PANEL_PX, segmentation.grey.shape[1] * _ZOOM)
    per_row = width // (_TILE_PX + _TILE_GAP)
    rows = [
        drawing.beside(tiles[first : first + per_row], _TILE_GAP)
        for first in range(0, len(tiles), per_row)
    ]
    return drawing.stacked(rows, _GAP)


def _tile(glyph: Image, reading: CharacterReading | None) -> Image:
    text = drawing.canvas(_TILE_PX, _TILE_TEXT_PX)
    if reading is None:
        drawing.put_text(text, "left out", (2, 30), 0.5, drawing.GREY)
        return drawing.stacked([drawing.zoomed(glyph, _ZOOM), text])
    drawing.put_text(text, reading.character, (2, 32), 1.1)
    drawing.put_text(text, f"{100 * reading.probability:.1f} %", (32, 30), 0.5)
    drawing.put_text(text, changed(reading), (4, 46), 0.42, drawing.RED)
    for place, (character, probability) in enumerate(reading.alternatives):
        line = f"{character}  {100 * probability:.1f} %"
        drawing.put_text(text, line, (4, 64 + 18 * place), 0.42, drawing.GREY)
    return drawing.stacked([drawing.zoomed(glyph, _ZOOM), text])
