"""Pieces of streets: walls with windows and bricks, fences, marks on the road, poles, people."""

import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush, ellipse
from alpr.plates.scenes.world import GREY, Hue, World

BRICK: Hue = (0.65, 0.85, 1.35)
PLASTER: Hue = (0.85, 1.0, 1.08)
PAINT: Hue = (0.6, 1.05, 1.1)

WALLS = {"windows": 0.35, "bricks": 0.2, "fence": 0.2, "boards": 0.1, "plain": 0.15}


def paint_wall(world: World, rows: tuple[float, float], dice: Dice) -> None:
    """Paint a wall across the picture: plain, of bricks, with windows, or a fence."""
    top, foot = rows
    columns = world.size[1]
    low, high = dice.between((50, 220)), dice.between((50, 220))
    world.hue = dice.pick((GREY, PLASTER, BRICK))
    outline = np.array([(-2, top - 2), (columns + 2, top - 2), (columns + 2, foot), (-2, foot)])
    world.shade(outline, (low, low + (high - low) * 0.3), dice.between((0, 12)), (2, 2))
    kind = dice.weighted(WALLS)
    if kind == "windows":
        _windows(world, rows, low, dice)
    elif kind == "bricks":
        _bricks(world, rows, low, dice)
    elif kind == "fence":
        _fence(world, rows, dice)
    elif kind == "boards":
        for x in np.arange(0, columns, columns * dice.between((0.02, 0.12))):
            world.line(np.array([(x, top), (x, foot)]), low * 0.7, dice.between((0.8, 3)))


def _windows(world: World, rows: tuple[float, float], tone: float, dice: Dice) -> None:
    top, foot = rows
    columns = world.size[1]
    wide = columns * dice.between((0.06, 0.3))
    tall = wide * dice.between((0.5, 1.9))
    gap = dice.between((1.2, 2.2))
    glass, frame = dice.between((15, 110)), dice.between((90, 245))
    panes = dice.whole(1, 3)
    world.hue = GREY
    for y in np.arange(top - tall * dice.between((0, 1)), foot, tall * gap):
        for x in np.arange(-wide * dice.between((0, 1)), columns, wide * gap):
            outline = np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)])
            shift = dice.between((-15, 60))
            world.shade(outline, (glass + shift, glass))
            world.line(outline, frame, wide * 0.06, closed=True)
            for pane in range(1, panes):
                at = x + wide * pane / panes
                world.line(np.array([(at, y), (at, y + tall)]), frame, wide * 0.05)
            if dice.chance(0.5):
                world.line(outline[2:] + np.array([0, wide * 0.08]), tone * 0.6, wide * 0.08)


def _bricks(world: World, rows: tuple[float, float], tone: float, dice: Dice) -> None:
    top, foot = rows
    columns = world.size[1]
    tall = max(4.0, columns * dice.between((0.012, 0.06)))
    wide = tall * dice.between((2, 3.5))
    mortar = tone + dice.pick((-1, 1)) * dice.between((15, 60))
    thick = max(0.8, tall * dice.between((0.06, 0.18)))
    for i, y in enumerate(np.arange(top, foot, tall)[:40]):
        world.line(np.array([(0, y), (columns, y)]), mortar, thick)
        for x in np.arange(-wide * (0.5 if i % 2 else 0.0), columns, wide)[:24]:
            world.line(np.array([(x, y), (x, y + tall)]), mortar, thick)


def _fence(world: World, rows: tuple[float, float], dice: Dice) -> None:
    top, foot = rows
    columns = world.size[1]
    step = columns * dice.between((0.02, 0.09))
    tone, thick = dice.between((10, 230)), step * dice.between((0.1, 0.5))
    start = top + (foot - top) * dice.between((0, 0.5))
    world.hue = GREY
    for x in np.arange(0, columns, step):
        world.line(np.array([(x, start), (x, foot)]), tone, thick)
    for share in (0.1, 0.9):
        y = start + (foot - start) * share
        world.line(np.array([(0, y), (columns, y)]), tone, thick)


