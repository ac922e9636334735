"""A share of successes with its n and its 95 % Wilson interval: no accuracy is printed without."""

import math
from dataclasses import dataclass

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Rate:
    """`correct` out of `n`, with the interval that holds the true rate 95 times in 100.

    Source: E. B. Wilson, JASA 22(158), 1927.

    >>> print(Rate(60, 100))
    60.00 % (60 of 100, 95 % interval 50.20 to 69.06)
    """

    correct: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.correct <= self.n:
            raise ValueError(f"{self.correct} correct out of {self.n}")

    @property
    def rate(self) -> float:
        """Share of successes, 0 to 1; 0 where n is 0."""
        return self.correct / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % Wilson interval, 0 to 1."""
        if self.n == 0:
            return (0.0, 1.0)
        z2 = _Z95 * _Z95
        centre = (self.rate + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = (_Z95 / (1 + z2 / self.n)) * math.sqrt(
            self.rate * (1 - self.rate) / self.n + z2 / (4 * self.n * self.n)
        )
        return (max(0.0, centre - half), min(1.0, centre + half))

    def as_dict(self) -> dict[str, float]:
        """Return correct, n, rate, low and high, as the metrics files hold them."""
        low, high = self.interval
        return {"correct": self.correct, "n": self.n, "rate": self.rate, "low": low, "high": high}

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{100 * self.rate:.2f} % ({self.correct} of {self.n}, "
            f"95 % interval {100 * low:.2f} to {100 * high:.2f})"
        )
