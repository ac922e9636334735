"""What a plate looks like apart from its text, and the Spanish plate."""

from collections.abc import Callable
from dataclasses import dataclass

from alpr.plates import lettering
from alpr.plates.canvas import Canvas, arc, rounded_rectangle, star
from alpr.plates.lettering import Lettering


@dataclass(frozen=True)
class Sticker:
    """Where a plate carries a sticker with its month or year of registration, millimetres."""

    kind: str
    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if self.kind not in ("month", "year"):
            raise ValueError(f"a sticker shows a month or a year, not {self.kind!r}")


@dataclass(frozen=True)
class Design:
    """One plate design; lengths are millimetres from the plate's top left corner.

    Attributes:
        name: How collections call it.
        width: Width of the plate.
        height: Height of the plate.
        paint: Paints everything but the stickers and the characters.
        ink: Colour of the characters, `#rrggbb`.
        lettering: Their alphabet.
        character: Their height.
        pitch: From one character's middle to the next within a group.
        top: Upper edge of the characters.
        groups: How many characters each group has.
        starts: The left edge of the first character of each group.
        stickers: Places for stickers.
        relief: How strongly light and shadow show the embossing, 0 (flat print) to 1.
    """

    name: str
    width: float
    height: float
    paint: Callable[[Canvas], None]
    ink: str
    lettering: Lettering
    character: float
    pitch: float
    top: float
    groups: tuple[int, ...]
    starts: tuple[float, ...]
    stickers: tuple[Sticker, ...] = ()
    relief: float = 0.0

    def __post_init__(self) -> None:
        if len(self.groups) != len(self.starts):
            raise ValueError(f"{len(self.groups)} groups but {len(self.starts)} starts")
        if not 0 <= self.relief <= 1:
            raise ValueError(f"relief must lie in 0..1, not {self.relief}")

    @property
    def centres(self) -> tuple[float, ...]:
        """The middle of each character."""
        half = self.lettering.width * self.character / 2
        return tuple(
            start + half + self.pitch * i
            for start, count in zip(self.starts, self.groups, strict=True)
            for i in range(count)
        )


BORDER = 3.0
"""Thickness of the black edge of a Spanish plate."""

BAND = 40.0
"""Width of the blue band with the stars and the country's letter."""


def _paint_spain(canvas: Canvas) -> None:
    width, height = canvas.width_mm, canvas.height_mm
    canvas.rounded_box(0, 0, width, height, 8, "#141414")
    inner = rounded_rectangle(BORDER, BORDER, width - 2 * BORDER, height - 2 * BORDER, 5)
    canvas.polygon(inner, "#f7f7f5")
    # The band has round corners on the left only.
    left, bottom, right = BORDER, height - BORDER, BORDER + BAND
    canvas.polygon(
        [
            (right, bottom),
            *arc(left + 5, bottom - 5, 5, 5, 90, 180),
            *arc(left + 5, BORDER + 5, 5, 5, 180, 270),
            (right, BORDER),
        ],
        "#0b3fa0",
    )
    middle = BORDER + BAND / 2
    for x, y in arc(middle, 36, 12.5, 12.5, 0, 360)[::5]:
        canvas.polygon(star(x, y, 2.8), "#ffd500")
    # The E is cut like the plate's own letters: three arms on a stem.
    canvas.line(
        [(middle + 7, 66), (middle - 6, 66), (middle - 6, 94), (middle + 7, 94)], 5, "#ffffff"
    )
    canvas.line([(middle - 6, 80), (middle + 5, 80)], 5, "#ffffff")


SPAIN = Design(
    name="spain",
    width=520,
    height=110,
    paint=_paint_spain,
    ink="#161616",
    lettering=lettering.SPAIN,
    character=77,
    pitch=59,
    top=16.5,
    groups=(4, 3),
    starts=(64, 64 + 4 * 59 + 22),
    relief=0.35,
)
"""520 x 110 mm, characters of 77 mm: the long ordinary plate (vehicle regulation, annex XVIII)."""
