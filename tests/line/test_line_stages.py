"""What the stages of the line reader decide for themselves."""

import json
from pathlib import Path

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.dataset.archive import PageName
from alpr.learning.descent import DescentPoint
from alpr.learning.line_training import WatchedPlates
from alpr.stages.curves import write_curves
from alpr.stages.line import evaluate, honesty, package, pages, precision
from alpr.stages.line.honesty import AS_TRAINED, Honesty, Measured
from alpr.stages.line.plates import sample_seed


def test_whole_faces_have_all_36_characters() -> None:
    names = [PageName(index, face) for face in (4, 9) for index in range(len(CHARACTERS))]
    lower_case = [PageName(36, face) for face in (4, 9)]
    assert pages.whole_faces([*names, *lower_case]) == {4, 9}
    assert pages.whole_faces([*names[:-1], *lower_case]) == {4}


def test_all_styles_of_a_font_are_on_one_side() -> None:
    held = [pages.is_held(face, held_every=10) for face in range(1, 81)]
    assert held == ([True] * 4 + [False] * 36) * 2


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ("", False),  # a machine that lists nothing
        ("flags\t\t: fpu avx2 avx512f\n", False),  # would imitate it
        ("flags\t\t: fpu avx512_bf16\n", True),
        ("flags\t\t: fpu amx_bf16 amx_tile\n", True),
        ("model name\t: avx512_bf16\nflags\t\t: fpu\n", False),  # a name is no ability
    ],
)
def test_bfloat16_is_taken_where_the_processor_has_it(
    tmp_path: Path, described: str, expected: bool
) -> None:
    (tmp_path / "cpuinfo").write_text(described)
    assert precision.processor_has_bfloat16(tmp_path / "cpuinfo") is expected


def test_without_a_description_there_is_no_bfloat16(tmp_path: Path) -> None:
    assert precision.processor_has_bfloat16(tmp_path / "none") is False


def test_streams_share_no_seed() -> None:
    assert sample_seed(3, 0) == sample_seed(2, 2**32 - 1) + 1
    for stream, number in ((-1, 0), (0, -1), (0, 2**32)):
        with pytest.raises(ValueError, match="stream"):
            sample_seed(stream, number)


def test_curves_are_written_a_column_a_level(tmp_path: Path) -> None:
    points = [DescentPoint(step, 1.0 / step, {"L0": 0.5, "L1": 0.25}) for step in (10, 20)]
    write_curves(points, tmp_path / "train.json")
    lines = (tmp_path / "train_curves.csv").read_text().splitlines()
    assert lines == ["step,loss,L0,L1", "10,0.1,0.5,0.25", "20,0.05,0.5,0.25"]
    assert json.loads((tmp_path / "train.json").read_text())["step"] == 20


def measured(texts: list[str], read: list[str], certainty: float = 0.9) -> Measured:
    """Return plates that the network reads as `read`, with the same certainty everywhere."""
    columns = np.full((len(texts), COLUMNS, CLASSES), (1 - certainty) / BLANK, np.float32)
    columns[..., BLANK] = certainty
    for row, text in zip(columns, read, strict=True):
        for index, character in enumerate(text):
            column = row[2 + 4 * index]
            column[:] = (1 - certainty) / BLANK
            column[CHARACTERS.index(character)] = certainty
    images = np.zeros((len(texts), HEIGHT, WIDTH), np.uint8)
    return Measured(WatchedPlates(images, tuple(texts)), tuple(columns[:, np.newaxis]))


def test_crops_without_a_plate_are_counted_apart() -> None:
    one = measured(["AB1", "", "", "0O"], ["AB1", "", "7", "OO"])
    score = evaluate.score(one)
    assert (score.total, score.strict.correct, score.merged.correct) == (2, 1, 2)
    assert honesty.empty_facts(one) == {"n": 2, "correct": 1}


def test_calibration_makes_the_confidence_honest() -> None:
    # Confident at 0.99 a character, wrong every other time: far too sure of itself.
    one = measured(["ABC", "ABC"] * 50, ["ABC", "ABD"] * 50, certainty=0.99)
    found = honesty.fit_honesty([one])
    confidence, right = honesty.confidences([one], found)
    assert found.temperature > 1
    assert right.mean() == 0.5
    assert confidence.mean() == pytest.approx(0.5, abs=0.02)


