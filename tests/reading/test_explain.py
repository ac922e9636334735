"""The pictures of readings and failures: that they hold what they should, for odd plates too."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.reading import drawing
from alpr.reading.explain import draw_steps
from alpr.reading.failures import draw_failure, picture_name
from alpr.reading.images import ImageError
from alpr.reading.reader import PlateReader


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


def test_steps_show_every_glyph(reader: PlateReader, draw_plate: Any) -> None:
    plate = draw_plate("1234BCD")
    trace = reader.trace(plate)
    picture = draw_steps(plate, trace)
    for kept in trace.segmentation.kept:
        tile = drawing.zoomed(kept.glyph, 3)
        tops, lefts = np.nonzero((picture == tile[0, 0]).all(axis=2))
        height, width = tile.shape[:2]
        assert any(
            np.array_equal(picture[top : top + height, left : left + width], tile)
            for top, left in zip(tops, lefts, strict=True)
            if left + width <= picture.shape[1] and top > picture.shape[0] // 2
        )


def test_kept_boxes_are_green_and_dropped_ones_red(reader: PlateReader, draw_plate: Any) -> None:
    drawn = drawing.draw_boxes(reader.trace(draw_plate("1234BCD")).segmentation, 3)
    assert has(drawn, drawing.GREEN)
    assert has(drawn, drawing.RED)
    blank = np.full((110, 520, 3), 200, np.uint8)
    drawn = drawing.draw_boxes(reader.trace(blank).segmentation, 3)
    assert not has(drawn, drawing.GREEN)


def test_failure_of_a_broken_file_is_a_picture_too() -> None:
    assert draw_failure(ImageError("a.png: empty"), "1234BCD").min() < 100  # some text on white


def test_picture_names_never_collide() -> None:
    taken: set[str] = set()
    files = ["a.png", "images/a.png", "a.jpg", "a-2.png", "b.png"]
    names = [picture_name(file, taken) for file in files]
    assert names == ["a", "a-2", "a-3", "a-2-2", "b"]
