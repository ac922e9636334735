"""A reading as a picture: every step from the plate to its characters."""

from collections import Counter

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.reader import Trace
from alpr.reading.readings import CharacterReading
from alpr.reading.segmentation import Segmentation

Image = NDArray[np.uint8]

_ZOOM = 3
_GAP = 16
_CAPTION_PX = 34
_TILE_PX = 96
_TILE_TEXT_PX = 104


def draw_steps(image: Image, trace: Trace) -> Image:
    """Draw the steps of one reading.

    Args:
        image: the picture that was given, (height, width, 3) uint8 BGR.
        trace: how it was read.

    Returns:
        (height, width, 3) uint8 BGR: the picture given, scaled and grey, blurred, thresholded, its
        boxes, and each glyph with its character, probability and alternatives.
    """
    segmentation = trace.segmentation
    height, width = segmentation.grey.shape
    panels = [
        _panel("1  the picture given", _fitted(image, width * _ZOOM, height * _ZOOM)),
        _panel(f"2  scaled to {width} x {height}, grey", _zoomed(segmentation.grey)),
        _panel("3  Gaussian blur", _zoomed(segmentation.blurred)),
        _panel("4  adaptive threshold", _zoomed(segmentation.binary)),
        _panel("5  contours: " + _counted(segmentation), drawing.draw_boxes(segmentation, _ZOOM)),
        _panel("6  glyphs, 32 x 32, and what the network reads", _glyph_rows(trace)),
    ]
    rows = [drawing.beside(panels[first : first + 2], _GAP) for first in range(0, len(panels), 2)]
    return _framed(drawing.stacked([*rows, _result(trace)], _GAP // 2))


def _panel(caption: str, picture: Image) -> Image:
    head = drawing.canvas(230 * _ZOOM, _CAPTION_PX)
    drawing.put_text(head, caption, (0, _CAPTION_PX - 10), 0.65)
    return drawing.stacked([head, picture])


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


def _glyph_rows(trace: Trace) -> Image:
    tiles = [
        _tile(kept.glyph, character)
        for kept, character in zip(trace.segmentation.kept, trace.reading.characters, strict=True)
    ]
    if not tiles:
        return drawing.canvas(_TILE_PX, _TILE_PX)
    rows = [drawing.beside(tiles[first : first + 7], 3) for first in range(0, len(tiles), 7)]
    return drawing.stacked(rows, _GAP)


def _tile(glyph: Image, reading: CharacterReading) -> Image:
    text = drawing.canvas(_TILE_PX, _TILE_TEXT_PX)
    drawing.put_text(text, reading.character, (2, 32), 1.1)
    drawing.put_text(text, f"{100 * reading.probability:.1f} %", (32, 30), 0.5)
    for place, (character, probability) in enumerate(reading.alternatives):
        line = f"{character}  {100 * probability:.1f} %"
        drawing.put_text(text, line, (4, 54 + 18 * place), 0.42, drawing.GREY)
    return drawing.stacked([drawing.zoomed(glyph, _ZOOM), text])


def _result(trace: Trace) -> Image:
    line = drawing.canvas(230 * _ZOOM * 2 + _GAP, 56)
    reading = trace.reading
    drawing.put_text(line, reading.text or "no plate seen", (0, 42), 1.4)
    if reading.text:
        right = drawing.text_width(reading.text, 1.4) + 2 * _GAP
        note = f"confidence {100 * reading.confidence:.1f} %"
        drawing.put_text(line, note, (right, 42), 0.65, drawing.GREY)
    return line
