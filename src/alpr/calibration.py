"""The few numbers that turn a network's probabilities into honest ones."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def tempered(probabilities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Return each row to the power of 1 / temperature, summing to 1 again.

    That is the softmax of the scores divided by the temperature: above 1 it makes readings less
    sure, below 1 surer, and never changes which class is the most probable.

    Args:
        probabilities: (N, classes), rows that sum to 1.
        temperature: above 0.

    Source: C. Guo et al., On calibration of modern neural networks, ICML 2017.

    >>> tempered(np.array([[0.8, 0.2]]), 0.5).round(3).tolist()
    [[0.941, 0.059]]
    """
    # The largest of a row becomes 1 first, so that no power underflows all of them.
    scaled = np.asarray(probabilities, np.float64)
    powers = (scaled / scaled.max(axis=1, keepdims=True)) ** (1 / temperature)
    normalised: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return normalised


@dataclass(frozen=True)
class Rescaling:
    """A curve through the log odds of a plate's probability: what its characters say together.

    The log odds become a * log(p) - b * log(1 - p) + c. The characters of one plate are not
    independent, as their product takes them to be: what blurs one blurs all.

    Source: M. Kull, T. Silva Filho, P. Flach, Beta calibration, AISTATS 2017.

    >>> round(Rescaling(a=0.5, b=0.5)(0.9), 3)
    0.75
    """

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.a < math.inf and 0 < self.b < math.inf and math.isfinite(self.c)):
            raise ValueError(f"a and b must be above 0 and all finite: {self}")

    def __call__(self, probability: float) -> float:
        """Return the honest probability; the order of probabilities is kept.

        Raises:
            ValueError: not a probability.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"probability must be in [0, 1], not {probability}")
        if self == Rescaling() or probability in (0, 1):
            return probability
        odds = self.a * math.log(probability) - self.b * math.log1p(-probability) + self.c
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
