"""What is no plate: signs, boards, stickers, bare plates, empty frames, captions."""

from collections.abc import Sequence

import numpy as np

from alpr.plates.realism import surfaces
from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import fronts, lettering
from alpr.plates.scenes.brush import Brush, ellipse, rounded
from alpr.plates.scenes.plates import PlateSource
from alpr.plates.scenes.world import GREY, Hue, World

BOARDS: tuple[Hue, ...] = (
    GREY, GREY, (0.5, 0.6, 1.8), (1.6, 0.95, 0.7), (0.85, 1.1, 0.85), (0.6, 1.02, 1.1),
)  # fmt: skip


def paint_decoy(brush: Brush, source: PlateSource, width: float, dice: Dice) -> None:
    """Paint one thing that is no plate around the plane's origin; `width` is a plate's."""
    kind = dice.weighted(
        {
            "board": 0.36,
            "words": 0.2,
            "bare": 0.12,
            "frame": 0.06,
            "grille": 0.06,
            "sign": 0.12,
            "stripes": 0.08,
        }
    )
    if kind == "board":
        paint_board(brush, width * dice.between((0.5, 2.5)), source.faces, dice)
    elif kind == "words":
        paint_words(brush, width * dice.between((0.5, 3)), source.faces, dice)
    elif kind in ("bare", "frame"):
        paint_bare(brush, source, width, kind == "frame", dice)
    elif kind == "grille":
        half, tall = width * dice.between((0.4, 1.3)), width * dice.between((0.1, 0.5))
        brush.world.hue = GREY
        fronts.paint_grille(brush, (-half, -tall, half, tall), dice)
    elif kind == "stripes":
        _paint_stripes(brush, width * dice.between((0.5, 2)), dice)
    else:
        _paint_road_sign(brush, width * dice.between((0.3, 1)), source.faces, dice)


def paint_board(brush: Brush, width: float, faces: Sequence[Face], dice: Dice) -> None:
    """Paint a board with one to five lines of lettering."""
    lines = dice.whole(1, 5)
    # A single line on a long board must not look like a plate: it says a word.
    height = width * dice.between((0.2, 0.45) if lines == 1 else (0.3, 1.6))
    tone = dice.between((10, 250))
    ink = tone - dice.between((70, 200)) if tone > 125 else tone + dice.between((70, 200))
    world = brush.world
    world.hue = dice.pick(BOARDS)
    half, tall = width / 2, height / 2
    world.claim(brush.map(((-half, tall), (half, tall), (half, -tall), (-half, -tall))), 0)
    brush.shade(((-half, tall), (half, tall), (half, -tall), (-half, -tall)),
                (tone, tone * dice.between((0.85, 1.1))), 2)  # fmt: skip
    if dice.chance(0.4):
        brush.outline(-half, -tall, half, tall, ink, width * dice.between((0.005, 0.03)))
    world.hue = GREY
    for i in range(lines):
        kind = lettering.shop if lines == 1 else lettering.notice
        mask = lettering.line(kind, dice, faces if lines > 1 else ())
        rows = height / lines * dice.between((0.35, 0.8))
        y = tall - (i + 0.5) * height / lines
        wide = rows * mask.shape[1] / mask.shape[0]
        brush.write(mask, 0, y, rows * min(1, width * 0.92 / wide), ink)


def paint_words(brush: Brush, width: float, faces: Sequence[Face], dice: Dice) -> None:
    """Write one to four lines of words straight onto whatever is there."""
    brush.world.hue = dice.pick(BOARDS)
    tone = dice.between((0, 255))
    y = 0.0
    for _ in range(dice.whole(1, 4)):
        mask = lettering.line(lettering.notice, dice, faces)
        rows = min(width * dice.between((0.08, 0.35)), width * mask.shape[0] / mask.shape[1])
        brush.write(mask, dice.normal(0.1) * width, y, rows, tone, dice.between((0.8, 1.3)))
        y -= rows * dice.between((1.2, 2))


