"""The best line among candidates that overlap, and why the others are none of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.characters import CHARACTERS
from alpr.reading.candidates import Candidate
from alpr.reading.choosing import ChoiceSettings, Chosen, choose
from alpr.reading.segments import DroppedBox

SETTINGS = ChoiceSettings(
    least=0.35, bonus=0.1, overlap=0.06, height=0.8, touch=0.3, colour=0.5, stroke=0.3
)
BLACK, RED = (20.0, 20.0, 20.0), (20.0, 20.0, 200.0)
HEIGHT = 40


def candidate(
    left: int,
    right: int,
    height: int = HEIGHT,
    colour: tuple[float, float, float] = BLACK,
    stroke: float = 6,
    whole: bool = True,
    touch: float = 0,
) -> Candidate:
    box = Box(left, 10, right, 10 + height)
    glyph = np.zeros((32, 32), np.uint8)
    return Candidate(box, glyph, whole, touch, np.array(colour), stroke, 0)


def judged(*values: tuple[str, float]) -> NDArray[np.float32]:
    """Rows of 37: one character or "" for none of them, and its probability."""
    rows = np.zeros((len(values), len(CHARACTERS) + 1), np.float32)
    for row, (character, probability) in zip(rows, values, strict=True):
        row[:] = (1 - probability) / len(CHARACTERS)
        row[CHARACTERS.index(character) if character else len(CHARACTERS)] = probability
    return rows


def chosen(
    candidates: list[Candidate], probabilities: NDArray[np.float32] | None = None
) -> tuple[Chosen, list[DroppedBox]]:
    return choose(candidates, probabilities, HEIGHT, 200, SETTINGS)


def test_no_candidates_are_no_line() -> None:
    found, dropped = chosen([])
    assert found == Chosen((), (), 0.0)
    assert dropped == []


def test_neighbours_are_taken_from_left_to_right() -> None:
    line = [candidate(60, 80), candidate(10, 30), candidate(35, 55)]
    found, dropped = chosen(line)
    assert found.path == (1, 2, 0)
    assert found.consistency == (1.0, 1.0, 1.0)
    assert dropped == []


def test_a_wide_character_is_not_two_narrow_ones() -> None:
    line = [candidate(10, 46), candidate(10, 26, whole=False), candidate(30, 46, whole=False)]
    found, dropped = chosen(line, judged(("W", 0.95), ("I", 0.9), ("I", 0.9)))
    assert found.path == (0,)
    assert {item.rule for item in dropped} == {"rival"}


def test_touching_characters_are_split_where_the_classifier_says_so() -> None:
    line = [candidate(10, 46), candidate(10, 27, whole=False), candidate(29, 46, whole=False)]
    found, dropped = chosen(line, judged(("", 0.9), ("L", 0.95), ("E", 0.95)))
    assert found.path == (1, 2)
    assert [(item.rule, item.reason) for item in dropped] == [
        ("classifier", "not a character, 0.90")
    ]


def test_of_the_same_character_in_the_same_place_the_clearest_is_taken() -> None:
    line = [candidate(10, 46), candidate(26, 46)]  # a 3, with and without what touches it
    found, dropped = chosen(line, judged(("3", 0.9), ("3", 0.97)))
    assert found.path == (1,)
    assert [item.rule for item in dropped] == ["rival"]


def test_without_a_classifier_whole_shapes_are_kept() -> None:
    line = [candidate(10, 46), candidate(10, 27, whole=False), candidate(29, 46, whole=False)]
    assert chosen(line)[0].path == (0,)


def test_network_without_the_class_of_no_character_is_good_enough() -> None:
    line = [candidate(10, 30), candidate(35, 55)]
    assert chosen(line, judged(("A", 0.9), ("B", 0.9))[:, :36])[0].path == (0, 1)


@pytest.mark.parametrize(
    "odd",
    [
        candidate(85, 105, colour=RED),  # an emblem
        candidate(85, 105, height=50),
        candidate(85, 105, stroke=24),  # a band, filled
        candidate(85, 105, touch=0.7),  # hangs on the frame
    ],
)
def test_what_disagrees_with_its_line_is_less_consistent_and_dropped_first(odd: Candidate) -> None:
    line = [candidate(10, 30), candidate(35, 55), candidate(60, 80), odd]
    sure = judged(("A", 0.99), ("B", 0.99), ("C", 0.99), ("D", 0.99))
    unsure = judged(("A", 0.99), ("B", 0.99), ("C", 0.99), ("D", 0.37))[:, :36]
    found, _ = chosen(line, sure)
    assert found.path == (0, 1, 2, 3)
    assert found.consistency[:3] == (1.0, 1.0, 1.0)
    assert found.consistency[3] < 0.95
    found, dropped = chosen(line, unsure)
    assert found.path == (0, 1, 2)
    assert [item.rule for item in dropped] == ["evidence"]
    assert "is below 0.35" in dropped[0].reason


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"least": 1.0}, "least must be 0 or more and below 1, not 1.0"),
        ({"bonus": -1.0}, "bonus must be 0 to 10, not -1.0"),
        ({"stroke": 11.0}, "stroke must be 0 to 10, not 11.0"),
    ],
)
def test_settings_out_of_range_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SETTINGS, **change)
