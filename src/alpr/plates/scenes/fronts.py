"""What is on a car's front: headlamps, grille, badge, bumper, fog lamps."""

from collections.abc import Sequence

import numpy as np

from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.badges import paint_badge, paint_name
from alpr.plates.scenes.brush import Brush, rounded
from alpr.plates.scenes.cars import Car
from alpr.plates.scenes.lamps import paint_headlamps
from alpr.plates.scenes.rears import paint_bumper
from alpr.plates.scenes.world import GREY

Box = tuple[float, float, float, float]


def plate_place(car: Car, height: float, dice: Dice) -> tuple[float, float]:
    """Return where the middle of a plate hangs: in or below the bumper."""
    y = sum(car.bumper) / 2 + dice.between((-0.06, 0.06))
    x = 0.0 if dice.chance(0.9) else dice.between((-0.4, 0.4))
    return x + dice.normal(0.01), max(y, 0.26 + height / 2)


def paint_front(brush: Brush, car: Car, faces: Sequence[Face], dice: Dice) -> None:
    """Paint a front's details."""
    half = car.width / 2
    paint_bumper(brush, car, dice)
    brush.world.hue = GREY
    low = car.bumper[1] + 0.03
    high = min(car.belt - 0.03, low + dice.between((0.15, 0.31)))
    wide = half * dice.between((0.3, 0.65))
    paint_grille(brush, (-wide, low, wide, high), dice)
    if dice.chance(0.6):
        # The lower opening, mostly behind the plate.
        top = car.bumper[0] + dice.between((0.02, 0.14))
        paint_grille(brush, (-wide * 1.3, car.clearance + 0.03, wide * 1.3, top), dice)
    _paint_lamps(brush, car, (low, high), dice)
    y = dice.pick(((low + high) / 2, high + 0.06))
    if dice.chance(0.85):
        paint_badge(brush, (0, y), dice.between((0.08, 0.2)), faces, dice)
    if dice.chance(0.2):
        tone = dice.between((140, 245))
        paint_name(brush, (0, high + 0.04), dice.between((0.3, 1.0)), tone, faces, dice)
    if dice.chance(0.5):
        y, size = car.bumper[0] + 0.04, dice.between((0.04, 0.08))
        for side in (-1, 1):
            brush.oval(side * half * 0.72, y, size * 1.3, size * 1.2, 20)
            brush.oval(side * half * 0.72, y, size, size * 0.8, dice.between((90, 230)))


def paint_grille(brush: Brush, box: Box, dice: Dice) -> None:
    """Paint an opening with bars across, bars down or a mesh."""
    x0, y0, x1, y1 = box
    if y1 - y0 < 0.03 or x1 - x0 < 0.05 or not brush.sees(((x0, y0), (x1, y1), (x0, y1), (x1, y0))):
        return
    ground = dice.between((5, 40))
    brush.fill(rounded(x0, y0, x1, y1, 0.05), ground)
    tone = dice.between((45, 130)) if dice.chance(0.6) else dice.between((130, 235))
    kind = dice.weighted({"across": 0.5, "down": 0.2, "mesh": 0.3})
    thick = dice.between((0.008, 0.022))
    if kind != "down":
        step = dice.between((0.035, 0.08))
        for y in np.arange(y0 + step / 2, y1, step):
            brush.line([(x0 + 0.02, y), (x1 - 0.02, y)], tone, thick)
    if kind != "across":
        step = dice.between((0.04, 0.1))
        for x in np.arange(x0 + step / 2, x1, step)[:40]:
            brush.line([(x, y0 + 0.01), (x, y1 - 0.01)], tone, thick)
    if dice.chance(0.55):
        edge = rounded(x0, y0, x1, y1, 0.05)
        brush.line([*edge, edge[0]], dice.between((130, 245)), dice.between((0.01, 0.025)))


def _paint_lamps(brush: Brush, car: Car, rows: tuple[float, float], dice: Dice) -> None:
    half = car.width / 2
    low, high = rows
    inner = half * dice.between((0.45, 0.7))
    lamp = [
        (-half + 0.02, high + dice.between((0, 0.06))),
        (-inner, high - dice.between((0, 0.04))),
        (-inner + dice.between((-0.05, 0.05)), low),
        (-half + 0.04, low + 0.03),
    ]
    paint_headlamps(brush, lamp, dice)
