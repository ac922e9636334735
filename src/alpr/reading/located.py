"""What was read from a photograph: plain values, plate by plate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.places import Corners
from alpr.reading.judging import Evidence
from alpr.reading.locations import Refusal
from alpr.reading.look import Look
from alpr.reading.readings import NOTHING, Reading

Point = tuple[float, float]

PHOTOGRAPH, CROP = "photograph", "crop"
KINDS = (PHOTOGRAPH, CROP)
"""What a picture is taken for: a crop shows one plate, already cut out, and little else."""

_CORNER_DECIMALS = 2


@dataclass(frozen=True, eq=False)
class LocatedReading:
    """A plate of a photograph: where it is and what it says.

    Attributes:
        corners: x and y of four points, pixels of the photograph, clockwise from the plate's own
            top left.
        location: Probability that there is a plate, what was read there considered; 1 of a crop
            that is read as a whole, 0 where that shows nothing.
        reading: What it says; boxes are upright ones around the characters, pixels of the
            photograph.
        look: What the reading was made from: spans of the slots in pixels of the upright crop,
            boxes in pixels of the photograph.
        width: Pixels that the upright crop was wide.
    """

    corners: tuple[Point, ...]
    location: float
    reading: Reading
    look: Look
    width: int

    def __post_init__(self) -> None:
        if len(self.corners) != 4:
            raise ValueError(f"a plate has 4 corners, not {len(self.corners)}")

    @property
    def points(self) -> Corners:
        """The corners as an array (4, 2) float64."""
        return np.array(self.corners, np.float64)

    @property
    def box(self) -> Box:
        """The upright box around the corners, at least a pixel wide and high."""
        points = self.points
        left, top = (int(value) for value in np.floor(points.min(axis=0)))
        right, bottom = (int(value) for value in np.ceil(points.max(axis=0)))
        return Box(left, top, max(right, left + 1), max(bottom, top + 1))

    def as_dict(self) -> dict[str, Any]:
        """Return the reading, the corners and the location as plain values that JSON can hold."""
        corners = [[round(value, _CORNER_DECIMALS) for value in point] for point in self.corners]
        return {**self.reading.as_dict(), "corners": corners, "location": self.location}


@dataclass(frozen=True, eq=False)
class PhotographReading:
    """What was read from one picture.

    Attributes:
        kind: What it was taken for, one of KINDS.
        plates: The surest first; of a crop exactly one, its reading empty where it shows no plate.
        refused: Places that were taken for no plates, each with the reason.
    """

    kind: str
    plates: tuple[LocatedReading, ...]
    refused: tuple[Refusal, ...]

    @property
    def best(self) -> LocatedReading | None:
        """The surest plate."""
        return self.plates[0] if self.plates else None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be {' or '.join(KINDS)}, not {self.kind!r}")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold: the best plate's, the kind, and all plates."""
        nothing = {**NOTHING.as_dict(), "corners": None, "location": 0.0}
        best = self.best.as_dict() if self.best else nothing
        return {**best, "kind": self.kind, "plates": [plate.as_dict() for plate in self.plates]}


@dataclass(frozen=True, eq=False)
class PlateSteps:
    """One plate of a trace.

    Attributes:
        located: The result.
        crop: The upright picture that was read, (height, width, 3) uint8 BGR.
        matrix: (3, 3) float64, points of the crop to points of the photograph.
        evidence: What it was judged by; None of a crop, which is taken for a plate unjudged.
    """

    located: LocatedReading
    crop: NDArray[np.uint8]
    matrix: NDArray[np.float64]
    evidence: Evidence | None


@dataclass(frozen=True, eq=False)
class PhotographTrace:
    """A reading together with what led to it, plate by plate; the order is the reading's."""

    reading: PhotographReading
    plates: tuple[PlateSteps, ...]


def traced(kind: str, plates: Sequence[PlateSteps], refused: Sequence[Refusal]) -> PhotographTrace:
    """Return the trace of a picture that was taken for that kind, from its plates in order."""
    located = tuple(steps.located for steps in plates)
    return PhotographTrace(PhotographReading(kind, located, tuple(refused)), tuple(plates))
