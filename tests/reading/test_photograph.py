"""Photographs and crops read end to end, with a toy locator and a toy reader."""

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from alpr import PhotographReader, PlateReader
from alpr.boxes import Box
from alpr.reading.explain_photograph import draw_photograph_steps
from alpr.reading.images import ImageError
from alpr.reading.locations import Localization, Location
from alpr.reading.model_folder import ModelError
from alpr.reading.readings import Reading

FIRST, SECOND = (80, 80), (160, 320)


@pytest.fixture(scope="module")
def reader(toy_model: Path, toy_locator: Path) -> PhotographReader:
    return PhotographReader(toy_model, locator=toy_locator)


def test_two_plates_the_surer_first(reader: PhotographReader, draw_photograph: Any) -> None:
    reading = reader.read(draw_photograph(("1234BCD", FIRST, 251), ("8046FGH", SECOND, 254)))
    assert reading.kind == "photograph"
    assert [plate.reading.text for plate in reading.plates] == ["8046FGH", "1234BCD"]
    assert reading.best is reading.plates[0]
    assert 0.5 < reading.plates[1].location < reading.plates[0].location <= 1
    assert reading.plates[0].box == Box(160, 320, 680, 430)


def test_boxes_are_pixels_of_the_photograph(reader: PhotographReader, draw_photograph: Any) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 255))
    (plate,) = reader.read(photograph).plates
    for character in plate.reading.characters:
        box = character.box
        ink = photograph[box.y_min : box.y_max, box.x_min : box.x_max, 0] < 100
        assert plate.box.contains(box)
        # The box is about the character: its ink reaches from one end to the other.
        assert np.ptp(np.flatnonzero(ink.any(axis=1))) > 0.7 * box.height


@pytest.mark.parametrize(
    ("plates", "reasons"),
    [
        ([], []),  # a photograph of nothing
        ([("", FIRST, 255)], ["nothing legible in it"]),
        ([("1234BCD", FIRST, 246)], ["less probable than 0.2"]),
    ],
)
def test_no_plate_is_no_reading(
    reader: PhotographReader, draw_photograph: Any, plates: Any, reasons: list[str]
) -> None:
    reading = reader.read(draw_photograph(*plates))
    assert (reading.kind, reading.plates, reading.best) == ("photograph", (), None)
    assert [refusal.reason for refusal in reading.refused] == reasons


def test_what_reads_less_surely_is_refused(
    toy_model: Path, toy_locator: Path, draw_photograph: Any, tmp_path: Path
) -> None:
    shutil.copytree(toy_locator, tmp_path / "strict")
    content = json.loads((tmp_path / "strict/model.json").read_text())
    content["judge"] = {"location": 1.0, "legibility": 0.0, "character": 0.0, "bias": 0.0}
    content["judge"]["least"] = 0.8
    (tmp_path / "strict/model.json").write_text(json.dumps(content))
    strict = PhotographReader(toy_model, locator=tmp_path / "strict")
    reading = strict.read(draw_photograph(("1234BCD", FIRST, 252)))  # 0.7 sure
    assert [refusal.reason for refusal in reading.refused] == [
        "reads less surely than a plate: 1234BCD"
    ]
    content["judge"]["least"] = 2.0
    (tmp_path / "strict/model.json").write_text(json.dumps(content))
    with pytest.raises(ModelError, match=r"judge: least must be in \[0, 1\]"):
        PhotographReader(toy_model, locator=tmp_path / "strict")


def test_a_format_refuses_other_plates(
    toy_model: Path, toy_locator: Path, draw_photograph: Any
) -> None:
    spanish = PhotographReader(toy_model, locator=toy_locator, format="es")
    reading = spanish.read(draw_photograph(("1234BCD", FIRST, 255), ("8046F", SECOND, 255)))
    assert [plate.reading.text for plate in reading.plates] == ["1234BCD"]
    assert [refusal.reason for refusal in reading.refused] == ["follows no format asked for: 8046F"]


@pytest.mark.parametrize("text", ["1234BCD", "8046FGH"])
def test_a_crop_reads_as_without_the_locator(
    reader: PhotographReader, toy_model: Path, draw_plate: Any, text: str
) -> None:
    crop = draw_plate(text, paper=200)
    reading = reader.read(crop)
    assert reading.kind == "crop"
    (plate,) = reading.plates
    assert plate.reading == PlateReader(toy_model).read(crop)
    assert (plate.location, plate.corners) == (1, ((0, 0), (520, 0), (520, 110), (0, 110)))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 1), np.uint8),  # one pixel
        np.full((50, 230), 255, np.uint8),  # blank
    ],
)
def test_a_small_picture_without_plate_is_a_crop_that_shows_none(
    reader: PhotographReader, image: Any
) -> None:
    reading = reader.read(image)
    assert (reading.kind, len(reading.plates)) == ("crop", 1)
    assert (reading.plates[0].reading.text, reading.plates[0].location) == ("", 0)


