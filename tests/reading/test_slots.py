"""Slots: their checks, the probability of a text, the raw N best, and those of columns.

Small cases are compared with a sum over all subsets of the slots.
"""

from collections import defaultdict
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, CLASSES, COLUMNS
from alpr.reading.column_decoding import column_text, faint_runs
from alpr.reading.slots import (
    FAINT,
    Slot,
    best_alignment,
    best_texts,
    line_slots,
    raw_text,
    slot_arrays,
    text_probability,
)


def slot(probabilities: dict[str, float], presence: float = 1.0, left: float = 0.0) -> Slot:
    values = np.zeros(len(CHARACTERS))
    for character, value in probabilities.items():
        values[CHARACTERS.index(character)] = value
    return Slot((left, left + 1), presence, values)


def random_slots(seed: int, count: int, characters: str) -> list[Slot]:
    """Return slots that can hold nothing but these characters."""
    dice = np.random.default_rng(seed)
    return [
        slot(
            dict(zip(characters, dice.dirichlet(np.ones(len(characters))).tolist(), strict=True)),
            float(dice.uniform()),
            float(index),
        )
        for index in range(count)
    ]


def all_texts(slots: list[Slot], alphabet: str) -> dict[str, float]:
    """Return the probability of every text of the alphabet, summed over every choice of slots."""
    sums: dict[str, float] = defaultdict(float)
    indices = range(len(slots))
    for length in range(len(slots) + 1):
        for chosen in combinations(indices, length):
            places = [slots[index] for index in chosen]
            rest = [1 - slots[index].presence for index in indices if index not in chosen]
            for characters in product(alphabet, repeat=length):
                factors = [
                    place.presence * float(place.probabilities[CHARACTERS.index(character)])
                    for place, character in zip(places, characters, strict=True)
                ]
                if all(factors):
                    sums["".join(characters)] += float(np.prod(factors + rest))
    return sums


def columns(runs: list[tuple[int, int, str, float]]) -> NDArray[np.float32]:
    """Return (40, 37): blank but for runs of (start, end, character, its probability)."""
    values = np.zeros((COLUMNS, CLASSES), np.float32)
    values[:, BLANK] = 1
    for start, end, character, probability in runs:
        values[start:end, CHARACTERS.index(character)] = probability
        values[start:end, BLANK] = 1 - probability
    return values


@pytest.mark.parametrize(
    ("span", "presence", "values", "message"),
    [
        ((1.0, 1.0), 0.5, np.full(36, 1 / 36), "span"),  # no width
        ((0.0, float("nan")), 0.5, np.full(36, 1 / 36), "span"),
        ((0.0, 1.0), 1.5, np.full(36, 1 / 36), "presence"),
        ((0.0, 1.0), float("nan"), np.full(36, 1 / 36), "presence"),
        ((0.0, 1.0), 0.5, np.full(37, 1 / 37), r"\(36,\) float64"),  # a blank too many
        ((0.0, 1.0), 0.5, np.full(36, 1 / 36, np.float32), "float32"),
        ((0.0, 1.0), 0.5, np.full(36, 0.5), "sum to 1"),
        ((0.0, 1.0), 0.5, np.full(36, np.nan), "sum to 1"),
        ((0.0, 1.0), 0.5, np.array([2.0, -1.0, *[0.0] * 34]), "at least 0"),
    ],
)
def test_slots_are_checked(
    span: tuple[float, float], presence: float, values: NDArray[np.float64], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Slot(span, presence, values)


def test_no_slots_say_nothing_for_sure() -> None:
    assert raw_text([]) == ""
    assert text_probability([], "") == 1
    assert text_probability([], "A") == 0
    assert best_texts([], 3) == (("", 1.0),)


def test_a_text_sums_its_alignments() -> None:
    # One A seen by two slots: either may be the one, 2 * 1/2 * 1/2.
    twice = [slot({"A": 1.0}, 0.5), slot({"A": 1.0}, 0.5)]
    assert text_probability(twice, "A") == pytest.approx(0.5)
    assert dict(best_texts(twice, 1)) == pytest.approx({"A": 0.5})


def test_summing_may_turn_the_order() -> None:
    # The likeliest single way is no character at all, 1/4; A has two ways of 0.15 each.
    slots = [slot({"A": 0.6, "B": 0.4}, 0.5), slot({"A": 0.6, "C": 0.4}, 0.5)]
    ((first, likeliest), (second, next_best)) = best_texts(slots, 2)
    assert (first, second) == ("A", "")
    assert [likeliest, next_best] == pytest.approx([0.3, 0.25])


@pytest.mark.parametrize("seed", range(8))
def test_all_texts_agree_with_an_enumeration(seed: int) -> None:
    slots = random_slots(seed, 4, "0O1")
    expected = all_texts(slots, "0O1")
    for text, probability in expected.items():
        assert text_probability(slots, text) == pytest.approx(probability)
    found = best_texts(slots, len(expected) + 5)
    assert sum(probability for _, probability in found) == pytest.approx(1)
    assert dict(found) == pytest.approx(expected)
    probabilities = [probability for _, probability in found]
    assert probabilities == sorted(probabilities, reverse=True)


def test_the_likeliest_alignment_is_found() -> None:
    slots = [slot({"A": 0.9, "B": 0.1}, 0.6), slot({"A": 1.0}, 0.9), slot({"B": 1.0}, 0.9)]
    arrays = slot_arrays(slots)
    assert best_alignment(*arrays, "AB") == (1, 2)
    assert best_alignment(*arrays, "AAB") == (0, 1, 2)
    assert best_alignment(*arrays, "") == ()
    with pytest.raises(ValueError, match="'BBB' cannot be laid onto 3 slots"):
        best_alignment(*arrays, "BBB")


def test_what_is_no_plate_character_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'a'"):
        text_probability([], "a")
    with pytest.raises(ValueError, match="count must be at least 1, not 0"):
        best_texts([], 0)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([], ""),  # a blank picture
        ([(0, 40, "A", 0.99)], "A"),  # one character from edge to edge
        ([(0, 3, "A", 0.9), (10, 13, "B", 0.7)], "AB"),
        ([(0, 3, "A", 0.9), (10, 13, "B", 0.3)], "A"),  # a faint B is not seen
        ([(0, 3, "A", 0.9), (10, 13, "B", 0.05)], "A"),  # too faint to be a slot at all
    ],
)
def test_seen_slots_are_the_raw_text(runs: list[tuple[int, int, str, float]], text: str) -> None:
    values = columns(runs)
    assert raw_text(line_slots(values)) == column_text(values) == text


def test_a_faint_character_becomes_a_slot_of_low_presence() -> None:
    values = columns([(20, 23, "A", 0.9), (10, 13, "B", 0.3)])
    faint, clear = line_slots(values, width=320)
    assert (faint.character, clear.character) == ("B", "A")
    assert faint.presence == pytest.approx(FAINT * 0.3)
    assert clear.presence == pytest.approx(0.9)
    assert faint.span == (80.0, 104.0)  # columns 10 to 13 of 4 px, twice as wide a picture


def test_the_pale_end_of_a_character_is_no_slot() -> None:
    values = columns([(10, 13, "B", 0.9), (13, 14, "B", 0.3)])
    assert faint_runs(values) == ()
    assert len(line_slots(values)) == 1


@pytest.mark.parametrize("seed", range(5))
def test_slots_of_any_columns_give_their_text(seed: int) -> None:
    values = np.random.default_rng(seed).dirichlet(np.full(CLASSES, 0.05), COLUMNS)
    assert raw_text(line_slots(values)) == column_text(values)
