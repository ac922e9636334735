"""A reading of a photograph as a picture: what was located, what was refused, how it was read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.explain import draw_steps
from alpr.reading.located import CROP, LocatedReading, PhotographTrace, PlateSteps
from alpr.reading.locations import Refusal
from alpr.reading.quads import Captions, draw_quad, scaled
from alpr.reading.reader import Trace

Image = NDArray[np.uint8]

LONGEST_PX, LEAST_PX = 1400, 800
"""Pixels of the longer side of the photograph as drawn."""

MOST_STEPS = 4
"""So many plates, the surest, are drawn step by step."""

MOST_REFUSED = 12
"""So many refusals, the likeliest, are listed."""

_GAP = 14
_LINE_PX = 24
_CAPTION_PX = 34
_TEXT_SIZE = 0.55
_CROP_PX = 480


def draw_photograph_steps(image: Image, trace: PhotographTrace) -> Image:
    """Draw the steps of one reading.

    Args:
        image: the picture that was given, (height, width, 3) uint8 BGR.
        trace: how it was read.

    Returns:
        (height, width, 3) uint8 BGR. The photograph with its plates in green and what was refused
        in red, the refusals with their reasons, and of each plate the upright crop and its steps,
        see `draw_steps`. Of a crop read as a whole: its steps, and what was refused, if anything.
    """
    reading = trace.reading
    whole = reading.kind == CROP and trace.plates[0].crop is image
    count = len(reading.plates)
    found = "a crop of a plate" if reading.kind == CROP else f"a photograph, {count} located"
    rows = [_caption(f"taken as {found}, {len(reading.refused)} refused")]
    if reading.refused or not whole:
        plates = () if whole else reading.plates
        rows += [draw_overview(image, plates, reading.refused), *_refusals(reading.refused)]
    if whole:
        rows.append(_steps(trace.plates[0]))
    else:
        for number, steps in enumerate(trace.plates[:MOST_STEPS], start=1):
            rows.append(drawing.beside([_upright(number, steps), _steps(steps)], _GAP))
        if count > MOST_STEPS:
            rows.append(_line(f"and {count - MOST_STEPS} less sure ones, not drawn", LEAST_PX))
    page = drawing.stacked(rows, _GAP // 2)
    return np.pad(page, ((_GAP, _GAP), (_GAP, _GAP), (0, 0)), constant_values=255)


def draw_overview(
    image: Image, plates: Sequence[LocatedReading], refused: Sequence[Refusal]
) -> Image:
    """Draw the photograph with its plates in green and the likeliest refusals in red."""
    picture, scale = scaled(image, LONGEST_PX, LEAST_PX)
    captions = Captions(picture)
    for refusal in refused:
        draw_quad(picture, refusal.corners, scale, drawing.RED, 1)
    for plate in plates:
        draw_quad(picture, plate.points, scale, drawing.GREEN, 2)
        captions.keep_free(plate.points * scale)
    for number, plate in enumerate(plates, start=1):
        text = f"{number}  {plate.reading.text}  a plate: {100 * plate.location:.0f} %"
        captions.write(text, plate.points * scale, drawing.GREEN, _TEXT_SIZE)
    for refusal in _likeliest(refused):
        captions.write(refusal.reason, refusal.corners * scale, drawing.RED, 0.42)
    return picture


def _refusals(refused: Sequence[Refusal]) -> list[Image]:
    """Return the refusals as lines of text."""
    lines = [
        f"refused at {_middle(one)}, {100 * one.confidence:.1f} %: {one.reason}"
        for one in _likeliest(refused)
    ]
    if len(refused) > MOST_REFUSED:
        lines.append(f"and {len(refused) - MOST_REFUSED} less probable ones")
    return [_line(text, LEAST_PX) for text in lines]


def _likeliest(refused: Sequence[Refusal]) -> list[Refusal]:
    return sorted(refused, key=lambda one: -one.confidence)[:MOST_REFUSED]


def _middle(refusal: Refusal) -> str:
    x, y = refusal.corners.mean(axis=0)
    return f"{x:.0f}, {y:.0f}"


def _upright(number: int, steps: PlateSteps) -> Image:
    """Return a plate's crop with its probabilities."""
    crop, _ = scaled(steps.crop, _CROP_PX, _CROP_PX)
    lines = [_caption(f"plate {number}")]
    if steps.evidence is not None:
        lines.append(_line(f"the locator alone: {100 * steps.evidence.location:.1f} %", _CROP_PX))
        text = f"with what is read: {100 * steps.located.location:.1f} %"
        lines.append(_line(text, _CROP_PX))
    lines.append(_line("warped upright from its corners:", _CROP_PX))
    return drawing.stacked([line[:, :_CROP_PX] for line in lines] + [crop])


def _steps(steps: PlateSteps) -> Image:
    return draw_steps(steps.crop, Trace(steps.located.look, steps.located.reading))


def _caption(text: str) -> Image:
    head = drawing.canvas(LEAST_PX, _CAPTION_PX)
    drawing.put_text(head, text, (0, _CAPTION_PX - 10), 0.65)
    return head


def _line(text: str, width: int) -> Image:
    line = drawing.canvas(width, _LINE_PX)
    drawing.put_text(line, text, (0, _LINE_PX - 7), _TEXT_SIZE, drawing.GREY)
    return line
