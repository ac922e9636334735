"""The whole reader on toy plates: files, arrays, threads, and where the model is looked for."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import alpr
from alpr.parameters import build
from alpr.reading.images import ImageError
from alpr.reading.model_folder import ModelError, find_model
from alpr.reading.reader import RELEASED, PlateReader
from alpr.reading.segmentation import SegmentationSettings

TEXTS = ["1234BCD", "8046FGH", "7555KLP", "9RSTVXZ"]


@pytest.fixture(scope="module")
def reader(toy_model: Path) -> PlateReader:
    return PlateReader(toy_model)


def test_blank_image_gives_an_empty_reading(reader: PlateReader) -> None:
    reading = reader.read(np.full((50, 230), 255, np.uint8))
    assert (reading.text, reading.confidence, reading.characters) == ("", 0.0, ())


@pytest.mark.parametrize("text", TEXTS)
def test_toy_plate_is_read(reader: PlateReader, draw_plate: Any, text: str) -> None:
    reading = reader.read(draw_plate(text))
    assert reading.text == text
    assert 0.5 < reading.confidence <= 1


def test_every_kind_of_array_gives_the_same_text(reader: PlateReader, draw_plate: Any) -> None:
    plate = draw_plate("8046FGH")
    opaque = np.dstack([plate, np.full(plate.shape[:2], 255, np.uint8)])
    kinds = [plate, plate[:, :, 0], plate[:, :, :1], opaque, plate.astype(np.uint16) * 257]
    assert {reader.read(kind).text for kind in kinds} == {"8046FGH"}


def test_array_is_left_as_it_is(reader: PlateReader, draw_plate: Any) -> None:
    plate = draw_plate("1234BCD")
    before = plate.copy()
    reader.read(plate)
    assert np.array_equal(plate, before)


def test_file_is_read_by_str_and_path(reader: PlateReader, draw_plate: Any, tmp_path: Path) -> None:
    path = tmp_path / "plaque é.png"  # OpenCV's own reader stumbles over such names on some systems
    path.write_bytes(cv2.imencode(".png", draw_plate("1234BCD"))[1].tobytes())
    assert reader.read(path) == reader.read(str(path))
    assert reader.read(path).text == "1234BCD"


def test_bad_file_and_bad_array_are_errors(reader: PlateReader, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="no such file"):
        reader.read(tmp_path / "gone.png")
    with pytest.raises(ValueError, match="not float64"):
        reader.read(np.zeros((10, 10)))


def test_characters_carry_box_and_alternatives(reader: PlateReader, draw_plate: Any) -> None:
    plate = draw_plate("1234BCD")
    characters = reader.read(plate).characters
    for character in characters:
        assert character.box.x_max <= plate.shape[1]
        assert len(character.alternatives) == 3
        probabilities = [character.probability, *(p for _, p in character.alternatives)]
        assert probabilities == sorted(probabilities, reverse=True)
        assert character.character not in dict(character.alternatives)


def test_threads_give_the_same_readings(reader: PlateReader, draw_plate: Any) -> None:
    plates = [draw_plate(text) for text in TEXTS] * 10
    expected = [reader.read(plate) for plate in plates]
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(reader.read, plates)) == expected


def test_settings_of_the_model_folder_are_used_unless_given(
    toy_model: Path, segmentation_settings: dict[str, Any], draw_plate: Any
) -> None:
    blind = build(SegmentationSettings, {**segmentation_settings, "box_height_px": [1, 2]}, "test")
    assert PlateReader(toy_model, segmentation=blind).read(draw_plate("1234BCD")).text == ""
    assert PlateReader(toy_model).read(draw_plate("1234BCD")).text == "1234BCD"


@pytest.mark.parametrize(
    ("segmentation", "message"),
    [
        (7, "segmentation"),  # not even settings
        ({"zoom": 2}, r"segmentation"),  # unknown, and the others are missing
    ],
)
def test_wrong_settings_in_the_model_folder_are_named(
    toy_model: Path, tmp_path: Path, segmentation: Any, message: str
) -> None:
    folder = changed_model(toy_model, tmp_path, segmentation=segmentation)
    with pytest.raises(ModelError, match=rf"model\.json: .*{message}"):
        PlateReader(folder)


def changed_model(model: Path, folder: Path, **values: Any) -> Path:
    copied = folder / "model"
    shutil.copytree(model, copied)
    content = {**json.loads((copied / "model.json").read_text()), **values}
    (copied / "model.json").write_text(json.dumps(content))
    return copied


def test_a_model_knows_its_reader(toy_model: Path, tmp_path: Path) -> None:
    assert PlateReader(toy_model).name == "segments"  # it has a segmentation and no known name
    assert PlateReader(changed_model(toy_model, tmp_path, name="plate-cnn")).name == "paper"
    assert PlateReader(toy_model, reader="paper").name == "paper"
    with pytest.raises(ModelError, match="paper or segments, not of line"):
        PlateReader(toy_model, reader="line")
    with pytest.raises(ValueError, match="reader must be line, segments, paper, not 'ocr'"):
        PlateReader(toy_model, reader="ocr")


def test_a_format_decides_between_look_alikes(reader: PlateReader, draw_plate: Any,
                                              toy_model: Path) -> None:  # fmt: skip
    plate = draw_plate("8046FGH")
    spanish = PlateReader(toy_model, format="es", top=3).read(plate)
    assert (spanish.text, spanish.format, spanish.raw) == ("8046FGH", "es", "8046FGH")
    assert spanish.candidates[0].text == "8046FGH"
    assert spanish.candidates[0].probability == spanish.confidence
    assert len(spanish.candidates) == 3
    values = [one.probability for one in spanish.candidates]
    assert values == sorted(values, reverse=True) and sum(values) <= 1.001
    assert [name for name, _ in spanish.formats] == ["es", "none"]
    assert sum(value for _, value in spanish.formats) == pytest.approx(1, abs=1e-5)
    assert PlateReader(toy_model).read(plate).formats == ()
    # The letters of a Brazilian plate come first: this is none.
    brazilian = PlateReader(toy_model, format="br").read(plate)
    assert (brazilian.text, brazilian.format, brazilian.raw) == ("", None, "8046FGH")


def test_model_is_looked_for_in_order(
    toy_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    released = tmp_path / RELEASED["paper"]
    shutil.copytree(toy_model, released)
    named = tmp_path / "named"
    shutil.copytree(toy_model, named)
    monkeypatch.delenv("ALPR_MODEL", raising=False)
    assert find_model(RELEASED["paper"]).resolve() == released
    monkeypatch.setenv("ALPR_MODEL", str(named))
    assert find_model(RELEASED["paper"]) == named
    assert find_model(RELEASED["paper"], toy_model) == toy_model


def test_named_model_that_is_not_there_is_never_replaced_by_another(
    toy_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALPR_MODEL", str(toy_model))
    with pytest.raises(ModelError, match=r"no model in .*gone: run `make model`"):
        find_model(RELEASED["line"], tmp_path / "gone")


def test_reader_comes_with_the_package() -> None:
    assert alpr.PlateReader is PlateReader


def test_reading_needs_none_of_the_training_packages(
    toy_model: Path, draw_plate: Any, tmp_path: Path
) -> None:
    path = tmp_path / "plate.png"
    path.write_bytes(cv2.imencode(".png", draw_plate("1234BCD"))[1].tobytes())
    code = (
        "import sys; from alpr import PlateReader; print(PlateReader(sys.argv[1]).read("
        "sys.argv[2]).text); print(sorted({'tensorflow', 'keras', 'mlflow', 'dvc', 'PIL', 'onnx', "
        "'matplotlib', 'requests', 'tqdm'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(toy_model), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "1234BCD\n[]\n"
    assert done.stderr == ""
