"""A video file: its frames, their times, and whether it ends where it says."""

from collections.abc import Generator
from fractions import Fraction

import cv2

from alpr.reading.images import MAX_PIXELS
from alpr.video.capture import Capture, decoded
from alpr.video.frames import Frame, Report, SourceError
from alpr.video.times import FrameClock, exact_rate

LATE = Fraction(3, 2)
"""Frames' durations by which a file may end before its stated end: containers round."""


class RecordingSource:
    """A source that has an end, read once."""

    def __init__(
        self, name: str, capture: Capture, rate: Fraction | None, every: int, report: Report
    ) -> None:
        """Take an open capture over.

        Args:
            name: For messages.
            capture: Open.
            rate: Frames a second; None for the file's own times.
            every: 1 takes every frame, 2 every second one.
            report: Is told of frames that cannot be decoded, which are passed over, and of a file
                that ends early.

        Raises:
            SourceError: the file does not say its frame rate, or its frames are too large.
        """
        self._name, self._capture = name, capture
        self._every, self._report = every, report
        columns = capture.get(cv2.CAP_PROP_FRAME_WIDTH)
        rows = capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if columns * rows > MAX_PIXELS:
            raise SourceError(
                f"{name}: frames of {columns:.0f} x {rows:.0f} pixels; at most {MAX_PIXELS} can "
                "be read"
            )
        self._stamped = rate is None
        if rate is None:
            try:
                rate = exact_rate(capture.get(cv2.CAP_PROP_FPS))
            except ValueError as error:
                raise SourceError(f"{name}: it does not say its frame rate; give --fps") from error
        self._rate = rate

    @property
    def rate(self) -> Fraction:
        """Frames that are taken of a second."""
        return self._rate / self._every

    @property
    def total(self) -> int | None:
        """How many frames are taken, as far as the file says."""
        stated = self._stated
        return None if stated is None else -(-stated // self._every)

    @property
    def _stated(self) -> int | None:
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return int(count) if 0 < count < 1 << 40 else None

    def frames(self) -> Generator[Frame, None, None]:
        """Yield the frames."""
        clock = FrameClock(self._rate)
        stated = self._stated
        number, time = 0, Fraction(-1)
        try:
            while self._capture.grab():
                time = clock.time(number, self._stamp())
                if number % self._every == 0:
                    pixels = decoded(self._capture)
                    if pixels is None:
                        self._report(f"{self._name}: frame {number} is broken")
                    else:
                        yield Frame(number, time, pixels)
                number += 1
        finally:
            self._capture.release()
        # A count may be an estimate, made of the duration: both must say that something is missing.
        if (
            stated is not None
            and number < stated
            and time + LATE / self._rate < stated / self._rate
        ):
            self._report(f"{self._name}: ends after {number} of {stated} frames")

    def _stamp(self) -> float | None:
        return self._capture.get(cv2.CAP_PROP_POS_MSEC) if self._stamped else None
