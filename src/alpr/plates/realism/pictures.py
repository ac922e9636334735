"""The pictures that emblems show, each drawn with its own random measures on a square pad.

A picture is where it covers (0..255) and how dark it is there, from 0, the plate's ground, to 255,
its ink.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates.canvas import arc, star
from alpr.plates.lettering import USA_BROAD, USA_NARROW, draw_character
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.words import print_line
from alpr.plates.scenery import (
    FLORIDA,
    GEORGIA,
    KEYSTONE,
    LEAF,
    LINCOLN,
    MINNESOTA,
    NEW_YORK,
    TEXAS,
)

Mask = NDArray[np.uint8]
Outline = list[tuple[float, float]]

SIZE = 64
"""Pixels of an emblem's longer side; pads are twice as fine."""

_OUTLINES = (TEXAS, NEW_YORK, KEYSTONE, MINNESOTA, FLORIDA, GEORGIA, LEAF, LINCOLN)


class Pad:
    """A square to draw an emblem on, in units from 0 to 1."""

    def __init__(self) -> None:
        self.cover = np.zeros((2 * SIZE, 2 * SIZE), np.uint8)
        self.tone = np.zeros((2 * SIZE, 2 * SIZE), np.uint8)

    def fill(self, points: Outline, tone: int) -> None:
        """Fill a closed outline."""
        fixed = np.round(np.array(points) * 2 * SIZE * 16).astype(np.int32)
        cv2.fillPoly(self.cover, [fixed], 255, shift=4)
        cv2.fillPoly(self.tone, [fixed], tone, shift=4)

    def line(self, points: Outline, thickness: float, tone: int) -> None:
        """Draw an open line with round ends."""
        fixed = np.round(np.array(points) * 2 * SIZE * 16).astype(np.int32)
        width = max(1, round(thickness * 2 * SIZE))
        cv2.polylines(self.cover, [fixed], False, 255, width, shift=4)
        cv2.polylines(self.tone, [fixed], False, tone, width, shift=4)

    def oval(self, x: float, y: float, rx: float, ry: float, tone: int) -> None:
        """Fill an ellipse around (x, y)."""
        self.fill(arc(x, y, rx, ry, 0, 360), tone)

    def stamp(self, ink: Mask, x: float, y: float, height: float, tone: int) -> None:
        """Put a character's ink with its middle at (x, y)."""
        rows = max(2, round(height * 2 * SIZE))
        columns = max(2, round(ink.shape[1] * rows / ink.shape[0]))
        top, left = round(y * 2 * SIZE - rows / 2), round(x * 2 * SIZE - columns / 2)
        if min(top, left) < 0 or top + rows > 2 * SIZE or left + columns > 2 * SIZE:
            return
        scaled = cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA) > 127
        place = (slice(top, top + rows), slice(left, left + columns))
        self.cover[place][scaled] = 255
        self.tone[place][scaled] = tone


def silhouette(pad: Pad, dice: Dice) -> None:
    """Draw the outline of a state, a keystone, a leaf or a head."""
    pad.fill([(x, y) for x, y in dice.pick(_OUTLINES)], 255)
    if dice.chance(0.3):
        pad.oval(0.5, 0.5, 0.12, 0.12, dice.whole(0, 120))


def coast(pad: Pad, dice: Dice) -> None:
    """Draw an outline that could be some state or county."""
    count = dice.whole(6, 14)
    points = []
    for i in range(count):
        reach = dice.between((0.2, 0.5))
        angle = 2 * math.pi * (i + dice.between((0, 0.7))) / count
        points.append((0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle)))
    pad.fill(points, dice.whole(120, 255))


def ring(pad: Pad, dice: Dice) -> None:
    """Draw a seal: rings with something in the middle."""
    pad.oval(0.5, 0.5, 0.49, 0.49, dice.whole(100, 255))
    pad.oval(0.5, 0.5, 0.41, 0.41, dice.whole(0, 90))
    for _ in range(dice.whole(0, 14)):
        angle = dice.between((0, 6.28))
        x, y = 0.5 + 0.45 * math.cos(angle), 0.5 + 0.45 * math.sin(angle)
        pad.oval(x, y, 0.025, 0.025, dice.whole(0, 90))
    kind = dice.whole(0, 3)
    if kind == 0:
        pad.fill(star(0.5, 0.5, 0.32), 255)
    elif kind == 1:
        pad.stamp(_letter(dice), 0.5, 0.5, dice.between((0.35, 0.55)), 255)
    elif kind == 2:
        _shield_on(pad, 0.28, dice)
    else:
        for _ in range(5):
            pad.oval(dice.between((0.3, 0.7)), dice.between((0.3, 0.7)), dice.between((0.03, 0.2)),
                     dice.between((0.03, 0.2)), dice.whole(60, 255))  # fmt: skip