def paint_ground(brush: Brush, dice: Dice) -> None:
    """Paint marks on the road, kerbs, tiles, shadows, in the ground's perspective."""
    world = brush.world
    kind = dice.weighted({"none": 0.35, "lane": 0.25, "zebra": 0.1, "tiles": 0.15, "kerb": 0.15})
    tone = dice.between((150, 245))
    world.hue = PAINT if dice.chance(0.25) else GREY
    if kind == "lane":
        for x in (dice.between((-3, -1.2)), dice.between((1.2, 3))):
            wide = dice.between((0.08, 0.16))
            brush.fill(((x, -2), (x + wide, -2), (x + wide, 25), (x, 25)), tone)
        if dice.chance(0.4):
            z = dice.between((-1.5, 4))
            brush.fill(((-6, z), (6, z), (6, z + 0.15), (-6, z + 0.15)), tone)
    elif kind == "zebra":
        z, deep, wide = dice.between((-2, 3)), dice.between((1.5, 3)), dice.between((0.3, 0.6))
        for x in np.arange(-6, 6, 2 * wide):
            brush.fill(((x, z), (x + wide, z), (x + wide, z + deep), (x, z + deep)), tone)
    elif kind == "tiles":
        world.hue = GREY
        step = dice.between((0.25, 1.2))
        dark = dice.between((20, 110))
        for x in np.arange(-5, 5, step)[:24]:
            brush.line(((x, -2), (x, 14)), dark, 0.02)
        for z in np.arange(-2, 12, step)[:30]:
            brush.line(((-7, z), (7, z)), dark, 0.02)
    elif kind == "kerb":
        world.hue = GREY
        x, side = dice.pick((-1, 1)) * dice.between((1.2, 2.5)), 12
        far = side if x > 0 else -side
        brush.fill(((x, -2), (far, -2), (far, 30), (x, 30)), dice.between((60, 180)))
        edge = 0.15 if x > 0 else -0.15
        brush.fill(((x, -2), (x + edge, -2), (x + edge, 30), (x, 30)), dice.between((90, 230)))


def paint_pole(world: World, x: float, thickness: float, dice: Dice) -> None:
    """Paint a pole from top to bottom; what is behind it is hidden."""
    rows = world.size[0]
    lean = dice.normal(0.03) * rows
    half = thickness / 2
    outline = np.array(
        [(x - half + lean, -2), (x + half + lean, -2), (x + half, rows + 2), (x - half, rows + 2)]
    )
    world.hue = GREY
    world.claim(outline, 0)
    world.shade(outline, (dice.between((15, 210)), dice.between((15, 210))), 4)
    world.line(outline[[0, 3]], dice.between((40, 240)), thickness * 0.15)


def paint_person(world: World, foot: tuple[float, float], tall: float, dice: Dice) -> None:
    """Paint somebody: legs, coat, arms, head."""
    x, y = foot
    wide = tall * dice.between((0.11, 0.16))
    parts = (
        (np.array([(x - wide * 0.7, y - tall * 0.48), (x + wide * 0.7, y - tall * 0.48),
                   (x + wide * 0.6, y), (x - wide * 0.5, y)]), dice.between((10, 120)), GREY),
        (np.array([(x - wide, y - tall * 0.83), (x + wide, y - tall * 0.83),
                   (x + wide * 1.1, y - tall * 0.42), (x - wide * 1.1, y - tall * 0.42)]),
         dice.between((15, 230)), dice.pick((GREY, BRICK, PAINT))),
        (np.array(ellipse(x, y - tall * 0.92, wide * 0.5, tall * 0.075)),
         dice.between((70, 200)), PLASTER),
    )  # fmt: skip
    for outline, tone, hue in parts:
        world.claim(outline, 0)
        world.hue = hue
        world.shade(outline, (tone, tone * 0.75), 5)
