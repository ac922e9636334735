"""Ink maps: what belongs to a shape, how soft its edge is, and shapes that are none."""

import cv2
import numpy as np
import pytest

from alpr.boxes import Box
from alpr.glyphs import glyph
from alpr.reading.ink import box_glyph

BOX = Box(10, 10, 20, 40)


def page(paper: int = 200) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((50, 60), paper, np.uint8)


def bar() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((BOX.height, BOX.width), 255, np.uint8)


def test_no_pixels_in_the_shape() -> None:
    with pytest.raises(ValueError, match="contrast"):
        box_glyph(page(), np.zeros_like(bar()), BOX)


def test_shape_as_light_as_the_paper() -> None:
    with pytest.raises(ValueError, match="contrast 0 is below"):
        box_glyph(page(), bar(), BOX)


def test_shape_lighter_than_the_paper() -> None:
    grey = page(50)
    grey[10:40, 10:20] = 200
    with pytest.raises(ValueError, match="contrast -150 is below"):
        box_glyph(grey, bar(), BOX)


def test_shape_that_fills_the_picture() -> None:
    with pytest.raises(ValueError, match="contrast 0 is below"):
        box_glyph(page(20), np.full((50, 60), 255, np.uint8), Box(0, 0, 60, 50))


@pytest.mark.parametrize("levels", [(200, 20), (255, 0), (120, 90)])  # whatever the contrast
def test_bar_is_the_bar_of_training(levels: tuple[int, int]) -> None:
    grey = page(levels[0])
    grey[10:40, 10:20] = levels[1]
    assert np.array_equal(box_glyph(grey, bar(), BOX), glyph(bar()))


def test_neighbour_inside_the_box_vanishes() -> None:
    grey = page()
    grey[10:40, 10:20] = 20
    grey[10:40, 23:30] = 20  # the next character; its box overlaps by the padding
    assert np.array_equal(box_glyph(grey, bar(), BOX), glyph(bar()))


def test_hole_stays_empty() -> None:
    grey = page()
    cv2.circle(grey, (30, 25), 15, 20, 4)
    box = Box(13, 8, 48, 43)
    ink = np.where(grey < 100, 255, 0).astype(np.uint8)[8:43, 13:48]
    drawn = box_glyph(grey, ink, box)
    assert drawn[14:18, 14:18].max() == 0
    assert drawn.max() == 255


def test_soft_edge_stays_soft() -> None:
    grey = page()
    grey[10:40, 10:20] = 20
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    drawn = box_glyph(np.asarray(soft, np.uint8), bar(), BOX)
    between = (drawn > 20) & (drawn < 235)
    assert between.sum() > 20
