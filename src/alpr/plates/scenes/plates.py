"""Plates drawn without distortion, ready to be put into a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.drawing import Drawn, draw_plate
from alpr.plates.realism.layouts import draw_text
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.realism.scene import Light
from alpr.plates.scenes.world import Image

HEIGHTS_M = {"usa": 0.152, "brazil": 0.13, "eu": 0.11, "spain": 0.11}


@dataclass(frozen=True)
class PlateSource:
    """What plates are drawn from."""

    realism: RealismSettings
    faces: Sequence[Face]
    backdrops: tuple[Image, ...] = ()

    def __post_init__(self) -> None:
        if not self.faces:
            raise ValueError("there must be at least one face")
        if any(one.ndim != 2 or one.dtype != np.uint8 for one in self.backdrops):
            raise ValueError("backdrops must be grey pictures, (height, width) uint8")


@dataclass(frozen=True)
class FlatPlate:
    """A plate and its frame, upright and undistorted.

    Attributes:
        light: (height, width) float32 grey levels.
        cover: Of the same shape, uint8: what belongs to the plate and its frame.
        inner: The plate's own x_min, y_min, x_max, y_max in the picture, edge coordinates.
        ink: What the characters alone cover, and its place in the picture.
        letter: Height of the characters, as a share of the plate's.
        region: Which plates it follows.
        text: What it says.
        size_m: Width and height of the plate, metres.
    """

    light: Light
    cover: Image
    inner: tuple[float, float, float, float]
    ink: tuple[Image, tuple[float, float]]
    letter: float
    region: str
    text: str
    size_m: tuple[float, float]

    def corners(self) -> NDArray[np.float64]:
        """Return the plate's corners in the picture, clockwise from the top left."""
        x0, y0, x1, y1 = self.inner
        return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def draw_flat(source: PlateSource, dice: Dice) -> FlatPlate:
    """Draw a plate."""
    settings = source.realism
    text = draw_text(settings.layouts, dice)
    levels = settings.levels
    level = levels[dice.weighted({i: one.share for i, one in enumerate(levels)})]
    drawn = draw_plate(
        text, dice.pick(source.faces), settings.surface, settings.type, settings.clutter,
        level.clutter, dice,
    )  # fmt: skip
    return _cut(drawn, text.region, text.text, dice)


def _cut(drawn: Drawn, region: str, text: str, dice: Dice) -> FlatPlate:
    """Cut a plate and its frame out of the car that it was drawn on."""
    scene = drawn.scene
    framed = "frame" in drawn.record
    reach = round(drawn.record["frame"]) if framed else 0
    if not framed and dice.chance(0.12):
        # Sometimes what was drawn around it stays: a recess, a piece of another tone.
        reach = dice.whole(1, scene.left)
    reach = min(reach, scene.left, scene.top)
    part = scene.light[
        scene.top - reach : scene.top + scene.height + reach,
        scene.left - reach : scene.left + scene.width + reach,
    ]
    cover = np.full(part.shape, 255, np.uint8)
    if not framed and reach == 0:
        _round_corners(cover, round(scene.height * dice.between((0.02, 0.1))))
    x, y = drawn.ink[1]
    shift = (x - scene.left + reach, y - scene.top + reach)
    tall = HEIGHTS_M[region] * dice.between((0.97, 1.03))
    letter = float((drawn.boxes[:, 3] - drawn.boxes[:, 1]).mean()) / scene.height
    return FlatPlate(
        np.clip(part, 0, 255), cover,
        (reach, reach, reach + scene.width, reach + scene.height),
        (drawn.ink[0], shift), letter, region, text,
        (tall * scene.width / scene.height, tall),
    )  # fmt: skip


def _round_corners(cover: Image, radius: int) -> None:
    steps = np.arange(radius) + 0.5
    far = np.hypot(radius - steps[:, np.newaxis], radius - steps) > radius
    for turned, rows, columns in (
        (far, slice(None, radius), slice(None, radius)),
        (far[:, ::-1], slice(None, radius), slice(-radius, None)),
        (far[::-1], slice(-radius, None), slice(None, radius)),
        (far[::-1, ::-1], slice(-radius, None), slice(-radius, None)),
    ):
        if radius > 0:
            cover[rows, columns][turned] = 0
