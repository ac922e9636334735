"""The sampler: a seed in, a crop of a plate with its text and the place of each character out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism import capture, emptiness, viewpoint
from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.capture import CaptureSettings, Conditions
from alpr.plates.realism.clutter import ClutterSettings
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.drawing import Drawn, draw_plate
from alpr.plates.realism.layouts import LayoutSettings, Text, draw_text
from alpr.plates.realism.levels import LevelSettings, checked
from alpr.plates.realism.surfaces import SurfaceSettings
from alpr.plates.realism.typesetting import TypeSettings
from alpr.projection import mapped

Image = NDArray[np.uint8]
Span = tuple[float, float]
Tight = tuple[float, float, float, float]

ATTEMPTS = 8
"""Draws of one sample before it is taken as a clean drawing."""


@dataclass(frozen=True)
class RealismSettings:
    """Every distribution of the generator (line/params.yaml: realism).

    Attributes:
        height: Rows of a sample.
        width: Columns of a sample; the crop is stretched to it.
        empty_share: Share of samples without a readable plate.
        levels: L0 to L4.
        layouts: What plates say.
        type: How the characters are set.
        surface: Bare plates.
        clutter: What surrounds the characters.
        capture: How plates are seen.
    """

    height: int
    width: int
    empty_share: float
    levels: tuple[LevelSettings, ...]
    layouts: LayoutSettings
    type: TypeSettings
    surface: SurfaceSettings
    clutter: ClutterSettings
    capture: CaptureSettings

    def __post_init__(self) -> None:
        if not 24 <= self.height <= 128 or not 64 <= self.width <= 512:
            raise ValueError(
                f"samples are 24..128 high and 64..512 wide, not {self.height}, {self.width}"
            )
        if not 0 <= self.empty_share <= 1:
            raise ValueError(f"empty_share must lie in 0..1, not {self.empty_share}")
        checked(self.levels)


@dataclass(frozen=True)
class Sample:
    """One picture of a plate.

    Attributes:
        image: (height, width) uint8 grey.
        text: The characters, "" where there is no readable plate.
        spans: Where each character starts and ends, columns, in reading order.
        boxes: Each character's x_min, y_min, x_max, y_max, pixels, wholly inside the picture.
        record: What was drawn, ready for JSON.
    """

    image: Image
    text: str
    spans: tuple[Span, ...]
    boxes: tuple[Tight, ...]
    record: dict[str, Any]


@dataclass(frozen=True)
class _View:
    """A plate as a camera saw it: its picture, and where in the scene that lies."""

    image: Image
    matrix: NDArray[np.float64]
    crop: NDArray[np.float64]
    tight: NDArray[np.float64]

    def boxes(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Return the characters' boxes on the picture when it is stretched to a shape."""
        scale = np.array(shape[::-1]) / (self.crop[2:] - self.crop[:2])
        return np.asarray((self.tight - np.tile(self.crop[:2], 2)) * np.tile(scale, 2), np.float64)


class PlateSampler:
    """Draws samples; the same seed, settings and faces give the same sample in any process."""

    def __init__(self, settings: RealismSettings, faces: Sequence[Face]) -> None:
        if not faces:
            raise ValueError("there must be at least one face")
        self._settings = settings
        self._faces = faces

    def sample(self, seed: int, level: int | None = None) -> Sample:
        """Draw one sample.

        Args:
            seed: Any whole number from 0 on.
            level: 0 to 4; without it the settings' mixture decides.

        Raises:
            ValueError: the seed is negative or there is no such level.
        """
        levels = self._settings.levels
        if level is not None:
            _check_level(level, self._settings)
        dice = Dice(seed)
        if level is None:
            level = dice.weighted({i: setting.share for i, setting in enumerate(levels)})
            if dice.chance(self._settings.empty_share):
                return self._empty(dice, level)
        return _legible(partial(self._draw, dice), self._settings, level, dice, stretched=True)

    def picture(self, seed: int, level: int, text: Text | None = None) -> Sample:
        """Draw the plate of `sample` as the camera stored it, not stretched to the sample's size.

        Args:
            seed: Any whole number from 0 on.
            level: 0 to 4.
            text: What the plate says; without it the settings' layouts decide.

        Raises:
            ValueError: the seed is negative or there is no such level.
        """
        _check_level(level, self._settings)
        dice = Dice(seed)
        draw = partial(self._draw, dice, text=text)
        return _legible(draw, self._settings, level, dice, stretched=False)

    def _draw(self, dice: Dice, level: int, text: Text | None = None) -> Drawn:
        settings = self._settings
        text = draw_text(settings.layouts, dice) if text is None else text
        drawn = draw_plate(
            text, dice.pick(self._faces), settings.surface, settings.type, settings.clutter,
            settings.levels[level].clutter, dice,
        )  # fmt: skip
        drawn.record.update(level=level, text=text.text)
        return drawn

    def _empty(self, dice: Dice, level: int) -> Sample:
        """Draw what is no readable plate."""
        settings = self._settings
        kind = emptiness.draw_kind(dice)
        level = max(level, 1)
        drawn = self._draw(dice, level)
        if kind == "half":
            image = _look(drawn, settings, level, dice, half=True).image
        else:
            light = emptiness.draw_scene(kind, drawn.scene, dice)
            image = capture.photograph(
                light, 20.0, 80.0, settings.capture, settings.levels[level].conditions, dice,
                drawn.record,
            )  # fmt: skip
        record = {"level": level, "empty": kind, "region": drawn.record["region"]}
        return Sample(_stretched(image, settings), "", (), (), record)


