"""A plate is seen at the scale of its characters, and they are dark, whatever was given."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alpr.parameters import read_parameters
from alpr.reading.line_views import line_views
from alpr.reading.scaling import grey_levels, scaled_by
from alpr.reading.segmentation_settings import RelativeSettings

PARAMS = Path(__file__).parents[2] / "params.yaml"


@pytest.fixture(scope="module")
def settings() -> RelativeSettings:
    return read_parameters(RelativeSettings, "segmentation.relative", PARAMS)


@pytest.mark.parametrize(
    "size",
    [(1, 1), (1, 500), (500, 1), (110, 520)],  # height, width
)
def test_a_blank_picture_has_no_line(settings: RelativeSettings, size: tuple[int, int]) -> None:
    assert list(line_views(np.full((*size, 3), 200, np.uint8), settings)) == []


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("factor", [0.5, 1, 3])  # of a plate 520 pixels wide
def test_characters_are_dark_and_of_one_height(
    settings: RelativeSettings, draw_plate: Any, light: bool, factor: float
) -> None:
    plate = scaled_by(draw_plate("1234BCD"), factor)
    view = next(iter(line_views(255 - plate if light else plate, settings)))
    assert view.line.light_on_dark is light
    assert view.line.height_px == pytest.approx(settings.character_px)
    assert view.scaled.shape[1] == pytest.approx(plate.shape[1] * view.factor, abs=1)
    # The same picture of dark ink, but for the rounding of its scaling.
    expected = 255 - grey_levels(view.scaled) if light else grey_levels(view.scaled)
    np.testing.assert_array_equal(view.grey, expected)
    assert np.median(view.grey) > 128
    heights = [item.box.height for item in view.candidates.found]
    assert sum(abs(height - settings.character_px) <= 3 for height in heights) >= 7


@pytest.mark.parametrize(
    ("size", "factor", "expected"),
    [
        ((1, 1), 0.1, (1, 1)),  # no side vanishes
        ((2, 400), 0.25, (1, 100)),
        ((30, 100), 1.0, (30, 100)),
        ((30, 100), 2.5, (75, 250)),
    ],
)
def test_scaling_keeps_the_proportions(
    size: tuple[int, int], factor: float, expected: tuple[int, int]
) -> None:
    assert scaled_by(np.zeros(size, np.uint8), factor).shape == expected
