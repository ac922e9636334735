"""What a camera makes of what it sees: light, focus, motion, exposure, noise, compression."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice, Range

Image = NDArray[np.uint8]
Light = NDArray[np.float32]
Matrix = NDArray[np.float64]

LARGEST = (112, 480)
"""Rows and columns of the largest camera picture; larger ones would show nothing more."""


@dataclass(frozen=True)
class CaptureSettings:
    """How plates are seen; lengths are fractions of the plate's or the characters' height.

    Attributes:
        loose: Share of crops with room around the plate, of those that are not cut tightly.
        outside: Room around the plate in loose crops, of the plate's height.
        inside: How far the other crops' sides lie off the plate's edge; inside is negative.
        around: Room around the characters in tight crops, of their height.
        rotation: Deviation of the rotation, degrees.
        strong_share: Share of plates with strong rotation and shear.
        strong_rotation: Their deviation, degrees.
        shear: Deviation of the slant, of the height.
        perspective: Deviation of each corner, of the plate's height.
        deskewed: Share of crops that follow the plate rather than stand upright.
        character_px: Height of the characters in the camera's picture, pixels.
        small_share: Share of pictures below the middle of that range.
        blur: Deviation of the focus' blur, of the characters' height.
        motion: Length of the motion's blur, of the characters' height.
        noise: Deviation of the noise, grey levels.
        jpeg: Quality.
        poorest: Least difference between characters and ground that remains, grey levels.
        legible: Least correlation of each character's ink with the picture; others are redrawn.
    """

    loose: float
    outside: Range
    inside: Range
    around: Range
    rotation: float
    strong_share: float
    strong_rotation: float
    shear: float
    perspective: float
    deskewed: float
    character_px: Range
    small_share: float
    blur: Range
    motion: Range
    noise: Range
    jpeg: tuple[int, int]
    poorest: float
    legible: float

    def __post_init__(self) -> None:
        for name in ("loose", "strong_share", "deskewed", "small_share", "legible"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {getattr(self, name)}")
        if not 8 <= self.character_px[0] < self.character_px[1] <= 80:
            raise ValueError(f"character_px must be a range in 8..80, not {self.character_px}")
        if not 5 <= self.jpeg[0] <= self.jpeg[1] <= 100:
            raise ValueError(f"jpeg must be a range in 5..100, not {self.jpeg}")


@dataclass(frozen=True)
class Conditions:
    """Probabilities of what may happen to a picture, as a level sets them."""

    geometry: float
    light: float
    optics: float
    resolution: float
    compression: float
    motion: float
    night: float
    glare: float

    def __post_init__(self) -> None:
        for name, share in vars(self).items():
            if not 0 <= share <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {share}")


def photograph(
    picture: Light,
    letter: float,
    contrast: float,
    settings: CaptureSettings,
    conditions: Conditions,
    dice: Dice,
    record: dict[str, Any],
) -> Image:
    """Light, blur, expose and store what a camera sees.

    Args:
        picture: Grey levels, (height, width); changed in place.
        letter: Height of its characters, pixels.
        contrast: Between characters and ground, grey levels.
        settings: Distributions.
        conditions: What may happen.
        dice: Chance.
        record: What happened is added here.
    """
    if dice.chance(conditions.light):
        shadow = round(shine(picture, dice), 2)
        if shadow > 0:
            record["shadow"] = shadow
    if dice.chance(conditions.glare):
        glare(picture, dice)
        record["glare"] = True
    moved = dice.chance(conditions.motion)
    if moved:
        length = letter * dice.between(settings.motion)
        picture = blur_motion(picture, length, dice)
        record["motion"] = round(length, 1)
    if dice.chance(conditions.optics):
        sigma = letter * dice.between(settings.blur) * dice.between((0.1, 1))
        # What motion has smeared is not far out of focus as well.
        sigma *= 0.4 if moved else 1
        if sigma > 0.25:
            picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
        record["blur"] = round(sigma, 2)
    night = dice.chance(conditions.night)
    # A lens comes with an exposure.
    if conditions.optics > 0:
        contrast = expose(picture, night, contrast, settings.poorest, dice)
    if dice.chance(conditions.optics * 0.6):
        sigma = min(dice.between(settings.noise) * dice.between((0.1, 1)), contrast / 6)
        add_noise(picture, sigma, dice)
        record["noise"] = round(sigma, 1)
    if dice.chance(conditions.optics * 0.35):
        picture = sharpen(picture, dice)
    quality = dice.whole(*settings.jpeg) if dice.chance(conditions.compression) else None
    record.update(night=night, jpeg=quality)
    return develop(picture, quality)


def shine(picture: Light, dice: Dice) -> float:
    """Light a picture unevenly, and throw a shadow over a part of it sometimes.

    Returns which share of the light the shadow takes where it is deepest, 0 without one.
    """
    rows, columns = picture.shape
    across = np.linspace(-1, 1, columns, dtype=np.float32)
    down = np.linspace(-1, 1, rows, dtype=np.float32)[:, np.newaxis]
    picture *= 1 + np.float32(dice.normal(0.14)) * across + np.float32(dice.normal(0.16)) * down
    if not dice.chance(0.22):
        return 0.0
    edge = across * np.float32(dice.normal(1)) + down * np.float32(dice.normal(1))
    edge += np.float32(dice.between((-0.5, 0.5)))
    share = np.clip(edge * np.float32(dice.between((2, 14))), 0, 1)
    depth = dice.between((0.2, 0.6))
    picture *= 1 - share * np.float32(depth)
    return depth * float(share.max())


def glare(picture: Light, dice: Dice) -> None:
    """Add a lamp's or the sun's reflection, or the bloom of a picture exposed too long."""
    rows, columns = picture.shape
    if dice.chance(0.4):
        bloom = cv2.GaussianBlur(picture, (0, 0), rows * dice.between((0.04, 0.12)))
        picture += bloom * np.float32(dice.between((0.3, 0.8)))
        return
    x, y = dice.between((0, 1)), dice.between((0, 1))
    reach = dice.between((0.1, 0.5))
    across = ((np.arange(columns, dtype=np.float32) / columns - x) * 2) ** 2
    down = ((np.arange(rows, dtype=np.float32) / rows - y) ** 2)[:, np.newaxis]
    picture += np.exp(-(across + down) / np.float32(reach**2)) * np.float32(dice.between((20, 90)))


def blur_motion(picture: Light, length: float, dice: Dice) -> Light:
    """Smear a picture along a line, mostly level."""
    size = max(3, round(length) | 1)
    turn = dice.whole(-2, 2) if dice.chance(0.7) else dice.whole(3, 9)
    return np.asarray(cv2.filter2D(picture, -1, _smear(size, turn % 12)), np.float32)


@lru_cache(maxsize=256)
def _smear(size: int, turn: int) -> Light:
    kernel = np.zeros((size, size), np.float32)
    angle = math.pi * turn / 12
    half = size / 2 - 0.5
    dx, dy = half * math.cos(angle), half * math.sin(angle)
    first = (round(half - dx), round(half - dy))
    last = (round(half + dx), round(half + dy))
    cv2.line(kernel, first, last, 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


@lru_cache(maxsize=1)
def _grain() -> Light:
    return np.random.default_rng(77).standard_normal(1 << 18).astype(np.float32)


def add_noise(picture: Light, sigma: float, dice: Dice) -> None:
    """Add grain cut out of a store of normal draws."""
    store = _grain()
    start = dice.whole(0, store.size - picture.size - 1)
    grain = store[start : start + picture.size].reshape(picture.shape)
    picture += grain * np.float32(sigma)


def expose(picture: Light, night: bool, contrast: float, poorest: float, dice: Dice) -> float:
    """Set brightness and contrast in place, by night darkly; returns the contrast that is left.

    `contrast` is the difference of characters and ground before, `poorest` what must remain.
    """
    # Cameras that stretch what they see let black and white run full.
    hard = dice.chance(0.15)
    gain = dice.between((0.16, 0.5)) if night else dice.between((1.2, 1.8) if hard else (0.65, 1.2))
    gain = max(gain, min(1.0, poorest / max(contrast, 1)))
    if night:
        offset = dice.between((0, 25))
    else:
        mean = float(picture.mean()) * gain
        offset = dice.between((max(50.0, mean - 40), min(205.0, mean + 60))) - mean
    picture *= np.float32(gain)
    picture += np.float32(offset)
    return contrast * gain


def develop(picture: Light, quality: int | None) -> Image:
    """Round to 8 bits, through JPEG if a quality is given."""
    image = np.clip(picture, 0, 255).astype(np.uint8)
    if quality is None:
        return image
    _, packed = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def sharpen(picture: Light, dice: Dice) -> Light:
    """Sharpen as cameras do, halos included."""
    soft = cv2.GaussianBlur(picture, (0, 0), dice.between((0.7, 1.6)))
    amount = dice.between((0.4, 1.6))
    return np.asarray(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0), np.float32)
