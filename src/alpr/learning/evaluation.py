"""How good class probabilities are: accuracy, confusions, calibration.

Everything here takes probabilities (N, 36) float and labels (N,) integer, and knows no network.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import tempered
from alpr.characters import CHARACTERS, CONFUSABLE
from alpr.intervals import Rate

Probabilities = NDArray[np.floating]
Labels = NDArray[np.integer]

_MERGED_CLASS = np.arange(len(CHARACTERS))
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


@dataclass(frozen=True)
class ReliabilityBin:
    """Readings whose confidence lies in [low, high): how confident and how often right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


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
        CHARACTERS[label]: accuracy(probabilities[labels == label], labels[labels == label])
        for label in np.unique(labels)
    }


def confusions(probabilities: Probabilities, labels: Labels) -> list[Confusion]:
    """Return all pairs of truth and wrong reading that occur, the most frequent first."""
    _check(probabilities, labels)
    counts = np.zeros((len(CHARACTERS), len(CHARACTERS)), int)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    np.fill_diagonal(counts, 0)
    found = [
        Confusion(CHARACTERS[truth], CHARACTERS[read], int(counts[truth, read]))
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
    low, high = 1 / 8, 4.0
    ratio = (np.sqrt(5) - 1) / 2
    while high - low > 1e-4:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if cross_entropy(tempered(probabilities, 1 / left), labels) < cross_entropy(
            tempered(probabilities, 1 / right), labels
        ):
            high = right
        else:
            low = left
    return float(2 / (low + high))


def reliability(
    probabilities: Probabilities, labels: Labels, bins: int = 10
) -> list[ReliabilityBin]:
    """Group the readings by confidence into bins of equal width; empty bins are left out."""
    _check(probabilities, labels)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
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


def _check(probabilities: Probabilities, labels: Labels) -> None:
    if probabilities.shape != (len(labels), len(CHARACTERS)):
        raise ValueError(
            f"{len(labels)} labels need ({len(labels)}, {len(CHARACTERS)}) probabilities, "
            f"not {probabilities.shape}"
        )
