"""What a plate is before anything is printed on it: car, metal, gradients, pictures, band, rim."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from alpr.plates.realism import emblems, words
from alpr.plates.realism.dice import Dice, Range
from alpr.plates.realism.scene import Light, Scene, texture

MARGIN = 0.3
"""Of a plate's height, so much car is drawn around it."""


@dataclass(frozen=True)
class ShapeSettings:
    """One country's kind of plate; fractions are of the plate's height.

    Attributes:
        height_px: Rows that the plate is drawn with.
        ratio: Width over height.
        character: Height of the characters.
        middle: Where their middle lies, from the top.
        dark_on_light: Share of plates with dark characters.
        tight: Share of crops cut closely around the characters, through the plate's edge.
    """

    height_px: int
    ratio: Range
    character: Range
    middle: Range
    dark_on_light: float
    tight: float

    def __post_init__(self) -> None:
        if not 32 <= self.height_px <= 200:
            raise ValueError(f"height_px must lie in 32..200, not {self.height_px}")
        if not 1 <= self.ratio[0] <= self.ratio[1] <= 8:
            raise ValueError(f"ratio must be an ascending range in 1..8, not {self.ratio}")
        if not 0.2 <= self.character[0] <= self.character[1] <= 0.98:
            raise ValueError(f"character must be a range in 0.2..0.98, not {self.character}")
        for name in ("dark_on_light", "tight"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {getattr(self, name)}")
        if not 0 < self.middle[0] <= self.middle[1] < 1:
            raise ValueError(f"middle must be an ascending range inside 0..1, not {self.middle}")


@dataclass(frozen=True)
class SurfaceSettings:
    """How bare plates look.

    Attributes:
        usa: Shape of US plates.
        eu: Shape of the EU's plates, Spain's among them.
        brazil: Shape of Brazil's plates.
        contrast: Between the characters and the plate, of the whole grey scale.
        gradient: Share of plates whose ground changes from top to bottom.
        bands: Share of US plates with a band of another tone above or below.
        picture: Share of US plates with hills, stripes or a large faint emblem behind.
        uneven: Share of plates with stained or weathered ground.
        band: Share of EU plates with a country's band on the left.
        rim: Share of plates with a line along the edge.
    """

    usa: ShapeSettings
    eu: ShapeSettings
    brazil: ShapeSettings
    contrast: Range
    gradient: float
    bands: float
    picture: float
    uneven: float
    band: float
    rim: float

    def __post_init__(self) -> None:
        for name in ("gradient", "bands", "picture", "uneven", "band", "rim"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {getattr(self, name)}")
        if not 0.1 <= self.contrast[0] <= self.contrast[1] <= 1:
            raise ValueError(f"contrast must be a range in 0.1..1, not {self.contrast}")


def bare_plate(shape: ShapeSettings, settings: SurfaceSettings, dice: Dice) -> Scene:
    """Draw a car with an empty plate on it: the tones are chosen, nothing is printed."""
    height = shape.height_px
    width = round(height * dice.between(shape.ratio))
    margin = round(MARGIN * height)
    ground, ink = _tones(shape, settings, dice)
    light = car((height + 2 * margin, width + 2 * margin), dice)
    scene = Scene(light, margin, margin, width, height, ground, ink)
    if dice.chance(0.5):
        # The shadow that a plate throws, or the recess it lies in.
        reach, tone = dice.whole(1, margin // 2), dice.between((5, 60))
        scene.box(-reach / 2, -reach / 2, width + reach, height + 1.5 * reach, tone)
    scene.plate[:] = ground
    return scene


def _tones(shape: ShapeSettings, settings: SurfaceSettings, dice: Dice) -> tuple[float, float]:
    # High contrast is the usual.
    low, high = settings.contrast
    contrast = (low + (high - low) * dice.between((0, 1)) ** 0.6) * 235
    if dice.chance(shape.dark_on_light):
        ink = dice.between((8, 255 - contrast)) if dice.chance(0.35) else dice.between((8, 45))
        return min(252.0, ink + contrast), min(ink, 252 - contrast)
    ground = dice.between((8, min(120, 252 - contrast)))
    return ground, ground + contrast


def car(shape: tuple[int, int], dice: Dice) -> Light:
    """Draw a piece of a car: paint that shades off, edges of a bumper, a grille."""
    rows, columns = shape
    tones = np.array([dice.between((5, 225)) for _ in range(2)])
    down = np.linspace(tones[0], (tones[0] + tones[1]) / 2, rows, dtype=np.float32)
    light = np.repeat(down[:, np.newaxis], columns, axis=1)
    light += texture(shape, dice) * np.float32(dice.between((0, 14)))
    for _ in range(dice.whole(0, 4)):
        y, thickness = dice.whole(0, rows - 1), dice.whole(1, max(1, rows // 10))
        slope = dice.normal(0.04) * columns
        ends = ((-2, y), (columns + 2, round(y + slope)))
        cv2.line(light, ends[0], ends[1], dice.between((0, 255)), thickness)
    return light


def paint_ground(scene: Scene, region: str, settings: SurfaceSettings, clutter: float,
                 dice: Dice) -> None:  # fmt: skip
    """Give the bare plate its colours: gradients, bands, a picture, unevenness.

    `clutter` (0..1) scales the probability of what L3 brings.
    """
    contrast = scene.ink - scene.ground
    plate = scene.plate
    rows = np.linspace(0, 1, scene.height, dtype=np.float32)
    if dice.chance(settings.gradient):
        stops = [contrast * dice.between((-0.2, 0.4)) for _ in range(3)]
        places = (0.0, dice.between((0.3, 0.7)), 1.0)
        plate += np.interp(rows, places, stops).astype(np.float32)[:, np.newaxis]
    if region == "usa":
        if dice.chance(settings.bands * clutter):
            _bands(scene, dice)
        if dice.chance(settings.picture * clutter):
            dice.pick((_hills, _hills, _backdrop, _stripes))(scene, dice)
    if dice.chance(settings.uneven * clutter):
        plate += texture(plate.shape, dice) * np.float32(abs(contrast) * dice.between((0.02, 0.14)))


def _bands(scene: Scene, dice: Dice) -> None:
    # Some reach down to the characters, some shade off as they do on Illinois' plates.
    rows = np.arange(scene.height, dtype=np.float32) / scene.height
    for above in (True, False):
        if not dice.chance(0.65):
            continue
        edge = dice.between((0.12, 0.3)) if above else dice.between((0.72, 0.88))
        softness = dice.pick((0.004, 0.004, dice.between((0.03, 0.2))))
        tone = scene.ground + (scene.ink - scene.ground) * dice.between((0.15, 1.05))
        share = 1 / (1 + np.exp(np.clip((rows - edge) / softness, -30, 30)))
        alpha = (share if above else 1 - share)[:, np.newaxis].astype(np.float32)
        scene.plate[:] += alpha * (np.float32(tone) - scene.plate)


def _hills(scene: Scene, dice: Dice) -> None:
    contrast = scene.ink - scene.ground
    for _ in range(dice.whole(1, 3)):
        base = dice.between((0.45, 0.95))
        count = dice.whole(4, 14)
        heights = [dice.between((-0.12, 0.12)) for _ in range(count)]
        xs = [scene.width * i / (count - 1) for i in range(count)]
        points = [(x, scene.height * (base + dy)) for x, dy in zip(xs, heights, strict=True)]
        points += [(scene.width, scene.height), (0, scene.height)]
        tone = scene.ground + contrast * dice.between((0.06, 0.55))
        cv2.fillPoly(scene.plate, [np.round(points).astype(np.int32)], tone)


def _backdrop(scene: Scene, dice: Dice) -> None:
    """A large faint emblem behind the characters."""
    cover, tone = emblems.emblem(dice.whole(0, emblems.COUNT - 1))
    height = scene.height * dice.between((0.5, 1.1))
    width = height * cover.shape[1] / cover.shape[0]
    size = (max(2, round(width)), max(2, round(height)))
    x = dice.pick((0.5, dice.between((0.05, 0.95)))) * scene.width - width / 2
    strength = (scene.ink - scene.ground) * dice.between((0.08, 0.4)) / 255
    tones = scene.ground + cv2.resize(tone, size).astype(np.float32) * np.float32(strength)
    scene.stamp(np.asarray(cv2.resize(cover, size), np.uint8), x,
                (scene.height - height) * dice.between((0.2, 0.8)), tones)  # fmt: skip


def _stripes(scene: Scene, dice: Dice) -> None:
    """A waving flag's stripes."""
    columns = np.linspace(0, 1, scene.width, dtype=np.float32)
    rows = np.linspace(0, 1, scene.height, dtype=np.float32)[:, np.newaxis]
    wave = np.float32(dice.between((0, 0.12))) * np.sin(columns * dice.between((2, 9)))
    angle = (rows + wave) * np.float32(2 * math.pi * dice.between((2, 6)))
    strength = (scene.ink - scene.ground) * dice.between((0.04, 0.16))
    scene.plate[:] += np.sign(np.sin(angle)) * np.float32(strength)


def paint_band(scene: Scene, dice: Dice) -> float:
    """Paint a country's band on the left edge: stars or arms and a letter; returns its width.

    Older plates of several countries have no dark field there, but arms and letters on the
    plate's own ground.
    """
    width = scene.height * dice.between((0.3, 0.48))
    middle = scene.height * dice.between((0.24, 0.34))
    if dice.chance(0.25):
        tone = scene.ground + (scene.ink - scene.ground) * dice.between((0.4, 1.0))
        arms = scene.height * dice.between((0.25, 0.42))
        _arms(scene, (width / 2, middle), arms, tone, dice)
    else:
        level = dice.between((15, 110))
        scene.box(0, 0, width, scene.height, level)
        tone = level + dice.between((50, 140))
        if dice.chance(0.75):
            _stars(scene, (width / 2, middle), width * dice.between((0.24, 0.36)), tone)
        else:
            _arms(scene, (width / 2, middle), width * dice.between((0.5, 0.8)), tone, dice)
    letters = words.print_line(
        dice.pick(words.COUNTRIES), dice.pick(("sans", "sans light", "wide"))
    )
    height = scene.height * dice.between((0.16, 0.3))
    fitted = words.fitted(
        letters,
        round(min(width * 0.8, height * letters.shape[1] / letters.shape[0])),
        round(height),
    )
    scene.stamp(fitted, (width - fitted.shape[1]) / 2, scene.height * 0.94 - height, tone)
    return width


def _stars(scene: Scene, middle: tuple[float, float], radius: float, tone: float) -> None:
    for i in range(12):
        angle = i * math.pi / 6
        x, y = middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)
        scene.box(x - 0.8, y - 0.8, 2, 2, tone)


def _arms(
    scene: Scene, middle: tuple[float, float], height: float, tone: float, dice: Dice
) -> None:
    """Stamp a country's arms or flag in a tone around a point."""
    cover, drawn = emblems.shield(dice.whole(0, 15))
    size = (max(2, round(height * cover.shape[1] / cover.shape[0])), max(2, round(height)))
    tones = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    scene.stamp(
        np.asarray(cv2.resize(cover, size, interpolation=cv2.INTER_AREA), np.uint8),
        middle[0] - size[0] / 2,
        middle[1] - size[1] / 2,
        np.asarray(np.float32(scene.ground) + tones * np.float32(tone - scene.ground), np.float32),
    )


def paint_right_band(scene: Scene, dice: Dice) -> float:
    """Paint the second band of Italian and French plates: a year or a department."""
    width = scene.height * dice.between((0.26, 0.4))
    level = dice.between((15, 110))
    scene.box(scene.width - width, 0, width, scene.height, level)
    print_ = words.print_line(f"{dice.whole(1, 95):02d}", "sans")
    fitted = words.fitted(print_, round(width * 0.7), round(scene.height * 0.22))
    place = scene.width - width + (width - fitted.shape[1]) / 2
    scene.stamp(fitted, place, scene.height * dice.between((0.5, 0.72)), level + 120)
    return width


def paint_rim(scene: Scene, dice: Dice) -> None:
    """Draw the line along a plate's edge, round at the corners."""
    inset = scene.height * dice.between((0.0, 0.05))
    thickness = max(1, round(scene.height * dice.between((0.01, 0.035))))
    tone = scene.ink if dice.chance(0.7) else scene.ground - (scene.ink - scene.ground) * 0.2
    first = (round(scene.left + inset), round(scene.top + inset))
    last = (round(scene.left + scene.width - inset), round(scene.top + scene.height - inset))
    cv2.rectangle(scene.light, first, last, float(tone), thickness)


def round_corners(scene: Scene, dice: Dice) -> None:
    """Let the car show at the plate's corners."""
    radius = round(scene.height * dice.between((0.03, 0.1)))
    tone = float(scene.light[0, 0])
    for x in (0, scene.width):
        for y in (0, scene.height):
            points = [(x, y), (x + (radius if x == 0 else -radius), y),
                      (x, y + (radius if y == 0 else -radius))]  # fmt: skip
            moved = np.array(points, np.int32) + np.array([scene.left, scene.top])
            cv2.fillPoly(scene.light, [moved.astype(np.int32)], tone)
