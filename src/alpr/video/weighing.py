"""How much each frame of a car counts."""

import math
from dataclasses import dataclass

from alpr.reading.located import LocatedReading


@dataclass(frozen=True)
class VotingSettings:
    """How the frames of one car are weighed; chosen on drawn videos.

    A frame's reliability is its confidence per character: the root of the confidence, of as many
    characters as were read. It knows about size and blur: weighing by the plate's width beside it
    brought nothing.

    Attributes:
        weight: A frame counts as its reliability to this power.
        trust: Its classes are believed, rather than any class at all, with a probability of its
            reliability to this power.
        least_missed: Probability that a frame at its best shows nothing where a character is.
        most_missed: The same at its worst.
        invented: Probability that a frame shows a character where there is none.
        growth: Frames resemble each other: n of them count as n to this power independent ones.
        most: So many frames of a car are weighed, its surest.
        faintest: Places where a character is less probable are left out.
    """

    weight: float = 2.0
    trust: float = 2.0
    least_missed: float = 0.02
    most_missed: float = 0.6
    invented: float = 0.01
    growth: float = 0.6
    most: int = 32
    faintest: float = 0.02

    def __post_init__(self) -> None:
        for name in ("weight", "trust"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be at least 0, not {getattr(self, name)}")
        if not 0 < self.least_missed <= self.most_missed < 1:
            raise ValueError(f"least_missed and most_missed must lie in order in 0..1: {self}")
        for name in ("invented", "faintest"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must lie between 0 and 1, not {getattr(self, name)}")
        if not 0 <= self.growth <= 1:
            raise ValueError(f"growth must lie in 0..1, not {self.growth}")
        if self.most < 1:
            raise ValueError(f"most must be at least 1, not {self.most}")


def reliability(plate: LocatedReading) -> float:
    """Return a reading's confidence per character, 0 to 1."""
    length = len(plate.reading.text)
    return plate.reading.confidence ** (1 / length) if length else 0.0
