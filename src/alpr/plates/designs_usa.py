"""Sixteen plates after those of real states: their colours, names, slogans and pictures."""

from collections.abc import Callable

from alpr.plates import lettering
from alpr.plates.canvas import Canvas, arc, star
from alpr.plates.designs import Design, Sticker
from alpr.plates.lettering import Lettering
from alpr.plates.scenery import (
    FLORIDA,
    GEORGIA,
    HEIGHT,
    KEYSTONE,
    LEAF,
    LINCOLN,
    MINNESOTA,
    NEW_YORK,
    RAINIER,
    TEXAS,
    WIDTH,
    finish,
    fir,
    hills,
    placed,
    plate,
    rays,
    ridge,
)

MIDDLE = WIDTH / 2
EMBLEM = 78.0
"""Height at which emblems stand between the groups, millimetres from the top."""


def _arizona(canvas: Canvas) -> None:
    plate(canvas, ((0, "#5fb0c4"), (0.3, "#b4dad6"), (0.55, "#f3ead0"), (0.8, "#f6d992"),
                   (1, "#f0a860")))  # fmt: skip
    canvas.oval(196, 124, 13, 13, "#fdf6e4")
    hills(canvas, 21, 112, HEIGHT, "#5b3a80")
    for points in (
        [(20, 136), (20, 80)],
        [(20, 112), (10, 112), (10, 96)],
        [(20, 104), (30, 104), (30, 90)],
    ):
        canvas.line(points, 4.5, "#4a2f6e")
    canvas.words("ARIZONA", MIDDLE, 19, 14, "sans", "#1f5a56", stretch=1.3, spacing=0.1)
    canvas.words("GRAND CANYON STATE", 178, 140, 6, "sans", "#f6d98e")
    finish(canvas)


def _california(canvas: Canvas) -> None:
    plate(canvas, ((0, "#f4f5f6"), (1, "#eef0f2")))
    canvas.words("California", MIDDLE, 20, 17, "italic", "#c4232e", stretch=1.2)
    canvas.words("dmv.ca.gov", MIDDLE, 140, 8, "sans", "#23326e")
    finish(canvas)


def _colorado(canvas: Canvas) -> None:
    plate(canvas, ((0, "#1d4a3a"), (1, "#1d4a3a")))
    peaks = ridge(12, 0, WIDTH, 43, 24)
    canvas.polygon([(0, HEIGHT), *peaks, (WIDTH, HEIGHT)], "#f4f5f2")
    for x, y in peaks[2:-2:3]:
        canvas.polygon([(x, y + 4), (x + 5, y + 20), (x + 1, y + 13), (x - 3, y + 24)], "#d5d9d5")
    canvas.words("COLORADO", MIDDLE, 138, 12, "sans light", "#1d4a3a", stretch=1.25, spacing=0.08)
    canvas.box(MIDDLE - 4, EMBLEM - 3, 8, 8, "#183a30")
    finish(canvas)


def _florida(canvas: Canvas) -> None:
    plate(canvas, ((0, "#f5f6f2"), (1, "#e9efe6")))
    canvas.polygon(placed(FLORIDA, MIDDLE + 8, 78, 100), "#c3e0d2")
    canvas.words("FLORIDA", MIDDLE, 19, 16, "serif bold", "#1f6a48", stretch=1.1, spacing=0.1)
    canvas.line([(MIDDLE - 8, 66), (MIDDLE + 2, 50), (MIDDLE + 12, 44)], 1.6, "#2d5a30")
    for x, y, radius in ((MIDDLE - 5, 66.0, 14.5), (MIDDLE + 4, 91.0, 16.0)):
        canvas.oval(x, y, radius, radius, "#d9551a")
        canvas.oval(x - 2, y - 3, radius * 0.7, radius * 0.7, "#ea7226")
    canvas.polygon(placed(LEAF, MIDDLE - 13, 52, 20), "#2d7a45")
    canvas.polygon(placed(LEAF, MIDDLE + 12, 54, 18), "#3a8a50")
    for x, y in arc(MIDDLE + 12, 98, 5, 5, 0, 288)[::12]:
        canvas.oval(x, y, 3.8, 3.8, "#ffffff")
    canvas.oval(MIDDLE + 12, 98, 2.2, 2.2, "#e8c23a")
    canvas.words("SUNSHINE STATE", MIDDLE, 138, 11, "wide", "#1f6a48")
    finish(canvas)


