"""What counts as found, what as false, and how it is added up."""

import numpy as np
import pytest
from locator_toys import upright

from alpr.calibration import Rescaling
from alpr.learning.locator_evaluation import (
    SceneResult,
    confidences,
    judge,
    located_facts,
)
from alpr.learning.locator_targets import KnownPlate, TargetSettings
from alpr.places import Place

SETTINGS = TargetSettings(middle=0.5, narrowest_px=24, widest_px=240, somewhat=1.5)
PLATE = KnownPlate(upright(100, 100, 80, 20), legible=True)
UNCLEAR = KnownPlate(upright(300, 100, 80, 20), legible=False)


def found(result: SceneResult) -> list[float | None]:
    return [plate.score for plate in result.plates]


def right(result: SceneResult) -> list[bool]:
    return [find.right for find in result.finds]


@pytest.mark.parametrize(
    ("places", "scores", "rights"),
    [
        ([], [None], []),  # nothing was found
        ([upright(100, 100, 80, 20)], [0.9], [True]),
        ([upright(120, 100, 80, 20)], [0.9], [True]),  # IoU 0.6
        ([upright(130, 100, 80, 20)], [None], [False]),  # IoU 0.45: missed, and a false find
        ([upright(110, 100, 80, 20), upright(100, 100, 80, 20)], [0.8], [False, True]),  # doubled
        ([upright(500, 300, 80, 20)], [None], [False]),  # elsewhere
        ([upright(310, 100, 80, 20)], [None], []),  # on a plate that is not asked for
    ],
)
def test_finds_are_judged(
    places: list[np.ndarray], scores: list[float | None], rights: list[bool]
) -> None:
    listed = [Place(corners, 0.9 - 0.1 * index) for index, corners in enumerate(places)]
    result = judge(listed, [PLATE, UNCLEAR], SETTINGS)
    assert found(result) == scores
    assert right(result) == rights


def test_a_scene_without_plates_has_only_false_finds() -> None:
    assert judge([], [], SETTINGS).plates == ()
    assert right(judge([Place(PLATE.corners, 0.9)], [], SETTINGS)) == [False]


def test_the_figures_add_up() -> None:
    exact, off = Place(PLATE.corners, 0.9), Place(upright(100, 102, 80, 20), 0.6)
    wrong = Place(upright(500, 300, 80, 20), 0.3)
    results = [
        judge([exact, wrong], [PLATE], SETTINGS),
        judge([off], [PLATE, UNCLEAR], SETTINGS),
        judge([], [PLATE], SETTINGS),
    ]
    facts = located_facts(results, Rescaling())
    assert (facts["plates"], facts["scenes"]) == (3, 3)
    counted = facts["from_confidence"]
    assert [counted[least]["recall"]["correct"] for least in ("0.2", "0.5", "0.8")] == [2, 2, 1]
    assert counted["0.2"]["false_per_scene"] == pytest.approx(1 / 3)
    assert counted["0.5"]["false_per_scene"] == 0
    assert facts["recall_by_width"]["64"]["n"] == 3
    assert facts["recall_by_width"]["0"]["n"] == 0
    # One is right to the pixel, one is off by 2 of 20 pixels.
    assert facts["corner_error"]["median"] == pytest.approx(0.05)
    scores, are_right = confidences(results)
    assert list(zip(scores, are_right, strict=True)) == [(0.9, True), (0.3, False), (0.6, True)]


def test_nothing_at_all_can_be_added_up() -> None:
    facts = located_facts([judge([], [], SETTINGS)], Rescaling())
    assert facts["from_confidence"]["0.5"]["recall"]["n"] == 0
    assert facts["corner_error"] == {"median": 0.0, "p90": 0.0}
