"""What a video shows: a plate in one frame, all plates of a frame, a car that has gone by."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from alpr.files import DECIMALS
from alpr.places import Corners
from alpr.reading.located import LocatedReading
from alpr.reading.readings import Reading
from alpr.video.frames import Image

SAID = ("text", "confidence", "format", "raw", "characters", "candidates")
"""What a car's reading has of a picture's."""


@dataclass(frozen=True, eq=False)
class Sighting:
    """A plate in one frame."""

    time: Fraction
    plate: LocatedReading

    @property
    def time_s(self) -> float:
        """When, seconds."""
        return float(self.time)

    @property
    def corners(self) -> Corners:
        """Where, (4, 2) float64, pixels."""
        return self.plate.points

    @property
    def text(self) -> str:
        """What was read."""
        return self.plate.reading.text

    @property
    def confidence(self) -> float:
        """Probability that all of it is right."""
        return self.plate.reading.confidence


@dataclass(frozen=True, eq=False)
class CarReading:
    """One car.

    Attributes:
        reading: What all its frames say together; boxes are pixels of the best frame.
        first: When it was first seen, seconds since the first frame.
        last: When it was last seen.
        frames: In how many frames it was read.
        best: The surest sighting.
        picture: The surroundings of the plate in that frame, BGR; None if none was asked for.
    """

    reading: Reading
    first: Fraction
    last: Fraction
    frames: int
    best: Sighting
    picture: Image | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        located = self.best.plate.as_dict()
        said = self.reading.as_dict()
        return {
            **{key: said[key] for key in SAID},
            "first": _seconds(self.first),
            "last": _seconds(self.last),
            "frames": self.frames,
            "best": _seconds(self.best.time),
            "corners": located["corners"],
            "location": located["location"],
        }


@dataclass(frozen=True, eq=False)
class Outline:
    """A car's plate in one frame: its place, its text so far, whether this frame shows it."""

    car: int
    corners: Corners
    text: str
    seen: bool


@dataclass(frozen=True, eq=False)
class Watched:
    """What one frame brought.

    Attributes:
        outlines: The plates of the cars in it, those that it does not show where they should be.
        hidden: Corners of what is to be painted over, for the sake of privacy.
        gone: The cars that were last seen some time ago.
    """

    outlines: tuple[Outline, ...]
    hidden: tuple[Corners, ...]
    gone: tuple[CarReading, ...]


def _seconds(time: Fraction) -> float:
    return round(float(time), DECIMALS)
