"""Made-up video: a still photograph whose plates are known, as a camera on the road would film it.

The camera closes in on the picture, drifts, rolls and shakes; each frame has its own focus, motion
blur, light, specks on the lens, noise and compression, as one frame of a video differs from the
next. Dirt and glare stay where they are on the car.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.places import Corners, plate_size
from alpr.plates.realism.dice import Dice, Range

Image = NDArray[np.uint8]
Light = NDArray[np.float32]


@dataclass(frozen=True)
class DriveSettings:
    """How a still becomes a video.

    Attributes:
        frames: How many.
        width: Columns of a frame.
        height: Rows of a frame.
        first_px: Width of the first plate in the first frame.
        growth: By how many times it is wider in the last.
        roll: Deviation of the camera's roll from frame to frame, degrees.
        shake: Deviation of its place from frame to frame, of the plate's width.
        drift: Deviation of how far the car crosses the picture, of the picture's width.
        defocus: Deviation of each frame's blur, of the plate's width; a frame has up to so much.
        smear: Share of frames with motion blur.
        smear_length: Its length, of the plate's width.
        dirt: Specks on the plate, how many.
        specks: Specks on the lens, how many in a frame; each frame has others.
        gain: Brightness of a frame.
        noise: Deviation of the noise, grey levels.
        jpeg: Quality.
    """

    frames: int = 20
    width: int = 640
    height: int = 360
    first_px: Range = (36.0, 60.0)
    growth: Range = (1.0, 1.8)
    roll: float = 0.8
    shake: float = 0.03
    drift: float = 0.1
    defocus: Range = (0.0, 0.022)
    smear: float = 0.4
    smear_length: Range = (0.01, 0.08)
    dirt: tuple[int, int] = (0, 4)
    specks: tuple[int, int] = (0, 3)
    gain: Range = (0.45, 1.15)
    noise: Range = (1.0, 10.0)
    jpeg: tuple[int, int] = (30, 85)

    def __post_init__(self) -> None:
        if self.frames < 1:
            raise ValueError(f"frames must be at least 1, not {self.frames}")
        if not (64 <= self.width <= 4096 and 64 <= self.height <= 4096):
            raise ValueError(f"frames are 64 to 4096 on a side, not {self.width} x {self.height}")
        for name in ("first_px", "growth", "gain"):
            if not 0 < getattr(self, name)[0] <= getattr(self, name)[1]:
                raise ValueError(f"{name} must be a range above 0, not {getattr(self, name)}")
        for name in ("defocus", "smear_length", "noise", "dirt", "specks"):
            if not 0 <= getattr(self, name)[0] <= getattr(self, name)[1]:
                raise ValueError(f"{name} must be a range from 0 on, not {getattr(self, name)}")
        for name in ("roll", "shake", "drift"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0, not {getattr(self, name)}")
        if not 0 <= self.smear <= 1:
            raise ValueError(f"smear must lie in 0..1, not {self.smear}")
        if not 1 <= self.jpeg[0] <= self.jpeg[1] <= 100:
            raise ValueError(f"jpeg must be a range in 1..100, not {self.jpeg}")


@dataclass(frozen=True, eq=False)
class DrivenFrame:
    """One frame, (height, width, 3) uint8 BGR, and where its plates lie, (4, 2) float64 each."""

    image: Image
    corners: tuple[Corners, ...]


def drive(
    picture: Image, corners: Sequence[Corners], settings: DriveSettings, dice: Dice
) -> Iterator[DrivenFrame]:
    """Film a picture; the camera keeps its first plate in view.

    Args:
        picture: (height, width, 3) uint8 BGR; beyond it its edge goes on.
        corners: At least one plate's, (4, 2) float64 each, pixels, clockwise from its own top left.
        settings: How.
        dice: Chance.

    Raises:
        ValueError: there is no plate.
    """
    if not corners:
        raise ValueError("there must be at least one plate to look at")
    soiled = _soiled(picture, corners, settings, dice)
    plate_px = plate_size(corners[0])[0]
    centre = corners[0].mean(axis=0)
    first = dice.between(settings.first_px)
    growth = dice.between(settings.growth)
    start, end = (_place(settings, dice) for _ in range(2))
    for number in range(settings.frames):
        done = number / max(1, settings.frames - 1)
        seen_px = first * growth**done
        middle = start + (end - start) * done
        middle = middle + [dice.normal(settings.shake) * seen_px for _ in range(2)]
        matrix = _view(centre, middle, seen_px / plate_px, math.radians(dice.normal(settings.roll)))
        light = _seen(soiled, matrix, settings)
        placed = tuple(_moved(quad, matrix) for quad in corners)
        yield DrivenFrame(_filmed(light, seen_px, middle, settings, dice), placed)


def _place(settings: DriveSettings, dice: Dice) -> NDArray[np.float64]:
    """Where the plate's middle is in the frame; far enough from the edge to be seen whole."""
    across = 0.5 + max(-0.3, min(0.3, dice.normal(settings.drift)))
    down = 0.55 + max(-0.3, min(0.3, dice.normal(settings.drift)))
    return np.array([across * settings.width, down * settings.height])


