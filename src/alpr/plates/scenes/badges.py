"""Makers' signs and names on cars: emblems in rings, words in ovals, letters set wide."""

from collections.abc import Sequence

from alpr.plates.realism import emblems
from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import lettering
from alpr.plates.scenes.brush import Brush, ellipse
from alpr.plates.scenes.world import GREY, Hue

BLUE: Hue = (1.8, 0.9, 0.6)


def paint_badge(
    brush: Brush, place: tuple[float, float], size: float, faces: Sequence[Face], dice: Dice
) -> None:
    """Paint a maker's sign around a point, `size` metres high or so."""
    x, y = place
    kind = dice.weighted({"emblem": 0.3, "ring": 0.3, "oval": 0.25, "rings": 0.07, "wings": 0.08})
    pale, dark = dice.between((150, 250)), dice.between((8, 90))
    if dice.chance(0.15):
        pale, dark = dark, pale
    r = size / 2
    brush.world.hue = GREY
    if kind in ("emblem", "ring"):
        if kind == "ring":
            brush.oval(x, y, r * 1.25, r * 1.25, pale)
            brush.oval(x, y, r * 1.08, r * 1.08, dark)
        cover, _ = emblems.emblem(dice.whole(0, emblems.COUNT - 1))
        brush.stamp(cover, x - 0.85 * r, y - 0.85 * r, x + 0.85 * r, y + 0.85 * r, pale)
    elif kind == "oval":
        wide = r * dice.between((1.5, 2.6))
        brush.oval(x, y, wide * 1.08, r * 1.12, pale)
        brush.world.hue = dice.pick((GREY, BLUE))
        brush.oval(x, y, wide, r, dark)
        brush.world.hue = GREY
        mask = lettering.line(lettering.brand, dice, faces)
        rows = min(r * 1.2, 1.6 * wide * mask.shape[0] / mask.shape[1])
        brush.write(mask, x, y, rows, pale)
    elif kind == "rings":
        for i in range(dice.whole(2, 4)):
            ring = brush.map(ellipse(x + (i - 1.5) * r, y, 0.62 * r, 0.62 * r))
            brush.world.line(ring, pale, max(1.0, 0.13 * r * brush.scale), closed=True)
    else:
        wide = r * dice.between((2, 3))
        brush.fill([(x - wide, y + 0.4 * r), (x + wide, y + 0.4 * r), (x + 0.4 * r, y - 0.3 * r),
                    (x - 0.4 * r, y - 0.3 * r)], pale)  # fmt: skip
        brush.oval(x, y, 0.5 * r, 0.5 * r, dark)


def paint_name(
    brush: Brush, place: tuple[float, float], width: float, tone: float, faces: Sequence[Face],
    dice: Dice,
) -> None:  # fmt: skip
    """Write a maker's name in letters set wide, with their shadow sometimes."""
    mask = lettering.spread(lettering.brand, dice.between((0.2, 2.2)), dice, faces)
    height = min(dice.between((0.03, 0.14)), width * mask.shape[0] / mask.shape[1])
    x, y = place
    stretch = dice.between((0.8, 1.4))
    if dice.chance(0.4):
        brush.write(mask, x + 0.008, y - 0.008, height, tone * 0.25, stretch)
    brush.write(mask, x, y, height, tone, stretch)
