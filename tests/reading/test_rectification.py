"""Plates warped upright, and the way back to the photograph."""

from typing import Any

import cv2
import numpy as np
import pytest

from alpr.boxes import Box
from alpr.places import Corners
from alpr.projection import mapped
from alpr.reading.rectification import MOST_PX, mapped_box, rectified, turns_clockwise

UPRIGHT = np.array([(20, 10), (220, 10), (220, 60), (20, 60)], np.float64)


def turned(corners: Corners, degrees: float) -> Corners:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = corners.mean(axis=0)
    return np.asarray((corners - middle) @ turn.T + middle, np.float64)


def painted(corners: Corners, size: tuple[int, int] = (300, 300)) -> np.ndarray:
    """Draw a plate whose left half is black and whose right half is white, on grey."""
    photograph = np.full((size[1], size[0], 3), 128, np.uint8)
    top, bottom = (corners[0] + corners[1]) / 2, (corners[3] + corners[2]) / 2
    for half, shade in (([corners[0], top, bottom, corners[3]], 0),
                        ([top, corners[1], corners[2], bottom], 255)):  # fmt: skip
        cv2.fillPoly(photograph, [np.round(half).astype(np.int32)], (shade, shade, shade))
    return photograph


@pytest.mark.parametrize(
    "corners",
    [
        UPRIGHT,
        turned(UPRIGHT + 60, 30),  # turned as far as is asked for
        turned(UPRIGHT + 60, 180),  # upside down: its own top left is at the lower right
        UPRIGHT + np.array([(0, 0), (0, 40), (0, 20), (0, 0)]),  # seen from the side
    ],
)
def test_the_plate_stands_upright(corners: Corners) -> None:
    crop, matrix = rectified(painted(corners), corners, margin=0)
    height, width = crop.shape[:2]
    assert crop[height // 2, width // 4].tolist() == [0, 0, 0]
    assert crop[height // 2, 3 * width // 4].tolist() == [255, 255, 255]
    ends = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    assert mapped(matrix, ends) == pytest.approx(corners, abs=1e-3)


def test_the_margin_is_a_share_of_the_height() -> None:
    crop, matrix = rectified(painted(UPRIGHT), UPRIGHT, margin=0.2)
    height, width = crop.shape[:2]
    assert mapped(matrix, np.array([(0.0, 0.0)])) == pytest.approx(np.array([(10, 0)]), abs=1e-3)
    assert width / height == pytest.approx(220 / 70, rel=0.01)


@pytest.mark.parametrize(
    ("scale", "width"),
    [
        (0.1, 192),  # 20 x 5 px: enlarged to the 48 rows that the line reader looks at
        (1.0, 200),  # as it is
        (20.0, MOST_PX),  # 4,000 px wide
    ],
)
def test_the_crop_is_as_large_as_the_reader_can_use(scale: float, width: int) -> None:
    side = max(8, round(300 * scale))
    crop, _ = rectified(np.zeros((side, side, 3), np.uint8), UPRIGHT * scale, margin=0)
    assert crop.shape[1] == width


def test_a_large_plate_is_averaged_not_sampled() -> None:
    # Lines of one pixel, every second one black: sampled they would alias.
    lines = np.zeros((1000, 4000, 3), np.uint8)
    lines[:, ::2] = 255
    corners = np.array([(0, 0), (4000, 0), (4000, 1000), (0, 1000)], np.float64)
    crop, _ = rectified(lines, corners, margin=0)
    assert np.abs(crop[5:-5, 5:-5].astype(int) - 128).max() < 40


def test_beyond_the_edge_the_last_pixels_are_repeated() -> None:
    photograph = np.full((50, 100, 3), 77, np.uint8)
    crop, _ = rectified(photograph, UPRIGHT - 40, margin=0.3)
    assert (crop == 77).all()


@pytest.mark.parametrize(
    "corners",
    [
        np.zeros((4, 2)),  # no area
        UPRIGHT[::-1],  # a mirror image
        UPRIGHT[[0, 2, 1, 3]],  # crossed
        np.array([(0, 0), (40, 0), (10, 5), (0, 20)], np.float64),  # a dart
        np.full((4, 2), np.nan),
        UPRIGHT[:3],  # a triangle
    ],
)
def test_what_is_no_plate_is_refused(corners: Any) -> None:
    assert not turns_clockwise(corners)
    with pytest.raises(ValueError, match="clockwise"):
        rectified(np.zeros((50, 50, 3), np.uint8), corners)


def test_boxes_go_back_to_the_photograph_and_stay_in_it() -> None:
    shift = np.array([[2.0, 0, 10], [0, 2, 20], [0, 0, 1]])
    assert mapped_box(shift, Box(0, 0, 5, 6), 100, 100) == Box(10, 20, 20, 32)
    assert mapped_box(shift, Box(0, 0, 500, 6), 100, 100) == Box(10, 20, 100, 32)
    # Wholly outside: a pixel at the edge, since no box is empty.
    assert mapped_box(shift, Box(90, 90, 95, 95), 100, 100) == Box(99, 99, 100, 100)