def paint_bare(brush: Brush, source: PlateSource, width: float, framed: bool, dice: Dice) -> None:
    """Paint a plate without lettering, or the frame of one."""
    shapes = source.realism.surface
    shape = dice.pick((shapes.usa, shapes.eu, shapes.brazil))
    half = width / 2
    tall = half / dice.between(shape.ratio)
    tone = dice.between((10, 250))
    brush.world.hue = GREY
    brush.shade(rounded(-half, -tall, half, tall, 0.1 * tall), (tone, tone * 0.9), 2)
    if dice.chance(0.4) and not framed:
        scene = surfaces.bare_plate(shape, shapes, dice)
        corners = brush.map(((-half, tall), (half, tall), (half, -tall), (-half, -tall)))
        brush.world.paste(np.clip(scene.plate, 0, 255), corners)
    if framed or dice.chance(0.3):
        edge = tone + 120 if tone < 128 else tone - 120
        thick = tall * dice.between((0.1, 0.3))
        brush.outline(-half, -tall, half, tall, edge, thick)
        if dice.chance(0.6):
            mask = lettering.line(lettering.notice, dice)
            rows = min(thick * 1.2, 1.8 * half * mask.shape[0] / mask.shape[1])
            brush.box(-half, -tall - thick, half, -tall + thick * 0.5, edge)
            brush.write(mask, 0, -tall - thick * 0.2, rows, tone)


def _paint_stripes(brush: Brush, width: float, dice: Dice) -> None:
    """Paint a bar with stripes, as on barriers, bumps and lorries."""
    half, tall = width / 2, width * dice.between((0.04, 0.25))
    pale, dark = dice.between((120, 250)), dice.between((10, 90))
    brush.world.hue = GREY
    corners = brush.map(((-half, tall), (half, tall), (half, -tall), (-half, -tall)))
    brush.world.claim(corners, 0)
    brush.world.fill(corners, dark)
    brush.world.hue = dice.pick(BOARDS)
    count = dice.whole(3, 10)
    step, lean = width / count, dice.pick((0.0, 0.5, -0.5, 1.0)) * 2 * tall
    for i in range(count):
        x = -half + (i + 0.2) * step
        points = [
            (x + lean, tall),
            (x + lean + 0.5 * step, tall),
            (x + 0.5 * step, -tall),
            (x, -tall),
        ]
        brush.fill([(min(half, max(-half, a)), b) for a, b in points], pale)


def _paint_road_sign(brush: Brush, width: float, faces: Sequence[Face], dice: Dice) -> None:
    world = brush.world
    r = width / 2
    world.hue = GREY
    brush.box(-r * 0.08, -8 * r, r * 0.08, 0, dice.between((40, 160)))
    kind = dice.weighted({"round": 0.45, "triangle": 0.3, "arrow": 0.25})
    rim: Hue = dice.pick(BOARDS)
    dark, pale = dice.between((30, 110)), dice.between((180, 250))
    if kind == "triangle":
        outer = [(0, r), (r, -0.75 * r), (-r, -0.75 * r)]
    elif kind == "round":
        outer = ellipse(0, 0, r, r)
    else:
        outer = [(-r, 0.4 * r), (r, 0.4 * r), (1.5 * r, 0), (r, -0.4 * r), (-r, -0.4 * r)]
    world.claim(brush.map(outer), 0)
    world.hue = rim
    brush.fill(outer, dark)
    world.hue = GREY
    brush.fill([(0.78 * x, 0.78 * y) for x, y in outer], pale if dice.chance(0.8) else dark)
    if dice.chance(0.7):
        print_kind = lettering.notice if kind == "arrow" else lettering.number
        mask = lettering.line(print_kind, dice, faces)
        rows = min(r * 0.9, 1.4 * r * mask.shape[0] / mask.shape[1])
        brush.write(mask, 0, 0, rows, dark if dice.chance(0.8) else pale)


def paint_caption(world: World, faces: Sequence[Face], dice: Dice) -> None:
    """Burn a date, a place or a mark into the picture."""
    rows, columns = world.size
    kind = lettering.notice if dice.chance(0.35) else lettering.date
    mask = lettering.line(kind, dice, faces)
    tall = dice.between((7, 20))
    wide = min(tall * mask.shape[1] / mask.shape[0], columns * 0.9)
    x = dice.pick((4.0, columns - wide - 4, (columns - wide) / 2))
    y = dice.pick((4.0, rows - tall - 4))
    corners = np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)])
    world.hue = GREY
    if dice.chance(0.3):
        world.fill(corners + np.array([(-3, -3), (3, -3), (3, 3), (-3, 3)]), dice.between((0, 60)))
    world.claim(corners, 0)
    world.stamp(mask, corners, dice.between((200, 255)), dice.between((0.6, 1)))
