"""The glyph is where training and reading meet: what it promises is checked here once."""

import cv2
import numpy as np
import pytest

from alpr.glyphs import GLYPH_SIZE, MARGIN, glyph


def page_with(rows: slice, columns: slice, size: int = 128) -> np.ndarray:
    page = np.zeros((size, size), np.uint8)
    page[rows, columns] = 255
    return page


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (np.zeros((0, 0), np.uint8), "no pixel at all"),
        (np.zeros((128, 128), np.uint8), "a blank page"),
        (np.full((128, 128), 127, np.uint8), "everything just below the ink level"),
        (np.zeros((128, 128, 3), np.uint8), "a colour image"),
        (np.zeros((128, 128), np.float32), "not uint8"),
    ],
)
def test_what_is_no_ink_is_refused(page: np.ndarray, why: str) -> None:
    with pytest.raises(ValueError, match=r"ink|uint8"):
        glyph(page)


@pytest.mark.parametrize(
    ("rows", "columns", "height", "width", "why"),
    [
        (slice(64, 65), slice(64, 65), 28, 28, "one pixel fills the frame"),
        (slice(0, 128), slice(0, 128), 28, 28, "ink that touches all four sides"),
        (slice(20, 90), slice(60, 70), 28, 4, "an I keeps its aspect"),
        (slice(60, 64), slice(10, 122), 1, 28, "a dash is as wide as an I is high"),
        (slice(5, 12), slice(5, 12), 28, 28, "a small character is enlarged"),
        (slice(0, 128), slice(50, 51), 28, 1, "a hair line keeps at least one pixel"),
    ],
)
def test_the_frame(rows: slice, columns: slice, height: int, width: int, why: str) -> None:
    made = glyph(page_with(rows, columns))
    assert made.shape == (GLYPH_SIZE, GLYPH_SIZE)
    assert made.dtype == np.uint8
    assert np.count_nonzero(made.max(axis=1)) == height
    assert np.count_nonzero(made.max(axis=0)) == width
    assert made[:MARGIN].max() == made[-MARGIN:].max() == 0
    assert made[:, :MARGIN].max() == made[:, -MARGIN:].max() == 0


def test_place_on_the_page_and_size_do_not_matter() -> None:
    small, large = np.zeros((60, 60), np.uint8), np.zeros((400, 300), np.uint8)
    cv2.putText(small, "R", (2, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 255, 4, cv2.LINE_AA)
    moved = np.zeros_like(large)
    moved[200:260, 140:200] = small
    assert np.array_equal(glyph(small), glyph(moved))


def test_thin_strokes_survive_shrinking() -> None:
    page = np.zeros((512, 512), np.uint8)
    cv2.rectangle(page, (50, 50), (460, 460), 255, 8)
    frame = glyph(page)
    middle = frame[GLYPH_SIZE // 2]
    assert middle[: GLYPH_SIZE // 2].max() > 64, "the left side of the square has vanished"
    assert middle[GLYPH_SIZE // 2 :].max() > 64, "the right side of the square has vanished"


def test_the_argument_is_left_alone() -> None:
    page = page_with(slice(20, 90), slice(40, 70))
    before = page.copy()
    glyph(page)
    assert np.array_equal(page, before)
