"""The line reader with a network made by hand: it says what the brightness of its columns is."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from alpr.boxes import Box
from alpr.characters import CHARACTERS
from alpr.columns import BLANK, CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.reading import drawing, explain_line
from alpr.reading.explain import draw_steps
from alpr.reading.failures import draw_failure
from alpr.reading.images import ImageError
from alpr.reading.line import LineReader, line_crop
from alpr.reading.look import LineSteps
from alpr.reading.model_folder import ModelError, read_description
from alpr.reading.reader import PlateReader
from alpr.reading.second_look import VIEWS


def write_model(folder: Path, **changes: Any) -> Path:
    """Write a network whose column of grey level 10 x k shows character k; 250 is blank."""
    levels = np.full((1, 1, CLASSES), 250, np.float32)
    levels[0, 0, :24] = 10 * np.arange(24)
    levels[0, 0, 24:BLANK] = -10_000  # characters that no brightness means
    nodes = [
        helper.make_node("Reshape", ["crops", "grid"], ["rows"]),  # (N, 48, 40, 4)
        helper.make_node("ReduceMean", ["rows"], ["means"], axes=[1, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["means", "last"], ["column"]),  # (N, 40, 1)
        helper.make_node("Sub", ["column", "levels"], ["off"]),
        helper.make_node("Abs", ["off"], ["distance"]),
        helper.make_node("Neg", ["distance"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=2),
    ]
    constants = [
        onnx.numpy_helper.from_array(np.array([-1, HEIGHT, COLUMNS, WIDTH // COLUMNS]), "grid"),
        onnx.numpy_helper.from_array(np.array([2]), "last"),
        onnx.numpy_helper.from_array(levels, "levels"),
    ]
    shapes = {"crops": ["N", HEIGHT, WIDTH, 1], "probabilities": ["N", COLUMNS, CLASSES]}
    values = {
        name: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    }
    graph = helper.make_graph(
        nodes, "toy", [values["crops"]], [values["probabilities"]], initializer=constants
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "network.onnx")
    description = {"temperature": 1.0, "characters": CHARACTERS} | changes
    (folder / "model.json").write_text(json.dumps(description))
    return folder


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PlateReader:
    return PlateReader(write_model(tmp_path_factory.mktemp("toy") / "model"))


def plate(text: str, scale: int = 1) -> np.ndarray:
    """Draw bands of 5 columns for each character, with 2 blank ones before it and at the end."""
    image = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for index, character in enumerate(text):
        left = 8 + 28 * index
        image[:, left : left + 20] = 10 * CHARACTERS.index(character)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=0), np.uint8)


@pytest.mark.parametrize(
    "text",
    [
        "",  # no plate
        "A",  # one character
        "99",  # a repeated one
        "0A1B2",  # as many as fit
    ],
)
def test_it_reads_what_stands_there(reader: PlateReader, text: str) -> None:
    assert reader.read(plate(text)).text == text


def test_boxes_are_places_in_the_picture_given(reader: PlateReader) -> None:
    boxes = [item.box for item in reader.read(plate("3C", scale=3)).characters]
    assert boxes == [Box(24, 0, 84, 144), Box(108, 0, 168, 144)]


def test_probability_and_alternatives_are_those_of_the_columns(reader: PlateReader) -> None:
    image = plate("5")
    image[image == 50] = 54
    (character,) = reader.read(image).characters
    scores = np.exp(-np.abs(54.0 - 10 * np.arange(24)))
    shares = scores / scores.sum()
    assert character.character == "5"
    assert character.probability == pytest.approx(shares[5], abs=1e-3)
    other, probability = character.alternatives[0]
    assert other == "6"
    assert probability == pytest.approx(shares[6], abs=1e-3)
    assert len(character.alternatives) == 3


def test_a_temperature_softens_the_confidence_alone(tmp_path: Path, reader: PlateReader) -> None:
    image = plate("5")
    image[image == 50] = 54
    soft = PlateReader(write_model(tmp_path / "m", temperature=3.0)).read(image)
    sharp = reader.read(image)
    assert soft.text == sharp.text
    assert 0 < soft.confidence < sharp.confidence


def test_improbable_characters_are_question_marks(tmp_path: Path) -> None:
    image = plate("A5B")
    image[image == 50] = 55  # as far from 5 as from 6
    folder = write_model(tmp_path)
    reading = PlateReader(folder, threshold=0.6).read(image)
    assert reading.text == "A?B"
    assert reading.raw in ("A5B", "A6B")
    assert "".join(item.character for item in reading.characters) == reading.raw
    assert PlateReader(folder, threshold=0.4).read(image).text == reading.raw


def test_a_text_of_question_marks_alone_is_none(tmp_path: Path) -> None:
    image = plate("5")
    image[image == 50] = 55
    reading = PlateReader(write_model(tmp_path), threshold=0.6).read(image)
    assert (reading.text, reading.confidence, reading.characters) == ("", 0.0, ())
    assert reading.raw in ("5", "6")


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 1), np.uint8),  # the smallest picture
        np.zeros((2, 900), np.uint8),  # flat
        np.zeros((700, 3, 4), np.uint16),  # thin, deep and transparent
    ],
)
def test_any_picture_gives_a_reading(reader: PlateReader, image: np.ndarray) -> None:
    height, width = image.shape[:2]
    for item in reader.read(image).characters:
        assert Box(0, 0, width, height).contains(item.box)


def test_a_file_is_read_as_its_pixels_are(tmp_path: Path, reader: PlateReader) -> None:
    cv2.imwrite(str(tmp_path / "p.png"), plate("1A2"))
    assert reader.read(tmp_path / "p.png") == reader.read(plate("1A2"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(ImageError):
        reader.read(tmp_path / "broken.png")


@pytest.mark.parametrize(
    "shape",
    [
        (96, 320),  # both axes shrink
        (20, 60),  # both grow
        (20, 400),  # one shrinks, one grows
    ],
)
def test_crops_keep_their_mean_and_their_halves(shape: tuple[int, int]) -> None:
    image = np.zeros(shape, np.uint8)
    image[:, shape[1] // 2 :] = 200
    crop = line_crop(image)
    assert crop.shape == (HEIGHT, WIDTH)
    assert crop[:, : WIDTH // 2 - 4].max() == 0
    assert crop[:, WIDTH // 2 + 4 :].min() == 200


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"temperature": 0.0}, "temperature"),
        ({"temperature": "warm"}, "wrong type"),
        ({"confidence": {"a": -1.0, "b": 1.0, "c": 0.0}}, "a and b must be above 0"),
        ({"confidence": {"slant": 1}}, r"confidence\.slant is not known"),
        ({"characters": "ABC"}, "characters"),
    ],
)
def test_a_damaged_description_is_an_error(
    tmp_path: Path, damage: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        PlateReader(write_model(tmp_path, **damage))


def test_a_missing_or_damaged_network_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make model"):
        PlateReader(tmp_path / "nowhere")
    write_model(tmp_path)
    (tmp_path / "network.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match="cannot be loaded"):
        PlateReader(tmp_path)
    (tmp_path / "network.onnx").unlink()
    with pytest.raises(ModelError, match="no such file"):
        PlateReader(tmp_path)


def test_other_crops_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="48, 160"):
        LineReader(write_model(tmp_path)).columns(np.zeros((1, 32, 32), np.uint8))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", 0),  # no plate
        ("A5B", 3),
    ],
)
def test_the_steps_are_drawn_with_a_box_for_each_character(
    reader: PlateReader, text: str, wanted: int
) -> None:
    image = np.repeat(plate(text)[:, :, np.newaxis], 3, axis=2)
    trace = reader.trace(image)
    steps = trace.look.steps
    assert isinstance(steps, LineSteps)
    places = explain_line.draw_places(steps, trace.look.slots)
    assert places.shape == (HEIGHT * explain_line.ZOOM, WIDTH * explain_line.ZOOM, 3)
    row = (places[20] == drawing.GREEN).all(axis=1)
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) == 2 * wanted  # two sides of each box
    drawn = draw_steps(image, trace)
    assert drawn.shape[1] > WIDTH * explain_line.ZOOM
    failure = draw_failure(trace, "1234")
    assert failure.shape[0] > places.shape[0]


def test_a_format_shows_what_it_changed(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text('name: own\ndescription: a digit between letters\npatterns: ["A0A"]\n')
    image = plate("A5B")
    image[image == 50] = 45  # as far from 4 as from 5
    folder = write_model(tmp_path / "model")
    trace = PlateReader(folder, format=own, top=2).trace(image)
    assert trace.reading.format == "own"
    assert {item.text for item in trace.reading.candidates} == {"A4B", "A5B"}
    assert (draw_steps(np.repeat(image[:, :, np.newaxis], 3, axis=2), trace) < 128).any()


@pytest.mark.parametrize(
    ("off", "views"),
    [
        (0, 1),  # every character is sure
        (4, 1 + len(VIEWS)),  # a 5 rather than a 6 and a B rather than a C, 88 to 12 each
    ],
)
def test_what_is_unsure_is_looked_at_again_and_shown(
    reader: PlateReader, off: int, views: int
) -> None:
    image = np.repeat(unsure_plate(off)[:, :, np.newaxis], 3, axis=2)
    trace = reader.trace(image)
    assert trace.reading.text == "A5B"
    assert trace.reading.views == views
    assert trace.reading.as_dict()["views"] == views
    assert isinstance(trace.look.steps, LineSteps)
    assert trace.look.steps.columns.shape == (views, COLUMNS, CLASSES)
    once = reader.trace(np.repeat(plate("A5B")[:, :, np.newaxis], 3, axis=2))
    taller = draw_steps(image, trace).shape[0] - draw_steps(image, once).shape[0]
    assert (taller > 100) == (views > 1)


def unsure_plate(off: int) -> np.ndarray:
    """Draw a 5 and a B that are so many grey levels nearer to the characters after them."""
    image = plate("A5B")
    image[image == 50] += off
    image[image == 110] += off
    return image


def test_where_nothing_is_seen_there_is_no_second_look(reader: PlateReader) -> None:
    assert reader.read(plate("")).views == 1


def test_the_description_is_read_once(tmp_path: Path) -> None:
    folder = write_model(tmp_path)
    description = read_description(folder)
    (folder / "model.json").unlink()
    assert LineReader(folder, description=description).description is description


def test_threads_share_a_reader(reader: PlateReader) -> None:
    image = unsure_plate(4)
    alone = reader.read(image)
    assert alone.views > 1
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(reader.read, [image] * 12)) == {alone}


def test_a_second_look_is_not_followed_by_a_third(tmp_path: Path) -> None:
    reader = LineReader(write_model(tmp_path / "model", temperature=1.0))
    pixels = np.repeat(plate("3C")[:, :, np.newaxis], 3, axis=2)
    pixels[:, 8:28] += 5  # between two characters: unsure
    glance = reader.glance(pixels)
    again = reader.look_again(pixels, glance)
    assert (glance.views, again.views) == (1, 1 + len(VIEWS))
    assert reader.look_again(pixels, again) is again
