"""A finished drawing of a plate, screwed to a car: the scene that a camera looks at."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.designs import Design
from alpr.plates.lettering import draw_character
from alpr.plates.realism import clutter as things
from alpr.plates.realism.clutter import ClutterSettings
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.drawing import Drawn
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.realism.scene import Scene
from alpr.plates.realism.surfaces import ShapeSettings, SurfaceSettings, bare_plate, round_corners
from alpr.plates.rendering import INK_LEVEL, RenderedPlate

Image = NDArray[np.uint8]

LONG = 3
"""A plate wider than so many of its heights is fastened as Europe's are."""


def mount_plate(
    design: Design, rendered: RenderedPlate, settings: RealismSettings, level: int, dice: Dice
) -> Drawn:
    """Put a drawing on a car, with what a level can still lay over it: screws, dirt, a frame.

    The drawing is seen in grey, as large as the sharpest camera would store it.
    """
    ink = _ink(design, rendered)
    scale = settings.capture.character_px[1] / (rendered.boxes[0].y_max - rendered.boxes[0].y_min)
    grey = np.asarray(cv2.cvtColor(rendered.image, cv2.COLOR_BGR2GRAY), np.uint8)
    scene = _scene(_shrunk(grey, scale), settings.surface, dice)
    small = _shrunk(ink, scale)
    factors = np.array(small.shape[::-1]) / ink.shape[::-1]
    boxes = np.array([box.as_tuple() for box in rendered.boxes]) * np.tile(factors, 2)
    _set_tones(scene, small, boxes)
    record = {
        "ground": round(scene.ground), "ink": round(scene.ink), "level": level,
        "text": rendered.text,
    }  # fmt: skip
    span = (boxes[0, 0], boxes[:, 1].min(), boxes[-1, 2], boxes[:, 3].max())
    record |= _add_clutter(scene, span, settings.clutter, settings.levels[level].clutter, dice)
    place = np.array([scene.left, scene.top])
    outlines = [_hull(ink, box.as_tuple()) * factors + place for box in rendered.boxes]
    tight = _shape(scene.width / scene.height, settings.surface).tight
    corner = (float(scene.left), float(scene.top))
    return Drawn(scene, boxes + np.tile(place, 2), outlines, (small, corner), tight, record)


def _shape(ratio: float, surface: SurfaceSettings) -> ShapeSettings:
    return surface.eu if ratio > LONG else surface.usa


def _scene(plate: Image, surface: SurfaceSettings, dice: Dice) -> Scene:
    """Draw a car with a plate on it."""
    rows, columns = plate.shape
    ratio = columns / rows
    shape = replace(_shape(ratio, surface), height_px=rows, ratio=(ratio, ratio))
    scene = bare_plate(shape, surface, dice)
    scene.plate[:] = plate
    round_corners(scene, dice)
    return scene


def _set_tones(scene: Scene, ink: Image, boxes: NDArray[np.float64]) -> None:
    """Measure the grey levels of the characters and of what they stand on."""
    line = slice(int(boxes[:, 1].min()), int(boxes[:, 3].max()) + 1)
    columns = slice(int(boxes[0, 0]), int(boxes[-1, 2]) + 1)
    seen, covered = scene.plate[line, columns], ink[line, columns]
    scene.ink = float(np.median(seen[covered >= INK_LEVEL]))
    scene.ground = float(np.median(seen[covered == 0]))


def _add_clutter(
    scene: Scene, span: tuple[float, float, float, float], clutter: ClutterSettings, share: float,
    dice: Dice,
) -> dict[str, float | bool]:  # fmt: skip
    record: dict[str, float | bool] = {}
    if dice.chance(clutter.screws * share):
        long = scene.width > LONG * scene.height
        things.put_screws(scene, (span[0], span[2]), long, dice)
        record["screws"] = True
    if dice.chance(clutter.dirt * share):
        things.put_dirt(scene, dice)
        record["dirt"] = True
    if dice.chance(clutter.frame * share):
        record["frame"] = round(things.put_frame(scene, span, dice), 1)
    return record


def _ink(design: Design, rendered: RenderedPlate) -> Image:
    """Return what the characters alone cover, 0..255."""
    ink: Image = np.zeros(rendered.image.shape[:2], np.uint8)
    height_px = round(design.character * ink.shape[1] / design.width)
    for character, box in zip(rendered.text, rendered.boxes, strict=True):
        mask = draw_character(design.lettering, character, height_px)
        rows = np.flatnonzero((mask >= INK_LEVEL).any(axis=1))
        columns = np.flatnonzero((mask >= INK_LEVEL).any(axis=0))
        cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        ink[box.y_min : box.y_max, box.x_min : box.x_max] = cut
    return ink


def _hull(ink: Image, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Return the corners (n, 2) of the convex hull of what a box holds."""
    x0, y0, x1, y1 = box
    rows, columns = np.nonzero(ink[y0:y1, x0:x1] >= INK_LEVEL)
    # The four corners of each pixel, lest the hull be a pixel too small.
    corners = [np.stack([columns + dx, rows + dy], 1) for dx in (0, 1) for dy in (0, 1)]
    hull = cv2.convexHull(np.concatenate(corners).astype(np.int32))[:, 0].astype(np.float64)
    return hull + np.array([x0, y0], np.float64)


def _shrunk(image: Image, scale: float) -> Image:
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
