"""A sheet of scenes with what was found in them, the failures first."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling
from alpr.learning.locator_evaluation import CONFIDENCES, Find, SceneResult, WatchedScene
from alpr.places import Corners
from alpr.sheets import Tile, contact_sheet

SHEET_SCENES, SHEET_COLUMNS, SHEET_PX = 24, 3, 270
RIGHT, WRONG, MISSED = (60, 170, 60), (40, 60, 220), (230, 140, 30)
_SHIFT = 4
"""Bits behind the point in which OpenCV takes coordinates."""


def scenes_sheet(
    scenes: Sequence[WatchedScene], results: Sequence[SceneResult], rescaling: Rescaling
) -> NDArray[np.uint8]:
    """Lay out scenes, half of them the ones with the most failures, the others as they come.

    Green: found. Red: a find that is no plate. Blue: the true corners of a plate that was missed.
    """
    failures = [_failures(result, rescaling) for result in results]
    ranked = sorted(range(len(scenes)), key=lambda index: (-failures[index], index))
    worst = ranked[: SHEET_SCENES // 2]
    others = [index for index in range(len(scenes)) if index not in worst]
    tiles = [
        Tile(drawn(scenes[index], results[index], rescaling), f"scene {index}")
        for index in worst + others[: SHEET_SCENES // 2]
    ]
    return contact_sheet(tiles, SHEET_COLUMNS, SHEET_PX)


def drawn(scene: WatchedScene, result: SceneResult, rescaling: Rescaling) -> NDArray[np.uint8]:
    """Draw what was found and missed over a scene; returns BGR."""
    picture = np.asarray(cv2.cvtColor(scene.image, cv2.COLOR_GRAY2BGR), np.uint8)
    for missed in _missed(result, rescaling):
        _outline(picture, missed, MISSED)
    for find in _accepted(result, rescaling):
        _outline(picture, find.place.corners, RIGHT if find.right else WRONG)
    return picture


def _failures(result: SceneResult, rescaling: Rescaling) -> int:
    wrong = sum(not find.right for find in _accepted(result, rescaling))
    return wrong + len(_missed(result, rescaling))


def _accepted(result: SceneResult, rescaling: Rescaling) -> list[Find]:
    return [find for find in result.finds if rescaling(find.place.score) >= CONFIDENCES[1]]


def _missed(result: SceneResult, rescaling: Rescaling) -> list[Corners]:
    return [
        plate.corners
        for plate in result.plates
        if plate.score is None or rescaling(plate.score) < CONFIDENCES[1]
    ]


def _outline(picture: NDArray[np.uint8], corners: Corners, colour: tuple[int, int, int]) -> None:
    points = np.round(corners * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(picture, [points], True, colour, 2, cv2.LINE_AA, _SHIFT)
