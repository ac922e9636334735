"""The pictures of readings and failures: that they hold what they should, for odd plates too."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.parameters import read_parameters
from alpr.reading import drawing
from alpr.reading.explain import draw_steps
from alpr.reading.explain_result import changed, draw_result
from alpr.reading.failures import draw_failure, picture_name
from alpr.reading.images import ImageError
from alpr.reading.reader import PlateReader, Trace
from alpr.reading.readings import CharacterReading
from alpr.reading.segmentation_settings import RelativeSettings
from alpr.reading.segments import Segmentation


@pytest.fixture(scope="module")
def reader(toy_model: Path) -> PlateReader:
    return PlateReader(toy_model)


def has(picture: NDArray[np.uint8], colour: drawing.Colour) -> bool:
    return bool((picture == np.array(colour)).all(axis=2).any())


@pytest.mark.parametrize(
    "size",
    [(1, 1), (1, 500), (500, 1), (110, 520), (400, 400)],  # height, width
)
def test_blank_images_are_drawn(reader: PlateReader, size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 200, np.uint8)
    trace = reader.trace(image)
    for picture in (draw_steps(image, trace), draw_failure(trace, "1234BCD")):
        assert picture.dtype == np.uint8
        assert picture.ndim == 3


def segmentation_of(trace: Trace) -> Segmentation:
    assert isinstance(trace.look.steps, Segmentation)
    return trace.look.steps


@pytest.fixture(scope="module")
def relative_reader(toy_model: Path) -> PlateReader:
    params = Path(__file__).parents[2] / "params.yaml"
    settings = read_parameters(RelativeSettings, "segmentation.relative", params)
    return PlateReader(toy_model, segmentation=settings)


@pytest.mark.parametrize("text", ["1234BCD", "1", "ABCDEFGH12"])  # the last on more than one row
@pytest.mark.parametrize("light", [False, True])
def test_light_characters_are_drawn_as_dark_ones(
    relative_reader: PlateReader, draw_plate: Any, text: str, light: bool
) -> None:
    plate = draw_plate(text)
    plate = 255 - plate if light else plate
    trace = relative_reader.trace(plate)
    assert segmentation_of(trace).light_on_dark is light
    check_glyphs(trace, draw_steps(plate, trace))


def test_steps_show_every_glyph(reader: PlateReader, draw_plate: Any) -> None:
    plate = draw_plate("1234BCD")
    trace = reader.trace(plate)
    check_glyphs(trace, draw_steps(plate, trace))


def check_glyphs(trace: Trace, picture: NDArray[np.uint8]) -> None:
    assert segmentation_of(trace).kept
    for kept in segmentation_of(trace).kept:
        tile = drawing.zoomed(kept.glyph, 3)
        tops, lefts = np.nonzero((picture == tile[0, 0]).all(axis=2))
        height, width = tile.shape[:2]
        assert any(
            np.array_equal(picture[top : top + height, left : left + width], tile)
            for top, left in zip(tops, lefts, strict=True)
            if left + width <= picture.shape[1] and top > picture.shape[0] // 2
        )


def test_kept_boxes_are_green_and_dropped_ones_red(reader: PlateReader, draw_plate: Any) -> None:
    drawn = drawing.draw_boxes(segmentation_of(reader.trace(draw_plate("1234BCD"))), 3)
    assert has(drawn, drawing.GREEN)
    assert has(drawn, drawing.RED)
    blank = np.full((110, 520, 3), 200, np.uint8)
    drawn = drawing.draw_boxes(segmentation_of(reader.trace(blank)), 3)
    assert not has(drawn, drawing.GREEN)


def test_failure_of_a_broken_file_is_a_picture_too() -> None:
    assert draw_failure(ImageError("a.png: empty"), "1234BCD").min() < 100  # some text on white


def test_picture_names_never_collide() -> None:
    taken: set[str] = set()
    files = ["a.png", "images/a.png", "a.jpg", "a-2.png", "b.png"]
    names = [picture_name(file, taken) for file in files]
    assert names == ["a", "a-2", "a-3", "a-2-2", "b"]


def test_the_last_lines_say_what_a_format_did(toy_model: Path, draw_plate: Any) -> None:
    plate = draw_plate("8046FGH")
    bare, formatted = (
        draw_result(PlateReader(toy_model, format=name).read(plate), 800) for name in ("none", "es")
    )
    assert len(formatted) > len(bare)
    assert (formatted[84:] < 200).any()  # how likely each format is


@pytest.mark.parametrize(("raw", "said"), [("A", ""), ("4", "was 4"), ("", "was not seen")])
def test_a_changed_character_says_what_it_was(raw: str, said: str) -> None:
    assert changed(CharacterReading("A", 0.9, Box(0, 0, 1, 1), (), raw)) == said