def _georgia(canvas: Canvas) -> None:
    plate(canvas, ((0, "#f4f6f1"), (1, "#dfe9de")))
    canvas.words("GEORGIA", 140, 20, 19, "serif", "#202020", stretch=1.05)
    canvas.words(".gov", 226, 21, 13, "serif", "#202020")
    canvas.oval(MIDDLE, 80, 24, 22, "#ef9a4c")
    canvas.oval(MIDDLE + 1, 81, 21.5, 19.5, "#f3eee0")
    canvas.oval(MIDDLE + 4, 83, 16, 15, "#f4c490")
    canvas.polygon(placed(GEORGIA, MIDDLE + 2, 82, 25), "#2a6a3f")
    canvas.polygon(placed(LEAF, MIDDLE + 9, 53, 20), "#4a9a58")
    canvas.rounded_box(MIDDLE - 58, 126, 116, 19, 2, "#fbfbf8")
    canvas.words("IN GOD WE TRUST", MIDDLE, 136, 9, "sans", "#202020")
    finish(canvas)


def _idaho(canvas: Canvas) -> None:
    plate(canvas, ((0, "#b81f2e"), (0.17, "#c2303c"), (0.42, "#f0d9dc"), (0.56, "#f2f3f6"),
                   (0.7, "#cfdcec"), (1, "#6f90c4")))  # fmt: skip
    hills(canvas, 31, 88, 132, "#9db4da")
    for i in range(38):
        fir(canvas, 4 + i * 8.1, 140, 15 + (i * 7) % 9, "#22366e")
    for x, height in ((293, 76), (285, 46), (301, 54)):
        fir(canvas, x, 142, height, "#1b2c5c")
    canvas.box(0, 130, WIDTH, 23, "#22366e")
    canvas.words("Scenic", 94, 19, 14, "serif italic", "#ffffff")
    canvas.words("IDAHO", 174, 18, 18, "serif bold", "#ffffff")
    canvas.words("FAMOUS POTATOES", MIDDLE, 140, 9, "serif bold", "#ffffff", stretch=1.1)
    finish(canvas)


def _illinois(canvas: Canvas) -> None:
    plate(canvas, ((0, "#3f74b4"), (0.16, "#9db9da"), (0.34, "#f1f3f5"), (0.7, "#eef1f5"),
                   (0.88, "#8fb0d8"), (1, "#3565a8")))  # fmt: skip
    canvas.words("Illinois", MIDDLE, 21, 18, "italic", "#182c66", stretch=1.2)
    canvas.polygon(placed(LINCOLN, MIDDLE, 84, 72), "#c6d3e5")
    canvas.words("Land of Lincoln", MIDDLE, 139, 8, "serif bold", "#ffffff")
    finish(canvas)


def _michigan(canvas: Canvas) -> None:
    plate(canvas, ((0, "#1e62b2"), (0.19, "#2a70bd"), (0.2, "#f08a60"), (0.34, "#f8dcc0"),
                   (0.46, "#f2ece4"), (1, "#f6f6f6")))  # fmt: skip
    canvas.oval(MIDDLE, 58, 18, 18, "#ea7a4c")
    canvas.gradient([(69, "#a9d3e6"), (95, "#bfe0ec"), (122, "#f3f6f8")])
    for i in range(7):
        canvas.box(MIDDLE - 17 + 2 * i, 73 + 5 * i, 34 - 4 * i, 2.2, "#f0b090")
    for x in (MIDDLE - 26, MIDDLE + 62):
        canvas.box(x - 1.2, 36, 2.4, 33, "#7d8aa0")
    canvas.line([(MIDDLE - 90, 67), *arc(MIDDLE + 18, 38, 44, 24, 180, 0), (WIDTH, 67)], 1,
                "#7d8aa0")  # fmt: skip
    canvas.line([(0, 68), (WIDTH, 68)], 1.6, "#7d8aa0")
    canvas.words("MICHIGAN", MIDDLE, 17, 15, "serif bold", "#ffffff", stretch=1.1)
    canvas.words("Great Lakes Splendor", MIDDLE, 137, 9, "sans", "#1e5cac")
    finish(canvas)


def _minnesota(canvas: Canvas) -> None:
    plate(canvas, ((0, "#a9d4e4"), (0.2, "#dcecf0"), (0.23, "#8fc6d8"), (0.3, "#d4e6ea"),
                   (0.4, "#f3f5f4"), (1, "#eef3f4")))  # fmt: skip
    hills(canvas, 17, 29, 36, "#3c8a78")
    for i in range(9):
        fir(canvas, 252 + i * 5, 36, 12 + (i * 5) % 9, "#2a6d62")
    canvas.words("Minnesota", MIDDLE, 17, 15, "serif bold", "#1f4f9e", stretch=1.05)
    canvas.words("10,000 lakes", MIDDLE, 138, 11, "serif", "#1f4f9e")
    canvas.polygon(placed(MINNESOTA, MIDDLE, EMBLEM, 24), "#232b8c")
    finish(canvas)


