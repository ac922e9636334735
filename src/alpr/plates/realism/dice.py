"""The source of chance for one sample: quick scalar draws from one seed, the same everywhere."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

Range = tuple[float, float]


class Dice:
    """Draws from one whole-number seed.

    Python's own generator is used since a sample needs hundreds of single draws, which cost
    NumPy thirty times as long.
    """

    def __init__(self, seed: int) -> None:
        if seed < 0:
            raise ValueError(f"seed must not be negative, not {seed}")
        self._random = random.Random(seed)

    def chance(self, probability: float) -> bool:
        """Say yes with a probability."""
        return self._random.random() < probability

    def between(self, limits: Range) -> float:
        """Draw evenly between two limits."""
        return limits[0] + (limits[1] - limits[0]) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both limits included."""
        return low + int(self._random.random() * (high - low + 1))

    def normal(self, sigma: float) -> float:
        """Draw from a normal distribution around zero, cut off at 2.5 sigma."""
        return max(-2.5, min(2.5, self._random.gauss(0, 1))) * sigma

    def pick(self, options: Sequence[T]) -> T:
        """Draw one of several, each as likely."""
        return options[int(self._random.random() * len(options))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Draw a key with a probability in proportion to its weight."""
        left = self._random.random() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return list(weights)[-1]

    def generator(self) -> np.random.Generator:
        """Return a NumPy generator for whole arrays, seeded from here."""
        return np.random.default_rng(self._random.getrandbits(32))
