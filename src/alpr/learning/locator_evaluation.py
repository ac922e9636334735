"""How well plates are found: which were, which finds are false, how far the corners are off.

Everything here takes places and plates, and knows no network.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling
from alpr.intervals import Rate
from alpr.learning.locator_targets import PLATE, KnownPlate, TargetSettings, wanted
from alpr.places import (
    Corners,
    Place,
    PlaceSettings,
    box_iou,
    covered,
    find_places,
    plate_size,
    upright_boxes,
)

FOUND_IOU = 0.5
"""Overlap of the upright boxes from which a plate counts as found."""

TOUCHED = 0.3
"""Share of a find that may lie on a plate that is not asked for, before it is that plate's."""


CONFIDENCES = (0.2, 0.5, 0.8)
"""From which on finds are counted."""

WIDTHS_PX = (32, 48, 64, 96, 144)
"""Between these the plates are counted apart."""

Look = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""A scene (H, W) uint8 to what a network says of its cells (rows, columns, CHANNELS)."""


@dataclass(frozen=True, eq=False)
class WatchedScene:
    """A scene (H, W) uint8 that is only watched, and its plates."""

    image: NDArray[np.uint8]
    plates: tuple[KnownPlate, ...]


@dataclass(frozen=True, eq=False)
class FoundPlate:
    """A plate that was asked for, and how it was found."""

    corners: Corners
    """The true ones."""
    score: float | None
    """Of the place that found it; None: none did."""
    corner_error: float | None
    """Mean distance of its corners from the true ones, in heights of the plate."""


@dataclass(frozen=True, eq=False)
class Find:
    """A place, and whether it is a plate; places on plates that are not asked for are left out."""

    place: Place
    right: bool


@dataclass(frozen=True, eq=False)
class SceneResult:
    """What came of one scene."""

    plates: tuple[FoundPlate, ...]
    finds: tuple[Find, ...]


def on_scenes(
    look: Look, scenes: Sequence[WatchedScene], places: PlaceSettings, targets: TargetSettings
) -> list[SceneResult]:
    """Look for the plates of each scene, and judge what was found."""
    return [
        judge(find_places(look(scene.image), places), scene.plates, targets) for scene in scenes
    ]


def judge(
    places: Sequence[Place], plates: Sequence[KnownPlate], settings: TargetSettings
) -> SceneResult:
    """Compare the places found in a scene with its plates.

    A plate is found by the place that overlaps it most, from FOUND_IOU on. A place is false where
    it finds no plate and lies on none either; a second one on the same plate is false too.
    """
    boxes = upright_boxes(np.array([place.corners for place in places]).reshape(-1, 4, 2))
    kinds = [wanted(plate, settings) == PLATE for plate in plates]
    finder: dict[int, int] = {}
    results = []
    for plate, asked in zip(plates, kinds, strict=True):
        if not asked:
            continue
        shares = box_iou(upright_boxes(plate.corners[np.newaxis])[0], boxes)
        best = int(shares.argmax()) if len(shares) and shares.max() >= FOUND_IOU else None
        if best is None:
            results.append(FoundPlate(plate.corners, None, None))
            continue
        finder[best] = len(results)
        error = corner_error(places[best].corners, plate.corners)
        results.append(FoundPlate(plate.corners, places[best].score, error))
    others = [plate for plate, asked in zip(plates, kinds, strict=True) if not asked]
    loose = upright_boxes(np.array([plate.corners for plate in others]).reshape(-1, 4, 2))
    finds = [
        Find(place, index in finder)
        for index, place in enumerate(places)
        if index in finder or not np.any(covered(boxes[index], loose) >= TOUCHED)
    ]
    return SceneResult(tuple(results), tuple(finds))


def corner_error(found: Corners, true: Corners) -> float:
    """Return the mean distance of the corners, in heights of the true plate.

    >>> plate = np.array([[0, 0], [40, 0], [40, 10], [0, 10.0]])
    >>> corner_error(plate + [3, 4], plate)
    0.5
    """
    return float(np.hypot(*(found - true).T).mean()) / plate_size(true)[1]


def confidences(
    results: Sequence[SceneResult],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the score of every find, and whether it is right."""
    finds = [find for result in results for find in result.finds]
    return (
        np.array([find.place.score for find in finds]),
        np.array([find.right for find in finds], bool),
    )


def located_facts(results: Sequence[SceneResult], rescaling: Rescaling) -> dict[str, Any]:
    """Return recall, false finds and corner errors as the metrics file holds them.

    Args:
        results: of the scenes.
        rescaling: makes a confidence of a score; finds are counted from each of CONFIDENCES on.
    """
    plates = [plate for result in results for plate in result.plates]
    errors = [plate.corner_error for plate in plates if plate.corner_error is not None]
    scores, right = confidences(results)
    confidence = np.array([rescaling(score) for score in scores])
    return {
        "plates": len(plates),
        "scenes": len(results),
        "from_confidence": {
            f"{least}": {
                "recall": _recall(plates, least, rescaling),
                "false_per_scene": float(np.sum(~right[confidence >= least])) / len(results),
            }
            for least in CONFIDENCES
        },
        "recall_by_width": {
            name: _recall(members, CONFIDENCES[1], rescaling)
            for name, members in _by_width(plates).items()
        },
        "corner_error": {
            name: float(np.percentile(errors, share)) if errors else 0.0
            for name, share in (("median", 50), ("p90", 90))
        },
    }


def _recall(plates: Sequence[FoundPlate], least: float, rescaling: Rescaling) -> dict[str, float]:
    found = [plate.score is not None and rescaling(plate.score) >= least for plate in plates]
    return Rate(sum(found), len(found)).as_dict()


def _by_width(plates: Sequence[FoundPlate]) -> dict[str, list[FoundPlate]]:
    """Group plates by width; the name of a group is its least width."""
    limits = (0, *WIDTHS_PX, np.inf)
    return {
        f"{low}": [plate for plate in plates if low <= plate_size(plate.corners)[0] < high]
        for low, high in itertools.pairwise(limits)
    }