def _view(
    centre: NDArray[np.float64], middle: NDArray[np.float64], scale: float, roll: float
) -> NDArray[np.float64]:
    """Return the (3, 3) matrix from the picture to the frame."""
    cosine, sine = scale * math.cos(roll), scale * math.sin(roll)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = middle - turn @ centre
    return matrix


def _seen(picture: Image, matrix: NDArray[np.float64], settings: DriveSettings) -> Light:
    """Bring the picture into the frame; averaged where it shrinks, lest edges break up."""
    scale = math.hypot(matrix[0, 0], matrix[1, 0])
    if scale < 0.75:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 / scale), np.uint8)
    # Corners are edge coordinates, warpPerspective's are pixels' middles.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    frame = cv2.warpPerspective(
        picture,
        np.linalg.inv(half) @ matrix @ half,
        (settings.width, settings.height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return frame.astype(np.float32)


def _filmed(
    light: Light,
    plate_px: float,
    middle: NDArray[np.float64],
    settings: DriveSettings,
    dice: Dice,
) -> Image:
    """Put a frame through lens and camera."""
    for _ in range(dice.whole(*settings.specks)):
        reach = plate_px * dice.between((0.03, 0.09))
        spread = [dice.normal(plate_px / 2), dice.normal(plate_px / 4)]
        tone = (dice.between((40, 220)),) * 3
        cv2.circle(light, tuple(map(round, middle + spread)), max(1, round(reach)), tone, -1)
    if dice.chance(settings.smear):
        light = _smeared(light, plate_px * dice.between(settings.smear_length), dice)
    sigma = plate_px * dice.between(settings.defocus) * dice.between((0, 1))
    if sigma > 0.2:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)
    light *= np.float32(dice.between(settings.gain))
    grain = dice.generator().standard_normal(light.shape[:2], np.float32)
    light += dice.between(settings.noise) * grain[:, :, np.newaxis]
    image = np.clip(light, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, dice.whole(*settings.jpeg)))
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _smeared(light: Light, length: float, dice: Dice) -> Light:
    """Smear a frame along a line, mostly level."""
    size = max(3, round(length) | 1)
    angle = dice.normal(0.4)
    kernel = np.zeros((size, size), np.float32)
    half = size / 2 - 0.5
    step = np.array([math.cos(angle), math.sin(angle)]) * half
    first, last = (tuple(map(round, half + sign * step)) for sign in (-1, 1))
    cv2.line(kernel, first, last, 1.0)
    return np.asarray(cv2.filter2D(light, -1, kernel / kernel.sum()), np.float32)


def _soiled(
    picture: Image, corners: Sequence[Corners], settings: DriveSettings, dice: Dice
) -> Image:
    """Put dirt onto each plate: soft blots, half covering."""
    cover: Light = np.zeros(picture.shape[:2], np.float32)
    for quad in corners:
        width = plate_size(quad)[0]
        for _ in range(dice.whole(*settings.dirt)):
            across, down = dice.between((0, 1)), dice.between((0, 1))
            upper = quad[0] + (quad[1] - quad[0]) * across
            lower = quad[3] + (quad[2] - quad[3]) * across
            x, y = upper + (lower - upper) * down
            reach = max(1, round(width * dice.between((0.01, 0.05))))
            cv2.circle(cover, (round(x), round(y)), reach, dice.between((0.3, 0.8)), -1)
    if not cover.any():
        return picture
    sigma = max(1.0, plate_size(corners[0])[0] * 0.01)
    share = cv2.GaussianBlur(cover, (0, 0), sigma)[:, :, np.newaxis]
    mud = np.array([70, 85, 95], np.float32)
    return np.asarray(np.round(picture * (1 - share) + mud * share), np.uint8)


def _moved(quad: Corners, matrix: NDArray[np.float64]) -> Corners:
    return np.asarray(quad @ matrix[:2, :2].T + matrix[:2, 2], np.float64)
