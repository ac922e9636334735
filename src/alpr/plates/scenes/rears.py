"""What is on a car's rear: lamps, bumper, boot's edges, badges, lettering, exhaust."""

from collections.abc import Sequence

from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import lettering
from alpr.plates.scenes.badges import paint_badge, paint_name
from alpr.plates.scenes.brush import Brush, rounded
from alpr.plates.scenes.cars import Car
from alpr.plates.scenes.lamps import RED, paint_tail_lamps
from alpr.plates.scenes.world import GREY


def plate_place(car: Car, height: float, dice: Dice) -> tuple[float, float]:
    """Return where the middle of a plate hangs: on the boot or in the bumper."""
    if dice.chance(0.35):
        y = sum(car.bumper) / 2 + dice.between((-0.02, 0.06))
    else:
        y = dice.between((car.bumper[1] + height / 2 + 0.03, max(car.belt - 0.16, 0.7)))
    x = 0.0 if dice.chance(0.88) else dice.between((-0.5, 0.5))
    return x + dice.normal(0.01), y


def paint_rear(
    brush: Brush, car: Car, plate: tuple[float, float], faces: Sequence[Face], dice: Dice
) -> None:
    """Paint a rear's details; `plate` is the middle of the plate's place."""
    world = brush.world
    half = car.width / 2
    _paint_lid(brush, car, dice)
    paint_bumper(brush, car, dice)
    _paint_lamps(brush, car, dice)
    world.hue = GREY
    _paint_recess(brush, car, plate, dice)
    _paint_names(brush, car, plate, faces, dice)
    if dice.chance(0.6):
        x = dice.pick((-1, 1)) * dice.between((0.35, 0.6))
        for side in (x, -x) if dice.chance(0.2) else (x,):
            brush.oval(side, car.clearance + 0.02, 0.06, 0.035, dice.between((100, 200)))
            brush.oval(side, car.clearance + 0.02, 0.045, 0.026, 8)
    if car.kind in ("hatch", "van") and dice.chance(0.5):
        brush.line([(0.02, car.belt + 0.02), (-half * 0.6, car.belt + 0.1)], 12, 0.025)


def _paint_lid(brush: Brush, car: Car, dice: Dice) -> None:
    half = car.width / 2
    dark, light = car.tone * 0.4, min(255.0, car.tone * 1.25 + 25)
    low = car.bumper[1] + dice.between((0.0, 0.04))
    edge = half - dice.between((0.08, 0.32))
    brush.world.hue = car.hue
    for side in (-edge, edge):
        brush.line([(side, low), (side * 1.03, car.belt)], dark, 0.012)
    brush.line(car.crease(edge, low), dark, 0.014)
    for _ in range(dice.whole(0, 3)):
        # Creases catch the light above and lie in shadow below.
        y = dice.between((low + 0.05, car.belt))
        brush.line(car.crease(half - 0.05, y), light, dice.between((0.008, 0.03)))
        brush.line(car.crease(half - 0.05, y - 0.02), dark, 0.012)


def paint_bumper(brush: Brush, car: Car, dice: Dice) -> None:
    """Paint the bumper with the gaps above and below, and what is let into it."""
    half = car.width / 2 + dice.between((-0.02, 0.03))
    low, high = car.bumper
    world = brush.world
    tone = dice.between((25, 80)) if car.plastic else car.tone
    world.hue = GREY if car.plastic else car.hue
    if dice.chance(0.06):
        # Chrome.
        world.hue, tone = GREY, dice.between((150, 230))
    gloss = dice.between((0.9, 1.4))
    stops = (tone * gloss + 10, tone * gloss, tone, tone * dice.between((0.5, 0.8)))
    brush.shade(car.strip(half, low, high), stops, dice.between((1, 6)))
    brush.line(car.crease(half, high), tone * 0.35, dice.between((0.006, 0.03)))
    if dice.chance(0.6):
        brush.line(car.crease(half, high - 0.03), tone * 1.3 + 30, 0.015)
    world.hue = GREY
    if dice.chance(0.6):
        brush.fill(car.strip(half - 0.1, car.clearance, low), dice.between((10, 60)))
    if dice.chance(0.4):
        y = (low + high) / 2
        brush.fill(car.strip(half, y - 0.025, y + 0.025), dice.between((15, 70)))
    if dice.chance(0.4):
        world.hue = RED
        y, width = low + 0.04, dice.between((0.1, 0.3))
        for x in (-half + 0.15, half - 0.15 - width):
            brush.box(x, y, x + width, y + 0.04, dice.between((50, 100)))
        world.hue = GREY