def _letter(dice: Dice) -> Mask:
    return draw_character(dice.pick((USA_BROAD, USA_NARROW)), dice.pick(CHARACTERS), 64)


def _shield_on(pad: Pad, half: float, dice: Dice) -> None:
    tone = dice.whole(140, 255)
    points = [(0.5 - half, 0.5 - half * 1.2), (0.5 + half, 0.5 - half * 1.2), (0.5 + half, 0.55),
              (0.5, 0.5 + half * 1.3), (0.5 - half, 0.55)]  # fmt: skip
    pad.fill(points, tone)
    inner = [(0.5 + (x - 0.5) * 0.72, 0.5 + (y - 0.5) * 0.72) for x, y in points]
    pad.fill(inner, dice.whole(0, 140))
    for _ in range(dice.whole(0, 3)):
        x, y = dice.between((0.5 - half / 2, 0.5 + half / 2)), dice.between((0.4, 0.6))
        pad.line([(x, 0.5 - half * 0.7), (0.5, y)], 0.05, tone)


def shield(pad: Pad, dice: Dice) -> None:
    """Draw a coat of arms."""
    _shield_on(pad, dice.between((0.28, 0.38)), dice)


def logo(pad: Pad, dice: Dice) -> None:
    """Draw a university's or club's letters: with serifs, outlined or over one another.

    Plain letters as large as the plate's own would be read by people as well.
    """
    tone = dice.whole(120, 255)
    style = dice.pick(("slab", "serif bold", "serif italic", "italic"))
    first, second = (print_line(dice.pick(CHARACTERS[10:]), style) for _ in range(2))
    if dice.chance(0.5):
        pad.stamp(first, 0.38, 0.4, 0.6, tone)
        pad.stamp(second, 0.62, 0.62, 0.6, dice.whole(60, 255))
    else:
        edge = cv2.dilate(np.pad(first, 4), np.ones((5, 5), np.uint8))
        pad.stamp(np.asarray(edge, np.uint8), 0.5, 0.5, 0.8, tone)
        pad.stamp(first, 0.5, 0.5, 0.62, dice.whole(0, 90))
        pad.line([(0.08, 0.95), (0.92, 0.95)], 0.05, tone)
    for _ in range(dice.whole(0, 2)):
        y = dice.between((0.2, 0.8))
        pad.line([(0.05, y), (0.95, y + dice.between((-0.1, 0.1)))], 0.05, tone)


