"""The one box type."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Box:
    """A rectangle of whole pixels, half-open: x_max and y_max lie just outside it.

    >>> Box(2, 3, 12, 23).width, Box(2, 3, 12, 23).height, Box(2, 3, 12, 23).aspect
    (10, 20, 0.5)
    """

    x_min: int
    y_min: int
    x_max: int
    y_max: int

    def __post_init__(self) -> None:
        if self.x_max <= self.x_min or self.y_max <= self.y_min:
            raise ValueError(f"an empty or inverted box: {self.as_tuple()}")

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x_max - self.x_min

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y_max - self.y_min

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    def contains(self, other: "Box") -> bool:
        """Say whether the other box lies wholly inside this one."""
        return (
            self.x_min <= other.x_min
            and self.y_min <= other.y_min
            and self.x_max >= other.x_max
            and self.y_max >= other.y_max
        )

    def as_tuple(self) -> tuple[int, int, int, int]:
        """Return (x_min, y_min, x_max, y_max)."""
        return (self.x_min, self.y_min, self.x_max, self.y_max)
