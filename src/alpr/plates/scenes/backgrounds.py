"""What lies behind the cars: road and sky, walls, houses, leaves, plain and rough surfaces."""

from collections.abc import Sequence

import cv2
import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import street
from alpr.plates.scenes.brush import Brush
from alpr.plates.scenes.pose import Pose
from alpr.plates.scenes.textures import CLOUDS, GRIT, PATCHES, SAND, STAINS, unevenness
from alpr.plates.scenes.world import GREY, Hue, Image, World

SKY: Hue = (1.25, 1.0, 0.85)
LEAVES: Hue = (0.7, 1.15, 0.85)
EARTH: Hue = (0.8, 1.0, 1.15)


def paint_background(
    world: World, pose: Pose | None, backdrops: Sequence[Image], backdrop: float, dice: Dice
) -> None:
    """Paint a whole background.

    Args:
        world: What to paint on.
        pose: The camera before what will stand in front, if it stands on the ground.
        backdrops: Given pictures, any size.
        backdrop: Share of pictures that take one of those.
        dice: Chance.
    """
    if backdrops and dice.chance(backdrop):
        paint_backdrop(world, dice.pick(backdrops), dice)
        return
    if pose is not None:
        _paint_street(world, pose, dice)
        return
    kind = dice.weighted({"rough": 0.35, "wall": 0.3, "street": 0.35})
    if kind == "rough":
        _paint_rough(world, dice)
    elif kind == "wall":
        street.paint_wall(world, (0, world.size[0]), dice)
    else:
        row = world.size[0] * dice.between((0.1, 0.7))
        _paint_far(world, row, dice)
        _paint_plain_ground(world, row, dice)


def paint_backdrop(world: World, picture: Image, dice: Dice) -> None:
    """Cover the world with a piece of a given picture, in any contrast."""
    rows, columns = world.size
    share = dice.between((0.3, 1.0))
    high, wide = picture.shape
    scale = min(high / rows, wide / columns) * share
    size = (max(1, int(rows * scale)), max(1, int(columns * scale)))
    top, left = dice.whole(0, high - size[0]), dice.whole(0, wide - size[1])
    cut = picture[top : top + size[0], left : left + size[1]]
    if dice.chance(0.5):
        cut = cut[:, ::-1]
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
    seen = cv2.resize(cut, (columns, rows), interpolation=method)
    gain, mean = dice.between((0.5, 1.3)), float(seen.mean())
    offset = dice.between((60, 190)) - mean * gain
    world.light[:] = cv2.convertScaleAbs(seen, alpha=gain, beta=offset) if offset >= 0 else (
        np.clip(seen * np.float32(gain) + np.float32(offset), 0, 255)
    )  # fmt: skip
    _colour(world, slice(None), GREY)


def _paint_rough(world: World, dice: Dice) -> None:
    """Noise of one roughness over a slope of tones: a road, grass, plaster, anything."""
    rows, columns = world.size
    stretch = dice.between((1, 4))
    grain = (stretch, stretch * dice.pick((0.3, 1, 1, 4)))
    kind = dice.pick((GRIT, SAND, STAINS, PATCHES, CLOUDS))
    tone = unevenness(world.size, grain, dice.whole(0, 9999), kind)
    tone = tone * np.float32(dice.between((0, 40)))
    ends = (dice.between((20, 220)), dice.between((20, 220)))
    tone += np.linspace(*ends, rows, dtype=np.float32)[:, np.newaxis]
    tone += np.linspace(-1, 1, columns, dtype=np.float32) * np.float32(dice.normal(30))
    world.light[:] = np.clip(tone, 0, 255)
    _colour(world, slice(None), dice.pick((GREY, LEAVES, EARTH, GREY)))


def _paint_street(world: World, pose: Pose, dice: Dice) -> None:
    rows, columns = world.size
    row = min(max(pose.horizon(columns / 2), -1.0), rows + 1.0)
    # A wall or a hedge hides the horizon mostly: things end at some metres.
    _paint_far(world, row, dice)
    _paint_plain_ground(world, row, dice)
    street.paint_ground(Brush(world, pose.level()), dice)


