"""When a frame was taken: exact frame rates, and the container's stamps where they are sound."""

import math
from fractions import Fraction

NTSC_NOMINAL = (24, 30, 48, 60, 120, 240)
"""Rates that television slowed by 1000 to 1001; files say 29.97, 23.976 or 59.94 for short."""

NTSC_TOLERANCE = Fraction(1, 1000)

GRAIN = Fraction(1, 1000)
"""Seconds. Matroska stores whole milliseconds: a stamp so near a frame's place is that place."""

SLOWEST, FASTEST = 0.001, 10_000.0
"""Frames per second; what a container says beyond that is no rate."""


def exact_rate(rate: float) -> Fraction:
    """Return the exact frame rate that a rounded one means.

    Raises:
        ValueError: not a rate.

    >>> exact_rate(29.97), exact_rate(25.0), exact_rate(12.5)
    (Fraction(30000, 1001), Fraction(25, 1), Fraction(25, 2))
    """
    if not (math.isfinite(rate) and SLOWEST <= rate <= FASTEST):
        raise ValueError(f"a frame rate must be {SLOWEST} to {FASTEST:.0f}, not {rate}")
    for nominal in NTSC_NOMINAL:
        ntsc = Fraction(nominal * 1000, 1001)
        if abs(Fraction(rate) - ntsc) < NTSC_TOLERANCE:
            return ntsc
    return Fraction(rate).limit_denominator(1001)


class FrameClock:
    """Gives each frame of a recording its time; times rise strictly."""

    def __init__(self, rate: Fraction) -> None:
        """Start at 0 seconds; `rate` is the constant or the mean number of frames a second."""
        if rate <= 0:
            raise ValueError(f"rate must be above 0, not {rate}")
        self._rate = rate
        self._last: Fraction | None = None

    def time(self, number: int, stamp_ms: float | None) -> Fraction:
        """Return the time of a frame in seconds.

        Args:
            number: Of the frame, from 0 on, rising from call to call.
            stamp_ms: The container's time stamp, milliseconds; None if it has none.

        A stamp that is none, or not later than the frame before, is replaced by one frame's
        duration after that one.
        """
        place = number / self._rate
        time = place if stamp_ms is None else self._stamped(place, stamp_ms)
        if self._last is not None and time <= self._last:
            time = self._last + 1 / self._rate
        self._last = time
        return time

    def _stamped(self, place: Fraction, stamp_ms: float) -> Fraction:
        if not (math.isfinite(stamp_ms) and stamp_ms >= 0):
            return Fraction(-1)
        stamp = (Fraction(stamp_ms) / 1000).limit_denominator(1_000_000)
        return place if abs(stamp - place) <= GRAIN else stamp