def test_characters_are_compared_where_lengths_agree() -> None:
    one = measured(["ABC", "ABC", "AB"], ["ABC", "ABD", "A"])
    confidence, right = honesty.character_confidences([one], AS_TRAINED)
    assert right.tolist() == [True, True, True, True, True, False]
    assert confidence.shape == (6,)


def test_the_facts_are_written_as_tables_and_charts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(honesty, "METRICS", tmp_path)
    levels = {"L0": measured(["AB1", ""], ["AB1", ""]), "L4": measured(["AB1"], ["AB7"])}
    facts = honesty.honesty_facts(levels, Honesty(1.5))
    assert set(facts["ece_by_level"]) == {"L0", "L4"}
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.{kind}"
        for name in ("reliability", "reliability_characters", "risk_coverage")
        for kind in ("csv", "png")
    }
    lines = (tmp_path / "risk_coverage.csv").read_text().splitlines()
    assert lines[0] == "threshold,coverage,error"
    assert lines[-1].endswith(",1.0,0.5")


def test_what_the_second_look_brought_is_counted() -> None:
    once = measured(["AB", "AB"], ["AB", "A"])
    mended = np.concatenate([once.columns[1], measured(["AB"] * 6, ["AB"] * 6).columns[0]])
    both = Measured(once.plates, (once.columns[0], np.repeat(mended[[0, 1]], [1, 6], axis=0)))
    assert evaluate.again_facts(once) == {"plates": 0, "n": 2, "more_right": 0}
    assert evaluate.again_facts(both) == {"plates": 1, "n": 2, "more_right": 1}


def test_eight_bits_are_compared_with_the_trained_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "network.onnx").write_text("network")
    monkeypatch.setattr(evaluate, "EXPORTED", tmp_path)
    exact = np.concatenate(measured(["AB", "12", "7"], ["AB", "13", "7"]).columns)
    monkeypatch.setattr(evaluate, "columns_reader", lambda network: lambda images: exact)
    rounded = measured(["AB", "12", "7"], ["AB", "12", "7"])
    facts = evaluate.exported_facts(None, [rounded])
    assert (facts["bytes"], facts["more_right"]) == (7, 1)
    assert (facts["same_text"]["correct"], facts["same_text"]["n"]) == (2, 3)
    assert facts["mean_difference"] > 0


def test_misread_plates_are_on_the_sheet() -> None:
    right = evaluate.mistakes_sheet({"L0": measured(["AB"], ["AB"])}, AS_TRAINED)
    wrong = evaluate.mistakes_sheet({"L0": measured(["AB"] * 9, ["A"] * 9)}, AS_TRAINED)
    assert wrong.shape[0] > right.shape[0], "the sheet without mistakes is one empty cell"


def test_a_packaged_model_has_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rate = {"correct": 9, "n": 10, "rate": 0.9, "low": 0.6, "high": 0.98}
    empty = {"correct": 5, "n": 5}
    errors = {"ece": 0.01, "ece_uncalibrated": 0.03, "ece_characters": 0.002}
    calibration = {"temperature": 1.2, "empty": empty, **errors}
    files = {
        "models/line/exported/network.onnx": "network",
        "models/line/exported/model.json": "{}",
        "metrics/dataset.json": json.dumps({"source": "chars74k", "md5": "abc"}),
        "metrics/line/train.json": json.dumps({"step": 9000}),
        "metrics/line/evaluate.json": json.dumps(
            {
                "model_md5": "def",
                "export": {
                    "bytes": 1_200_000,
                    "same_text": {"correct": 99, "n": 100},
                    "more_right": -1,
                },
                "looked_at_again": {
                    "L0": {"plates": 1, "n": 10, "more_right": 0},
                    "L4": {"plates": 3, "n": 10, "more_right": 2},
                },
                "levels": {"L0": {"strict": rate, "merged": rate}},
                "calibration": calibration,
            }
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    package.main()
    card = (tmp_path / "models/plate-line/MODEL_CARD.md").read_text()
    assert "| L0 | 90.00 % (9 of 10" in card
    assert "9,000 batches" in card
    assert "looked at again: 20.00 % (4 of 20" in card
    assert "+2 of all" in card
    assert (tmp_path / "models/plate-line/network.onnx").read_text() == "network"


def test_a_network_too_large_to_release_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "SIZE_LIMIT", 3)
    with pytest.raises(ValueError, match="over 3"):
        test_a_packaged_model_has_its_card(tmp_path, monkeypatch)
