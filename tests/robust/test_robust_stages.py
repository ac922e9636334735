"""What the stages of the robust network decide for themselves."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.learning import export
from alpr.learning.arrays import GlyphArrays
from alpr.learning.descent import DescentPoint
from alpr.learning.robust_network import CLASSES
from alpr.learning.robust_training import LabelledGlyphs, RobustTrainingSettings
from alpr.reading.segmentation_settings import RelativeSettings, build_settings
from alpr.stages.curves import write_curves
from alpr.stages.robust import evaluate, glyphs, package, splits
from alpr.stages.robust.splits import RobustTrainParameters

RATE = {"correct": 9, "n": 10, "rate": 0.9, "low": 0.6, "high": 0.98}


def said(read: str, certainty: float = 0.8) -> Any:
    """Return the probabilities of a network that reads so; `-` is no character."""
    probabilities = np.full((len(read), CLASSES), (1 - certainty) / (CLASSES - 1), np.float32)
    for row, character in zip(probabilities, read, strict=True):
        row[f"{CHARACTERS}-".index(character)] = certainty
    return probabilities


def classes(text: str) -> Any:
    return np.array([f"{CHARACTERS}-".index(character) for character in text], np.uint8)


@pytest.fixture
def parameters(robust_settings: RobustTrainingSettings) -> RobustTrainParameters:
    return RobustTrainParameters(robust_settings, 3, 4, 1, "float32")


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, GlyphArrays]:
    """Three subsets of eight fonts each in data/arrays."""
    monkeypatch.setattr(splits, "ARRAYS", tmp_path)
    subsets = {}
    for index, name in enumerate(splits.SUBSETS):
        images = np.full((16, 32, 32, 1), index, np.uint8)
        faces = np.arange(16, dtype=np.uint16)
        one = GlyphArrays(images, np.zeros(16, np.uint8), faces // 2, faces)
        np.savez(tmp_path / f"{name}.npz", **vars(one))
        subsets[name] = one
    return subsets


def test_the_paper_split_is_the_one_of_the_arrays(
    stored: dict[str, GlyphArrays], parameters: RobustTrainParameters
) -> None:
    parts = splits.division("image", parameters)
    np.testing.assert_array_equal(parts.training.images, stored["train"].images)
    np.testing.assert_array_equal(parts.test.images, stored["test"].images)


def test_a_fold_takes_its_fonts_out_of_all_subsets(
    stored: dict[str, GlyphArrays], parameters: RobustTrainParameters
) -> None:
    parts = splits.division("font_1", parameters)
    sizes = [len(part) for part in (parts.training, parts.validation, parts.test)]
    assert sum(sizes) == sum(map(len, stored.values()))
    assert set(parts.test.images.ravel().tolist()) == {0, 1, 2}


@pytest.mark.parametrize("split", ["font_3", "font", "paper"])
def test_an_unknown_split_is_refused(
    stored: dict[str, GlyphArrays], parameters: RobustTrainParameters, split: str
) -> None:
    with pytest.raises(ValueError, match=split):
        splits.division(split, parameters)


def test_refused_characters_count_as_wrong() -> None:
    measured = evaluate.measures(said("0O1-"), classes("001I"))
    assert (measured["strict"]["correct"], measured["merged"]["correct"]) == (2, 3)
    assert measured["refused"]["correct"] == 1
    assert {"truth": "I", "read": "-", "count": 1} in measured["confusions"]


def test_characters_and_what_is_none_are_counted_apart() -> None:
    measured = evaluate.plate_measures(said("AB--C"), classes("AC---"))
    assert measured["characters"]["strict"] == measured["characters"]["merged"]
    assert (measured["characters"]["strict"]["n"], measured["others_refused"]["n"]) == (2, 3)
    assert measured["others_refused"]["correct"] == 2


def test_no_glyph_is_both_fitted_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    held = LabelledGlyphs(np.zeros((4, 32, 32, 1), np.uint8), classes("AB-C"))
    empty = np.zeros(0, np.uint16)
    none = GlyphArrays(np.zeros((0, 32, 32, 1), np.uint8), empty.astype(np.uint8), empty, empty)
    monkeypatch.setattr(export, "onnx_probabilities", lambda *_: said("AB-C"))
    fold = evaluate.Fold(none, none, said(""), said(""))
    fitted, measured = evaluate.shared_out(fold, held, Path("network.onnx"))
    assert fitted[1].tolist() == classes("A-").tolist()
    assert measured[1].tolist() == classes("BC").tolist()


def test_curves_are_written_a_column_a_set(tmp_path: Path) -> None:
    points = [DescentPoint(step, 1.0 / step, {"plates": 0.5}) for step in (10, 20)]
    write_curves(points, tmp_path / "train_image.json")
    lines = (tmp_path / "train_image_curves.csv").read_text().splitlines()
    assert lines == ["step,loss,plates", "10,0.1,0.5", "20,0.05,0.5"]
    assert json.loads((tmp_path / "train_image.json").read_text())["step"] == 20


@pytest.mark.parametrize(
    ("read", "others", "expected"),
    [
        ("", 1.0, 0),  # nothing
        ("---", 1.0, 0),  # no character to weigh them against
        ("AB", 1.0, 0),
        ("A---B-", 1.0, 2),
        ("A---B-", 1.5, 3),
        ("A---B-", 9.0, 4),  # all there are
    ],
)
def test_what_is_none_is_kept_in_proportion(read: str, others: float, expected: int) -> None:
    labels = classes(read).astype(np.uint8)
    kept = labels[glyphs.balanced(labels, others, np.random.default_rng(1))]
    assert int((kept == NOT_A_CHARACTER).sum()) == expected
    assert int((kept != NOT_A_CHARACTER).sum()) == len(read.replace("-", ""))


def test_a_model_takes_the_segmentation_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "ARRAYS", tmp_path)
    monkeypatch.setattr(evaluate, "EXPORTED", tmp_path)
    origin = {"dataset": {"source": "chars74k", "md5": "abc"}}
    (tmp_path / "origin.json").write_text(json.dumps(origin))
    monkeypatch.chdir(Path(__file__).parents[2])
    evaluate.describe(1.5)
    stored = json.loads((tmp_path / "model.json").read_text())
    assert isinstance(build_settings(stored["segmentation"], "stored"), RelativeSettings)
    assert stored["temperature"] == 1.5


def test_a_packaged_model_has_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    part = {"strict": RATE, "merged": RATE}
    files = {
        "models/robust/exported/network.onnx": "network",
        "models/robust/exported/model.json": "{}",
        "metrics/dataset.json": json.dumps({"source": "chars74k", "md5": "abc"}),
        "metrics/robust/evaluate.json": json.dumps(
            {
                "model_md5": "def",
                "export": {"bytes": 1_600_000, "max_difference": 0.001},
                "unseen_fonts": part,
                "folds": {"font_0": part, "font_1": part},
                "paper_split": part,
                "plates": {"characters": part, "others_refused": RATE},
                "calibration": {"temperature": 0.9, "ece": 0.01, "ece_uncalibrated": 0.03},
            }
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    package.main()
    card = (tmp_path / "models/plate-cnn-robust/MODEL_CARD.md").read_text()
    assert card.count("90.00 % (9 of 10") == 9
    assert "One of\n  2 folds" in card
    assert (tmp_path / "models/plate-cnn-robust/network.onnx").read_text() == "network"
    monkeypatch.setattr(package, "SIZE_LIMIT", 3)
    with pytest.raises(ValueError, match="over 3"):
        package.main()