def _paint_lamps(brush: Brush, car: Car, dice: Dice) -> None:
    half, top = car.width / 2, car.belt
    high = top - dice.between((0.0, 0.08))
    tall = car.kind in ("van", "hatch") and dice.chance(0.55)
    low = car.bumper[1] + dice.between((0.02, 0.1)) if tall else high - dice.between((0.14, 0.26))
    wide = dice.between((0.12, 0.2)) if tall else dice.between((0.2, 0.45))
    if tall and dice.chance(0.4):
        high = min(car.roof - 0.1, top + dice.between((0.05, 0.4)))
    lamp = [(-half + 0.02, high), (-half + wide, high - dice.between((0, 0.05))),
            (-half + wide * dice.between((0.7, 1)), low), (-half + 0.02, low + 0.03)]  # fmt: skip
    paint_tail_lamps(brush, lamp, dice)
    tone = dice.between((35, 95))
    if dice.chance(0.1):
        brush.world.hue = RED
        brush.box(-half + wide, low, half - wide, high, tone * 0.7)
        brush.world.hue = GREY


def _paint_recess(brush: Brush, car: Car, plate: tuple[float, float], dice: Dice) -> None:
    """Paint where a plate goes: a hollow, the bar with the lights above."""
    x, y = plate
    wide, tall = dice.between((0.3, 0.42)), dice.between((0.08, 0.14))
    brush.world.hue = car.hue
    if dice.chance(0.6):
        tone = car.tone * dice.between((0.4, 0.9))
        brush.shade(rounded(x - wide, y - tall, x + wide, y + tall, 0.06), (tone * 0.6, tone), 3)
        brush.line([(x - wide, y - tall), (x + wide, y - tall)], car.tone * 1.2 + 20, 0.012)
    brush.world.hue = GREY
    if dice.chance(0.45):
        tone = dice.between((130, 240)) if dice.chance(0.5) else car.tone * 1.1
        top = y + tall + dice.between((0, 0.03))
        brush.shade(rounded(x - wide, top, x + wide, top + dice.between((0.03, 0.07)), 0.02),
                    (tone * 1.1, tone * 0.6))  # fmt: skip


def _paint_names(
    brush: Brush, car: Car, plate: tuple[float, float], faces: Sequence[Face], dice: Dice
) -> None:
    half = car.width / 2
    bright = dice.chance(0.8)
    tone = dice.between((150, 250)) if bright and car.tone < 180 else dice.between((20, 110))
    above = plate[1] + 0.12 < car.belt - 0.06
    if dice.chance(0.75):
        y = (plate[1] + 0.1 + car.belt) / 2 if above else car.belt - 0.1
        paint_badge(brush, (plate[0], y), dice.between((0.07, 0.14)), faces, dice)
    y = car.belt - dice.between((0.06, 0.2))
    for side in (-1, 1):
        if dice.chance(0.65):
            mask = lettering.line(lettering.model, dice, faces)
            brush.write(mask, side * (half - dice.between((0.35, 0.55))), y,
                        dice.between((0.03, 0.055)), tone, dice.between((0.9, 1.4)))  # fmt: skip
    if dice.chance(0.35):
        spot = plate[1] + (0.14 if above else 0.25)
        paint_name(brush, (plate[0], spot), dice.between((0.3, 1.3)), tone, faces, dice)
