"""Thresholds without pixel measures: ink is found whatever the levels and the scale."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.reading.binarization import ThresholdSettings, binarize

Image = NDArray[np.uint8]

SETTINGS = ThresholdSettings(windows=(0.6, 1.2), offsets=(0.3,), levels=(0.5,))


def bars(paper: int, ink: int, scale: int = 1) -> tuple[Image, Image]:
    """A page of 40 x 100 with bars 20 pixels high, and 255 where they are."""
    mask = np.zeros((40, 100), np.uint8)
    for left in (20, 45, 70):
        mask[10:30, left : left + 6] = 255
    mask = np.repeat(np.repeat(mask, scale, axis=0), scale, axis=1)
    return np.where(mask > 0, ink, paper).astype(np.uint8), mask


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (40, 100)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_page_has_no_ink(shape: tuple[int, int], level: int) -> None:
    blank = np.full(shape, level, np.uint8)
    assert not any(binary.any() for binary in binarize(blank, 20, SETTINGS))


@pytest.mark.parametrize(
    ("paper", "ink", "scale"),
    [
        (240, 20, 1),
        (120, 90, 1),  # faint: offsets are shares of the contrast
        (240, 20, 3),  # the same plate from nearer
    ],
)
def test_ink_is_found_at_any_contrast_and_scale(paper: int, ink: int, scale: int) -> None:
    grey, mask = bars(paper, ink, scale)
    found = binarize(grey, 20.0 * scale, SETTINGS)
    assert len(found) == 3
    for binary in found:
        assert np.array_equal(binary > 0, mask > 0)


def test_uneven_light_needs_the_local_thresholds() -> None:
    grey, mask = bars(200, 100)
    light = np.linspace(0.4, 1.2, 100)[None]
    *local, whole = binarize(np.asarray(grey * light, np.uint8), 20, SETTINGS)
    assert any(np.array_equal(binary > 0, mask > 0) for binary in local)
    assert not np.array_equal(whole > 0, mask > 0)


def test_levels_order_the_ink() -> None:
    soft = np.asarray(cv2.GaussianBlur(bars(240, 20)[0], (9, 9), 0), np.uint8)
    settings = ThresholdSettings((), (), (0.2, 0.5, 0.8))
    less, middle, more = (int((b > 0).sum()) for b in binarize(soft, 20, settings))
    assert less < middle < more


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((0.0,), (0.3,), ()), "windows must be 0.1 to 10, not 0.0"),
        (((1.0,), (-0.1,), ()), "offsets must be 0 to 3, not -0.1"),
        (((), (), (1.5,)), "levels must be 0 to 1, not 1.5"),
        (((1.0,), (), ()), "there must be a threshold"),  # windows alone make none
    ],
)
def test_settings_out_of_range_are_named(
    arguments: tuple[tuple[float, ...], ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ThresholdSettings(*arguments)
