"""Figures of whole readings."""

import numpy as np
import pytest

from alpr.confidence import calibration_error, confidence_reliability
from alpr.learning.evaluation import Confusion
from alpr.learning.line_evaluation import (
    aligned,
    fit_plate_temperature,
    text_confusions,
)


@pytest.mark.parametrize(
    ("truth", "read", "pairs"),
    [
        ("", "", []),  # nothing
        ("", "A", ["-A"]),  # only what is not there
        ("A", "", ["A-"]),  # only what was not read
        ("AB", "AB", ["AA", "BB"]),  # right
        ("2AB", "ZAB", ["2Z", "AA", "BB"]),  # a wrong class
        ("AB", "AIB", ["AA", "-I", "BB"]),  # one too many
        ("A8B", "AB", ["AA", "8-", "BB"]),  # one too few
        ("AAB", "AB", ["A-", "AA", "BB"]),  # of two equal ones, the first is missed
    ],
)
def test_characters_are_paired_with_the_fewest_edits(
    truth: str, read: str, pairs: list[str]
) -> None:
    assert ["".join(pair) for pair in aligned(truth, read)] == pairs


def test_confusions_are_counted_and_ordered() -> None:
    found = text_confusions(["2A2", "B2", "C"], ["ZAZ", "B2", "CI"])
    assert found == [Confusion("2", "Z", 2), Confusion("-", "I", 1)]


def test_no_readings_have_no_confusions_and_no_bins() -> None:
    assert text_confusions([], []) == []
    assert confidence_reliability(np.array([]), np.array([], bool)) == []


def test_bins_hold_what_falls_into_them() -> None:
    confidence = np.array([0.0, 0.95, 0.97, 1.0])
    first, last = confidence_reliability(confidence, np.array([False, True, False, True]))
    assert (first.low, first.n, first.accuracy) == (0.0, 1, 0.0)
    assert (last.high, last.n) == (1.0, 3)
    assert last.accuracy == pytest.approx(2 / 3)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(temperature: float) -> None:
    generator = np.random.default_rng(1)
    honest = generator.uniform(0.02, 0.98, 20_000)
    right = generator.uniform(size=honest.size) < honest
    odds = np.log(honest / (1 - honest))

    def confidence_at(wanted: float) -> np.ndarray:
        return np.asarray(1 / (1 + np.exp(-odds * temperature / wanted)))

    found = fit_plate_temperature(confidence_at, right)
    assert found == pytest.approx(temperature, rel=0.05)
    assert calibration_error(confidence_reliability(confidence_at(found), right)) < 0.01
