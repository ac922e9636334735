"""How hard plates are, from L0, a clean drawing, to L4, what a bad camera makes of it at night."""

from dataclasses import dataclass

from alpr.plates.realism.capture import Conditions

LEVELS = ("L0", "L1", "L2", "L3", "L4")


@dataclass(frozen=True)
class LevelSettings:
    """One level.

    Attributes:
        share: Its weight in the mixture that training sees.
        clutter: Scales the shares of everything around the characters, 0 (none) to 1.
        conditions: Probabilities of what may happen to the picture.
    """

    share: float
    clutter: float
    conditions: Conditions

    def __post_init__(self) -> None:
        if self.share < 0:
            raise ValueError(f"share must not be negative, not {self.share}")
        if not 0 <= self.clutter <= 1:
            raise ValueError(f"clutter must lie in 0..1, not {self.clutter}")


def checked(levels: tuple[LevelSettings, ...]) -> tuple[LevelSettings, ...]:
    """Return the levels if there are five and their shares are not all zero.

    Raises:
        ValueError: they are not.
    """
    if len(levels) != len(LEVELS):
        raise ValueError(f"there are {len(LEVELS)} levels, not {len(levels)}")
    if sum(level.share for level in levels) <= 0:
        raise ValueError("the levels' shares are all 0")
    return levels
