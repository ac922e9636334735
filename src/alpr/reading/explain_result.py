"""How a reading ends, as a picture: its text, its confidence, and what a format did."""

import numpy as np
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.readings import CharacterReading, Reading

_GAP = 28
_LISTED = 3
"""So many formats, and so many other texts, are named."""


def draw_result(reading: Reading, width: int) -> NDArray[np.uint8]:
    """Draw the last lines of a picture that is so many pixels wide."""
    page = drawing.canvas(width, 114 if reading.formats else 84)
    drawing.put_text(page, reading.text or reading.absence, (0, 40), 1.4)
    if reading.text:
        right = drawing.text_width(reading.text, 1.4) + _GAP
        note = f"confidence {100 * reading.confidence:.1f} %"
        drawing.put_text(page, note, (right, 40), 0.65, drawing.GREY)
    notes = []
    if reading.format:
        notes.append(f"format {reading.format}")
    if reading.raw != reading.text:
        notes.append(f"without a format: {reading.raw or 'nothing'}")
    others = reading.candidates[1 : 1 + _LISTED]
    notes += [f"or {one.text} {100 * one.probability:.1f} %" for one in others]
    drawing.put_text(page, ", ".join(notes), (0, 74), 0.55, drawing.GREY)
    if reading.formats:
        likeliest = sorted(reading.formats, key=lambda item: -item[1])[: 1 + _LISTED]
        said = ", ".join(f"{name} {100 * value:.1f} %" for name, value in likeliest)
        drawing.put_text(page, f"of the formats: {said}", (0, 104), 0.55, drawing.GREY)
    return page


def changed(item: CharacterReading) -> str:
    """Return what a character was before a format changed it, nothing if none did."""
    return "" if item.raw == item.character else f"was {item.raw or 'not seen'}"
