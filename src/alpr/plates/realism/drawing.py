"""One plate as it leaves the factory, the garage and the road: surface, characters, clutter."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism import clutter as things
from alpr.plates.realism import emblems, surfaces, words
from alpr.plates.realism.alphabets import Face
from alpr.plates.realism.clutter import ClutterSettings
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.layouts import Text
from alpr.plates.realism.scene import Scene
from alpr.plates.realism.surfaces import ShapeSettings, SurfaceSettings
from alpr.plates.realism.typesetting import SEPARATORS, Line, TypeSettings, set_line

PAD = 3
"""Pixels around the line of characters that wear and embossing may use."""


@dataclass(frozen=True)
class Drawn:
    """A plate in its scene.

    Attributes:
        scene: The picture so far.
        boxes: (characters, 4) x_min, y_min, x_max, y_max in the scene.
        outlines: Each character's convex hull in the scene, (n, 2).
        ink: What the characters alone cover, 0..255, and where its top left is in the scene.
        tight: Share of such plates that are cut tightly.
        record: What was chosen.
    """

    scene: Scene
    boxes: NDArray[np.float64]
    outlines: list[NDArray[np.float64]]
    ink: tuple[NDArray[np.uint8], tuple[float, float]]
    tight: float
    record: dict[str, Any]


def draw_plate(
    text: Text,
    face: Face,
    surface: SurfaceSettings,
    type_settings: TypeSettings,
    clutter: ClutterSettings,
    share: float,
    dice: Dice,
) -> Drawn:
    """Draw one plate; `share` scales the probabilities of clutter, 0 for none at all."""
    shape = _shape(text.region, surface)
    scene = surfaces.bare_plate(shape, surface, dice)
    surfaces.paint_ground(scene, text.region, surface, share, dice)
    record: dict[str, Any] = {"region": text.region, "layout": text.layout, "face": face.name}
    left, right = _bands(scene, text.region, surface, share, record, dice)
    beside = _Beside(scene, text, clutter, share, dice)
    line, top, x = _set(scene, text, face, shape, left, right, beside, type_settings, dice)
    height = line.ink.shape[0]
    boxes = line.boxes + np.array([x, top, x, top])
    span = (float(boxes[0, 0]), top, float(boxes[-1, 2]), top + height)
    if dice.chance(surface.rim):
        surfaces.paint_rim(scene, dice)
    record |= _print_around(scene, text.region, span, clutter, share, dice)
    beside.put(face, span, record)
    _print_line(scene, line, x, top, clutter, share, record, dice)
    _separate(scene, line, x, top, beside.separator, face, dice)
    if dice.chance(clutter.screws * share):
        long = text.region in ("eu", "spain")
        if things.put_screws(scene, (span[0], span[2]), long, dice):
            record["screws"] = True
    if dice.chance(clutter.dirt * share):
        things.put_dirt(scene, dice)
        record["dirt"] = True
    if dice.chance(0.6):
        surfaces.round_corners(scene, dice)
    if dice.chance(clutter.frame * share):
        record["frame"] = round(things.put_frame(scene, span, dice), 1)
    record |= {"ground": round(scene.ground), "ink": round(scene.ink), "between": beside.separator}
    offset = (scene.left, scene.top, scene.left, scene.top)
    placed = boxes + offset
    outlines = [
        face.outline(character) * (box[2:] - box[:2]) + box[:2]
        for character, box in zip(text.text, placed, strict=True)
    ]
    return Drawn(
        scene, placed, outlines, (line.ink, (x + scene.left, top + scene.top)), shape.tight, record
    )


def _shape(region: str, surface: SurfaceSettings) -> ShapeSettings:
    return {"usa": surface.usa, "brazil": surface.brazil}.get(region, surface.eu)


def _bands(
    scene: Scene, region: str, surface: SurfaceSettings, share: float, record: dict[str, Any],
    dice: Dice,
) -> tuple[float, float]:  # fmt: skip
    """Paint country bands; returns the columns at which they leave off."""
    left, right = 0.0, float(scene.width)
    # A band belongs to the drawing of an EU plate at every level.
    if region in ("eu", "spain") and dice.chance(surface.band):
        left = surfaces.paint_band(scene, dice)
        record["band"] = True
        if region == "eu" and dice.chance(0.15 * share):
            right -= surfaces.paint_right_band(scene, dice)
    elif region == "brazil" and dice.chance(0.35):
        # The common South American plate has its band above.
        scene.box(0, 0, scene.width, scene.height * dice.between((0.18, 0.26)),
                  dice.between((20, 110)))  # fmt: skip
    return left, right


class _Beside:
    """What stands beside and between the characters, chosen before they are set."""

    def __init__(
        self, scene: Scene, text: Text, clutter: ClutterSettings, share: float, dice: Dice
    ) -> None:
        self._scene, self._dice = scene, dice
        usa = text.region == "usa"
        room = scene.height * dice.between((0.3, 0.7))
        self.sides: list[tuple[str, bool, float]] = []
        if usa and dice.chance(clutter.side_emblem * share):
            self.sides.append(("emblem", dice.chance(0.35), room))
        if usa and dice.chance(clutter.access * share):
            self.sides.append(("access", dice.chance(0.5), scene.height * dice.between((0.3, 0.5))))
        if usa and dice.chance(clutter.stack * share):
            room = scene.height * dice.between((0.12, 0.26))
            self.sides.append(("stack", dice.chance(0.6), room))
        self.separator = self._choose_separator(text.region, clutter, share)

    def _choose_separator(self, region: str, clutter: ClutterSettings, share: float) -> str:
        weights = dict(SEPARATORS)
        if region in ("eu", "spain"):
            weights = {"space": 0.5, "dash": 0.2, "dot": 0.08, "emblem": 0.22}
            if region == "spain":
                weights = {"space": 0.86, "dash": 0.05, "dot": 0.09}
        elif region == "brazil":
            weights = {"dash": 0.45, "dot": 0.3, "space": 0.25}
        for kind in ("emblem", "stack"):
            if kind in weights:
                weights[kind] *= share * clutter.between
        return self._dice.weighted(weights)

    def gap(self, height: float, settings: TypeSettings) -> float:
        """Return how wide the gap between groups is, pixels."""
        width = height * self._dice.between(settings.gap)
        if self.separator in ("emblem", "stack"):
            return max(width, height * self._dice.between((0.42, 1.0)))
        return width

    def reserve(self, right: bool) -> float:
        """Return how many columns the things on one side take."""
        return sum(width for _, side, width in self.sides if side == right)

    def put(
        self, face: Face, span: tuple[float, float, float, float], record: dict[str, Any]
    ) -> None:
        """Draw what stands at the sides of the characters (`span`: their outline)."""
        dice, scene = self._dice, self._scene
        middle = (span[1] + span[3]) / 2
        inner = {True: span[2] + 0.05 * scene.height, False: span[0] - 0.05 * scene.height}
        for kind, on_right, width in self.sides:
            step = width if on_right else -width
            x = inner[on_right] + step / 2
            inner[on_right] += step
            tall = (span[3] - span[1]) * dice.between((0.7, 1.25))
            if kind == "stack":
                tall = span[3] - span[1]
                things.put_stack(scene, face, (x, middle), (width * 0.9, tall), dice)
            else:
                sign = (
                    emblems.access_sign()
                    if kind == "access"
                    else emblems.emblem(dice.whole(0, emblems.COUNT - 1))
                )
                y = middle + scene.height * dice.between((-0.06, 0.06))
                things.put_emblem(scene, sign, (x, y), (width * 0.92, tall), dice)
            record.setdefault("beside", []).append(kind)


def _set(
    scene: Scene, text: Text, face: Face, shape: ShapeSettings, left: float, right: float,
    beside: _Beside, settings: TypeSettings, dice: Dice,
) -> tuple[Line, float, float]:  # fmt: skip
    """Set the characters into the room that is left; returns the line and its place."""
    height = round(scene.height * dice.between(shape.character))
    inset = scene.height * dice.between((0.05, 0.14))
    first = left + inset + beside.reserve(False)
    last = right - inset - beside.reserve(True)
    # Even a crowded plate leaves half of itself to its characters.
    if last - first < 0.5 * scene.width:
        beside.sides.clear()
        first, last = left + inset, right - inset
    gap = beside.gap(height, settings)
    line = set_line(text.groups, face, height, last - first, gap, settings, dice)
    spare = last - first - line.ink.shape[1]
    place = 0.5 if dice.chance(0.75) else dice.between((0.1, 0.9))
    x = float(round(first + max(0.0, spare) * place))
    rows = line.ink.shape[0]
    top = scene.height * dice.between(shape.middle) - rows / 2
    margin = 0.03 * scene.height
    return line, float(round(min(max(top, margin), scene.height - rows - margin))), x


def _print_around(
    scene: Scene, region: str, span: tuple[float, float, float, float],
    clutter: ClutterSettings, share: float, dice: Dice,
) -> dict[str, str | int]:  # fmt: skip
    """Print names and slogans, part of the drawing at every level; returns what found room."""
    put: dict[str, str | int] = {}
    if region == "usa":
        if dice.chance(clutter.name):
            put["name"] = things.print_above(scene, words.state_name(dice), span[1], dice)
        if dice.chance(clutter.slogan):
            put["slogan"] = things.print_below(scene, words.slogan(dice), span[3], dice)
        stickers = clutter.stickers * share
        put["stickers"] = things.put_stickers(scene, span[1], span[3], stickers, dice)
    elif region == "brazil" and dice.chance(clutter.name):
        name = words.town(dice) if dice.chance(0.8) else "BRASIL"
        put["name"] = things.print_above(scene, name, span[1], dice)
    elif dice.chance(0.06 * share):
        put["dealer"] = things.print_below(scene, words.dealer(dice), span[3], dice)
    return {key: value for key, value in put.items() if value}


def _print_line(
    scene: Scene, line: Line, x: float, top: float, clutter: ClutterSettings, share: float,
    record: dict[str, Any], dice: Dice,
) -> None:  # fmt: skip
    ink = np.pad(line.ink, PAD)
    if dice.chance(clutter.worn * max(share, 0.3)):
        ink = things.wear(ink, dice)
    if dice.chance(clutter.outlined * share):
        halo = cv2.dilate(ink, np.ones((5, 5), np.uint8))
        tone = scene.ground + (scene.ground - scene.ink) * dice.between((-0.5, 0.6))
        scene.stamp(np.asarray(halo, np.uint8), x - PAD, top - PAD, tone)
        record["outlined"] = True
    before = dice.chance(0.5)
    embossed = dice.chance(clutter.embossed * share)
    if embossed and before:
        things.emboss(scene, ink, x - PAD, top - PAD, dice)
    scene.stamp(ink, x - PAD, top - PAD, scene.ink, dice.between((0.88, 1.0)))
    if embossed and not before:
        things.emboss(scene, ink, x - PAD, top - PAD, dice)
    record["embossed"] = embossed


def _separate(
    scene: Scene, line: Line, x: float, top: float, kind: str, face: Face, dice: Dice
) -> None:
    """Put what parts the groups into the gaps."""
    if kind == "space":
        return
    height = line.ink.shape[0]
    for number, (start, end) in enumerate(line.gaps):
        middle = (x + (start + end) / 2, top + height / 2)
        size = ((end - start) * dice.between((0.7, 1.0)), height * dice.between((0.28, 1.2)))
        if kind == "emblem":
            things.put_emblem(scene, _parting(scene, dice), middle, size, dice)
        elif kind == "stack" and number == 0:
            things.put_stack(scene, face, middle, (size[0] * 0.8, height), dice)
        else:
            things.put_separator(scene, "dash" if kind == "stack" else kind, middle, height, dice)


def _parting(scene: Scene, dice: Dice) -> emblems.Emblem:
    # Long plates have seals or a coat of arms there, US plates anything.
    if scene.width > 3.3 * scene.height:
        return (
            emblems.seals(dice.whole(0, 15))
            if dice.chance(0.6)
            else emblems.shield(dice.whole(0, 15))
        )
    return emblems.emblem(dice.whole(0, emblems.COUNT - 1))
