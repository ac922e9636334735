"""Plates located by a toy network: what is kept, what is refused and why."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from alpr.places import UNIT, Corners, Place
from alpr.reading.localization import (
    LOCATOR_VARIABLE,
    Locator,
    find_locator,
    joined,
)
from alpr.reading.model_folder import ModelError


def at(x: float, y: float, width: float = 100, height: float = 25) -> Corners:
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float64)


GONE = "gone"


def copy(toy_locator: Path, folder: Path, **changes: Any) -> Path:
    """Copy the toy's folder, some keys of its description changed, or left out where GONE."""
    shutil.copytree(toy_locator, folder)
    content = json.loads((folder / "model.json").read_text()) | changes
    kept = {key: value for key, value in content.items() if value != GONE}
    (folder / "model.json").write_text(json.dumps(kept))
    return folder


def test_plates_lie_where_they_were_drawn(toy_locator: Path, draw_photograph: Any) -> None:
    photograph = draw_photograph(("1", (80, 80), 252), ("2", (160, 320), 255))
    found = Locator(toy_locator).locate(photograph)
    assert [place.confidence for place in found.plates] == pytest.approx([1, 0.7], abs=1e-4)
    assert found.plates[0].corners == pytest.approx(at(160, 320, 520, 110), abs=1e-3)
    assert found.plates[1].corners == pytest.approx(at(80, 80, 520, 110), abs=1e-3)


def test_a_shrunk_photograph_gives_places_in_its_own_pixels(
    toy_locator: Path, draw_photograph: Any, tmp_path: Path
) -> None:
    # Half as wide and high when looked at: the mark is a cell then, the plate twice as large.
    photograph = draw_photograph(size=(2400, 800))
    photograph[64:80, 64:80] = 255
    folder = copy(toy_locator, tmp_path / "coarse", working_pixels=480_000, most_pixels=480_000)
    (place,) = Locator(folder).locate(photograph).plates
    assert place.corners == pytest.approx(at(64, 96, 1040, 220), abs=1e-3)


@pytest.mark.parametrize(
    "shape",
    [
        (1, 1),
        (1, 3000),  # too low for a plate at any scale
        (9, 9),
        (50, 230),
    ],
)
def test_pictures_without_plates_give_none(toy_locator: Path, shape: tuple[int, int]) -> None:
    found = Locator(toy_locator).locate(np.full((*shape, 3), 30, np.uint8))
    assert found.plates == () and found.refused == ()


def test_the_closer_look_gives_the_corners(
    toy_locator: Path, draw_photograph: Any, tmp_path: Path
) -> None:
    # A toy that sees a plate of 128 x 32 pixels around a bright cell; at 128 pixels it sees the
    # same again, wherever the plate lies.
    folder = copy(toy_locator, tmp_path / "close", close_px=128.0)
    network = onnx.load(folder / "network.onnx")
    (biases,) = (item for item in network.graph.initializer if item.name == "biases")
    corners = at(-64, -16, 128, 32) / UNIT
    values = np.array([numpy_helper.to_array(biases)[0], *corners.ravel()], np.float32)
    biases.CopyFrom(numpy_helper.from_array(values, "biases"))
    onnx.save(network, folder / "network.onnx")
    photograph = draw_photograph()
    photograph[208:224, 304:320] = 253  # 16 pixels in the middle are four cells
    (place,) = Locator(folder).locate(photograph).plates
    assert place.corners == pytest.approx(at(312 - 64, 216 - 16, 128, 32), abs=0.5)
    assert place.confidence == pytest.approx(0.8, abs=0.01)


FIRST = Place(at(0, 0), 0.9)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], Place(FIRST.corners, 0.5)),  # log odds 2.2 and -2.2: doubt and certainty meet
        ([Place(at(5, 0), 0.9)], Place(at(5, 0), 0.9)),
        ([Place(at(5, 0), 0.1)], Place(at(5, 0), 0.5)),
        ([Place(at(5, 0), 0.9), Place(at(3, 0), 0.5)], Place(at(5, 0), 0.9)),  # the surer one
        ([Place(at(300, 0), 0.9)], Place(FIRST.corners, 0.5)),  # another plate
    ],
)
def test_two_looks_are_joined(seen: list[Place], expected: Place) -> None:
    place = joined(FIRST, seen, threshold=0.1)
    assert place.corners == pytest.approx(expected.corners)
    assert place.score == pytest.approx(expected.score)


def test_so_many_places_at_most_are_looked_at(
    toy_locator: Path, draw_photograph: Any, tmp_path: Path
) -> None:
    photograph = draw_photograph(("1", (80, 80), 252), ("2", (160, 320), 255))
    folder = copy(toy_locator, tmp_path / "few", most=1)
    (place,) = Locator(folder).locate(photograph).plates
    assert place.confidence == pytest.approx(1, abs=1e-4)


def test_calibration_is_the_models(toy_locator: Path, draw_photograph: Any, tmp_path: Path) -> None:
    folder = copy(toy_locator, tmp_path / "soft", confidence={"a": 0.5, "b": 0.5, "c": 0.0})
    found = Locator(folder).locate(draw_photograph(("1", (80, 80), 253)))
    # The log odds of 4 to 1 are halved.
    assert found.plates[0].confidence == pytest.approx(2 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"working_pixels": GONE}, "working_pixels is missing"),
        ({"working_pixels": 3}, "working_pixels must be at least 256, not 3"),
        ({"most_pixels": 3_999_999}, "most_pixels must be at least working_pixels, 4000000"),
        ({"pyramid": 1.0}, "pyramid must be above 1, not 1.0"),
        ({"places": {"threshold": 2.0, "overlap": 0.5}}, "threshold"),
        ({"confidence": {"a": -1.0}}, "a and b must be above 0"),
    ],
)
def test_a_damaged_description_is_an_error_that_names_the_key(
    toy_locator: Path, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    folder = copy(toy_locator, tmp_path / "damaged", **changes)
    with pytest.raises(ModelError, match=message) as caught:
        Locator(folder)
    assert str(folder) in str(caught.value)


def test_another_network_is_an_error(toy_locator: Path, toy_model: Path, tmp_path: Path) -> None:
    folder = copy(toy_locator, tmp_path / "other")
    (folder / "network.onnx").write_bytes((toy_model / "network.onnx").read_bytes())
    with pytest.raises(ModelError, match="must take 'scenes' and give 'places'"):
        Locator(folder)


def test_a_missing_locator_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOCATOR_VARIABLE, str(tmp_path))
    with pytest.raises(ModelError) as caught:
        find_locator()
    for part in (str(tmp_path), "make model", "make repro-locator", "--locator", "--plate"):
        assert part in str(caught.value)
