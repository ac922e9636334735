"""What the stages of the locator decide for themselves."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from locator_toys import toy_scenes, upright

from alpr.calibration import Rescaling
from alpr.learning.locator_evaluation import (
    SceneResult,
    WatchedScene,
    judge,
    located_facts,
    on_scenes,
)
from alpr.learning.locator_targets import TargetSettings
from alpr.places import CHANNELS, Corners, Place, PlaceSettings
from alpr.plates.scenes.scene import PlacedPlate
from alpr.reading.judging import Evidence, Judge
from alpr.reading.locator_settings import LocatorSettings
from alpr.stages.locator import evaluate, package
from alpr.stages.locator import judge as judge_stage
from alpr.stages.locator.judge import ReadPlace
from alpr.stages.locator.pictures import MISSED, RIGHT, WRONG, drawn, scenes_sheet
from alpr.stages.locator.settings import EXPORTED

TARGETS = TargetSettings(middle=0.5, narrowest_px=24, widest_px=80, somewhat=1.5)
AS_IT_IS = Rescaling()
SEARCH = LocatorSettings(500_000, 4.0, PlaceSettings(0.3, 0.5))


def judged(scene: WatchedScene, *places: Place) -> SceneResult:
    return judge(places, scene.plates, TARGETS)


def test_a_network_that_sees_nothing_finds_nothing() -> None:
    def look(image: np.ndarray) -> np.ndarray:
        return np.zeros((image.shape[0] // 8, image.shape[1] // 8, CHANNELS), np.float32)

    results = on_scenes(look, toy_scenes(0, 5), PlaceSettings(0.5, 0.5), TARGETS)
    assert all(not result.finds for result in results)
    assert all(plate.score is None for result in results for plate in result.plates)


def test_found_false_and_missed_have_colours_of_their_own() -> None:
    scene = next(one for one in toy_scenes(0, 20) if one.plates)
    elsewhere = Place(upright(2, 2, 20, 8), 0.9)
    exact = Place(scene.plates[0].corners, 0.9)
    for places, colours in (
        ((), {MISSED}),
        ((exact,), {RIGHT}),
        ((exact, elsewhere), {RIGHT, WRONG}),
        ((Place(exact.corners, 0.4),), {MISSED}),  # too unsure to be shown
    ):
        picture = drawn(scene, judged(scene, *places), AS_IT_IS)
        seen = {colour for colour in (RIGHT, WRONG, MISSED) if np.any(np.all(picture == colour, 2))}
        assert seen == colours


def test_the_sheet_begins_with_failures() -> None:
    scenes = [one for one in toy_scenes(0, 60) if one.plates][:30]
    results = [judged(one, Place(one.plates[0].corners, 0.9)) for one in scenes]
    results[-1] = judged(scenes[-1])
    sheet = scenes_sheet(scenes, results, AS_IT_IS)
    first = sheet[: len(sheet) // 8, : sheet.shape[1] // 3]
    assert np.any(np.all(np.abs(first.astype(int) - MISSED) < 60, axis=2))


def test_the_confidence_is_measured_as_trained_and_calibrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "METRICS", tmp_path)
    scores, right = np.array([0.9, 0.9, 0.9, 0.9]), np.array([True, False, False, False])
    facts = evaluate.honesty_facts(scores, right, Rescaling(c=-3.0))
    assert facts["ece_uncalibrated"] == pytest.approx(0.65)
    assert facts["ece"] < 0.1
    assert {path.name for path in tmp_path.iterdir()} == {"reliability.csv", "reliability.png"}


def read_at(corners: Corners, text: str, legibility: float = 0.9) -> ReadPlace:
    evidence = Evidence(0.9, legibility, len(text))
    return ReadPlace(Place(corners, 0.9), evidence, text)


PLATE = PlacedPlate(upright(40, 40, 60, 15), "AB10", True, "eu")
HIDDEN = PlacedPlate(upright(40, 70, 60, 15), "CD20", False, "eu")


@pytest.mark.parametrize(
    ("read", "finds", "lessons"),
    [
        ([], [], []),
        ([read_at(PLATE.corners, "ABIO")], [True], [True]),  # letters for digits: read rightly
        ([read_at(PLATE.corners, "A810")], [True], []),  # misread: no lesson
        ([read_at(HIDDEN.corners, "CD20")], [], []),  # not asked for
        ([read_at(upright(0, 0, 30, 8), "A")], [False], [False]),
    ],
)
def test_the_judge_learns_from_what_can_be_read(
    read: list[ReadPlace], finds: list[bool], lessons: list[bool]
) -> None:
    one = judge_stage.judged(read, [PLATE, HIDDEN], TARGETS)
    assert one.plates == 1
    assert [right for _, right in one.finds] == finds
    assert [right for _, right in one.lessons] == lessons


def test_the_judge_is_measured_before_and_after_reading() -> None:
    elsewhere = upright(0, 0, 30, 8)
    photographs = [
        judge_stage.judged(read, [PLATE], TARGETS)
        for read in (
            [read_at(PLATE.corners, "AB10")],
            [read_at(PLATE.corners, "8", legibility=0.01)],  # found, hardly legible
            [read_at(elsewhere, "8", legibility=0.01)],
            [],
        )
    ]
    believer = Judge(location=1.0, legibility=1.0, character=0.0, bias=0.0, least=0.5)
    facts = judge_stage.judged_facts(photographs, believer)
    assert (facts["located"]["correct"], facts["located"]["n"]) == (2, 4)
    assert facts["accepted"]["correct"] == 1
    assert facts["false_before_reading"] == 0.25
    assert facts["false_per_photograph"] == 0


def packaged(folder: Path) -> str:
    """Package a toy network, and return its card."""
    scene = next(one for one in toy_scenes(0, 20) if one.plates)
    found = judged(scene, Place(scene.plates[0].corners, 0.9))
    facts = located_facts([found], AS_IT_IS)
    evaluation = {
        "model_md5": "def",
        "export": {"bytes": 480_000, "as_trained": facts},
        "calibration": {"ece": 0.01, "ece_uncalibrated": 0.2},
        **facts,
    }
    judged_one = judge_stage.judged([read_at(PLATE.corners, "AB10")], [PLATE], TARGETS)
    read = judge_stage.judged_facts([judged_one], Judge())
    params = Path(__file__).parents[2] / "locator" / "params.yaml"
    files = {
        "locator/params.yaml": params.read_text(),
        "models/locator/judged/network.onnx": "network",
        "models/locator/judged/model.json": "{}",
        "metrics/dataset.json": json.dumps({"source": "chars74k", "md5": "abc"}),
        "metrics/locator/train.json": json.dumps({"step": 9000}),
        "metrics/locator/evaluate.json": json.dumps(evaluation),
        "metrics/locator/judge.json": json.dumps(read),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    package.main()
    return (folder / "models/plate-locator/MODEL_CARD.md").read_text()


def test_a_packaged_model_has_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    card = packaged(tmp_path)
    assert "| 0.5 | 100.00 % (1 of 1" in card
    assert "9,000 batches" in card
    assert "| 32 to 48 |" in card
    assert (
        "480,000 bytes, in eight bits; with confidence from 0.5 the trained network finds" in card
    )
    assert (tmp_path / "models/plate-locator/network.onnx").read_text() == "network"


def test_what_a_reader_must_know_is_beside_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "metrics").mkdir()
    facts = json.dumps({"source": "chars74k", "md5": "abc"})
    (tmp_path / "metrics/dataset.json").write_text(facts)
    evaluate.describe(SEARCH, Rescaling(1.5, 1.25, -0.5))
    described = json.loads((EXPORTED / "model.json").read_text())
    assert described["confidence"] == {"a": 1.5, "b": 1.25, "c": -0.5}
    assert described["places"] == {"overlap": 0.5, "threshold": 0.3}
    assert (described["name"], described["working_pixels"]) == ("plate-locator", 500_000)


@pytest.mark.parametrize("wrong", [{"working_pixels": 0}, {"pyramid": 1.0}])
def test_search_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(SEARCH, **wrong)