def photograph_plate(
    draw: Callable[[int], Drawn], settings: RealismSettings, level: int, dice: Dice
) -> Sample:
    """Look at plates that are drawn elsewhere as a level's camera does.

    Args:
        draw: Called with a level for a plate on its car, its text in the record; called again where
            the camera left a character illegible, at last for a clean picture, level 0.
        settings: How cameras are, and the size at which legibility is judged.
        level: 0 to 4.
        dice: Chance.

    Returns:
        The sample at the size that the camera stored it in.

    Raises:
        ValueError: there is no such level, or no picture is legible.
    """
    _check_level(level, settings)
    return _legible(draw, settings, level, dice, stretched=False)


def _check_level(level: int, settings: RealismSettings) -> None:
    if not 0 <= level < len(settings.levels):
        raise ValueError(f"level must lie in 0..{len(settings.levels) - 1}, not {level}")


def _legible(
    draw: Callable[[int], Drawn], settings: RealismSettings, level: int, dice: Dice, stretched: bool
) -> Sample:
    for tried in (*[level] * ATTEMPTS, 0):
        drawn = draw(tried)
        view = _look(drawn, settings, tried, dice)
        # What a reader gets decides, not what the camera had.
        image = _stretched(view.image, settings)
        boxes = view.boxes(image.shape)
        clear = viewpoint.legibility(image, drawn.ink, view.matrix, view.crop, boxes)
        drawn.record["legibility"] = round(clear, 3)
        inside = (boxes[:, :2].min() >= 0) and (boxes[:, 2:] <= image.shape[::-1]).all()
        ordered = (np.diff(boxes[:, [0, 2]].mean(axis=1)) > 0).all()
        if inside and ordered and drawn.record["legibility"] >= settings.capture.legible:
            break
    else:
        raise ValueError(f"no plate of {ATTEMPTS + 1} is legible: the settings are too harsh")
    if not stretched:
        image, boxes = view.image, view.boxes(view.image.shape)
    tights: list[Tight] = [tuple(map(float, box)) for box in boxes.round(2)]  # type: ignore[misc]
    spans = tuple((box[0], box[2]) for box in tights)
    return Sample(image, drawn.record["text"], spans, tuple(tights), drawn.record)


def _look(
    drawn: Drawn, settings: RealismSettings, level: int, dice: Dice, half: bool = False
) -> _View:
    """Photograph a plate, or about half of it."""
    conditions, camera = settings.levels[level].conditions, settings.capture
    scene, boxes = drawn.scene, drawn.boxes
    plate = (
        float(scene.left), float(scene.top),
        float(scene.left + scene.width), float(scene.top + scene.height),
    )  # fmt: skip
    text = (boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max())
    distortion, kind = viewpoint.Distortion(np.eye(3)), "edge"
    if dice.chance(conditions.geometry):
        distortion = viewpoint.distort(plate, camera, dice)
        kind = "tight" if dice.chance(drawn.tight) else "edge"
        if kind == "edge" and dice.chance(camera.loose):
            kind = "loose"
    matrix = distortion.matrix
    wanted = viewpoint.choose_crop(plate, text, kind, camera, dice)
    corners = viewpoint.corners_of(np.array([wanted]))
    crop = viewpoint.bounds(mapped(matrix, corners), dice.chance(camera.deskewed))
    tight = viewpoint.tight_boxes(matrix, drawn.outlines)
    letter = float((tight[:, 3] - tight[:, 1]).mean())
    if half:
        crop = emptiness.cut_half(tight, crop, dice)
    else:
        # A crop never cuts a character: it gives way.
        room = letter * dice.between((0.01, 0.06))
        crop[:2] = np.minimum(crop[:2], tight[:, :2].min(axis=0) - room)
        crop[2:] = np.maximum(crop[2:], tight[:, 2:].max(axis=0) + room)
    drawn.record.update(
        crop=kind,
        rotation=round(distortion.rotation_deg, 2),
        shear=round(distortion.shear, 3),
        perspective=round(distortion.perspective, 3),
    )
    image = _photograph(drawn, matrix, crop, letter, camera, conditions, dice)
    return _View(image, matrix, crop, tight)


def _photograph(
    drawn: Drawn, matrix: NDArray[np.float64], crop: NDArray[np.float64], letter: float,
    settings: CaptureSettings, conditions: Conditions, dice: Dice,
) -> Image:  # fmt: skip
    low, high = settings.character_px
    middle = (low * high) ** 0.5
    pixels = high
    if dice.chance(conditions.resolution):
        small = dice.chance(settings.small_share)
        pixels = dice.between((low, middle)) if small else dice.between((middle, high))
    height, width = crop[3] - crop[1], crop[2] - crop[0]
    scale = min(pixels / letter, capture.LARGEST[0] / height, capture.LARGEST[1] / width)
    rows, columns = max(8, round(height * scale)), max(16, round(width * scale))
    light = np.clip(drawn.scene.light, 0, 255)
    picture = viewpoint.sample_scene(light, matrix, crop, rows, columns)
    contrast = abs(drawn.scene.ink - drawn.scene.ground)
    drawn.record["character_px"] = round(letter * scale, 1)
    return capture.photograph(
        picture, letter * scale, contrast, settings, conditions, dice, drawn.record
    )


def _stretched(image: Image, settings: RealismSettings) -> Image:
    """Stretch a picture to the sample's size, as the reader does with a crop."""
    size = (settings.width, settings.height)
    if image.shape == size[::-1]:
        return image
    method = cv2.INTER_AREA if image.shape[0] > settings.height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)
