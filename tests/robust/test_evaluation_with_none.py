"""Figures where a 37th class says that a glyph is no character."""

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.confidence import confidence_reliability
from alpr.learning import evaluation
from alpr.learning.evaluation import Confusion, golden_section


def probabilities(classes: int, read: list[int]) -> NDArray[np.float32]:
    return np.eye(classes, dtype=np.float32)[read]


@pytest.mark.parametrize("classes", [36, 37])
def test_both_numbers_of_classes_are_taken(classes: int) -> None:
    found = evaluation.accuracy(probabilities(classes, [0, 24]), np.array([0, 0]))
    assert (found.strict.correct, found.merged.correct) == (1, 2)


@pytest.mark.parametrize("classes", [35, 38])
def test_another_number_of_classes_is_refused(classes: int) -> None:
    with pytest.raises(ValueError, match="36 or 37"):
        evaluation.accuracy(probabilities(classes, [0]), np.array([0]))


def test_no_character_is_written_as_a_dash() -> None:
    found = evaluation.confusions(probabilities(37, [36, 10]), np.array([10, 36]))
    assert found == [Confusion("-", "A", 1), Confusion("A", "-", 1)]


def test_no_readings_make_no_bins() -> None:
    assert confidence_reliability(np.array([]), np.array([], bool)) == []


@pytest.mark.parametrize("minimum", [1.0, 2.7, 5.0])  # at an end, inside, at the other end
def test_the_lowest_place_is_found(minimum: float) -> None:
    found = golden_section(lambda x: abs(x - minimum), (1.0, 5.0), 1e-4)
    assert found == pytest.approx(minimum, abs=1e-3)
