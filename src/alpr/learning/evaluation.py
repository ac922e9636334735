"""How good class probabilities are: accuracy, confusions, calibration.

Everything here takes probabilities (N, 36) float and labels (N,) integer, and knows no network;
where there is a 37th class, it is that of what is no character.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import tempered
from alpr.characters import CHARACTERS, CONFUSABLE
from alpr.confidence import ReliabilityBin, confidence_reliability
from alpr.intervals import Rate

Probabilities = NDArray[np.floating]
Labels = NDArray[np.integer]

NOTHING = "-"
"""Stands for no character in a confusion: what was not read, or is not there."""

_NAMES = CHARACTERS + NOTHING
_CLASSES = (len(CHARACTERS), len(_NAMES))
_MERGED_CLASS = np.arange(len(_NAMES))
for _digit, _letter in CONFUSABLE:
    _MERGED_CLASS[CHARACTERS.index(_letter)] = CHARACTERS.index(_digit)


@dataclass(frozen=True)
class Accuracy:
    """Strict, and with confusable characters counted as one: always given side by side."""

    strict: Rate
    merged: Rate


@dataclass(frozen=True)
class Confusion:
    """A pair of classes and how often the first was read as the second."""

    truth: str
    read: str
    count: int


def accuracy(probabilities: Probabilities, labels: Labels) -> Accuracy:
    """Return the share of images whose most probable class is their own."""
    _check(probabilities, labels)
    read = probabilities.argmax(axis=1)
    right = int(np.count_nonzero(read == labels))
    alike = int(np.count_nonzero(_MERGED_CLASS[read] == _MERGED_CLASS[labels]))
    return Accuracy(Rate(right, len(labels)), Rate(alike, len(labels)))


def class_accuracies(probabilities: Probabilities, labels: Labels) -> dict[str, Accuracy]:
    """Return the accuracy over the images of each class that occurs, by character."""
    return {
        _NAMES[label]: accuracy(probabilities[labels == label], labels[labels == label])
        for label in np.unique(labels)
    }


def confusions(probabilities: Probabilities, labels: Labels) -> list[Confusion]:
    """Return all pairs of truth and wrong reading that occur, the most frequent first."""
    _check(probabilities, labels)
    counts = np.zeros((len(_NAMES), len(_NAMES)), int)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    np.fill_diagonal(counts, 0)
    found = [
        Confusion(_NAMES[truth], _NAMES[read], int(counts[truth, read]))
        for truth, read in zip(*counts.nonzero(), strict=True)
    ]
    return sorted(found, key=lambda pair: (-pair.count, pair.truth, pair.read))


def cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean of -log P(truth), in nats; 0 over no images."""
    _check(probabilities, labels)
    if not len(labels):
        return 0.0
    truth = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(truth, 1e-12)).mean())


def fit_temperature(probabilities: Probabilities, labels: Labels) -> float:
    """Return the temperature, 0.25 to 8, under which the labels are most probable.

    The cross-entropy has one minimum along the inverse temperature, so that a golden-section
    search finds it; to be fitted on validation data, never on test data.
    """

    def loss(inverse: float) -> float:
        return cross_entropy(tempered(probabilities, 1 / inverse), labels)

    return 1 / golden_section(loss, (1 / 8, 4.0), 1e-4)


def golden_section(
    loss: Callable[[float], float], limits: tuple[float, float], tolerance: float
) -> float:
    """Return where a loss is lowest, to a tolerance; it must have one minimum in the limits.

    >>> round(golden_section(lambda x: (x - 2) ** 2, (0, 5), 1e-3), 2)
    2.0
    """
    low, high = limits
    ratio = (np.sqrt(5) - 1) / 2
    while high - low > tolerance:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return float((low + high) / 2)


def reliability(
    probabilities: Probabilities, labels: Labels, bins: int = 10
) -> list[ReliabilityBin]:
    """Group the readings by confidence into bins of equal width; empty bins are left out."""
    _check(probabilities, labels)
    right = probabilities.argmax(axis=1) == labels
    return confidence_reliability(probabilities.max(axis=1), right, bins)


def _check(probabilities: Probabilities, labels: Labels) -> None:
    if probabilities.shape not in [(len(labels), classes) for classes in _CLASSES]:
        raise ValueError(
            f"{len(labels)} labels need ({len(labels)}, {' or '.join(map(str, _CLASSES))}) "
            f"probabilities, not {probabilities.shape}"
        )