def test_a_plate_that_fills_the_picture_makes_it_a_crop(
    reader: PhotographReader, draw_photograph: Any
) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 255))
    reading = reader.read(np.ascontiguousarray(photograph[56:200, 72:608]))
    assert (reading.kind, len(reading.plates)) == ("crop", 1)
    assert (reading.plates[0].reading.text, reading.plates[0].location) == ("1234BCD", 1)


def test_a_scrap_that_is_no_plate_does_not_hide_the_plate_around_it(
    reader: PhotographReader, monkeypatch: pytest.MonkeyPatch, draw_photograph: Any
) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 251))
    (plate,) = reader.read(photograph, "photograph").plates
    blank = np.array([(90.0, 82.0), (180.0, 82.0), (180.0, 90.0), (90.0, 90.0)])
    located = Localization((Location(blank, 0.99), Location(plate.points, 0.6)), ())
    monkeypatch.setattr(reader._locator, "locate", lambda pixels: located)
    reading = reader.read(photograph, "photograph")
    assert [one.reading.text for one in reading.plates] == ["1234BCD"]
    assert len(reading.refused) == 1


def test_what_a_crop_leaves_out_is_refused(
    reader: PhotographReader, monkeypatch: pytest.MonkeyPatch, draw_photograph: Any
) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 251), ("8046FGH", SECOND, 254))
    monkeypatch.setattr("alpr.reading.photograph.is_crop", lambda whole, plates: True)
    reading = reader.read(photograph)
    assert reading.kind == "crop"
    shown = {plate.reading.text for plate in reading.plates}
    left = {"1234BCD", "8046FGH"} - shown
    assert {item.reason.rpartition(" ")[2] for item in reading.refused} == left


def test_the_kind_can_be_said(reader: PhotographReader, draw_plate: Any) -> None:
    crop = draw_plate("1234BCD", paper=200)
    assert reader.read(crop, kind="photograph").plates == ()
    assert reader.read(crop, kind="crop").kind == "crop"
    with pytest.raises(ValueError, match="kind must be photograph or crop, not 'car'"):
        reader.read(crop, kind="car")


def test_fifty_plates_are_read_in_order(reader: PhotographReader, draw_photograph: Any) -> None:
    places = [(16 + 528 * column, 24 + 136 * row) for row in range(10) for column in range(5)]
    plates = [(f"{index:02}BD", place, 255) for index, place in enumerate(places)]
    reading = reader.read(draw_photograph(*plates, size=(2680, 1392)))
    texts = {plate.reading.text for plate in reading.plates}
    assert texts == {text for text, _, _ in plates}


def test_json_holds_the_best_plate_and_all(reader: PhotographReader, draw_photograph: Any) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 251), ("8046FGH", SECOND, 254))
    content = json.loads(json.dumps(reader.read(photograph).as_dict()))
    assert content["kind"] == "photograph"
    assert [plate["text"] for plate in content["plates"]] == ["8046FGH", "1234BCD"]
    best = {key: value for key, value in content.items() if key not in ("kind", "plates")}
    assert best == content["plates"][0]
    assert content["corners"] == [[160, 320], [680, 320], [680, 430], [160, 430]]
    assert Reading.from_json(json.dumps(content)).text == "8046FGH"
    nothing = reader.read(draw_photograph()).as_dict()
    assert (nothing["text"], nothing["corners"], nothing["plates"]) == ("", None, [])


def test_a_file_is_read_as_its_pixels_are(
    reader: PhotographReader, draw_photograph: Any, tmp_path: Path
) -> None:
    photograph = draw_photograph(("1234BCD", FIRST, 255))
    path = tmp_path / "car.png"
    path.write_bytes(cv2.imencode(".png", photograph)[1].tobytes())
    assert reader.read(path).as_dict() == reader.read(photograph).as_dict()
    assert reader.read(str(path)).as_dict() == reader.read(photograph).as_dict()
    with pytest.raises(ImageError, match="no such file"):
        reader.read(tmp_path / "gone.png")


def test_the_look_can_be_decided_again(reader: PhotographReader, draw_photograph: Any) -> None:
    (plate,) = reader.read(draw_photograph(("1234BCD", FIRST, 255))).plates
    assert reader.decide(plate.look) == plate.reading
    assert max(slot.span[1] for slot in plate.look.slots) <= plate.width


@pytest.mark.parametrize(
    "plates",
    [
        [],
        [("1234BCD", FIRST, 255)],
        [("1234BCD", FIRST, 252), ("8046FGH", SECOND, 246)],  # one of them refused
    ],
)
def test_steps_are_drawn(reader: PhotographReader, draw_photograph: Any, plates: Any) -> None:
    photograph = draw_photograph(*plates)
    trace = reader.trace(photograph)
    page = draw_photograph_steps(photograph, trace)
    assert page.dtype == np.uint8 and page.shape[1] >= photograph.shape[1]
    # The longer the story, the longer the page.
    assert page.shape[0] > 640 + 300 * len(trace.plates)
