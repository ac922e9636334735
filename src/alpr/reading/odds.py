"""Probabilities and their log odds, in which evidence adds up."""

import math

SMALLEST = 1e-4
"""Probabilities are kept so far from 0 and 1: no single piece of evidence is beyond doubt."""


def log_odds(value: float) -> float:
    """Return the log odds of a probability, which is kept off 0 and 1.

    >>> log_odds(0.5)
    0.0
    """
    safe = min(max(value, SMALLEST), 1 - SMALLEST)
    return math.log(safe / (1 - safe))


def probability(odds: float) -> float:
    """Return the probability of log odds.

    >>> round(probability(log_odds(0.8)), 3)
    0.8
    """
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
