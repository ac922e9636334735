"""Putting things into a picture: cars and boards with plates, what is no plate, what hides them."""

import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import decoys, fronts, rears, street
from alpr.plates.scenes.arranging import Stand
from alpr.plates.scenes.brush import Brush
from alpr.plates.scenes.cars import Car, draw_car, paint_solid
from alpr.plates.scenes.mounting import Mounted, mount
from alpr.plates.scenes.plates import PlateSource
from alpr.plates.scenes.pose import draw_pose
from alpr.plates.scenes.settings import SceneSettings
from alpr.plates.scenes.world import GREY, World


def paint_stand(
    world: World, source: PlateSource, stand: Stand, number: int, dice: Dice
) -> Mounted | None:
    """Paint a car, or a board or wall, and the plate on it."""
    flat, pose = stand.flat, stand.pose
    if not stand.on_car:
        brush = Brush(world, pose.facing())
        if flat is None:
            return None
        return mount(brush, flat, stand.target, number, dice)
    car = draw_car(dice)
    side = rears if car.rear else fronts
    tall = flat.size_m[1] if flat else 0.13
    place = side.plate_place(car, tall, dice)
    # The plate stays where it is wanted in the picture: the car moves around it.
    moved = pose.moved((stand.target[0] - place[0], stand.target[1] - place[1], 0.0))
    paint_solid(world, moved, car, dice)
    brush = Brush(world, moved.facing())
    if car.rear:
        rears.paint_rear(brush, car, place, source.faces, dice)
    else:
        fronts.paint_front(brush, car, source.faces, dice)
    _advertise(brush, car, place, source, dice)
    if flat is None:
        if dice.chance(0.3):
            width = dice.between((0.3, 0.52))
            decoys.paint_bare(brush.at(*place), source, width, dice.chance(0.4), dice)
        return None
    return mount(brush, flat, place, number, dice)


def _advertise(
    brush: Brush, car: Car, plate: tuple[float, float], source: PlateSource, dice: Dice
) -> None:
    """Put stickers and a firm's lettering on a car, away from its plate."""
    half, large = car.width / 2, car.kind in ("van", "truck")
    for _ in range(dice.whole(0, 2) if dice.chance(0.25) else 0):
        x = dice.pick((-1, 1)) * dice.between((0.4, half - 0.15)) + plate[0]
        spot = brush.at(x, dice.between((car.bumper[0], car.belt)))
        decoys.paint_board(spot, dice.between((0.08, 0.3)), source.faces, dice)
    if (large and dice.chance(0.6)) or dice.chance(0.05):
        high = dice.between((plate[1] + 0.25, max(car.roof - 0.1, plate[1] + 0.3)))
        decoys.paint_words(brush.at(0, high), dice.between((0.5, car.width)), source.faces, dice)


def scatter(world: World, source: PlateSource, settings: SceneSettings, dice: Dice) -> None:
    """Put what is no plate anywhere."""
    rows, columns = world.size
    low, high = settings.width_px
    for _ in range(dice.whole(*settings.content.decoys)):
        kind = dice.weighted({"decoy": 0.75, "pole": 0.1, "person": 0.15})
        if kind == "pole":
            street.paint_pole(world, dice.between((0, columns)), dice.between((2, 14)), dice)
        elif kind == "person":
            share = dice.between((0.45, 1.3))
            foot = (dice.between((0, columns)), rows * share)
            street.paint_person(world, foot, rows * share * dice.between((0.35, 0.9)), dice)
        else:
            width = low * (high / low) ** dice.between((0, 1))
            place = (columns * dice.between((0, 1)), rows * dice.between((0, 1)))
            pose = draw_pose(settings.view, (0.0, 0.0), 0.4, width, place, dice)
            decoys.paint_decoy(Brush(world, pose.facing()), source, 0.4, dice)


def hide_part(world: World, mounted: Mounted, dice: Dice) -> None:
    """Put something before a part of a plate."""
    corners = mounted.corners
    x = corners[0, 0] + (corners[1, 0] - corners[0, 0]) * dice.between((0, 1))
    width = float(np.ptp(corners[:, 0]))
    if dice.chance(0.5):
        street.paint_pole(world, x, width * dice.between((0.05, 0.5)), dice)
    else:
        foot = float(corners[2, 1] + width * dice.between((0.1, 2)))
        street.paint_person(world, (x, foot), width * dice.between((2, 5)), dice)


def put_borders(world: World, dice: Dice) -> None:
    """Put bands around the picture, as where it was fitted into another shape."""
    rows, columns = world.size
    tone = dice.pick((0.0, 0.0, 255.0, 127.0))
    sides = dice.weighted({"level": 0.35, "upright": 0.35, "right": 0.15, "foot": 0.15})
    x, y = columns * dice.between((0.05, 0.35)), rows * dice.between((0.05, 0.35))
    bands = {
        "level": ((0.0, 0.0, columns, y), (0.0, rows - y, columns, rows)),
        "upright": ((0.0, 0.0, x, rows), (columns - x, 0.0, columns, rows)),
        "right": ((columns - x, 0.0, columns, rows),),
        "foot": ((0.0, rows - y, columns, rows),),
    }[sides]
    world.hue = GREY
    for x0, y0, x1, y1 in bands:
        band = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64)
        world.claim(band, 0)
        world.fill(band, tone)
