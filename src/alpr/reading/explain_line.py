"""A reading of the line reader as a picture: what it saw, what its columns say, what came of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.columns import BLANK, COLUMN_PX, HEIGHT, WIDTH
from alpr.reading import drawing
from alpr.reading.explain_result import changed, draw_result
from alpr.reading.look import LineSteps
from alpr.reading.readings import CharacterReading, Reading
from alpr.reading.second_look import views_of
from alpr.reading.slots import Slot, legibility, line_slots, raw_text

Image = NDArray[np.uint8]

ZOOM = 5
AMBER = (30, 140, 220)
"""Blue, green, red of what is too faint for the raw reading."""

_CHART_PX = 110
_LETTERS_PX = 34
_CAPTION_PX = 34
_GAP = 14
_CELL_PX = 112
_CELL_TALL_PX = 118
_VIEWS_PER_ROW = 4
_VIEW_GAP = 6


def draw_line_steps(
    image: Image, steps: LineSteps, slots: tuple[Slot, ...], reading: Reading
) -> Image:
    """Draw the steps of one reading.

    Args:
        image: the picture that was given, (height, width, 3) uint8 BGR.
        steps: what the network saw and said.
        slots: where characters may be, pixels of the picture that was given.
        reading: what was made of them.

    Returns:
        (height, width, 3) uint8 BGR: the picture given; what the network saw, with the characters'
        places; how sure each column is of a character; where the plate was looked at again, its
        views and what was read in each; each character and its alternatives; the text, and what a
        format changed.
    """
    size, last = (WIDTH * ZOOM, HEIGHT * ZOOM), 4 if len(steps.columns) == 1 else 5
    given = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    rows = [
        _caption("1  the plate, its aspect ratio not kept"),
        given,
        _caption(
            f"2  what the network sees, {WIDTH} x {HEIGHT} grey, and where it sees characters"
        ),
        draw_places(steps, slots),
        _caption("3  how sure each of its columns is that it shows a character"),
        _chart(steps, slots),
        *_views(steps),
        _caption(f"{last}  the characters: probability, and what else they may be"),
        _cells(reading),
        draw_result(reading, WIDTH * ZOOM),
    ]
    return np.pad(drawing.stacked(rows, 4), ((_GAP, _GAP), (_GAP, _GAP), (0, 0)),
                  constant_values=255)  # fmt: skip


def _caption(text: str) -> Image:
    head = drawing.canvas(WIDTH * ZOOM, _CAPTION_PX)
    drawing.put_text(head, text, (0, _CAPTION_PX - 10), 0.65)
    return head


def _colour(slot: Slot) -> drawing.Colour:
    return drawing.GREEN if slot.seen else AMBER


def draw_places(steps: LineSteps, slots: tuple[Slot, ...]) -> Image:
    """Draw what the network saw, the places of characters green, of faint ones amber."""
    seen = drawing.zoomed(steps.crop, ZOOM)
    scale = WIDTH * ZOOM / steps.width
    for slot in slots:
        left, right = (round(end * scale) for end in slot.span)
        cv2.rectangle(seen, (left + 1, 2), (right - 2, seen.shape[0] - 3), _colour(slot), 2)
    return seen


def _chart(steps: LineSteps, slots: tuple[Slot, ...]) -> Image:
    """Draw a bar for each column, and under them each slot's likeliest character."""
    scale = WIDTH * ZOOM / steps.width
    chart = drawing.canvas(WIDTH * ZOOM, _CHART_PX + _LETTERS_PX)
    step = COLUMN_PX * ZOOM
    for index, column in enumerate(steps.columns[0]):
        middle = (index + 0.5) * step
        inside = [slot for slot in slots if slot.span[0] * scale <= middle < slot.span[1] * scale]
        tall = round((1 - float(column[BLANK])) * (_CHART_PX - 4))
        corner = (index * step + 1, _CHART_PX - tall)
        colour = _colour(inside[0]) if inside else drawing.GREY
        cv2.rectangle(chart, corner, ((index + 1) * step - 2, _CHART_PX), colour, cv2.FILLED)
    cv2.line(chart, (0, _CHART_PX), (WIDTH * ZOOM, _CHART_PX), drawing.BLACK, 1)
    for slot in slots:
        middle = round(sum(slot.span) / 2 * scale)
        place = (middle - 10, _CHART_PX + _LETTERS_PX - 6)
        drawing.put_text(chart, slot.character, place, 1.0, _colour(slot))
    return chart


def _views(steps: LineSteps) -> list[Image]:
    """Draw the views of a second look, each with its text and what it counts for; else nothing."""
    if len(steps.columns) == 1:
        return []
    looks = [line_slots(columns) for columns in steps.columns]
    crops = [steps.crop, *views_of(steps.crop)]
    votes = [legibility(slots) for slots in looks]
    tiles = [
        _view(crop, raw_text(slots), vote)
        for crop, slots, vote in zip(crops, looks, votes, strict=True)
    ]
    rows = [
        drawing.beside(tiles[i : i + _VIEWS_PER_ROW], _VIEW_GAP)
        for i in range(0, len(tiles), _VIEWS_PER_ROW)
    ]
    head = _caption(f"4  unsure, so {len(tiles) - 1} views of it too, and how legible each is")
    return [head, drawing.stacked(rows, _VIEW_GAP)]


def _view(crop: Image, text: str, vote: float) -> Image:
    wide = (WIDTH * ZOOM - (_VIEWS_PER_ROW - 1) * _VIEW_GAP) // _VIEWS_PER_ROW
    size = (wide, wide * HEIGHT // WIDTH)
    grown = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    picture = np.asarray(cv2.cvtColor(grown, cv2.COLOR_GRAY2BGR), np.uint8)
    line = drawing.canvas(wide, _CAPTION_PX)
    drawing.put_text(line, f"{text or 'nothing'}  {100 * vote:.1f} %", (2, 22), 0.5)
    return drawing.stacked([picture, line])


def _cells(reading: Reading) -> Image:
    cells = [_cell(item) for item in reading.characters]
    if not cells:
        return drawing.canvas(WIDTH * ZOOM, _GAP)
    per_row = WIDTH * ZOOM // _CELL_PX
    return drawing.stacked(
        [drawing.beside(cells[i : i + per_row]) for i in range(0, len(cells), per_row)]
    )


def _cell(item: CharacterReading) -> Image:
    cell = drawing.canvas(_CELL_PX, _CELL_TALL_PX)
    drawing.put_text(cell, item.character, (2, 32), 1.1)
    drawing.put_text(cell, f"{100 * item.probability:.1f} %", (34, 30), 0.5)
    drawing.put_text(cell, changed(item), (2, 50), 0.45, drawing.RED)
    for place, (character, probability) in enumerate(item.alternatives):
        line = f"{character}  {100 * probability:.1f} %"
        drawing.put_text(cell, line, (4, 68 + 18 * place), 0.42, drawing.GREY)
    return cell
