"""Wheels: tyres, rims with spokes, hub caps."""

import math

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush, ellipse


def paint_wheels(brush: Brush, places: tuple[float, ...], dice: Dice) -> None:
    """Paint alike wheels that stand on the ground at places along a car's side, metres."""
    radius = dice.between((0.29, 0.36))
    rim, dark = dice.between((60, 230)), dice.between((8, 60))
    share = dice.between((0.55, 0.75))
    spokes = dice.pick((0, 5, 5, 6, 7, 8, 10, 12))
    thick = radius * dice.between((0.08, 0.2)) * (1 if spokes < 8 else 0.6)
    turn = dice.between((0, 1))
    for z in places:
        if not brush.sees(((z - radius, 2 * radius), (z + radius, 0.0))):
            continue
        brush.oval(z, radius + 0.05, radius + 0.06, radius + 0.06, 12)
        brush.oval(z, radius, radius, radius, 30)
        brush.oval(z, radius, radius * share, radius * share, rim)
        if spokes:
            brush.oval(z, radius, radius * share * 0.88, radius * share * 0.88, dark)
        for i in range(spokes or 9):
            angle = 2 * math.pi * (i + turn) / (spokes or 9)
            cos, sin = math.cos(angle) * radius * share, math.sin(angle) * radius * share
            if spokes:
                brush.line([(z, radius), (z + 0.9 * cos, radius + 0.9 * sin)], rim, thick)
            else:
                hole = radius * share * 0.12
                brush.fill(ellipse(z + 0.75 * cos, radius + 0.75 * sin, hole, hole), dark)
        brush.oval(z, radius, radius * 0.14, radius * 0.14, rim * 0.7)
