"""Crops that hold no readable plate: cars, bare plates, halves of plates, badges, small print."""

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism import emblems, surfaces, words
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.scene import Light, Scene

KINDS = {"half": 0.3, "car": 0.25, "badge": 0.25, "print": 0.2}


def draw_kind(dice: Dice) -> str:
    """Draw one of KINDS."""
    return dice.weighted(KINDS)


def draw_scene(kind: str, scene: Scene, dice: Dice) -> Light:
    """Draw a picture without a plate.

    Args:
        kind: "car" (paint, edges, lamps), "badge" (a maker's word or sign on paint) or "print"
            (several lines of small print, as on stickers and signs).
        scene: A plate whose tones are taken; its picture is replaced.
        dice: Chance.
    """
    shape = (dice.whole(24, 72), dice.whole(90, 220))
    light = surfaces.car(shape, dice)
    rows, columns = shape
    scene.light, scene.left, scene.top = light, 0, 0
    scene.width, scene.height = columns, rows
    if kind == "car":
        for _ in range(dice.whole(0, 5)):
            radius = rows * dice.between((0.05, 0.5))
            scene.oval(dice.between((0, columns)), dice.between((0, rows)),
                       radius * dice.between((0.6, 3)), radius, dice.between((0, 255)))  # fmt: skip
    elif kind == "badge":
        _badge(scene, dice)
    else:
        _small_print(scene, dice)
    soft = cv2.GaussianBlur(light, (0, 0), dice.between((0.5, 3 if kind == "car" else 0.8)))
    return np.asarray(np.clip(soft, 0, 255), np.float32)


def _badge(scene: Scene, dice: Dice) -> None:
    if dice.chance(0.35):
        cover, _ = emblems.emblem(dice.whole(0, emblems.COUNT - 1))
        size = round(scene.height * dice.between((0.4, 0.9)))
        width = max(3, round(size * cover.shape[1] / cover.shape[0]))
        x = dice.between((0, max(1, scene.width - width)))
        scene.stamp(words.fitted(cover, width, size), x, (scene.height - size) / 2,
                    dice.between((0, 255)))  # fmt: skip
        return
    # Words of makers and models are set in small letters or in wide, low capitals.
    line = words.small_print(words.badge(dice), dice)
    height = scene.height * dice.between((0.15, 0.4))
    width = min(scene.width * 0.95, height * line.shape[1] / line.shape[0] * dice.between((1, 1.8)))
    x = dice.between((0, scene.width - width))
    y = dice.between((0, scene.height - height))
    level = scene.level_at(x, y, width, height)
    scene.stamp(words.fitted(line, round(width), round(height)), x, y, scene.against(level, dice))


def _small_print(scene: Scene, dice: Dice) -> None:
    scene.plate[:] = scene.ground
    lines = dice.whole(2, 5)
    height = scene.height / lines
    for i in range(lines):
        text = dice.pick((words.slogan, words.badge, words.state_name, words.badge))(dice)
        line = words.small_print(text, dice)
        rows = height * dice.between((0.5, 0.85))
        width = min(scene.width * 0.95, rows * line.shape[1] / line.shape[0])
        x = dice.between((0, scene.width - width))
        scene.stamp(words.fitted(line, round(width), round(rows)), x, i * height, scene.ink)


def cut_half(
    boxes: NDArray[np.float64], crop: NDArray[np.float64], dice: Dice
) -> NDArray[np.float64]:
    """Move a crop so that it shows the upper or lower half of the characters, or one end of them.

    What is left is never a shorter plate that could be read.
    """
    cut = crop.copy()
    top, bottom = boxes[:, 1].min(), boxes[:, 3].max()
    height = bottom - top
    if dice.chance(0.6):
        share = dice.between((0.15, 0.42))
        if dice.chance(0.5):
            cut[3] = top + share * height
            cut[1] = min(cut[1], top - 0.3 * height)
        else:
            cut[1] = bottom - share * height
            cut[3] = max(cut[3], bottom + 0.3 * height)
        return cut
    # At most the better half of one character stays in sight.
    if dice.chance(0.5):
        cut[2] = boxes[0, 0] + 0.6 * (boxes[0, 2] - boxes[0, 0])
        cut[0] = cut[2] - height * dice.between((1, 3))
    else:
        cut[0] = boxes[-1, 2] - 0.6 * (boxes[-1, 2] - boxes[-1, 0])
        cut[2] = cut[0] + height * dice.between((1, 3))
    return cut