def rider(pad: Pad, dice: Dice) -> None:
    """Draw an animal, with a rider sometimes: a body, legs, a neck, a tail."""
    tone, lean = dice.whole(150, 255), dice.between((-0.35, 0.35))
    x, y = 0.5, dice.between((0.45, 0.58))
    body = arc(0, 0, 0.24, dice.between((0.09, 0.15)), 0, 360)
    cos, sin = math.cos(lean), math.sin(lean)
    pad.fill([(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in body], tone)
    for end in (-0.2, -0.12, 0.14, 0.2):
        knee = (x + end * cos + dice.between((-0.1, 0.1)), y + end * sin + 0.17)
        foot = (knee[0] + dice.between((-0.1, 0.1)), knee[1] + dice.between((0.08, 0.16)))
        pad.line([(x + end * cos, y + end * sin), knee, foot], 0.05, tone)
    side = dice.pick((-1, 1))
    head = (x + side * 0.36, y + side * 0.22 * sin - dice.between((0.05, 0.22)))
    pad.line([(x + side * 0.2 * cos, y + side * 0.2 * sin), head], 0.1, tone)
    pad.oval(head[0] + side * 0.03, head[1], 0.08, 0.05, tone)
    pad.line([(x - side * 0.22, y), (x - side * 0.42, y + dice.between((-0.1, 0.2)))], 0.05, tone)
    if dice.chance(0.6):
        pad.line([(x, y), (x + dice.between((-0.1, 0.1)), y - 0.25)], 0.1, tone)
        pad.oval(x, y - 0.32, 0.07, 0.07, tone)
        pad.line([(x, y - 0.22), (x + 0.25, y - dice.between((0.2, 0.45)))], 0.05, tone)


def bird(pad: Pad, dice: Dice) -> None:
    """Draw a wading bird."""
    tone = dice.whole(120, 255)
    path = [(0.25, 0.12), (0.45, 0.16), (0.42, 0.4), (0.55, 0.5), (0.8, 0.62)]
    pad.line(path, dice.between((0.06, 0.16)), tone)
    pad.oval(0.62, 0.55, 0.2, 0.12, tone)
    for foot in (0.52, 0.64):
        pad.line([(0.6, 0.6), (foot, 0.97)], 0.04, tone)


def tower(pad: Pad, dice: Dice) -> None:
    """Draw a lighthouse or a tall building."""
    tone, top = dice.whole(130, 255), dice.between((0.06, 0.14))
    pad.fill([(0.36, 0.98), (0.42, 0.28), (0.58, 0.28), (0.64, 0.98)], tone)
    for i in range(dice.whole(0, 4)):
        pad.fill([(0.38, 0.4 + 0.14 * i), (0.62, 0.4 + 0.14 * i), (0.62, 0.46 + 0.14 * i),
                  (0.38, 0.46 + 0.14 * i)], dice.whole(0, 255))  # fmt: skip
    pad.fill([(0.34, 0.28), (0.5, top), (0.66, 0.28)], dice.whole(90, 255))
    if dice.chance(0.5):
        pad.oval(0.5, 0.95, 0.4, 0.06, dice.whole(60, 200))


def tree(pad: Pad, dice: Dice) -> None:
    """Draw a conifer or a broad tree."""
    tone = dice.whole(110, 255)
    pad.line([(0.5, 0.98), (0.5, 0.4)], dice.between((0.05, 0.12)), tone)
    if dice.chance(0.5):
        for i in range(4):
            y, half = 0.1 + 0.2 * i, 0.12 + 0.07 * i
            pad.fill([(0.5, y - 0.1), (0.5 + half, y + 0.2), (0.5 - half, y + 0.2)], tone)
    else:
        for _ in range(7):
            x, y = dice.between((0.2, 0.8)), dice.between((0.12, 0.5))
            pad.line([(0.5, 0.4), (x, y)], 0.05, tone)
            pad.oval(x, y, 0.13, 0.1, tone)


def cactus(pad: Pad, dice: Dice) -> None:
    """Draw a cactus with one arm or two."""
    tone, width = dice.whole(130, 255), dice.between((0.09, 0.14))
    pad.line([(0.5, 0.97), (0.5, 0.05)], width, tone)
    pad.line([(0.5, 0.6), (0.25, 0.6), (0.25, 0.3)], width, tone)
    if dice.chance(0.8):
        pad.line([(0.5, 0.7), (0.75, 0.7), (0.75, 0.42)], width, tone)


def fruit(pad: Pad, dice: Dice) -> None:
    """Draw a peach, oranges, a bud: round, shaded, with a leaf."""
    tone = dice.whole(60, 190)
    for i in range(dice.whole(1, 2)):
        x, y = 0.45 + 0.18 * i, 0.58 + 0.12 * i
        pad.oval(x, y, 0.34 - 0.1 * i, 0.32 - 0.1 * i, tone)
        pad.oval(x - 0.05, y - 0.05, 0.24 - 0.1 * i, 0.22 - 0.1 * i, max(0, tone - 50))
    if dice.chance(0.6):
        pad.oval(0.5, 0.62, 0.2, 0.18, dice.whole(0, 100))
    pad.fill([(0.5, 0.28), (0.62, 0.06), (0.9, 0.05), (0.78, 0.24)], dice.whole(120, 255))


def sun(pad: Pad, dice: Dice) -> None:
    """Draw a sun or a sign with rays."""
    tone = dice.whole(100, 255)
    count = dice.pick((4, 8, 12, 16))
    for i in range(count):
        angle = 2 * math.pi * i / count
        points = [(0.5 + r * math.cos(angle), 0.5 + r * math.sin(angle)) for r in (0.24, 0.48)]
        pad.line(points, dice.between((0.03, 0.06)), tone)
    pad.oval(0.5, 0.5, 0.2, 0.2, tone)
    pad.oval(0.5, 0.5, 0.14, 0.14, dice.whole(0, 160))


def wheelchair(pad: Pad, dice: Dice) -> None:
    """Draw the sign of access: on a dark field, or by itself."""
    tone, width = 255, dice.between((0.06, 0.08))
    if dice.chance(0.65):
        pad.fill([(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)], 255)
        tone = 0
    pad.oval(0.42, 0.16, 0.08, 0.08, tone)
    pad.line([(0.42, 0.24), (0.44, 0.55), (0.68, 0.55), (0.76, 0.82), (0.86, 0.8)], width, tone)
    pad.line([(0.43, 0.38), (0.64, 0.38)], width, tone)
    pad.line(arc(0.46, 0.66, 0.25, 0.25, 10, 245), width, tone)


def flag(pad: Pad, dice: Dice) -> None:
    """Draw a waving flag with stripes."""
    rows = dice.whole(3, 7)
    top, bottom = dice.between((0.1, 0.25)), dice.between((0.7, 0.9))
    dark = dice.whole(120, 255)
    for i in range(rows):
        a, b = (top + (bottom - top) * (i + d) / rows for d in (0, 1))
        pad.fill([(0, a), (0.5, a + 0.05), (1, a), (1, b), (0.5, b + 0.05), (0, b)],
                 dark if i % 2 == 0 else 30)  # fmt: skip
    pad.fill([(0, top), (0.42, top), (0.42, (top + bottom) / 2), (0, (top + bottom) / 2)], 255)


def stack(pad: Pad, dice: Dice) -> None:
    """Draw a field with lines of small print, as a county's or a tax sticker's."""
    dark = dice.chance(0.4)
    top, bottom = dice.between((0.05, 0.3)), dice.between((0.7, 0.95))
    pad.fill([(0.05, top), (0.95, top), (0.95, bottom), (0.05, bottom)], 230 if dark else 40)
    lines = dice.whole(1, 3)
    for i in range(lines):
        y, height = top + (bottom - top) * (i + 0.5) / lines, (bottom - top) / lines * 0.7
        count = dice.whole(2, 4)
        for k in range(count):
            pad.stamp(_letter(dice), (k + 1) / (count + 1), y, min(height, 0.45),
                      20 if dark else 240)  # fmt: skip


def seals(pad: Pad, dice: Dice) -> None:
    """Draw the two round stickers, one above the other, of European plates."""
    for y in (0.25, 0.76):
        pad.oval(0.5, y, 0.2, 0.2, dice.whole(90, 255))
        pad.oval(0.5, y, 0.14, 0.14, dice.whole(0, 160))
        pad.oval(dice.between((0.45, 0.55)), y, 0.06, 0.09, dice.whole(0, 255))


def paw(pad: Pad, dice: Dice) -> None:
    """Draw an animal's footprint."""
    tone = dice.whole(140, 255)
    pad.oval(0.5, 0.65, 0.24, 0.2, tone)
    for x, y in ((0.2, 0.4), (0.4, 0.24), (0.62, 0.24), (0.82, 0.4)):
        pad.oval(x, y, 0.09, 0.13, tone)


def pentagram(pad: Pad, dice: Dice) -> None:
    """Draw a star."""
    pad.fill(star(0.5, 0.52, 0.48), dice.whole(120, 255))


def bloom(pad: Pad, dice: Dice) -> None:
    """Draw leaves and petals around a point: flowers, palmettos, magnolias."""
    for i in range(dice.whole(4, 9)):
        angle = dice.between((0, 6.28))
        x, y = 0.5 + 0.22 * math.cos(angle), 0.5 + 0.22 * math.sin(angle)
        pad.oval(x, y, dice.between((0.06, 0.22)), dice.between((0.06, 0.22)),
                 dice.whole(20 + 20 * i, 255))  # fmt: skip
    if dice.chance(0.5):
        pad.line([(0.5, 0.5), (dice.between((0.3, 0.7)), 0.98)], 0.05, 220)


KINDS: tuple[Callable[[Pad, Dice], None], ...] = (
    silhouette, coast, coast, ring, ring, shield, logo, logo, rider, rider, bird, tower, tree,
    cactus, fruit, sun, wheelchair, flag, stack, seals, paw, pentagram, bloom,
)  # fmt: skip
"""In the order in which emblems take them; what plates often show stands there twice."""
