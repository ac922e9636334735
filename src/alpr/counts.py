"""How often something happens per item, with its 95 % interval: no count is printed without."""

import math
from dataclasses import dataclass

_TAIL = 0.025
_HALVINGS = 60


@dataclass(frozen=True)
class MeanCount:
    """`count` events in `n` items, with the interval that holds the true mean 95 times in 100.

    The interval is the exact one of a Poisson count. It takes events for independent: where they
    come in swarms it is too narrow.

    Source: F. Garwood, Biometrika 28(3/4), 1936.

    >>> print(MeanCount(2, 50))
    0.040 (2 in 50, 95 % interval 0.005 to 0.144)
    """

    count: int
    n: int

    def __post_init__(self) -> None:
        if self.count < 0 or self.n < 0 or self.count > 0 == self.n:
            raise ValueError(f"{self.count} events in {self.n} items")

    @property
    def mean(self) -> float:
        """Events per item; 0 where n is 0."""
        return self.count / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the exact 95 % interval; from 0 to infinity where n is 0."""
        if self.n == 0:
            return (0.0, math.inf)
        lower = _mean_with(self.count - 1, 1 - _TAIL) if self.count else 0.0
        return (lower / self.n, _mean_with(self.count, _TAIL) / self.n)

    def as_dict(self) -> dict[str, float | None]:
        """Return count, n, mean, low and high; high is None where there is no limit."""
        low, high = self.interval
        limit = high if math.isfinite(high) else None
        return {"count": self.count, "n": self.n, "mean": self.mean, "low": low, "high": limit}

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.mean:.3f} ({self.count} in {self.n}, 95 % interval {low:.3f} to {high:.3f})"


def _mean_with(most: int, probability: float) -> float:
    """Return the Poisson mean under which at most so many events have that probability."""
    low, high = 0.0, most + 1.0
    while _at_most(most, high) > probability:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(most, middle) > probability else (low, middle)
    return (low + high) / 2


def _at_most(most: int, mean: float) -> float:
    """Return how probable at most so many events are, given their mean."""
    return math.fsum(
        math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
        for count in range(most + 1)
    )
