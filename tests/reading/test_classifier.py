"""The network behind the reader: batches, calibration, and damaged model folders."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, save

from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.reading.classifier import CharacterClassifier
from alpr.reading.model_folder import ModelError


def test_no_glyphs_no_probabilities(toy_model: Path) -> None:
    classifier = CharacterClassifier(toy_model)
    assert classifier.probabilities(np.zeros((0, 32, 32), np.uint8)).shape == (0, 36)


@pytest.mark.parametrize("count", [1, 7, 300])
def test_rows_sum_to_one(toy_model: Path, count: int) -> None:
    glyphs = np.random.default_rng(0).integers(0, 256, (count, 32, 32), dtype=np.uint8)
    probabilities = CharacterClassifier(toy_model).probabilities(glyphs)
    assert probabilities.shape == (count, 36)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(count), abs=1e-5)


@pytest.mark.parametrize(
    "glyphs",
    [
        np.zeros((1, 32, 32), np.float32),
        np.zeros((32, 32), np.uint8),
        np.zeros((1, 32, 32, 1), np.uint8),
        np.zeros((1, 28, 28), np.uint8),
    ],
)
def test_other_arrays_are_refused(toy_model: Path, glyphs: Any) -> None:
    with pytest.raises(ValueError, match=r"glyphs must be \(N, 32, 32\) uint8"):
        CharacterClassifier(toy_model).probabilities(glyphs)


def test_temperature_softens_sharpens_and_keeps_the_order() -> None:
    row = np.array([[0.7, 0.2, 0.1]])
    assert tempered(row, 1.0) == pytest.approx(row)
    assert tempered(row, 2.0)[0, 0] < 0.7 < tempered(row, 0.5)[0, 0]
    # p to the power 1/2: 0.8367, 0.4472, 0.3162, of a sum of 1.6001
    assert tempered(row, 2.0)[0] == pytest.approx([0.5229, 0.2795, 0.1976], abs=1e-4)


def test_temperature_of_certain_and_vanishing_probabilities() -> None:
    rows = np.array([[1.0, 0.0, 0.0], [1e-30, 1e-35, 0.0]], np.float32)
    for temperature in (0.01, 1.0, 100.0):
        result = tempered(rows, temperature)
        assert np.isfinite(result).all()
        assert result.sum(axis=1) == pytest.approx([1.0, 1.0])


@pytest.fixture
def copied(toy_model: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(toy_model, folder)
    return folder


def change(folder: Path, **values: Any) -> None:
    path = folder / "model.json"
    content = {**json.loads(path.read_text()), **values}
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


@pytest.mark.parametrize("name", ["model.json", "network.onnx"])
def test_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=name):
        CharacterClassifier(copied)


@pytest.mark.parametrize("name", ["model.json", "network.onnx"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe nothing of the kind", None])
def test_damaged_file_is_named(copied: Path, name: str, content: bytes | None) -> None:
    whole = (copied / name).read_bytes()
    (copied / name).write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(ModelError, match=name):
        CharacterClassifier(copied)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"temperature": None}, "KeyError"),
        ({"temperature": "warm"}, "warm"),
        ({"temperature": 0}, "temperature must be above 0"),
        ({"temperature": float("nan")}, "temperature must be above 0"),
        ({"characters": CHARACTERS[::-1]}, "characters must be"),
    ],
)
def test_description_is_checked(copied: Path, values: dict[str, Any], message: str) -> None:
    change(copied, **values)
    with pytest.raises(ModelError, match=rf"model\.json: .*{message}"):
        CharacterClassifier(copied)


def test_network_of_another_kind_is_refused(copied: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Identity", ["image"], ["scores"])],
        "other",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 10])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", 10])],
    )
    other = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    save(other, str(copied / "network.onnx"))
    with pytest.raises(ModelError, match="takes \\['image'\\]"):
        CharacterClassifier(copied)
