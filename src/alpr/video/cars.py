"""The cars of a video: followed from frame to frame, and one reading each when they are gone."""

from collections.abc import Sequence
from typing import Protocol

from alpr.places import Corners
from alpr.reading.located import PHOTOGRAPH, LocatedReading, PhotographReading
from alpr.reading.look import Look
from alpr.reading.privacy import grown, quads_to_hide, without_plates
from alpr.reading.readings import Reading
from alpr.video.frames import Frame, Image
from alpr.video.sightings import CarReading, Outline, Sighting, Watched
from alpr.video.tracking import Tracker
from alpr.video.tracks import Track, TrackingSettings
from alpr.video.voting import voted
from alpr.video.weighing import VotingSettings

DRIFT, FARTHEST = 0.2, 1.0
"""How far a plate that is not seen may be from where it should be, in its heights: for each frame
since it was seen, and at most."""


class FrameReader(Protocol):
    """What is used of alpr.reading.photograph.PhotographReader."""

    def read(self, image: Image, kind: str | None = None) -> PhotographReading:
        """Find and read the plates of a picture."""

    def decide(self, look: Look) -> Reading:
        """Make a reading of what was seen."""


class _Evidence:
    """What is kept of one car, however long it stays: its surest readings, and a picture."""

    def __init__(self, first: Sighting) -> None:
        self.first = first.time
        self.plates: list[LocatedReading] = []
        self.best = first
        self.picture: Image | None = None


class CarWatcher:
    """Looks at the frames of one video, one after the other."""

    def __init__(
        self,
        reader: FrameReader,
        *,
        least_frames: int = 1,
        named: bool = False,
        pictures: bool = False,
        private: bool = False,
        tracking: TrackingSettings | None = None,
        voting: VotingSettings | None = None,
    ) -> None:
        """Begin a video.

        Args:
            reader: Finds and reads the plates of a frame.
            least_frames: Cars that were read in fewer frames are left out.
            named: Whether outlines carry texts, which takes a vote in each frame.
            pictures: Whether cars come with a picture.
            private: Whether plates are painted over in the pictures.
            tracking: When two sightings are the same car.
            voting: How frames are weighed.

        Raises:
            ValueError: least_frames is below 1.
        """
        if least_frames < 1:
            raise ValueError(f"least_frames must be at least 1, not {least_frames}")
        self._reader = reader
        self._least_frames = least_frames
        self._named, self._pictures, self._private = named, pictures, private
        self._tracker: Tracker[Sighting] = Tracker(tracking)
        self._voting = voting or VotingSettings()
        self._evidence: dict[int, _Evidence] = {}

    def look(self, frame: Frame) -> Watched:
        """Look at the next frame."""
        found = self._reader.read(frame.pixels, PHOTOGRAPH)
        sightings = [Sighting(frame.time, plate) for plate in found.plates]
        step = self._tracker.step(float(frame.time), sightings)
        expected = [track.expected(float(frame.time)) for track in step.missed]
        perhaps = [
            grown(corners, min(track.missed * DRIFT, FARTHEST))
            for track, corners in zip(step.missed, expected, strict=True)
        ]
        hidden = (*quads_to_hide(found), *perhaps)
        for track, sighting in zip(step.seen, sightings, strict=True):
            self._add(track, sighting, frame.pixels, hidden)
        outlines = [
            *(Outline(t.identity, s.corners, self._text(t), True)
              for t, s in zip(step.seen, sightings, strict=True)),
            *(Outline(t.identity, corners, self._text(t), False)
              for t, corners in zip(step.missed, expected, strict=True)),
        ]  # fmt: skip
        return Watched(tuple(outlines), hidden, self._readings(step.ended))

    def finish(self) -> tuple[CarReading, ...]:
        """Return the cars that were still in view at the end."""
        return self._readings(self._tracker.finish())

    def _add(
        self, track: Track[Sighting], sighting: Sighting, pixels: Image, hidden: Sequence[Corners]
    ) -> None:
        evidence = self._evidence.setdefault(track.identity, _Evidence(sighting))
        # Sorting is stable: of two equally sure readings the earlier one stays.
        evidence.plates.append(sighting.plate)
        evidence.plates.sort(key=lambda plate: -plate.reading.confidence)
        del evidence.plates[self._voting.most :]
        if evidence.plates[0] is sighting.plate:
            evidence.best = sighting
            if self._pictures:
                shown = without_plates(pixels, hidden) if self._private else pixels
                evidence.picture = surroundings(shown, sighting.plate)

    def _text(self, track: Track[Sighting]) -> str:
        if not self._named:
            return ""
        return self._reading(self._evidence[track.identity]).text

    def _reading(self, evidence: _Evidence) -> Reading:
        return self._reader.decide(voted(evidence.plates, self._voting))

    def _readings(self, tracks: Sequence[Track[Sighting]]) -> tuple[CarReading, ...]:
        """Return the readings of cars that are gone, and forget them."""
        cars = []
        for track in tracks:
            evidence = self._evidence.pop(track.identity)
            if track.seen < self._least_frames:
                continue
            reading = self._reading(evidence)
            if reading.text:
                cars.append(
                    CarReading(
                        reading,
                        evidence.first,
                        track.last.time,
                        track.seen,
                        evidence.best,
                        evidence.picture,
                    )
                )
        return tuple(cars)


def surroundings(pixels: Image, plate: LocatedReading) -> Image:
    """Return a copy of what is around a plate: as far as it is wide on each side."""
    box = plate.box
    rows, columns = pixels.shape[:2]
    left, right = max(0, box.x_min - box.width), min(columns, box.x_max + box.width)
    top, bottom = max(0, box.y_min - box.width), min(rows, box.y_max + box.width)
    return pixels[top:bottom, left:right].copy()
