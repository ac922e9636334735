"""Pictures of photographs that were not read without fault."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.photograph_score import FoundPlate, LabelledPlate, PhotographScore
from alpr.reading.drawing import GREEN
from alpr.reading.images import ImageError
from alpr.reading.localization import Refusal
from alpr.reading.located import PHOTOGRAPH, LocatedReading, PhotographReading
from alpr.reading.look import LineSteps, Look
from alpr.reading.photograph_failures import ORANGE, draw_photograph_failure, fault_lines
from alpr.reading.quads import Captions, draw_quad, scaled
from alpr.reading.readings import NOTHING

LABELLED = LabelledPlate("AB12", Box(100, 100, 200, 130))


def quad(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def score(*found: FoundPlate, plates: tuple[LabelledPlate, ...] = (LABELLED,)) -> PhotographScore:
    return PhotographScore("a.jpg", plates, found)


def share_of(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> float:
    return float((picture == colour).all(axis=2).mean())


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        ((), ["AB12, chosen nothing: not found", "1 of 1 not found"]),
        ((FoundPlate("AB13", 0.9, LABELLED.box),), ["AB12, chosen AB13: misread"]),
        (
            (FoundPlate("XY9", 0.9, Box(0, 0, 9, 9)), FoundPlate("AB12", 0.8, LABELLED.box)),
            ["AB12, chosen XY9: another chosen", "1 found where none is labelled"],
        ),
        (
            (FoundPlate("AB12", 0.9, Box(0, 0, 9, 9)),),
            ["AB12, chosen AB12", "1 of 1 not found, 1 found where none is labelled"],
        ),
    ],
)
def test_what_was_wrong(found: tuple[FoundPlate, ...], lines: list[str]) -> None:
    assert fault_lines(score(*found)) == lines


def test_a_photograph_without_plates() -> None:
    assert fault_lines(score(FoundPlate("X", 0.5, LABELLED.box), plates=())) == [
        "no plate, chosen X",
        "1 found where none is labelled",
    ]


def test_a_broken_file_is_an_empty_picture_that_says_so() -> None:
    broken = PhotographScore("a.jpg", (LABELLED,), None)
    assert fault_lines(broken) == ["AB12: the file cannot be read"]
    picture = draw_photograph_failure(ImageError("a.jpg: gone"), None, broken)
    assert picture.ndim == 3
    assert 0 < (picture < 128).mean() < 0.2


@pytest.mark.parametrize(
    "size",
    [
        (1, 1),
        (40, 3000),  # a strip
        (300, 400),
        (720, 1280),
    ],
)
def test_labels_are_green_and_what_was_found_is_orange(size: tuple[int, int]) -> None:
    photograph = np.full((*size, 3), 90, np.uint8)
    height, width = size
    label = LabelledPlate("AB12", Box(width // 4, height // 4, width // 2 + 1, height // 2 + 1))
    corners = quad(width / 2, height / 2, width, height)
    located = LocatedReading(
        tuple((x, y) for x, y in corners.tolist()),
        0.8,
        replace(NOTHING, text="XY9"),
        Look((), (), LineSteps(np.zeros((48, 160), np.uint8), 10, np.zeros((40, 37), np.float32))),
        10,
    )
    far = quad(-9e9, -9e9, 9e9, 9e9)
    refused = tuple(Refusal(corners, 0.1, "too small") for corners in (far, quad(0, 0, 1, 1)))
    reading = PhotographReading(PHOTOGRAPH, (located,), refused)
    found = FoundPlate("XY9", 0.9, located.box)
    picture = draw_photograph_failure(photograph, reading, score(found, plates=(label,)))
    assert picture.dtype == np.uint8
    assert (photograph == 90).all()  # drawn into a copy
    assert max(picture.shape[:2]) <= 1400
    # OpenCV smooths lines: where they are level, their middle is the colour itself.
    assert share_of(picture, GREEN) > 0
    assert share_of(picture, ORANGE) > 0


@pytest.mark.parametrize(
    ("size", "expected"),
    [((100, 50), (400, 200)), ((600, 500), (600, 500)), ((2000, 1000), (800, 400))],
)
def test_scaled_to_between_two_lengths(size: tuple[int, int], expected: tuple[int, int]) -> None:
    given = np.zeros((*size, 3), np.uint8)
    picture, scale = scaled(given, 800, 400)
    assert picture.shape[:2] == expected
    assert scale == expected[0] / size[0]
    assert not np.shares_memory(picture, given)


def test_a_quad_is_drawn_where_the_photograph_shows_it() -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    draw_quad(picture, quad(10, 5, 25, 15), 2.0, (255, 255, 255), 1)
    rows, columns = np.nonzero(picture[:, :, 0] > 100)
    # The edge between two pixels of the photograph lies between two of the picture.
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (19, 50, 9, 30)


def test_captions_do_not_cover_one_another() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    captions = Captions(picture)
    plate = quad(100, 90, 160, 110)
    captions.keep_free(plate)
    written = [captions.write("same place", plate, (0, 0, 255), 0.5) for _ in range(6)]
    assert written == [True] * 4 + [False] * 2
    assert not picture[90:110, 100:160].any()  # what must stay free is as it was


def test_a_caption_larger_than_the_picture_is_left_out() -> None:
    picture = np.zeros((10, 300, 3), np.uint8)
    assert not Captions(picture).write("high", quad(0, 0, 5, 5), (0, 0, 255), 1.0)
    assert not picture.any()
