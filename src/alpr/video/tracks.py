"""One car followed through a video: where it is, how it moves, where it will be."""

import math
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from alpr.places import Corners, plate_size

SMALLEST_S = 1e-3
"""Frames are taken to be at least so far apart: a speed is a quotient."""


class Placed(Protocol):
    """What is known of a plate in one frame."""

    @property
    def time_s(self) -> float:
        """When."""

    @property
    def corners(self) -> Corners:
        """Where: (4, 2) float64, pixels, clockwise from the plate's own top left."""

    @property
    def text(self) -> str:
        """What was read, "" for nothing."""

    @property
    def confidence(self) -> float:
        """Probability that all of the text is right."""


Sighting = TypeVar("Sighting", bound=Placed)


@dataclass(frozen=True)
class TrackingSettings:
    """When two sightings are the same car; lengths are in widths of the plate.

    Attributes:
        reach: How far from its expected place a plate may be, on the first frame after it was seen.
        reach_growth: By how much farther for each second that it was not seen.
        far: How far it may be if its text is nearly the same: few frames a second, fast cars.
        size: By how many times it may be larger or smaller than expected.
        alike: Likeness of two texts, 0 to 1, from which on they are nearly the same.
        unlike: Likeness up to which two texts contradict each other, if both are sure.
        sure: Confidence from which on a text is sure.
        overlap_weight: What overlapping fully counts beside being in the expected place.
        text_weight: What the same text counts beside it.
        smoothing: How much of a new speed is believed, 0 to 1; the first is believed wholly.
        longest_step: Largest growth or shrinking that is expected between two sightings, as a
            logarithm.
        patience_s: A car that was not seen for longer is gone,
        patience_frames: if that was for more frames than these.
    """

    reach: float = 1.0
    reach_growth: float = 2.0
    far: float = 8.0
    size: float = 1.8
    alike: float = 0.7
    unlike: float = 0.5
    sure: float = 0.7
    overlap_weight: float = 1.0
    text_weight: float = 1.0
    smoothing: float = 0.5
    longest_step: float = 0.7
    patience_s: float = 1.0
    patience_frames: int = 3

    def __post_init__(self) -> None:
        for name in ("reach", "reach_growth", "longest_step", "patience_s"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}")
        if not self.reach <= self.far < math.inf:
            raise ValueError(f"far must be at least reach, not {self.far}")
        if not 1 <= self.size < math.inf:
            raise ValueError(f"size must be at least 1, not {self.size}")
        for name in ("alike", "unlike", "sure", "smoothing"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {getattr(self, name)}")
        if not self.unlike < self.alike:
            raise ValueError(f"unlike must be below alike, not {self.unlike} and {self.alike}")
        for name in ("overlap_weight", "text_weight"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be at least 0, not {getattr(self, name)}")
        if self.patience_frames < 0:
            raise ValueError(f"patience_frames must be at least 0, not {self.patience_frames}")


class Track(Generic[Sighting]):
    """One car: its last place, how it moves, and its surest text so far."""

    def __init__(self, identity: int, sighting: Sighting, settings: TrackingSettings) -> None:
        """Begin with the first sighting."""
        self.identity = identity
        self.last = sighting
        self.surest = sighting
        self.seen = 1
        self.missed = 0
        self._settings = settings
        self._velocity = np.zeros(2)  # pixels a second
        self._growth = 0.0  # of the logarithm of the width, a second

    def expected(self, time_s: float) -> Corners:
        """Return where the plate should be at a time: its last place moved and scaled on."""
        passed = time_s - self.last.time_s
        corners = self.last.corners
        middle = corners.mean(axis=0)
        limit = self._settings.longest_step
        scale = math.exp(max(-limit, min(limit, self._growth * passed)))
        return np.asarray((corners - middle) * scale + middle + self._velocity * passed)

    def take(self, sighting: Sighting) -> None:
        """Add a sighting, later than all before."""
        passed = max(sighting.time_s - self.last.time_s, SMALLEST_S)
        believed = 1.0 if self.seen == 1 else self._settings.smoothing
        step = sighting.corners.mean(axis=0) - self.last.corners.mean(axis=0)
        grown = math.log(width(sighting.corners) / width(self.last.corners))
        self._velocity = self._velocity + believed * (step / passed - self._velocity)
        self._growth += believed * (grown / passed - self._growth)
        if sighting.confidence > self.surest.confidence:
            self.surest = sighting
        self.last = sighting
        self.seen += 1
        self.missed = 0

    def gone(self, time_s: float) -> bool:
        """Say whether it was not seen for too long."""
        settings = self._settings
        unseen_s = time_s - self.last.time_s
        return unseen_s > settings.patience_s and self.missed > settings.patience_frames


def width(corners: Corners) -> float:
    """Return a plate's width in pixels, at least one."""
    return max(1.0, plate_size(corners)[0])