def _paint_far(world: World, row: float, dice: Dice) -> None:
    """Paint sky, houses, trees down to a row."""
    end = min(world.size[0], max(0, round(row)))
    if end == 0:
        return
    kind = dice.weighted({"sky": 0.2, "leaves": 0.25, "wall": 0.4, "blur": 0.15})
    area = world.light[:end]
    columns = world.size[1]
    if kind == "wall":
        street.paint_wall(world, (0, end), dice)
        return
    tone = np.linspace(dice.between((130, 250)), dice.between((150, 250)), end, dtype=np.float32)
    light = np.repeat(tone[:, np.newaxis], columns, axis=1)
    clouds = unevenness(light.shape, (3, 5), dice.whole(0, 9999), CLOUDS)
    light += clouds * np.float32(dice.between((0, 12)))
    area[:] = np.clip(light, 0, 255)
    _colour(world, slice(0, end), SKY)
    if kind == "leaves":
        paint_leaves(world, (0, round(end * dice.between((-0.3, 0.5)))), (columns, end), dice)
    elif kind == "blur":
        for _ in range(dice.whole(4, 14)):
            x, width = dice.between((-20, columns)), dice.between((0.05, 0.3)) * columns
            top = dice.between((0.0, 0.9)) * end
            points = np.array([(x, top), (x + width, top), (x + width, end), (x, end)], np.float64)
            world.hue = dice.pick((GREY, EARTH, LEAVES, SKY))
            world.shade(points, (dice.between((30, 200)), dice.between((30, 200))), 6, (2, 2))


def paint_leaves(world: World, first: tuple[int, int], last: tuple[int, int], dice: Dice) -> None:
    """Paint leaves: light and dark specks with a ragged upper edge."""
    x0, y0 = max(0, first[0]), max(0, first[1])
    x1, y1 = min(world.size[1], last[0]), min(world.size[0], last[1])
    if x1 - x0 < 4 or y1 - y0 < 4:
        return
    shape = (y1 - y0, x1 - x0)
    leaf = dice.between((1, 3))
    fine = unevenness(shape, (leaf, leaf), dice.whole(0, 9999), SAND)
    coarse = unevenness(shape, (leaf, leaf), dice.whole(0, 9999), STAINS)
    base, depth = dice.between((30, 110)), dice.between((15, 45))
    tone = np.clip(base + depth * (0.7 * fine + 0.6 * coarse), 0, 255).astype(np.uint8)
    ramp = np.linspace(-1.5, 2.5, shape[0], dtype=np.float32)[:, np.newaxis]
    inside = (coarse + ramp) > 0 if y0 > 0 else np.ones(shape, bool)
    np.copyto(world.light[y0:y1, x0:x1], tone, where=inside)
    world.hue = LEAVES
    world.tint((slice(y0, y1), slice(x0, x1)), inside)


def _paint_plain_ground(world: World, row: float, dice: Dice) -> None:
    start = min(world.size[0], max(0, round(row)))
    if start >= world.size[0]:
        return
    shape = (world.size[0] - start, world.size[1])
    grain = dice.between((1, 2))
    tone = unevenness(shape, (grain, 2 * grain), dice.whole(0, 9999), dice.pick((GRIT, SAND, SAND)))
    light = tone * np.float32(dice.between((1, 12))) + np.float32(dice.between((45, 190)))
    if dice.chance(0.6):
        # Patches of another age, seen flat.
        patches = unevenness(shape, (1, 4), dice.whole(0, 9999), PATCHES)
        light += patches * np.float32(dice.between((1, 10)))
    light += np.linspace(0, dice.normal(25), shape[0], dtype=np.float32)[:, np.newaxis]
    world.light[start:] = np.clip(light, 0, 255)
    _colour(world, slice(start, None), dice.pick((GREY, GREY, GREY, EARTH, LEAVES)))


def _colour(world: World, rows: slice, hue: Hue) -> None:
    world.hue = hue
    world.tint((rows, slice(None)))
