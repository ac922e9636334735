"""Boxes, rates and characters: the small types that everything else is made of."""

import pytest

from alpr.boxes import Box
from alpr.characters import CHARACTERS, merged, plate_text
from alpr.intervals import Rate


@pytest.mark.parametrize(
    "corners",
    [
        (0, 0, 0, 5),  # no width
        (0, 0, 5, 0),  # no height
        (5, 0, 4, 5),  # inverted
    ],
)
def test_an_empty_box_is_refused(corners: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="box"):
        Box(*corners)


def test_a_box_contains_itself_and_what_is_inside() -> None:
    outer = Box(0, 0, 10, 10)
    assert outer.contains(outer)
    assert outer.contains(Box(2, 2, 10, 10))
    assert not outer.contains(Box(2, 2, 11, 10))


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [
        (0, 0, 0.0, 1.0),  # nothing measured: nothing known
        # R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_intervals(correct: int, n: int, low: float, high: float) -> None:
    assert Rate(correct, n).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("correct", "n"), [(-1, 5), (6, 5)])
def test_an_impossible_rate_is_refused(correct: int, n: int) -> None:
    with pytest.raises(ValueError, match="correct"):
        Rate(correct, n)


def test_the_classes_are_those_of_chars74k() -> None:
    assert len(CHARACTERS) == 36
    assert CHARACTERS[0] == "0"
    assert CHARACTERS[10] == "A"
    assert CHARACTERS[35] == "Z"


def test_texts_are_compared_without_separators() -> None:
    assert plate_text(" ab-12 cÑ·d ") == "AB12CD"
    assert merged("O0I1Q") == "0011Q"
