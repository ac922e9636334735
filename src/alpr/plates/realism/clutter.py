"""What surrounds the characters: names, stickers, screws, emblems, stacks, frames, dirt."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates.realism import emblems, words
from alpr.plates.realism.alphabets import HEIGHT, Face
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.scene import Scene, texture

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class ClutterSettings:
    """Shares of plates that have each thing.

    Attributes:
        name: A state's name above the characters (US), a town's (Brazil).
        slogan: A line below the characters (US).
        stickers: A sticker in one corner (US), drawn for each corner.
        screws: Screws or bolt holes.
        side_emblem: An emblem beside the characters (US).
        stack: Small letters one above the other beside the characters (US).
        between: A picture between two groups, of those gaps that are not empty.
        access: A wheelchair beside the characters (US).
        frame: A dealer's frame over the plate's edge.
        embossed: Raised characters that catch the light.
        outlined: Characters with an outline of another tone.
        worn: Ink thinner or thicker than the face's.
        dirt: Dirt on everything.
    """

    name: float
    slogan: float
    stickers: float
    screws: float
    side_emblem: float
    stack: float
    between: float
    access: float
    frame: float
    embossed: float
    outlined: float
    worn: float
    dirt: float

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if not 0 <= share <= 1:
                raise ValueError(f"{field.name} must lie in 0..1, not {share}")


def print_above(scene: Scene, text: str, bottom: float, dice: Dice) -> str:
    """Print a line between the plate's upper edge and the characters' (`bottom`).

    Returns what is printed: nothing where there is no room.
    """
    top = scene.height * dice.between((0.02, 0.07))
    return _print(scene, text, top, bottom - top - scene.height * dice.between((0.0, 0.04)), dice)


def print_below(scene: Scene, text: str, top: float, dice: Dice) -> str:
    """Print a line between the characters' lower edge (`top`) and the plate's.

    Returns what is printed: nothing where there is no room.
    """
    top += scene.height * dice.between((0.01, 0.04))
    return _print(scene, text, top, scene.height * dice.between((0.93, 0.99)) - top, dice)


def _print(scene: Scene, text: str, top: float, room: float, dice: Dice) -> str:
    height = min(room, scene.height * dice.between((0.09, 0.22)))
    if height < 4:
        return ""
    line = words.small_print(text, dice)
    width = height * line.shape[1] / line.shape[0] * dice.between((0.85, 1.5))
    width = min(width, scene.width * dice.between((0.5, 0.92)))
    middle = scene.width * (0.5 if dice.chance(0.75) else dice.between((0.35, 0.65)))
    y = top + (room - height) * dice.between((0, 1))
    x = middle - width / 2
    tone = scene.against(scene.level_at(x, y, width, height), dice)
    scene.stamp(words.fitted(line, round(width), round(height)), x, y, tone)
    return text


def put_stickers(scene: Scene, top: float, bottom: float, share: float, dice: Dice) -> int:
    """Put registration stickers into corners, above `top` or below `bottom`; returns how many."""
    count = 0
    for right in (False, True):
        for low in (False, True):
            if not dice.chance(share):
                continue
            room = scene.height - bottom if low else top
            height = min(room * dice.between((0.75, 1.1)), scene.height * 0.24)
            if height < 5:
                continue
            width = height * dice.between((1.0, 2.0))
            inset = scene.width * dice.between((0.01, 0.09))
            x = scene.width - inset - width if right else inset
            y = scene.height * 0.985 - height if low else scene.height * 0.015
            _sticker(scene, x, y, width, height, dice)
            count += 1
    return count


def _sticker(scene: Scene, x: float, y: float, width: float, height: float, dice: Dice) -> None:
    tone = dice.between((20, 245))
    if dice.chance(0.85):
        scene.box(x, y, width, height, tone)
    else:
        tone = scene.level_at(x, y, width, height)
    ink = tone - dice.between((60, 160)) if tone > 125 else tone + dice.between((60, 160))
    line = words.small_print(words.sticker(dice), dice)
    rows = round(height * dice.between((0.5, 0.85)))
    columns = round(min(rows * line.shape[1] / line.shape[0], width * 0.9))
    if rows > 2 and columns > 2:
        place = (x + (width - columns) / 2, y + (height - rows) * dice.between((0.3, 0.8)))
        scene.stamp(words.fitted(line, columns, rows), *place, ink)


def put_screws(scene: Scene, text: tuple[float, float], long: bool, dice: Dice) -> int:
    """Put screws or holes: in the four corners of short plates, two on long ones.

    `text` is the first and the last column of the characters. Returns how many there are: some
    places stay empty.
    """
    radius = scene.height * dice.between((0.018, 0.04))
    slot = dice.between((1.0, 1.7))
    bright = dice.chance(0.35)
    tone = dice.between((140, 235)) if bright else dice.between((5, 70))
    if long and dice.chance(0.5):
        y = scene.height * dice.between((0.4, 0.6))
        gap = scene.height * 0.1
        places = [(text[0] - gap, y), (text[1] + gap, y)]
    elif long:
        # Drilled where the car wants them: among the characters, on one of them too.
        x = scene.width * dice.between((0.15, 0.42))
        y = scene.height * dice.between((0.1, 0.9))
        places = [(x, y), (scene.width - x, y)]
    else:
        x = scene.width * dice.between((0.18, 0.28))
        high, low = dice.between((0.05, 0.11)), dice.between((0.88, 0.95))
        places = [(side, scene.height * y) for side in (x, scene.width - x) for y in (high, low)]
    count = 0
    for x, y in places:
        if dice.chance(0.75):
            count += 1
            if dice.chance(0.5):
                scene.oval(x, y + 1, radius * slot * 1.3, radius * 1.3, dice.between((5, 235)))
            scene.oval(x, y, radius * slot, radius, tone)
    return count


def put_emblem(
    scene: Scene,
    emblem: emblems.Emblem,
    middle: tuple[float, float],
    size: tuple[float, float],
    dice: Dice,
) -> None:
    """Put an emblem around a point, as large as fits into a size."""
    cover, tone = emblem
    scale = min(size[0] / cover.shape[1], size[1] / cover.shape[0])
    columns, rows = round(cover.shape[1] * scale), round(cover.shape[0] * scale)
    if columns < 3 or rows < 3:
        return
    strength = (scene.ink - scene.ground) * dice.between((0.5, 1.05)) / 255
    resized = cv2.resize(tone, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    scene.stamp(
        np.asarray(cv2.resize(cover, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8),
        middle[0] - columns / 2,
        middle[1] - rows / 2,
        scene.ground + resized * np.float32(strength),
    )


def put_stack(
    scene: Scene, face: Face, middle: tuple[float, float], size: tuple[float, float], dice: Dice
) -> None:
    """Put small letters one above the other: a county's code, a kind of plate; not in the text."""
    count = 3 if dice.chance(0.2) else 2
    rows = round(min(size[1] * dice.between((0.82, 1.0)) / count * 0.9, size[1] * 0.47))
    step = rows / 0.9
    for i in range(count):
        glyph = face.character(dice.pick(CHARACTERS))
        columns = round(min(glyph.shape[1] * rows / HEIGHT * dice.between((0.9, 1.3)), size[0]))
        if columns < 2 or rows < 4:
            return
        fitted = words.fitted(glyph, columns, rows)
        y = middle[1] + (i - count / 2) * step + (step - rows) / 2
        scene.stamp(fitted, middle[0] - columns / 2, y, scene.ink)


