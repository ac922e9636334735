"""Broken characters are offered joined, touching ones split, and nothing else."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.joining import JoiningSettings, joined, pieces, split

Image = NDArray[np.uint8]

HEIGHT = 40
SETTINGS = JoiningSettings(
    lowest_piece=0.1,
    widest_gap=0.1,
    widest=0.9,
    wide=0.75,
    narrowest=0.15,
    thickest_cut=0.4,
    most_cuts=3,
)


def page(*boxes: tuple[int, int, int, int]) -> Image:
    binary = np.zeros((60, 120), np.uint8)
    for x_min, y_min, x_max, y_max in boxes:
        binary[y_min:y_max, x_min:x_max] = 255
    return binary


def test_empty_page_has_no_pieces() -> None:
    assert pieces(page(), HEIGHT, SETTINGS) == ([], [])


def test_hole_and_speck_are_dropped_by_name() -> None:
    binary = page((10, 10, 30, 50), (60, 20, 62, 22))
    binary[20:30, 15:25] = 0
    whole, dropped = pieces(binary, HEIGHT, SETTINGS)
    assert [piece.box for piece in whole] == [Box(10, 10, 30, 50)]
    assert sorted(item.rule for item in dropped) == ["hole", "speck"]


@pytest.mark.parametrize(
    ("boxes", "together"),
    [
        ([(10, 10, 30, 28), (10, 31, 30, 50)], Box(10, 10, 30, 50)),  # cut across by glare
        ([(10, 10, 18, 50), (21, 10, 30, 50)], Box(10, 10, 30, 50)),  # a gap beside a serif
        ([(10, 10, 18, 50), (24, 10, 32, 50)], None),  # too far apart
        ([(10, 10, 28, 50), (30, 10, 60, 50)], None),  # too wide for one character
        ([(10, 10, 30, 50)], None),  # nothing to join
    ],
)
def test_near_pieces_are_offered_together(
    boxes: list[tuple[int, int, int, int]], together: Box | None
) -> None:
    whole, _ = pieces(page(*boxes), HEIGHT, SETTINGS)
    found = list(joined(whole, HEIGHT, SETTINGS))
    assert [piece.box for piece in found] == ([together] if together else [])
    for piece in found:
        assert np.array_equal(piece.ink > 0, page(*boxes)[10:50, 10:30] > 0)
        assert not piece.is_whole


def test_touching_characters_are_offered_apart() -> None:
    binary = page((10, 10, 28, 50), (30, 10, 48, 50), (28, 44, 30, 50))  # joined at the foot
    (wide,), _ = pieces(binary, HEIGHT, SETTINGS)
    parts = [piece.box for piece in split(wide, HEIGHT, SETTINGS)]
    assert any(abs(box.x_min - 10) <= 1 and abs(box.x_max - 29) <= 1 for box in parts)
    assert any(abs(box.x_min - 29) <= 1 and abs(box.x_max - 48) <= 1 for box in parts)
    assert Box(10, 10, 48, 50) not in parts  # the whole is offered anyway


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"wide": 1.5}, "it is as wide as one character"),
        ({"most_cuts": 0}, "no cut is allowed"),
        ({"thickest_cut": 0.05}, "the neck is too thick"),
        ({"narrowest": 0.6}, "the parts would be too narrow"),
    ],
)
def test_what_may_not_be_split(change: dict[str, Any], why: str) -> None:
    binary = page((10, 10, 28, 50), (30, 10, 48, 50), (28, 44, 30, 50))
    (wide,), _ = pieces(binary, HEIGHT, SETTINGS)
    assert list(split(wide, HEIGHT, replace(SETTINGS, **change))) == [], why


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"widest_gap": -0.1}, "widest_gap must be 0 to 2, not -0.1"),
        ({"wide": 3.0}, "wide must be 0 to 2, not 3.0"),
        ({"most_cuts": 50}, "most_cuts must be 0 to 12, not 50"),
    ],
)
def test_settings_out_of_range_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SETTINGS, **change)
