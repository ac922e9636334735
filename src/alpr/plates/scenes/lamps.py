"""Lamps of cars: a glass of some outline, and what shines in it."""

from collections.abc import Sequence

import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush
from alpr.plates.scenes.world import GREY, Hue

RED: Hue = (0.45, 0.5, 2.0)
AMBER: Hue = (0.3, 0.95, 1.6)

Outline = list[tuple[float, float]]


def paint_tail_lamps(brush: Brush, lamp: Outline, dice: Dice) -> None:
    """Paint a pair of tail lamps; `lamp` is the left one's outline."""
    lit = dice.chance(0.25)
    tone = dice.between((110, 190)) if lit else dice.between((35, 100))
    parts = [
        (dice.pick((RED, RED, GREY, AMBER)), tone * dice.between((0.7, 1.3)))
        for _ in range(dice.whole(1, 4))
    ]
    upright = dice.chance(0.5)
    # In smoked or clear glass the parts stand out from the rest.
    if dice.chance(0.45):
        parts[dice.whole(0, len(parts) - 1)] = (GREY, dice.between((130, 245)))
    inside = dice.weighted({"ribs": 0.3, "rings": 0.25, "bar": 0.2, "none": 0.25})
    edge = dice.between((8, 60)) if dice.chance(0.75) else dice.between((150, 240))
    ribs, gleam, spot = dice.whole(2, 7), dice.between((0.1, 0.8)), dice.between((0.2, 0.8))
    for side in (1.0, -1.0):
        outline = [(x * side, y) for x, y in lamp]
        if not brush.sees(outline):
            continue
        brush.world.hue = RED
        brush.shade(outline, (tone * 1.3, tone, tone * 0.8), 6)
        _divide(brush, outline, parts, upright)
        brush.world.hue = GREY
        if inside == "ribs":
            _rule(brush, outline, ribs, tone * 0.6, not upright)
        elif inside == "rings":
            _rings(brush, outline, (tone * 1.5 + 40, tone * 0.6), max(1, ribs // 3))
        elif inside == "bar":
            a, b = _within(outline, 0.12, gleam), _within(outline, 0.88, gleam)
            brush.line([a, b], dice.between((120, 240)), 0.035)
        _gleam(brush, outline, gleam, dice)
        brush.line([*outline, outline[0]], edge, 0.012)
        if lit:
            place = _within(outline, spot, spot)
            brush.oval(*place, 0.05, 0.05, 250)
            brush.world.lamps.append(brush.map([place])[0])


def paint_headlamps(brush: Brush, lamp: Outline, dice: Dice) -> None:
    """Paint a pair of headlamps; `lamp` is the left one's outline."""
    lit = dice.chance(0.3)
    glass = dice.between((50, 200))
    count = dice.pick((1, 1, 2, 2, 3))
    tones = (dice.between((150, 240)), 255.0 if lit else dice.between((30, 160)))
    ribs, gleam = dice.whole(0, 6), dice.between((0.1, 0.8))
    amber = dice.chance(0.35)
    for side in (1.0, -1.0):
        outline = [(x * side, y) for x, y in lamp]
        if not brush.sees(outline):
            continue
        brush.world.hue = GREY
        brush.shade(outline, (glass, glass * 1.15, glass * 0.6), 14)
        if amber:
            brush.world.hue = AMBER
            _divide(brush, outline, [(AMBER, glass * 0.8), (GREY, glass), (GREY, glass)], False)
            brush.world.hue = GREY
        _rule(brush, outline, ribs, glass * 0.7, False)
        _rings(brush, outline, tones, count)
        _gleam(brush, outline, gleam, dice)
        brush.line([*outline, outline[0]], 20, 0.012)
        if lit:
            brush.world.lamps.append(brush.map([_within(outline, 0.5, 0.5)])[0])


def _within(outline: Outline, across: float, down: float) -> tuple[float, float]:
    """Return a point of a quadrilateral by shares of its upper and lower edge."""
    a, b, c, d = outline
    top = (a[0] + (b[0] - a[0]) * across, a[1] + (b[1] - a[1]) * across)
    foot = (d[0] + (c[0] - d[0]) * across, d[1] + (c[1] - d[1]) * across)
    return top[0] + (foot[0] - top[0]) * down, top[1] + (foot[1] - top[1]) * down


def _divide(
    brush: Brush, outline: Outline, parts: Sequence[tuple[Hue, float]], upright: bool
) -> None:
    """Fill parts of a lamp with colours of their own, side by side or above each other."""
    for i, (hue, tone) in enumerate(parts[1:], 1):
        low, high = i / len(parts), (i + 0.92) / len(parts)
        corners = ((0.04, low), (0.96, low), (0.96, high), (0.04, high))
        if not upright:
            corners = ((low, 0.06), (high, 0.06), (high, 0.94), (low, 0.94))
        brush.world.hue = hue
        brush.fill([_within(outline, *corner) for corner in corners], tone)


def _rule(brush: Brush, outline: Outline, count: int, tone: float, level: bool) -> None:
    for share in np.linspace(0, 1, count + 2)[1:-1].tolist():
        ends = ((0.03, share), (0.97, share)) if level else ((share, 0.05), (share, 0.95))
        brush.line([_within(outline, *end) for end in ends], tone, 0.012)


def _rings(brush: Brush, outline: Outline, tones: tuple[float, float], count: int) -> None:
    tall = abs(outline[0][1] - outline[3][1])
    wide = abs(outline[1][0] - outline[0][0])
    radius = 0.4 * min(tall, wide / count)
    for i in range(count):
        place = _within(outline, (i + 0.5) / count, 0.5)
        brush.oval(*place, radius, radius, tones[0])
        brush.oval(*place, radius * 0.62, radius * 0.62, tones[1])


def _gleam(brush: Brush, outline: Outline, share: float, dice: Dice) -> None:
    """Let the glass mirror the sky."""
    if dice.chance(0.5):
        corners = (
            (share - 0.1, 0.08),
            (share + 0.12, 0.08),
            (share + 0.02, 0.5),
            (share - 0.1, 0.5),
        )
        brush.fill([_within(outline, *corner) for corner in corners], dice.between((170, 255)))