def _new_york(canvas: Canvas) -> None:
    plate(canvas, ((0, "#f2a51f"), (1, "#f5ae2b")))
    canvas.polygon([(0, 0), (WIDTH, 0), *arc(MIDDLE, 42, MIDDLE, 12, 0, -180)], "#142850")
    canvas.words("NEW YORK", MIDDLE, 17, 17, "serif bold", "#f5ae2b", stretch=1.12)
    canvas.words("EMPIRE STATE", MIDDLE, 137, 13, "serif bold", "#142850", stretch=1.12)
    canvas.polygon(placed(NEW_YORK, MIDDLE, EMBLEM, 30), "#142850")
    finish(canvas, "#142850")


def _ohio(canvas: Canvas) -> None:
    plate(canvas, ((0, "#dfe6ee"), (1, "#eef1f4")))
    rays(canvas, MIDDLE, 120, 118, "#cfd9e6")
    canvas.polygon(arc(MIDDLE, 120, 26, 26, 180, 360), "#c3d0e0")
    hills(canvas, 3, 104, 132, "#b4c5d8")
    canvas.box(0, 0, WIDTH, 21, "#c9252f")
    canvas.polygon(arc(MIDDLE, 8, 66, 32, 0, 180), "#f3f5f7")
    canvas.polygon(arc(MIDDLE, 9, 66, 14, 180, 360), "#f3f5f7")
    canvas.words("Ohio", MIDDLE, 15, 17, "italic", "#21428f", stretch=1.1)
    canvas.words("Birthplace of Aviation", MIDDLE, 32, 6.5, "sans italic", "#c9252f")
    canvas.box(0, 131, WIDTH, 22, "#2456a6")
    canvas.box(0, 128.6, WIDTH, 1.4, "#c9252f")
    finish(canvas)


def _pennsylvania(canvas: Canvas) -> None:
    plate(canvas, ((0, "#1b3a86"), (0.2, "#1f4596"), (0.24, "#f6f6f4"), (0.7, "#f6f6f4"),
                   (0.78, "#f6dc6a"), (0.82, "#f5cb2c"), (1, "#f3c31c")))  # fmt: skip
    canvas.words("PENNSYLVANIA", MIDDLE, 18, 13, "sans light", "#ffffff", stretch=1.1)
    canvas.words("visitPA.com", MIDDLE, 136, 12, "sans light", "#1b2f6e")
    canvas.polygon(placed(KEYSTONE, MIDDLE, EMBLEM, 18), "#1b2f6e")
    finish(canvas, "#1b2f6e")


def _texas(canvas: Canvas) -> None:
    plate(canvas, ((0, "#2c62b4"), (0.3, "#7fb0de"), (0.62, "#e6f0f6"), (1, "#f2f2ee")))
    for x, y, size in ((236, 42, 15), (258, 35, 18), (278, 44, 16), (92, 60, 12), (70, 64, 10)):
        canvas.oval(x, y, size * 1.5, size * 0.5, "#dce9f4")
    canvas.polygon([(0, 0), (88, 0), (46, 38), (0, 56)], "#b3282d")
    canvas.polygon([(0, 50), (50, 34), (86, 6), (96, 4), (54, 44), (0, 62)], "#e9e4e6")
    canvas.polygon(star(28, 24, 17), "#ffffff")
    hills(canvas, 5, 116, HEIGHT, "#56497c")
    hills(canvas, 8, 126, HEIGHT, "#37305a")
    canvas.words("TEXAS", MIDDLE + 6, 21, 21, "slab", "#ffffff", stretch=0.9)
    canvas.words("The Lone Star State", MIDDLE, 139, 9, "italic", "#ffffff")
    canvas.polygon(placed(TEXAS, MIDDLE, EMBLEM, 24), "#24398a")
    canvas.polygon(placed([(0.66, 0.31), (0.93, 0.34), (0.98, 0.64), (0.66, 0.96), (0.62, 0.5)],
                          MIDDLE, EMBLEM, 24), "#c4262c")  # fmt: skip
    finish(canvas)


def _vermont(canvas: Canvas) -> None:
    plate(canvas, ((0, "#1c6e44"), (1, "#176039")))
    canvas.words("Vermont", MIDDLE, 19, 15, "slab", "#f2f5f0")
    canvas.words("Green Mountain State", MIDDLE, 138, 9, "sans light", "#f2f5f0", spacing=0.15)
    for height in (30, 122):
        canvas.box(24, height, WIDTH - 48, 1.6, "#e4ece4")
    for y, half in ((8, 5), (13, 7), (18, 5)):
        canvas.oval(36, y, half, half * 0.7, "#cfe0d2")
    canvas.box(35, 18, 2, 9, "#cfe0d2")
    finish(canvas, "#e4ece4")


