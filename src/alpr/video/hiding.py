"""Plates hidden in a video: also in frames that were looked at before a plate was found in them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from alpr.places import Corners
from alpr.reading.privacy import grown, without_plates
from alpr.video.frames import Frame, Image
from alpr.video.sightings import Outline, Watched

MOST_FRAMES = 8
"""So many frames wait for what the next ones show."""

MOST_PIXELS = 32_000_000
"""All waiting frames together have no more: large ones wait for less."""

CREEP = 0.2
"""How far a plate may be from where it must have been, in its heights for each frame between."""


@dataclass(frozen=True, eq=False)
class Hidden:
    """A frame with its plates painted over, and the outlines that belong to it."""

    frame: Frame
    image: Image
    outlines: tuple[Outline, ...]


@dataclass(eq=False)
class _Waiting:
    frame: Frame
    outlines: tuple[Outline, ...]
    quads: list[Corners] = field(default_factory=list)

    def hidden(self) -> Hidden:
        image = without_plates(self.frame.pixels, self.quads)
        return Hidden(self.frame, image, self.outlines)


class Hider:
    """Paints plates over, some frames late.

    A plate that is found in a frame is hidden, larger, in the frames before it too: there it was
    perhaps too small to be found and is not too small to be read by somebody who looks twice. One
    that was missed for some frames is hidden in them where it must have been, on the line from its
    place before to its place after.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._seen: dict[int, tuple[int, Corners]] = {}

    def add(self, frame: Frame, watched: Watched) -> Iterator[Hidden]:
        """Take the next frame, and yield those that wait no longer."""
        entry = _Waiting(frame, watched.outlines, list(watched.hidden))
        for outline in watched.outlines:
            if outline.seen:
                self._look_back(frame.number, outline)
        cars = {outline.car for outline in watched.outlines}
        self._seen = {car: seen for car, seen in self._seen.items() if car in cars}
        self._waiting.append(entry)
        rows, columns = frame.pixels.shape[:2]
        room = min(MOST_FRAMES, MOST_PIXELS // (rows * columns))
        while len(self._waiting) > room:
            yield self._waiting.popleft().hidden()

    def finish(self) -> Iterator[Hidden]:
        """Yield the frames that still wait."""
        while self._waiting:
            yield self._waiting.popleft().hidden()

    def _look_back(self, number: int, outline: Outline) -> None:
        """Hide a plate in the waiting frames that do not show it."""
        before = self._seen.get(outline.car)
        self._seen[outline.car] = (number, outline.corners)
        for steps, entry in enumerate(reversed(self._waiting), 1):
            if before is None:
                entry.quads.append(grown(outline.corners, CREEP * steps))
            elif entry.frame.number > before[0]:
                after = entry.frame.number - before[0]
                place = _between(before[1], outline.corners, after / (number - before[0]))
                entry.quads.append(grown(place, CREEP * min(after, steps)))


def _between(first: Corners, last: Corners, done: float) -> Corners:
    return np.asarray(first + (last - first) * done, np.float64)
