"""Plates from frame to frame: which of this frame's plates is which of the cars followed so far."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic

import cv2
import numpy as np

from alpr.places import Corners
from alpr.video.tracks import Sighting, Track, TrackingSettings, width


@dataclass(frozen=True)
class Step(Generic[Sighting]):
    """What one frame brought.

    Attributes:
        seen: The cars that this frame shows, in the order of its sightings.
        missed: Those that it does not show, though they are still waited for.
        ended: Those that are waited for no more.
    """

    seen: tuple[Track[Sighting], ...]
    missed: tuple[Track[Sighting], ...]
    ended: tuple[Track[Sighting], ...]


class Tracker(Generic[Sighting]):
    """Follows the plates of one video.

    Each frame's sightings go to the cars that they fit best, the best pair first: nearness to the
    expected place, overlap and likeness of texts are added up. A sighting with another text, both
    sure, is another car, wherever it is.
    """

    def __init__(self, settings: TrackingSettings | None = None) -> None:
        self._settings = settings or TrackingSettings()
        self._tracks: list[Track[Sighting]] = []
        self._started = 0

    def step(self, time_s: float, sightings: Sequence[Sighting]) -> Step[Sighting]:
        """Take in the sightings of the next frame, all of that time."""
        known = list(self._tracks)
        pairs = self._pairs(known, time_s, sightings)
        owners: dict[int, Track[Sighting]] = {}
        for index, track in pairs:
            track.take(sightings[index])
            owners[index] = track
        for index, sighting in enumerate(sightings):
            if index not in owners:
                owners[index] = Track(self._started, sighting, self._settings)
                self._tracks.append(owners[index])
                self._started += 1
        found = set(map(id, owners.values()))
        unseen = [track for track in known if id(track) not in found]
        for track in unseen:
            track.missed += 1
        ended = tuple(track for track in unseen if track.gone(time_s))
        self._tracks = [track for track in self._tracks if track not in ended]
        return Step(
            tuple(owners[index] for index in range(len(sightings))),
            tuple(track for track in unseen if track not in ended),
            ended,
        )

    def finish(self) -> tuple[Track[Sighting], ...]:
        """Return the cars that are still followed, and follow them no more."""
        ended, self._tracks = tuple(self._tracks), []
        return ended

    def _pairs(
        self, tracks: Sequence[Track[Sighting]], time_s: float, sightings: Sequence[Sighting]
    ) -> list[tuple[int, Track[Sighting]]]:
        """Return sighting and track of those that belong together, the best fit first."""
        fits = []
        for place, track in enumerate(tracks):
            expected = track.expected(time_s)
            for index, sighting in enumerate(sightings):
                value = fit(track, expected, sighting, self._settings)
                if value is not None:
                    fits.append((-value, place, index))
        pairs = []
        free_tracks, free_sightings = set(range(len(tracks))), set(range(len(sightings)))
        for _, place, index in sorted(fits):
            if place in free_tracks and index in free_sightings:
                free_tracks.remove(place)
                free_sightings.remove(index)
                pairs.append((index, tracks[place]))
        return pairs


def fit(
    track: Track[Sighting], expected: Corners, sighting: Sighting, settings: TrackingSettings
) -> float | None:
    """Return how well a sighting fits a car, or None where it is another one."""
    alike = likeness(track.surest.text, sighting.text)
    sure = min(track.surest.confidence, sighting.confidence) >= settings.sure
    if sure and alike <= settings.unlike:
        return None
    across = width(expected)
    ratio = width(sighting.corners) / across
    if not 1 / settings.size <= ratio <= settings.size:
        return None
    unseen_s = sighting.time_s - track.last.time_s
    reach = settings.reach + settings.reach_growth * unseen_s
    if alike >= settings.alike:
        reach = max(reach, settings.far)
    distance = math.dist(expected.mean(axis=0), sighting.corners.mean(axis=0)) / across
    if distance > reach:
        return None
    nearness = 1 - distance / reach
    return (
        nearness
        + settings.overlap_weight * overlap(expected, sighting.corners)
        + settings.text_weight * alike
    )


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, 0 to 1; 0 where one is empty.

    >>> likeness("1234BCD", "1234BCD"), round(likeness("1234BCD", "1284BCD"), 2)
    (1.0, 0.86)
    """
    if not (first and second):
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def overlap(first: Corners, second: Corners) -> float:
    """Return the intersection of two quads over their union, 0 to 1."""
    areas = [abs(float(cv2.contourArea(quad.astype(np.float32)))) for quad in (first, second)]
    common, _ = cv2.intersectConvexConvex(
        cv2.convexHull(first.astype(np.float32)), cv2.convexHull(second.astype(np.float32))
    )
    union = sum(areas) - common
    return max(0.0, min(1.0, common / union)) if union > 0 else 0.0