def _virginia(canvas: Canvas) -> None:
    plate(canvas, ((0, "#e4eef4"), (1, "#dfeaf2")))
    canvas.words("VIRGINIA", MIDDLE, 19, 16, "serif bold", "#b8252f", stretch=1.1)
    for radius, colour in ((19, "#6f6738"), (17.5, "#d8cc94"), (13, "#8a8150"), (11.5, "#cfc48e")):
        canvas.oval(MIDDLE, EMBLEM, radius, radius, colour)
    canvas.polygon(placed([(0.2, 0.95), (0.4, 0.2), (0.5, 0.05), (0.62, 0.2), (0.8, 0.95)],
                          MIDDLE, EMBLEM, 18), "#756c3c")  # fmt: skip
    canvas.words("VIRGINIA IS FOR LOVERS", MIDDLE, 139, 7, "sans light", "#1a3478", spacing=0.1)
    finish(canvas, "#9fb4c6")


def _washington(canvas: Canvas) -> None:
    plate(canvas, ((0, "#f2f6f9"), (0.4, "#eef4f8"), (1, "#e2eef6")))
    canvas.polygon(RAINIER, "#bfdcee")
    for x, y, size in ((112, 82, 20), (136, 68, 26), (162, 64, 26), (186, 80, 18)):
        canvas.polygon([(x, y - size / 2), (x + size * 0.5, y + size), (x, y + size / 2),
                        (x - size * 0.3, y + size)], "#e6f2f9")  # fmt: skip
    canvas.words("WASHINGTON", MIDDLE, 19, 13, "sans", "#c02a3c", stretch=1.15)
    canvas.words("EVERGREEN STATE", MIDDLE, 139, 7.5, "sans", "#3a3a8c", stretch=1.2, spacing=0.1)
    canvas.box(MIDDLE - 9, EMBLEM, 18, 7, "#20305c")
    finish(canvas)


_CORNERS_ABOVE = (Sticker("month", 12, 7, 30, 15), Sticker("year", 263, 7, 30, 15))
_CORNERS_BELOW = (Sticker("month", 12, 130, 30, 15), Sticker("year", 263, 130, 30, 15))
_LEFT_ABOVE = (Sticker("year", 12, 7, 34, 15),)
_RIGHT_ABOVE = (Sticker("year", 258, 7, 34, 15),)


def _design(
    name: str,
    paint: Callable[[Canvas], None],
    ink: str,
    letters: Lettering,
    gap: float,
    stickers: tuple[Sticker, ...] = _CORNERS_BELOW,
    relief: float = 0.8,
) -> Design:
    """Return a plate with two groups of three characters, `gap` millimetres between them."""
    character, pitch = 68.0, 39.5
    group = 2 * pitch + letters.width * character
    return Design(
        name=name,
        width=WIDTH,
        height=HEIGHT,
        paint=paint,
        ink=ink,
        lettering=letters,
        character=character,
        pitch=pitch,
        top=44.5,
        groups=(3, 3),
        starts=(MIDDLE - gap / 2 - group, MIDDLE + gap / 2),
        stickers=stickers,
        relief=relief,
    )


USA: tuple[Design, ...] = (
    _design("arizona", _arizona, "#16302e", lettering.USA_LIGHT, 28, _RIGHT_ABOVE),
    _design("california", _california, "#1b2760", lettering.USA_LIGHT, 32, _CORNERS_ABOVE),
    _design("colorado", _colorado, "#12302a", lettering.USA_NARROW, 32),
    _design("florida", _florida, "#174e34", lettering.USA_NARROW, 42, _RIGHT_ABOVE),
    _design("georgia", _georgia, "#151515", lettering.USA_NARROW, 42),
    _design("idaho", _idaho, "#161f50", lettering.USA_BROAD, 32),
    _design("illinois", _illinois, "#9c1f2c", lettering.USA_LIGHT, 40, _RIGHT_ABOVE),
    _design("michigan", _michigan, "#174590", lettering.USA_BROAD, 32, _CORNERS_ABOVE),
    _design("minnesota", _minnesota, "#1a2280", lettering.USA_BROAD, 36),
    _design("new_york", _new_york, "#12234a", lettering.USA_ROUND, 42),
    _design("ohio", _ohio, "#1a3270", lettering.USA_ROUND, 32),
    _design("pennsylvania", _pennsylvania, "#172458", lettering.USA_ROUND, 34, _LEFT_ABOVE),
    # Texas prints its plates flat and puts the sticker behind the windscreen.
    _design("texas", _texas, "#141416", lettering.USA_BROAD, 38, (), relief=0.25),
    _design("vermont", _vermont, "#f4f6f2", lettering.USA_ROUND, 34),
    _design("virginia", _virginia, "#1a3478", lettering.USA_ROUND, 48, _CORNERS_ABOVE),
    _design("washington", _washington, "#1c2a56", lettering.USA_LIGHT, 40, _CORNERS_ABOVE),
)
"""In the order in which a collection takes them in turn."""
