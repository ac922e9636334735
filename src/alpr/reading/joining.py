"""Shapes that may be characters on one line: whole ones, broken ones joined, touching ones split.

Nothing is decided here: a broken character and its pieces are all offered, and so are a wide shape
and its parts. What stands on the plate is chosen among them later.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.outlines import HOLE, outlines
from alpr.reading.segments import DroppedBox

Image = NDArray[np.uint8]

_VALLEY = (0.25, 0.5, 0.25)
_VALLEY_REACH = 0.09
"""A cut is the thinnest column this far around, of the height."""


@dataclass(frozen=True)
class JoiningSettings:
    """What is joined and split; lengths are shares of the characters' height.

    Attributes:
        lowest_piece: a piece must be so high.
        widest_gap: between two pieces of one character.
        widest: character that is joined or split off.
        wide: shape that is split.
        narrowest: part that is split off.
        thickest_cut: ink in a column where a shape is cut.
        most_cuts: of one shape.
    """

    lowest_piece: float
    widest_gap: float
    widest: float
    wide: float
    narrowest: float
    thickest_cut: float
    most_cuts: int

    def __post_init__(self) -> None:
        for name in (
            "lowest_piece", "widest_gap", "widest", "wide", "narrowest", "thickest_cut"
        ):  # fmt: skip
            if not 0 <= getattr(self, name) <= 2:
                raise ValueError(f"{name} must be 0 to 2, not {getattr(self, name)}")
        if not 0 <= self.most_cuts <= 12:
            raise ValueError(f"most_cuts must be 0 to 12, not {self.most_cuts}")


@dataclass(frozen=True)
class Piece:
    """Some ink: its box, and its pixels, 255 on 0, of the size of the box."""

    box: Box
    ink: Image
    is_whole: bool
    """It is one shape, neither joined nor split."""


def pieces(
    binary: Image, height_px: float, settings: JoiningSettings
) -> tuple[list[Piece], list[DroppedBox]]:
    """Return the whole shapes of a thresholded picture left to right, and what is none."""
    whole, dropped = [], []
    for outline in outlines(binary):
        box = outline.box
        if outline.is_hole:
            dropped.append(DroppedBox(box, *HOLE))
        elif box.height < settings.lowest_piece * height_px:
            reason = f"height {box.height} px is below {settings.lowest_piece * height_px:.0f}"
            dropped.append(DroppedBox(box, "speck", reason))
        else:
            whole.append(Piece(box, outline.filled(binary), is_whole=True))
    return sorted(whole, key=lambda piece: piece.box), dropped


def joined(whole: list[Piece], height_px: float, settings: JoiningSettings) -> Iterator[Piece]:
    """Yield neighbours taken together: above one another, or with a small gap between them."""
    for first, start in enumerate(whole):
        box, ink = start.box, start.ink
        for piece in whole[first + 1 :]:
            if piece.box.x_min > box.x_max + settings.widest_gap * height_px:
                break
            together = _around(box, piece.box)
            if together.width > settings.widest * height_px:
                break
            box, ink = together, _laid(together, (box, ink), (piece.box, piece.ink))
            yield Piece(box, ink, is_whole=False)


def split(piece: Piece, height_px: float, settings: JoiningSettings) -> Iterator[Piece]:
    """Yield the parts of a wide shape between any two of its thinnest columns."""
    if piece.box.width < settings.wide * height_px:
        return
    cuts = [0, *_thinnest(piece, height_px, settings), piece.box.width]
    for first, start in enumerate(cuts):
        for end in cuts[first + 1 :]:
            width = (end - start) / height_px
            whole = end - start == piece.box.width
            if not whole and settings.narrowest <= width <= settings.widest:
                yield _part(piece, start, end)


def _thinnest(piece: Piece, height_px: float, settings: JoiningSettings) -> list[int]:
    """Return the columns, counted from the box's left, where little ink holds a shape together."""
    inked = (piece.ink > 0).sum(axis=0)
    inked = np.convolve(inked, _VALLEY, "same")
    edge, reach = (
        max(1, round(share * height_px)) for share in (settings.narrowest, _VALLEY_REACH)
    )
    valleys = [
        column
        for column in range(edge, len(inked) - edge)
        if inked[column] <= settings.thickest_cut * height_px
        and inked[column] == inked[max(0, column - reach) : column + reach + 1].min()
    ]
    chosen: list[int] = []
    for column in sorted(valleys, key=lambda column: float(inked[column])):
        if len(chosen) < settings.most_cuts and all(abs(column - cut) > reach for cut in chosen):
            chosen.append(column)
    return sorted(chosen)


def _part(piece: Piece, start: int, end: int) -> Piece:
    ink = piece.ink[:, start:end]
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    x, y = piece.box.x_min + start, piece.box.y_min
    box = Box(x + left, y + top, x + right, y + bottom)
    return Piece(box, ink[top:bottom, left:right], is_whole=False)


def _laid(around: Box, *shapes: tuple[Box, Image]) -> Image:
    """Return the ink of several boxes in one that holds them all."""
    ink = np.zeros((around.height, around.width), np.uint8)
    for box, own in shapes:
        y, x = box.y_min - around.y_min, box.x_min - around.x_min
        ink[y : y + box.height, x : x + box.width] |= own
    return ink


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.x_min, other.x_min),
        min(one.y_min, other.y_min),
        max(one.x_max, other.x_max),
        max(one.y_max, other.y_max),
    )
