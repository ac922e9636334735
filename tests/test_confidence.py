"""Confidences: honest ones, what refusing is worth, and the line that makes them honest."""

import numpy as np
import pytest

from alpr.calibration import Rescaling
from alpr.confidence import (
    calibration_error,
    confidence_reliability,
    error_at,
    fit_rescaling,
    risk_coverage,
)


def test_nothing_read_has_no_curve() -> None:
    assert risk_coverage(np.array([]), np.array([], bool)) == []
    assert error_at([], 0.5) == 0.0


def test_the_surest_come_first_and_equals_together() -> None:
    confidence = np.array([0.2, 0.9, 0.5, 0.5])
    right = np.array([False, True, True, False])
    curve = risk_coverage(confidence, right)
    assert [(point.threshold, point.coverage) for point in curve] == [
        (0.9, 0.25),
        (0.5, 0.75),
        (0.2, 1.0),
    ]
    assert [point.error for point in curve] == pytest.approx([0, 1 / 3, 0.5])
    assert error_at(curve, 0.6) == pytest.approx(1 / 3)


def test_a_long_curve_is_thinned_and_ends_with_everything() -> None:
    dice = np.random.default_rng(1)
    curve = risk_coverage(dice.random(5000), dice.random(5000) < 0.7, most=50)
    assert 50 <= len(curve) <= 52
    assert curve[-1].coverage == 1


@pytest.mark.parametrize(
    ("a", "b", "c"),
    [
        (1.0, 1.0, 0.0),  # honest already
        (0.5, 0.5, 0.0),  # overconfident: the truth is half as extreme
        (1.5, 1.5, -0.7),  # too cautious, and biased
        (2.0, 0.8, 0.2),  # another shape at either end
    ],
)
def test_the_fitted_curve_makes_confidences_honest(a: float, b: float, c: float) -> None:
    dice = np.random.default_rng(2)
    said = dice.beta(4, 1, 20_000)
    truth = Rescaling(a, b, c)
    right = dice.random(len(said)) < np.array([truth(value) for value in said])
    found = fit_rescaling(said[::2], right[::2])
    assert (found.a, found.b, found.c) == pytest.approx((a, b, c), abs=0.4)
    mended = np.array([found(value) for value in said[1::2]])
    assert calibration_error(confidence_reliability(mended, right[1::2])) < 0.02


@pytest.mark.parametrize("right", [np.ones(5, bool), np.zeros(5, bool)])
def test_faultless_and_hopeless_readings_fit_too(right: np.ndarray) -> None:
    found = fit_rescaling(np.array([0.2, 0.5, 0.9, 0.99, 1.0]), right)
    assert min(found.a, found.b) > 0
    assert (found(0.5) > 0.5) == right.all()


def test_rescaling_keeps_the_order_and_the_ends() -> None:
    curve = Rescaling(0.7, 1.2, 0.4)
    values = [curve(value) for value in (0.0, 1e-9, 0.3, 0.5, 0.99, 1.0)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0.0, 1.0)
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="probability must be in"):
            curve(wrong)
