"""How good whole readings are: confusions, and whether the confidence of a plate is honest.

Everything here takes texts and confidences, and knows no network.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.learning.evaluation import NOTHING, Confusion, golden_section

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


def fit_plate_temperature(
    confidence_at: Callable[[float], NDArray[np.float64]], right: NDArray[np.bool_]
) -> float:
    """Return the temperature, 0.25 to 8, under which the plates' confidences are likeliest.

    A golden-section search along its logarithm; to be fitted on other plates than are measured.

    Args:
        confidence_at: the confidence of each plate under a temperature.
        right: whether each was read rightly.
    """

    def loss(logarithm: float) -> float:
        return _surprise(confidence_at(float(np.exp(logarithm))), right)

    limits = float(np.log(_LOWEST)), float(np.log(_HIGHEST))
    return float(np.exp(golden_section(loss, limits, 1e-3)))


def _surprise(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    likelihood = np.where(right, confidence, 1 - confidence)
    return float(-np.log(np.maximum(likelihood, 1e-6)).mean())
