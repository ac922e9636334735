"""Characters in a line: heights, widths, gaps between the groups, one box for each."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.alphabets import HEIGHT, Face
from alpr.plates.realism.dice import Dice, Range

Mask = NDArray[np.uint8]
Boxes = NDArray[np.float64]

NARROWEST = 0.5
"""Faces are not squeezed to less than this share of their own width."""

SEPARATORS = {"space": 0.27, "dash": 0.15, "dot": 0.12, "emblem": 0.38, "stack": 0.08}


@dataclass(frozen=True)
class TypeSettings:
    """How a line is set; lengths are fractions of the characters' height.

    Attributes:
        monospaced: Share of plates whose characters stand in cells of one width.
        spacing: Empty room between characters.
        gap: Room between groups beyond the spacing.
        widest: Limit of a W's or M's width, of the ordinary characters' in a cell.
        stretch: Width relative to the face's own.
        fill: How much of the room a line of five or more characters takes at least.
    """

    monospaced: float
    spacing: Range
    gap: Range
    widest: Range
    stretch: Range
    fill: Range

    def __post_init__(self) -> None:
        if not 0 <= self.monospaced <= 1:
            raise ValueError(f"monospaced must lie in 0..1, not {self.monospaced}")
        for name in ("spacing", "gap", "widest", "stretch", "fill"):
            low, high = getattr(self, name)
            if not 0 <= low <= high:
                raise ValueError(f"{name} must be an ascending range from 0 on, not {low, high}")


@dataclass(frozen=True)
class Line:
    """A line of characters, its own pixels.

    Attributes:
        ink: (height, width) uint8, ink = 255 on 0.
        boxes: (characters, 4) x_min, y_min, x_max, y_max, half-open.
        gaps: For each gap between groups the columns at which it starts and ends.
    """

    ink: Mask
    boxes: Boxes
    gaps: tuple[Range, ...]


def set_line(
    groups: tuple[str, ...],
    face: Face,
    height: int,
    room: float,
    gap_width: float,
    settings: TypeSettings,
    dice: Dice,
) -> Line:
    """Set a text so that it is at most `room` pixels wide.

    Args:
        groups: The characters between two gaps.
        face: What to draw them with.
        height: Their height in pixels; less where they would have to be squeezed too much.
        room: Largest width in pixels.
        gap_width: Between two groups, pixels.
        settings: Distributions of the spacing.
        dice: Chance.
    """
    text = "".join(groups)
    glyphs = [face.character(character) for character in text]
    stretch = dice.between(settings.stretch)
    scale = height / HEIGHT * stretch
    widths = [glyph.shape[1] * scale for glyph in glyphs]
    cell = 0.0
    if dice.chance(settings.monospaced):
        cell = max(face.character(c).shape[1] for c in "08H") * scale
        limit = cell * dice.between(settings.widest)
        widths = [min(width, limit) for width in widths]
    spacing = dice.between(settings.spacing) * height
    gaps = len(groups) - 1

    def total(width_scale: float) -> float:
        cells = float(sum(max(cell, width) for width in widths))
        return width_scale * (cells + spacing * (len(text) - 1) + gaps * gap_width)

    factor = min(1.0, room / total(1))
    if factor < NARROWEST:
        # Lower characters rather than illegibly thin ones.
        height = max(8, round(height * factor / NARROWEST))
    elif len(text) >= 5:
        wanted = dice.between(settings.fill) * room
        factor = min(max(factor, wanted / total(1)), 1.3, room / total(1))
    widths = [width * factor for width in widths]
    return _place(
        groups, glyphs, widths, cell * factor, spacing * factor, gap_width * factor, height
    )


def _place(
    groups: tuple[str, ...],
    glyphs: list[Mask],
    widths: list[float],
    cell: float,
    spacing: float,
    gap_width: float,
    height: int,
) -> Line:
    lefts, gaps, x, index = [], [], 0.0, 0
    for number, group in enumerate(groups):
        if number:
            gaps.append((x - spacing, x + gap_width))
            x += gap_width
        for _ in group:
            room = max(cell, widths[index])
            lefts.append(x + (room - widths[index]) / 2)
            x += room + spacing
            index += 1
    ink = np.zeros((height, round(x - spacing) + 2), np.uint8)
    boxes = np.empty((len(glyphs), 4))
    for i, (glyph, left, width) in enumerate(zip(glyphs, lefts, widths, strict=True)):
        columns, first = max(2, round(width)), round(left)
        first = min(first, ink.shape[1] - columns)
        scaled = cv2.resize(glyph, (columns, height), interpolation=cv2.INTER_AREA)
        place = ink[:, first : first + columns]
        np.maximum(place, scaled, out=place)
        boxes[i] = (first, 0, first + columns, height)
    return Line(ink, boxes, tuple(gaps))
