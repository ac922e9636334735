"""Candidates for the characters of a line: shapes of the right size and place, and their looks."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.character_lines import CharacterLine
from alpr.reading.ink import box_glyph
from alpr.reading.joining import JoiningSettings, Piece, joined, pieces, split
from alpr.reading.outlines import SizeLimits, outlines
from alpr.reading.segments import DroppedBox

Image = NDArray[np.uint8]

_CORE = 0.6
"""Pixels that lie at least so deep in a shape, of its deepest, show its ink."""

_FRINGE = 0.3
"""More of the picture's left or right edge than this covered by a shape: it is what lies there."""


@dataclass(frozen=True)
class CandidateSettings:
    """What may be a character of a line; lengths are shares of the line's height.

    Attributes:
        band: height of what is looked at around the line's middle; shapes that go on beyond are
            cut off there.
        height: lowest and highest.
        width: narrowest and widest.
        aspect: smallest and largest width over height.
        off_line: largest distance of its middle from the line.
        same: boxes that overlap by this share of what they cover together are one candidate.
        joining: what is joined and split.
    """

    band: float
    height: tuple[float, float]
    width: tuple[float, float]
    aspect: tuple[float, float]
    off_line: float
    same: float
    joining: JoiningSettings

    def __post_init__(self) -> None:
        if not 1 <= self.band <= 2:
            raise ValueError(f"band must be 1 to 2, not {self.band}")
        for name in ("off_line", "same"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be 0 to 1, not {getattr(self, name)}")
        for name in ("height", "width", "aspect"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise ValueError(f"{name} must be 0 < lowest <= highest, not {low}, {high}")

    def limits(self, height_px: float) -> SizeLimits:
        """Return the sizes in pixels for characters of a height."""
        low, high = (round(share * height_px, 1) for share in self.height)
        narrow, wide = (round(share * height_px, 1) for share in self.width)
        return SizeLimits((low, high), (narrow, wide), self.aspect)


@dataclass(frozen=True)
class Candidate:
    """A shape that may be a character.

    Attributes:
        box: in pixels of the plate.
        glyph: (32, 32) uint8.
        is_whole: one shape of the thresholded plate, neither joined nor split.
        touch: share of its width that goes on above or below the line.
        colour: (3,) BGR levels of its ink.
        stroke_px: width of its strokes.
        binary: which threshold it comes from.
    """

    box: Box
    glyph: Image
    is_whole: bool
    touch: float
    colour: NDArray[np.float64]
    stroke_px: float
    binary: int


class Band:
    """The strip of a plate that one line of characters takes."""

    def __init__(self, shape: tuple[int, int], line: CharacterLine, height: float) -> None:
        """Lay a strip of `height` line heights over a picture of that shape."""
        rows, columns = np.arange(shape[0])[:, None], np.arange(shape[1])[None]
        half = line.height_px * height / 2
        middle = line.offset_px + line.slope * columns
        self.inside = (rows >= middle - half) & (rows <= middle + half)
        self.top, self.bottom = self.inside.copy(), self.inside.copy()
        self.top[1:] &= ~self.inside[:-1]
        self.bottom[:-1] &= ~self.inside[1:]

    def cut(self, binary: Image) -> Image:
        """Return the ink in the strip alone."""
        return np.where(self.inside, binary, 0).astype(np.uint8)


class Candidates:
    """Gathers the candidates of one line from one thresholded picture after another."""

    def __init__(
        self, scaled: Image, grey: Image, line: CharacterLine, settings: CandidateSettings
    ) -> None:
        """Begin with none.

        Args:
            scaled: the plate, (height, width, 3) uint8 BGR.
            grey: the same with dark ink on light paper, (height, width) uint8.
            line: where the characters are.
            settings: what may be one.
        """
        self.found: list[Candidate] = []
        self.dropped: dict[Box, DroppedBox] = {}
        self._scaled, self._grey, self._line, self._settings = scaled, grey, line, settings
        self._limits = settings.limits(line.height_px)
        self._band = Band(grey.shape, line, settings.band)

    def add(self, binary: Image, number: int) -> None:
        """Take the shapes of a thresholded picture, its `number` among the others."""
        height_px, joining = self._line.height_px, self._settings.joining
        self._drop_beyond(binary)
        whole, dropped = pieces(self._band.cut(binary), height_px, joining)
        for item in dropped:
            self.dropped.setdefault(item.box, item)
        for piece in self._offered(whole):
            fault = self._fault(piece)
            if fault is None and not self._is_known(piece.box):
                fault = self._take(piece, number)
            if fault is not None and piece.is_whole:
                self.dropped.setdefault(piece.box, DroppedBox(piece.box, *fault))

    def _offered(self, whole: list[Piece]) -> Iterator[Piece]:
        height_px, joining = self._line.height_px, self._settings.joining
        yield from whole
        yield from joined(whole, height_px, joining)
        for piece in whole:
            if piece.box.height >= self._limits.height[0]:
                yield from split(piece, height_px, joining)

    def _drop_beyond(self, binary: Image) -> None:
        """Note the shapes that lie wholly above or below the line."""
        low, half = (
            share * self._line.height_px
            for share in (self._settings.joining.lowest_piece, self._settings.band / 2)
        )
        for outline in outlines(binary):
            box = outline.box
            middle = self._line.middle((box.x_min + box.x_max) / 2)
            if outline.is_hole or box.height < low or box in self.dropped:
                continue
            if box.y_max < middle - half or box.y_min > middle + half:
                away = abs((box.y_min + box.y_max) / 2 - middle) / self._line.height_px
                reason = f"off the line by {away:.2f} is beyond it"
                self.dropped[box] = DroppedBox(box, "line", reason)

    def _fault(self, piece: Piece) -> tuple[str, str] | None:
        """Return the first rule that the piece breaks, and what it measured."""
        box, settings = piece.box, self._settings
        fault = self._limits.fault(box)
        if fault is not None:
            return fault
        middle = self._line.middle((box.x_min + box.x_max) / 2)
        away = abs((box.y_min + box.y_max) / 2 - middle) / self._line.height_px
        if away > settings.off_line:
            return "line", f"off the line by {away:.2f} is above {settings.off_line}"
        above, below = self._touches(piece)
        if above and below:
            return "through", "goes on above and below the line"
        return self._edge_fault(piece)

    def _touches(self, piece: Piece) -> tuple[float, float]:
        """Return the share of its width that reaches the upper and the lower end of the band."""
        place = _place(piece.box)
        ink = piece.ink > 0
        return tuple(  # type: ignore[return-value]
            float((ink & edge[place]).sum()) / piece.box.width
            for edge in (self._band.top, self._band.bottom)
        )

    def _edge_fault(self, piece: Piece) -> tuple[str, str] | None:
        ink = piece.ink > 0
        for column, at_edge in (
            (0, piece.box.x_min == 0),
            (-1, piece.box.x_max == self._grey.shape[1]),
        ):
            if at_edge and ink[:, column].mean() > _FRINGE:
                return "edge", "lies along the edge of the picture"
        return None

    def _is_known(self, box: Box) -> bool:
        return any(overlap(box, other.box) > self._settings.same for other in self.found)

    def _take(self, piece: Piece, number: int) -> tuple[str, str] | None:
        """Make a candidate of a piece, or return why it has no glyph."""
        try:
            glyph = box_glyph(self._grey, piece.ink, piece.box)
        except ValueError as error:
            return "contrast", str(error)
        colour, stroke_px = self._looks(piece)
        touch = sum(self._touches(piece))
        self.found.append(
            Candidate(piece.box, glyph, piece.is_whole, touch, colour, stroke_px, number)
        )
        return None

    def _looks(self, piece: Piece) -> tuple[NDArray[np.float64], float]:
        """Return the colour of a piece's ink and the width of its strokes in pixels."""
        place = _place(piece.box)
        depth = cv2.distanceTransform(np.pad(piece.ink, 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
        core = depth >= _CORE * depth.max()
        colour = np.median(self._scaled[place][core], axis=0)
        return np.asarray(colour, np.float64), 2 * float(np.median(depth[core]))


def overlap(one: Box, other: Box) -> float:
    """Return what two boxes share, of what they cover together.

    >>> overlap(Box(0, 0, 10, 10), Box(5, 0, 15, 10)).__round__(3)
    0.333
    """
    width = min(one.x_max, other.x_max) - max(one.x_min, other.x_min)
    height = min(one.y_max, other.y_max) - max(one.y_min, other.y_min)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


def _place(box: Box) -> tuple[slice, slice]:
    return slice(box.y_min, box.y_max), slice(box.x_min, box.x_max)
