"""The locator's and the reader's confidence together."""

from typing import Any

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.reading.judging import Evidence, Judge, fit_judge
from alpr.reading.slots import Slot, legibility


def slot(presence: float, **probabilities: float) -> Slot:
    values = np.zeros(len(CHARACTERS))
    for character, probability in probabilities.items():
        values[CHARACTERS.index(character.strip("_"))] = probability
    return Slot((0.0, 1.0), presence, values)


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ([], 0.0),
        ([slot(0.3, A=1.0)], 0.0),  # too faint to be read: nothing is legible
        ([slot(0.9, A=1.0)], 0.9),
        ([slot(1.0, A=0.8, B=0.2)], 0.8),
        ([slot(1.0, _0=0.5, O=0.5)], 1.0),  # which of the two does not matter
        ([slot(0.9, A=1.0), slot(0.3, B=1.0)], 0.9 * 0.7),  # the faint one may be a character
    ],
)
def test_legibility(slots: list[Slot], expected: float) -> None:
    assert legibility(slots) == pytest.approx(expected)


JUDGE = Judge(location=1.0, legibility=0.5, character=0.1, bias=-0.5, least=0.5)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (Evidence(0.5, 0.5, 5), Evidence(0.6, 0.5, 5)),
        (Evidence(0.5, 0.5, 5), Evidence(0.5, 0.6, 5)),
        (Evidence(0.5, 0.5, 1), Evidence(0.5, 0.5, 2)),
        (Evidence(0.0, 0.0, 0), Evidence(1.0, 1.0, 5)),  # certainty is no division by zero
    ],
)
def test_each_piece_of_evidence_counts(less: Evidence, more: Evidence) -> None:
    assert 0 < JUDGE(less) < JUDGE(more) < 1


def test_a_sixth_character_says_no_more() -> None:
    assert JUDGE(Evidence(0.5, 0.5, 5)) == JUDGE(Evidence(0.5, 0.5, 8)) == pytest.approx(0.5)


def test_the_fit_finds_what_the_reading_says() -> None:
    # Plates have three characters more, and are three times as numerous.
    random = np.random.default_rng(1)
    plates = random.random(6000) < 0.75
    counts = np.where(plates, 3, 0) + random.integers(0, 3, 6000)
    legible = random.uniform(0.05, 0.95, 6000)  # says nothing
    samples = [Evidence(0.5, float(p), int(n)) for p, n in zip(legible, counts, strict=True)]
    judge = fit_judge(samples, plates.tolist(), least=0.7)
    assert (judge.location, judge.least) == (1.0, 0.7)
    assert judge.legibility == pytest.approx(0, abs=0.3)
    assert judge(Evidence(0.5, 0.5, 4)) > 0.95
    assert judge(Evidence(0.5, 0.5, 1)) < 0.05


def test_a_reading_that_says_nothing_leaves_the_locator_alone() -> None:
    samples = [Evidence(0.5, 0.5, 2)] * 400
    judge = fit_judge(samples, [True] * 300 + [False] * 100, least=0.5)
    assert judge(Evidence(0.8, 0.5, 2)) == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(
    ("samples", "plates"),
    [
        ([], []),
        ([Evidence(0.5, 0.5, 5)], [True]),  # nothing that is none
        ([Evidence(0.5, 0.5, 5)], [True, False]),
    ],
)
def test_a_fit_needs_plates_and_others(samples: list[Evidence], plates: list[bool]) -> None:
    with pytest.raises(ValueError, match="plates and others"):
        fit_judge(samples, plates, least=0.5)


def test_faultless_samples_give_finite_weights() -> None:
    samples = [Evidence(0.9, 0.9, 7), Evidence(0.1, 0.1, 0)]
    sure = fit_judge(samples, [True, False], least=0.5)
    assert sure(Evidence(0.9, 0.9, 7)) > 0.9


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Judge, {"legibility": float("inf")}),
        (Judge, {"bias": float("nan")}),
        (Judge, {"least": 1.1}),
        (Evidence, {"location": 1.1, "legibility": 0.5, "characters": 1}),
        (Evidence, {"location": 0.5, "legibility": 0.5, "characters": -1}),
    ],
)
def test_impossible_values_are_errors(kind: Any, values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        kind(**values)
