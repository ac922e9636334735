"""Whether confidences are honest, and what refusing the unsure readings is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling

NEWTON_STEPS = 50
SMALLEST_SLOPE = 0.01
NEAREST = 1e-6
"""Probabilities are kept so far from 0 and 1 when their log odds are taken."""


@dataclass(frozen=True)
class ReliabilityBin:
    """Readings whose confidence lies in [low, high): how confident and how often right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class RiskPoint:
    """What is accepted at a threshold, and how much of that is wrong."""

    threshold: float
    coverage: float
    """Share of all readings whose confidence reaches the threshold."""
    error: float
    """Share of those that are wrong."""


def confidence_reliability(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 10
) -> list[ReliabilityBin]:
    """Group readings by confidence, 0 to 1, into bins of equal width; empty bins are left out."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        ReliabilityBin(
            index / bins,
            (index + 1) / bins,
            int(np.count_nonzero(place == index)),
            float(confidence[place == index].mean()),
            float(right[place == index].mean()),
        )
        for index in np.unique(place)
    ]


def calibration_error(bins: list[ReliabilityBin]) -> float:
    """Return the expected calibration error: the mean gap of confidence and accuracy.

    Source: M. P. Naeini et al., AAAI 2015.
    """
    n = sum(one.n for one in bins)
    gaps = sum(one.n * abs(one.confidence - one.accuracy) for one in bins)
    return gaps / n if n else 0.0


def risk_coverage(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], most: int = 200
) -> list[RiskPoint]:
    """Return the curve of error over coverage, the strictest threshold first.

    Args:
        confidence: (N,) of all readings.
        right: (N,) whether each is right.
        most: about so many points at most, spread evenly over the coverage; the last one, which
            accepts everything, is always among them.

    Source: R. El-Yaniv and Y. Wiener, On the foundations of noise-free selective classification,
    JMLR 11, 2010.

    >>> curve = risk_coverage(np.array([0.9, 0.2]), np.array([True, False]))
    >>> [(point.coverage, point.error) for point in curve]
    [(0.5, 0.0), (1.0, 0.5)]
    """
    if len(confidence) == 0:
        return []
    order = np.argsort(-confidence, kind="stable")
    ranked, wrong = confidence[order], np.cumsum(~right[order])
    # Equal confidences are accepted together.
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    step = max(1, len(ends) // most)
    kept = np.unique(np.append(ends[::step], ends[-1]))
    return [
        RiskPoint(
            float(ranked[end]), (int(end) + 1) / len(ranked), float(wrong[end]) / (int(end) + 1)
        )
        for end in kept
    ]


def error_at(points: Sequence[RiskPoint], coverage: float) -> float:
    """Return the error at the first point that accepts at least so much; 0 without points.

    >>> error_at([RiskPoint(0.9, 0.5, 0.0), RiskPoint(0.2, 1.0, 0.5)], 0.8)
    0.5
    """
    return next((point.error for point in points if point.coverage >= coverage), 0.0)


def fit_rescaling(confidence: NDArray[np.floating], right: NDArray[np.bool_]) -> Rescaling:
    """Fit the curve through the log odds under which the readings are likeliest.

    Newton's method on the logistic loss; to be fitted on other plates than are measured. A little
    weight is laid on leaving everything as it is, so that few or faultless readings fit too.

    Args:
        confidence: (N,) probabilities.
        right: (N,) whether each reading is right.
    """
    safe = np.clip(np.asarray(confidence, np.float64), NEAREST, 1 - NEAREST)
    rows = np.stack([np.log(safe), -np.log1p(-safe), np.ones_like(safe)], axis=1)  # (N, 3)
    start = np.array([1.0, 1.0, 0.0])
    weights = start.copy()
    for _ in range(NEWTON_STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (said - right) + (weights - start)
        curve = (rows * (said * (1 - said))[:, np.newaxis]).T @ rows + np.eye(3)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    # Where one of them is nothing or less the order would turn round: confidence then says little.
    a, b = (max(float(value), SMALLEST_SLOPE) for value in weights[:2])
    return Rescaling(a, b, float(weights[2]))