def put_separator(
    scene: Scene, kind: str, middle: tuple[float, float], height: float, dice: Dice
) -> None:
    """Put a dash or a dot between two groups of characters of a height."""
    if kind == "dash":
        thickness = height * dice.between((0.08, 0.18))
        width = height * dice.between((0.16, 0.4))
        y = middle[1] + height * dice.between((-0.08, 0.08))
        scene.box(middle[0] - width / 2, y - thickness / 2, width, max(1, thickness), scene.ink)
        if dice.chance(0.1):
            scene.box(middle[0] - width / 2, y + 1.2 * thickness, width, thickness, scene.ink)
    else:
        radius = height * dice.between((0.05, 0.1))
        scene.oval(middle[0], middle[1], radius, radius, scene.ink)


def put_frame(scene: Scene, text: Sequence[float], dice: Dice) -> float:
    """Lay a dealer's frame over the edge, never over the characters; returns its reach outside.

    `text` is x_min, y_min, x_max, y_max of the characters on the plate.
    """
    height, width = scene.height, scene.width
    outside = height * dice.between((0.03, 0.16))
    tone = dice.between((5, 50)) if dice.chance(0.7) else dice.between((120, 245))
    room = (text[0], text[1], width - text[2], height - text[3])
    wanted = (
        height * dice.between((0.0, 0.08)), height * dice.between((0.0, 0.2)),
        height * dice.between((0.0, 0.08)), height * dice.between((0.03, 0.22)),
    )  # fmt: skip
    left, top, right, bottom = (
        min(want, max(0, space - 0.03 * height)) for want, space in zip(wanted, room, strict=True)
    )
    scene.box(-outside, -outside, width + 2 * outside, outside + top, tone)
    scene.box(-outside, height - bottom, width + 2 * outside, outside + bottom, tone)
    scene.box(-outside, -outside, outside + left, height + 2 * outside, tone)
    scene.box(width - right, -outside, outside + right, height + 2 * outside, tone)
    ink = tone + dice.between((70, 200)) if tone < 128 else tone - dice.between((70, 200))
    for y, thickness in ((-outside, outside + top), (height - bottom, outside + bottom)):
        if thickness > 0.1 * height and dice.chance(0.75):
            _print_on_frame(scene, y, thickness, ink, dice)
    if dice.chance(0.25):
        _ornament_frame(scene, (outside + left, outside + right), ink, dice)
    return outside


