"""Whether a located place is a plate, what was read there considered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alpr.files import DECIMALS
from alpr.reading.odds import log_odds, probability

MOST_CHARACTERS = 5
"""More of them say no more: plates have about as many."""

_NEWTON_STEPS = 50
_RIDGE = 0.01
"""A little weight on knowing nothing, so that few or faultless samples fit too."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for a place being a plate: the locator's confidence, and what is read there."""

    location: float
    legibility: float
    """See `alpr.reading.slots.legibility`."""
    characters: int

    def __post_init__(self) -> None:
        for name in ("location", "legibility"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be in [0, 1], not {getattr(self, name)}")
        if self.characters < 0:
            raise ValueError(f"characters must be at least 0, not {self.characters}")

    def row(self) -> tuple[float, float, float, float]:
        """Return what the judge's four weights are multiplied with."""
        characters = min(self.characters, MOST_CHARACTERS)
        return log_odds(self.location), log_odds(self.legibility), float(characters), 1.0


@dataclass(frozen=True)
class Judge:
    """Weighs the evidence: a logistic function of log odds and of the number of characters.

    The locator and the reader know different things: the one sees that a sign is no plate, the
    other that a grille has no characters. A locator's model.json holds the weights, fitted on drawn
    photographs.

    Attributes:
        location: Weight of the locator's log odds.
        legibility: Weight of the reader's log odds.
        character: What each character adds, up to MOST_CHARACTERS.
        bias: Log odds where everything else is nothing.
        least: Places less probable than this are refused.

    >>> judge = Judge(location=1.0, legibility=0.0, character=0.5, bias=-2.5, least=0.5)
    >>> round(judge(Evidence(0.8, 0.5, 7)), 3)
    0.8
    """

    location: float = 1.0
    legibility: float = 0.2
    character: float = 0.45
    bias: float = -2.0
    least: float = 0.8

    def __post_init__(self) -> None:
        for name in ("location", "legibility", "character", "bias"):
            if not math.isfinite(getattr(self, name)):
                raise ValueError(f"{name} must be finite, not {getattr(self, name)}")
        if not 0 <= self.least <= 1:
            raise ValueError(f"least must be in [0, 1], not {self.least}")

    def __call__(self, evidence: Evidence) -> float:
        """Return the probability that there is a plate."""
        weights = self.location, self.legibility, self.character, self.bias
        odds = sum(w * x for w, x in zip(weights, evidence.row(), strict=True))
        return probability(odds)


def fit_judge(samples: Sequence[Evidence], plates: Sequence[bool], least: float) -> Judge:
    """Fit what the reading says, and let it speak beside the locator as a second witness.

    The log odds of the locator, which is calibrated, count as they are; to them are added those of
    the reading alone, less what the share of plates among the samples says already. Fitted both
    together on drawn photographs, which the locator has learned from, the reader would have next to
    no say, and what was never drawn would pass for a plate.

    Args:
        samples: evidence of places; to be drawn otherwise than what is measured with the judge.
        plates: whether each is a plate.
        least: from which probability on a place shall be taken for a plate.

    Raises:
        ValueError: there are no plates, or nothing else, or as many truths as samples are missing.
    """
    if len(samples) != len(plates) or len(set(map(bool, plates))) < 2:
        raise ValueError(
            f"samples must hold plates and others: {len(samples)} samples, {sum(plates)} of "
            f"{len(plates)} plates"
        )
    rows = np.array([sample.row()[1:] for sample in samples])  # (N, 3)
    truth = np.array(plates, np.float64)
    weights = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):  # the logistic loss, by Newton's method
        said = 1 / (1 + np.exp(-np.clip(rows @ weights, -500, 500)))
        slope = rows.T @ (said - truth) + _RIDGE * weights
        curve = (rows * (said * (1 - said))[:, np.newaxis]).T @ rows + _RIDGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    weights[-1] -= math.log(truth.sum() / (1 - truth).sum())
    legible, character, bias = (round(float(weight), DECIMALS) for weight in weights)
    return Judge(1.0, legible, character, bias, least)
