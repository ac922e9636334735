"""What the camera makes of a whole picture: light, night, focus, motion, noise, storage."""

import cv2
import numpy as np

from alpr.plates.realism import capture
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.scene import Light
from alpr.plates.scenes.settings import CameraSettings
from alpr.plates.scenes.textures import CLOUDS, STAINS, unevenness
from alpr.plates.scenes.world import Image, Points, World

GRAIN = 1 << 17
"""Pixels that grain is added to at a time."""


def photograph(
    world: World, letter: float, spots: list[Points], settings: CameraSettings, dice: Dice
) -> tuple[Image, Image | None]:
    """Photograph a finished world.

    Args:
        world: What there is.
        letter: Height of the smallest plate's characters, pixels: focus and motion go by it.
        spots: Outlines of the plates, which throw light back at night.
        settings: Distributions.
        dice: Chance.

    Returns:
        The picture in grey, and in colour if the world has colours.
    """
    light = world.light.astype(np.float32)
    night = dice.chance(settings.night)
    if night:
        light = _night(light, spots, dice)
    elif dice.chance(settings.shadow):
        _throw_shadows(light, dice)
    capture.shine(light, dice)
    if dice.chance(settings.glare * (4 if night else 0.6)):
        _dazzle(light, world.lamps, night, dice)
    if dice.chance(settings.bloom):
        light += cv2.GaussianBlur(light, (0, 0), 6) * np.float32(dice.between((0.2, 0.7)))
    light = _focus(light, letter, settings, dice)
    if not night:
        capture.expose(light, False, 100.0, 25.0, dice)
    sigma = dice.between(settings.noise) * dice.between((0.05, 1)) ** 1.5
    rows = max(1, GRAIN // light.shape[1])
    for top in range(0, light.shape[0], rows):
        capture.add_noise(light[top : top + rows], sigma, dice)
    if dice.chance(0.25):
        light = capture.sharpen(light, dice)
    quality = dice.whole(*settings.jpeg) if dice.chance(settings.compression) else None
    if world.gains is None:
        return capture.develop(light, quality), None
    coloured = world.colours(capture.develop(light, None))
    if quality is not None:
        _, packed = cv2.imencode(".jpg", coloured, (cv2.IMWRITE_JPEG_QUALITY, quality))
        coloured = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.cvtColor(coloured, cv2.COLOR_BGR2GRAY), np.uint8), coloured


def _focus(light: Light, letter: float, settings: CameraSettings, dice: Dice) -> Light:
    rows, columns = light.shape
    if dice.chance(settings.resolution):
        # Fewer pixels, enlarged; what is small already stays.
        share = dice.between((max(settings.coarsest, min(1.0, 5 / letter)), 1))
        size = (max(8, round(columns * share)), max(8, round(rows * share)))
        small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
        method = cv2.INTER_CUBIC if dice.chance(0.5) else cv2.INTER_LINEAR
        light = np.asarray(cv2.resize(small, (columns, rows), interpolation=method), np.float32)
    moved = dice.chance(settings.motion)
    if moved:
        light = capture.blur_motion(light, letter * dice.between(settings.motion_length), dice)
    sigma = letter * dice.between(settings.blur) * dice.between((0.2, 1)) * (0.4 if moved else 1)
    # No lens is sharper than its pixels.
    sigma = max(sigma, dice.between((0.25, 0.6)))
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)


def _night(light: Light, spots: list[Points], dice: Dice) -> Light:
    """Leave what lamps light: a pool of it, the plates, which throw it back, bright lamps."""
    rows, columns = light.shape
    gain = dice.between((0.15, 0.55))
    lamps = np.maximum(light - 235, 0) * np.float32(6)
    dark = light * np.float32(gain)
    if dice.chance(0.6):
        x, y, reach = dice.between((0.1, 0.9)), dice.between((0.2, 0.9)), dice.between((0.3, 0.8))
        across = ((np.arange(columns, dtype=np.float32) / columns - x) / reach) ** 2
        down = ((np.arange(rows, dtype=np.float32) / rows - y) / reach)[:, np.newaxis] ** 2
        dark += light * np.exp(-(across + down)) * np.float32(dice.between((0.1, 0.5)))
    if spots and dice.chance(0.6):
        back = np.zeros((rows, columns), np.float32)
        for spot in spots:
            cv2.fillPoly(back, [np.round((spot - 0.5) * 16).astype(np.int32)], 1.0, cv2.LINE_8, 4)
        dark += back * light * np.float32(dice.between((0.15, 0.9)))
    return np.asarray(dark + cv2.GaussianBlur(lamps, (0, 0), 1.5), np.float32)


def _dazzle(light: Light, lamps: list[Points], night: bool, dice: Dice) -> None:
    """Add lamps that dazzle, or the sun's reflection."""
    rows, columns = light.shape
    spots = [(float(x), float(y)) for x, y in lamps]
    if not spots or dice.chance(0.3):
        spots = [(dice.between((0, columns)), dice.between((0, rows)))]
    reach = dice.between((0.02, 0.12 if night else 0.25)) * min(rows, columns)
    strength = np.float32(dice.between((60, 300) if night else (20, 120)))
    for x, y in spots:
        across = ((np.arange(columns, dtype=np.float32) - np.float32(x)) / np.float32(reach)) ** 2
        down = ((np.arange(rows, dtype=np.float32) - np.float32(y)) / np.float32(reach)) ** 2
        light += strength / (1 + across + down[:, np.newaxis]) ** 2


def _throw_shadows(light: Light, dice: Dice) -> None:
    """Darken where trees or houses stand before the sun."""
    grain = dice.between((1, 3))
    texture = unevenness(light.shape, (grain, 2 * grain), dice.whole(0, 9999), CLOUDS)
    leaves = unevenness(light.shape, (grain, 2 * grain), dice.whole(0, 9999), STAINS)
    blots = texture + leaves * np.float32(dice.between((0, 0.35)))
    share = np.clip(blots * np.float32(dice.between((1.5, 6))) + np.float32(dice.normal(2)), 0, 1)
    light *= 1 - share * np.float32(dice.between((0.2, 0.6)))
