"""A camera or a stream: no end of its own, and opened again when it drops."""

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction

import cv2

from alpr.video.capture import Capture, decoded
from alpr.video.frames import Frame, Report

MOST_LAG_S = 0.5
"""A stream that is further behind is caught up with: frames are passed over."""

LONGEST_CATCH_UP_S = 1.0
"""What is waiting is passed over faster than it came. A stream that is behind for longer has a
clock that runs slow or was set back, or is decoded too slowly ever to be caught up with."""

GRAIN = 1_000_000
"""Live times are whole microseconds."""


@dataclass(frozen=True)
class BackOff:
    """How long to wait before a stream is opened again.

    Attributes:
        first_s: Before the first attempt, seconds.
        factor: Each wait is so many times the one before.
        longest_s: No wait is longer.
        attempts: After so many in a row that brought no frame, the stream is given up.
    """

    first_s: float = 1.0
    factor: float = 2.0
    longest_s: float = 30.0
    attempts: int = 10

    def __post_init__(self) -> None:
        if not 0 < self.first_s <= self.longest_s < math.inf:
            raise ValueError(f"first_s must be above 0 and at most longest_s: {self}")
        if not 1 <= self.factor < math.inf:
            raise ValueError(f"factor must be at least 1, not {self.factor}")
        if self.attempts < 0:
            raise ValueError(f"attempts must be at least 0, not {self.attempts}")

    def wait_s(self, attempt: int) -> float:
        """Return the wait before an attempt, counted from 0.

        >>> [BackOff().wait_s(attempt) for attempt in (0, 1, 2, 9)]
        [1.0, 2.0, 4.0, 30.0]
        """
        exponent = min(attempt, 64)  # beyond which no wait is below the longest
        return min(self.first_s * self.factor**exponent, self.longest_s)


@dataclass(frozen=True)
class Waiting:
    """The clock, and how to wait.

    Attributes:
        clock: Seconds, steadily rising.
        sleep: Waits for so many seconds; returns early, and true, where all is to end.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], bool]


class StreamSource:
    """Frames as they come, timed by the clock."""

    total = None

    def __init__(
        self,
        name: str,
        capture: Capture,
        reopen: Callable[[], Capture],
        rate: Fraction,
        every: int,
        report: Report,
        waiting: Waiting,
        back_off: BackOff,
    ) -> None:
        """Take an open capture over.

        Args:
            name: For messages.
            capture: Open.
            reopen: Opens it again after a drop.
            rate: Frames a second, at least nearly.
            every: 1 takes every frame, 2 every second one.
            report: Is told of drops and of frames that cannot be decoded.
            waiting: The clock.
            back_off: When to open it again.
        """
        self._name, self._capture, self._reopen = name, capture, reopen
        self.rate = rate / every
        self._every, self._report = every, report
        self._waiting, self._back_off = waiting, back_off
        self._number = 0

    def frames(self) -> Generator[Frame, None, None]:
        """Yield frames until the stream is given up."""
        start = self._waiting.clock()
        attempt = 0
        try:
            while True:
                before = self._number
                if self._capture.isOpened():
                    yield from self._connected(start)
                self._capture.release()
                attempt = 0 if self._number > before else attempt
                if attempt >= self._back_off.attempts:
                    self._report(
                        f"{self._name}: given up after {attempt} attempts to open it again"
                    )
                    return
                wait_s = self._back_off.wait_s(attempt)
                if attempt == 0:
                    self._report(f"{self._name}: the stream dropped; opening it again")
                attempt += 1
                if self._waiting.sleep(wait_s):
                    return
                self._capture = self._reopen()
        finally:
            self._capture.release()

    def _connected(self, start: float) -> Iterator[Frame]:
        """Yield frames until the stream drops."""
        lag = _Lag(self._capture, self._waiting.clock)
        while self._capture.grab():
            number, self._number = self._number, self._number + 1
            if number % self._every or lag.behind():
                continue
            time = Fraction(round((self._waiting.clock() - start) * GRAIN), GRAIN)
            pixels = decoded(self._capture)
            if pixels is None:
                self._report(f"{self._name}: frame {number} is broken")
            else:
                yield Frame(number, time, pixels)


class _Lag:
    """Tells whether the frames at hand are old: they came while others were looked at.

    A stream's own stamps against the clock; a camera that has no stamps is never behind, since it
    keeps a few frames only.
    """

    def __init__(self, capture: Capture, clock: Callable[[], float]) -> None:
        self._capture, self._clock = capture, clock
        self._ahead: float | None = None
        self._since: float | None = None

    def behind(self) -> bool:
        stamp_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if not (math.isfinite(stamp_s) and stamp_s > 0):
            return False
        # The least time that a frame took to come is taken for no lag at all.
        now = self._clock()
        late = now - stamp_s
        if self._ahead is None or late < self._ahead:
            self._ahead = late
        if late - self._ahead <= MOST_LAG_S:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        if now - self._since <= LONGEST_CATCH_UP_S:
            return True
        self._ahead, self._since = late, None
        return False
