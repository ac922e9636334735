"""The score stage on toy plates: its files, absent folders, broken pictures."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import cv2
import pytest
import yaml

from alpr.files import read_csv
from alpr.stages import score


@pytest.fixture
def project(
    tmp_path: Path,
    toy_model: Path,
    draw_plate: Any,
    segmentation_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALPR_TRACKING", "off")
    monkeypatch.setattr(sys, "argv", ["score", "toy"])
    shutil.copytree(toy_model, "models/toy/exported")
    for name, plates in (("first", ["1234BCD", "8046FGH"]), ("mine", ["5678JKL"])):
        folder = Path("data/plates") / name
        folder.mkdir(parents=True)
        for plate in plates:
            data = cv2.imencode(".png", draw_plate(plate))[1].tobytes()
            (folder / f"{plate}.png").write_bytes(data)
        rows = "".join(f"{plate}.png,{plate}\n" for plate in plates)
        (folder / "labels.csv").write_text(f"file,plate\n{rows}")
    Path("metrics/evaluate").mkdir(parents=True)
    Path("metrics/evaluate/toy.json").write_text('{"model_md5": "0"}')
    write_params(segmentation_settings, "data/plates/first", "data/plates/mine")
    return tmp_path


def write_params(settings: dict[str, Any], *folders: str) -> None:
    params = {"segmentation": {"paper": settings}, "collections": list(folders)}
    Path("params.yaml").write_text(yaml.safe_dump(params))


def outputs() -> dict[str, bytes]:
    files = (path for path in Path("metrics/score").rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files}


def test_everything_right(project: Path) -> None:
    score.main()
    scores = json.loads((project / "metrics/score/toy.json").read_text())
    assert {name: values["correct"] for name, values in scores.items()} == {"first": 2, "mine": 1}
    assert list((project / "metrics/score/toy_failures").iterdir()) == []
    assert (project / "metrics/score/toy_failures.png").exists()  # a sheet that says: none


def test_every_failure_has_a_row_and_a_picture(project: Path) -> None:
    Path("data/plates/first/labels.csv").write_text(
        "file,plate\n1234BCD.png,1234BCO\n8046FGH.png,8046FGH1\ngone.png,1\n"
    )
    score.main()
    rows = read_csv(Path("metrics/score/toy_readings.csv"))
    assert [(row["collection"], row["read"], row["origin"]) for row in rows] == [
        ("first", "1234BCD", "character"),
        ("first", "8046FGH", "segmentation"),
        ("first", "", "unreadable"),
        ("mine", "5678JKL", ""),
    ]
    names = sorted(path.name for path in Path("metrics/score/toy_failures").iterdir())
    assert names == ["first_1234BCD.png", "first_8046FGH.png", "first_gone.png"]


def test_same_input_same_bytes_and_nothing_left_of_earlier_runs(project: Path) -> None:
    score.main()
    first = outputs()
    Path("metrics/score/toy_failures/first_old.png").write_bytes(b"left by an earlier run")
    score.main()
    assert outputs() == first


def test_absent_folder_is_skipped_aloud(
    project: Path, segmentation_settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    write_params(segmentation_settings, "data/collections/gone", "data/plates/mine")
    with caplog.at_level("WARNING"):
        skipped = score.present(score.Collections(("data/collections/gone", "data/plates/mine")))
    assert skipped == {"mine": Path("data/plates/mine")}
    assert "data/collections/gone is skipped" in caplog.text
    score.main()
    assert list(json.loads(Path("metrics/score/toy.json").read_text())) == ["mine"]


def test_two_folders_of_one_name_are_refused(project: Path) -> None:
    (project / "other/mine").mkdir(parents=True)
    with pytest.raises(ValueError, match="same name"):
        score.present(score.Collections(("data/plates/mine", "other/mine")))


def test_settings_come_from_params_and_not_from_the_model(
    project: Path, segmentation_settings: dict[str, Any]
) -> None:
    write_params({**segmentation_settings, "box_height_px": [1, 2]}, "data/plates/mine")
    score.main()
    assert json.loads(Path("metrics/score/toy.json").read_text())["mine"]["correct"] == 0


def test_steps_of_the_first_readable_plate_are_drawn(project: Path) -> None:
    score.main()
    whole = outputs()["metrics/score/toy_steps.png"]
    Path("data/plates/first/labels.csv").write_text("file,plate\ngone.png,1\n1234BCD.png,2\n")
    score.main()
    assert outputs()["metrics/score/toy_steps.png"] == whole


def test_no_collection_at_all_still_writes_every_output(
    project: Path, segmentation_settings: dict[str, Any]
) -> None:
    score.main()
    names = {name for name in outputs() if "toy_failures/" not in name}
    write_params(segmentation_settings)
    shutil.rmtree("metrics/score")
    score.main()
    assert set(outputs()) == names
