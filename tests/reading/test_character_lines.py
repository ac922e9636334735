"""Lines of characters: their height, slope and polarity are read off the plate itself."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.reading.binarization import ThresholdSettings
from alpr.reading.character_lines import LineSettings, find_lines

Image = NDArray[np.uint8]

SETTINGS = LineSettings(
    plate_px=240,
    thresholds=ThresholdSettings((0.6, 1.5), (0.3,), (0.5,)),
    height=(0.22, 0.97),
    aspect=(0.06, 1.1),
    height_step=0.16,
    middle_step=0.1,
    most=3,
)


def plate(
    heights: list[int], slope: float = 0.0, bottom: int = 80, shape: Any = (100, 240)
) -> Image:
    """A light page with one dark bar of each height, on a base line."""
    page = np.full(shape, 220, np.uint8)
    for index, height in enumerate(heights):
        left = 20 + 25 * index
        low = round(bottom + slope * left)
        page[low - height : low, left : left + 12] = 30
    return page


@pytest.mark.parametrize("shape", [(1, 1), (1, 240), (240, 1), (100, 240)])
def test_blank_page_has_no_line(shape: tuple[int, int]) -> None:
    assert find_lines(np.full(shape, 200, np.uint8), SETTINGS) == []


def test_one_bar_is_a_level_line() -> None:
    lines = [line for line in find_lines(plate([50]), SETTINGS) if not line.light_on_dark]
    assert [line.slope for line in lines] == [0]
    assert abs(lines[0].height_px - 50) <= 2


@pytest.mark.parametrize("slope", [-0.1, 0.0, 0.06])
@pytest.mark.parametrize("light_on_dark", [False, True])
def test_height_slope_and_polarity_are_found(slope: float, light_on_dark: bool) -> None:
    page = plate([40] * 7, slope, bottom=75)
    line, *_ = find_lines(np.asarray(255 - page if light_on_dark else page), SETTINGS)
    assert line.light_on_dark == light_on_dark
    assert abs(line.height_px - 40) <= 2
    assert abs(line.slope - slope) < 0.02
    assert abs(line.middle(20) - (75 + slope * 20 - 20)) <= 2


def test_the_larger_characters_win_over_more_small_ones() -> None:
    page = plate([40] * 6, bottom=90)
    for left in range(10, 230, 14):
        page[10:32, left : left + 7] = 30  # 16 small ones above
    first, *_ = find_lines(page, replace(SETTINGS, height=(0.1, 0.97)))
    assert abs(first.height_px - 40) <= 2


def test_lines_that_are_alike_count_once() -> None:
    lines = find_lines(plate([40] * 7), SETTINGS)
    dark = [line for line in lines if not line.light_on_dark and abs(line.height_px - 40) < 3]
    assert len(dark) == 1


def test_line_of_an_enlarged_picture_is_the_line_enlarged() -> None:
    page = plate([40] * 7, slope=0.05)
    small, *_ = find_lines(page, SETTINGS)
    double = small.times(2)
    large, *_ = find_lines(np.asarray(cv2.resize(page, None, fx=2, fy=2), np.uint8), SETTINGS)
    assert abs(double.height_px - large.height_px) <= 2
    assert abs(double.middle(200) - large.middle(200)) <= 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"plate_px": 10}, "plate_px must be 50 to 1000, not 10"),
        ({"most": 0}, "most must be 1 to 10, not 0"),
        ({"height_step": 0.0}, "height_step must be above 0"),
        ({"middle_step": 2.0}, "middle_step must be above 0"),
        ({"height": (0.9, 0.2)}, "height must be 0 < lowest <= highest, not 0.9, 0.2"),
        ({"aspect": (0.0, 1.0)}, "aspect must be 0 < lowest"),
    ],
)
def test_settings_out_of_range_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SETTINGS, **change)