def _ornament_frame(scene: Scene, thickness: tuple[float, float], ink: float, dice: Dice) -> None:
    """Repeat a knob, a chain's link or a bar down both sides of a frame."""
    count = dice.whole(3, 9)
    step = scene.height / count
    tall = step * dice.between((0.25, 0.5))
    for x, room in ((0.0, thickness[0]), (scene.width, thickness[1])):
        for i in range(count):
            y = (i + 0.5) * step
            if count < 6:
                scene.box(x - room * 0.3, y - tall, room * 0.6, 2 * tall, ink)
            else:
                scene.oval(x, y, room * 0.35, tall, ink)


def _print_on_frame(scene: Scene, y: float, thickness: float, ink: float, dice: Dice) -> None:
    line = words.small_print(words.dealer(dice), dice)
    rows = thickness * dice.between((0.55, 0.95))
    columns = min(
        rows * line.shape[1] / line.shape[0] * dice.between((0.9, 1.6)), scene.width * 0.96
    )
    scene.stamp(
        words.fitted(line, round(columns), round(rows)),
        (scene.width - columns) / 2,
        y + (thickness - rows) / 2,
        ink,
    )


def wear(ink: Mask, dice: Dice) -> Mask:
    """Make the strokes a little thicker or thinner; the ink must have a margin of 2 pixels."""
    kernel = np.ones((2, 2) if dice.chance(0.5) else (3, 3), np.uint8)
    if dice.chance(0.6):
        return np.asarray(cv2.dilate(ink, kernel), np.uint8)
    worn = cv2.erode(ink, kernel)
    # Half of it: thin strokes must not vanish.
    return np.asarray(cv2.addWeighted(ink, 0.45, worn, 0.55, 0), np.uint8)


def emboss(scene: Scene, ink: Mask, x: float, y: float, dice: Dice) -> None:
    """Light the slopes around raised characters on one side, shade them on the other."""
    shift = max(1, round(scene.height * dice.between((0.008, 0.025))))
    soft = cv2.blur(ink, (3, 3)).astype(np.float32)
    dx, dy = dice.pick(((0, 1), (1, 1), (-1, 1), (0, -1), (1, 0)))
    slopes = np.roll(soft, (-dy * shift, -dx * shift), (0, 1))
    slopes -= np.roll(soft, (dy * shift, dx * shift), (0, 1))
    left, top = round(x) + scene.left, round(y) + scene.top
    rows, columns = ink.shape
    place = scene.light[top : top + rows, left : left + columns]
    place += slopes[: place.shape[0], : place.shape[1]] * np.float32(dice.between((10, 80)) / 255)


def put_dirt(scene: Scene, dice: Dice) -> None:
    """Darken or lighten stains; they leave the characters legible."""
    strength = abs(scene.ink - scene.ground) * dice.between((0.05, 0.22))
    spots = texture(scene.plate.shape, dice) - np.float32(dice.between((0.2, 1.4)))
    scene.plate[:] += np.maximum(spots, 0) * np.float32(dice.pick((-1, -1, 1)) * strength)
    for _ in range(dice.whole(0, 10)):
        x, y = dice.between((0, scene.width)), dice.between((0, scene.height))
        tone = scene.level_at(x, y, 2, 2) + dice.between((-60, 40))
        radius = scene.height * dice.between((0.006, 0.018))
        scene.oval(x, y, radius * dice.between((0.7, 2)), radius, tone)
