"""How good whole readings are: confusions, and whether the confidence of a plate is honest.

Everything here takes texts and confidences, and knows no network.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.learning.evaluation import Confusion, ReliabilityBin

NOTHING = "-"
"""Stands for no character in a confusion: one that was not read, or is not there."""

_LOWEST, _HIGHEST = 0.25, 8.0


def aligned(truth: str, read: str) -> list[tuple[str, str]]:
    """Pair the characters of two texts with the fewest edits.

    Of ways that need equally few, the one that pairs the most at the end of the texts.

    >>> aligned("1234", "12S")
    [('1', '1'), ('2', '2'), ('3', '-'), ('4', 'S')]
    """
    costs = np.zeros((len(truth) + 1, len(read) + 1), int)
    costs[:, 0], costs[0] = np.arange(len(truth) + 1), np.arange(len(read) + 1)
    for i, a in enumerate(truth, start=1):
        for j, b in enumerate(read, start=1):
            gaps = min(costs[i - 1, j], costs[i, j - 1]) + 1
            costs[i, j] = min(gaps, costs[i - 1, j - 1] + (a != b))
    pairs = []
    i, j = len(truth), len(read)
    while i or j:
        if i and j and costs[i, j] == costs[i - 1, j - 1] + (truth[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((truth[i], read[j]))
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
            pairs.append((truth[i], NOTHING))
        else:
            j -= 1
            pairs.append((NOTHING, read[j]))
    return pairs[::-1]


def text_confusions(truths: Sequence[str], readings: Sequence[str]) -> list[Confusion]:
    """Return all pairs of truth and wrong reading that occur, the most frequent first."""
    counts = Counter(
        pair
        for truth, read in zip(truths, readings, strict=True)
        if truth != read
        for pair in aligned(truth, read)
        if pair[0] != pair[1]
    )
    found = [Confusion(*pair, count) for pair, count in counts.items()]
    return sorted(found, key=lambda pair: (-pair.count, pair.truth, pair.read))


def plate_reliability(
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


def fit_plate_temperature(
    confidence_at: Callable[[float], NDArray[np.float64]], right: NDArray[np.bool_]
) -> float:
    """Return the temperature, 0.25 to 8, under which the plates' confidences are likeliest.

    A golden-section search along its logarithm; to be fitted on other plates than are measured.

    Args:
        confidence_at: the confidence of each plate under a temperature.
        right: whether each was read rightly.
    """
    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    ratio = (np.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        left, middle = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(confidence_at(np.exp(left)), right) < _surprise(
            confidence_at(np.exp(middle)), right
        ):
            high = middle
        else:
            low = left
    return float(np.exp((low + high) / 2))


def _surprise(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    likelihood = np.where(right, confidence, 1 - confidence)
    return float(-np.log(np.maximum(likelihood, 1e-6)).mean())
