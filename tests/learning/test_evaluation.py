"""Accuracy, confusions and calibration on readings whose truth is worked out by hand."""

import numpy as np
import pytest

from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.confidence import calibration_error
from alpr.learning import evaluation
from alpr.learning.arrays import GlyphArrays
from alpr.learning.mistakes import mistakes_sheet


def readings(
    pairs: list[tuple[str, str]], confidence: float = 0.9
) -> tuple[np.ndarray, np.ndarray]:
    """Truth and reading of each image to probabilities and labels."""
    probabilities = np.full((len(pairs), 36), (1 - confidence) / 35)
    for row, (_, read) in zip(probabilities, pairs, strict=True):
        row[CHARACTERS.index(read)] = confidence
    return probabilities, np.array([CHARACTERS.index(truth) for truth, _ in pairs], int)


def test_no_images_at_all() -> None:
    probabilities, labels = readings([])
    assert evaluation.accuracy(probabilities.reshape(0, 36), labels).strict.n == 0
    assert evaluation.cross_entropy(probabilities.reshape(0, 36), labels) == 0
    assert calibration_error([]) == 0


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="labels"):
        evaluation.accuracy(np.zeros((2, 36)), np.zeros(3, int))


def test_confusables_count_once_strictly_and_not_at_all_merged() -> None:
    found = evaluation.accuracy(*readings([("0", "O"), ("I", "1"), ("A", "A"), ("B", "8")]))
    assert found.strict.correct == 1
    assert found.merged.correct == 3


def test_confusions_are_counted_by_pair() -> None:
    probabilities, labels = readings([("B", "8"), ("B", "8"), ("8", "B"), ("A", "A")])
    assert evaluation.confusions(probabilities, labels) == [
        evaluation.Confusion("B", "8", 2),
        evaluation.Confusion("8", "B", 1),
    ]


def test_classes_that_do_not_occur_are_left_out() -> None:
    by_class = evaluation.class_accuracies(*readings([("A", "A"), ("A", "4"), ("Z", "2")]))
    assert {name: one.strict.rate for name, one in by_class.items()} == {"A": 0.5, "Z": 0.0}


def test_calibration_error_is_the_gap() -> None:
    # 0.9 sure of all four, right in two: the gap is 0.4.
    bins = evaluation.reliability(*readings([("A", "A"), ("B", "B"), ("C", "D"), ("E", "F")]))
    assert [one.n for one in bins] == [4]
    assert calibration_error(bins) == pytest.approx(0.4)


def test_full_confidence_falls_into_the_last_bin() -> None:
    (only,) = evaluation.reliability(*readings([("A", "A")], confidence=1.0))
    assert (only.low, only.high) == (0.9, 1.0)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_spoilt_the_readings_is_found(temperature: float) -> None:
    generator = np.random.default_rng(1)
    honest = generator.dirichlet(np.full(36, 0.1), 20_000)
    labels = np.array([generator.choice(36, p=row) for row in honest])
    spoilt = tempered(honest, 1 / temperature)
    assert evaluation.fit_temperature(spoilt, labels) == pytest.approx(temperature, rel=0.05)


def test_temperature_one_changes_nothing() -> None:
    probabilities = np.random.default_rng(1).dirichlet(np.ones(36), 10)
    assert tempered(probabilities, 1.0) == pytest.approx(probabilities)


def test_the_sheet_shows_the_surest_mistakes(validation: GlyphArrays) -> None:
    right = np.eye(36)[validation.labels]
    none = mistakes_sheet(validation, right)
    wrong = np.roll(right, 1, axis=1)
    assert mistakes_sheet(validation, wrong, most=12).shape[1] > none.shape[1]
