"""Frame times: exact rates, the container's stamps, and stamps that are none."""

import math
from fractions import Fraction

import pytest

from alpr.video.times import FrameClock, exact_rate

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize("rate", [0, -25, math.nan, math.inf, 1e9, 1e-9])
def test_what_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="frame rate"):
        exact_rate(rate)


@pytest.mark.parametrize(
    ("stated", "exact"),
    [
        (29.97, NTSC),  # as OpenCV writes it
        (29.97002997002997, NTSC),  # as a camera's file says it
        (30.0, Fraction(30)),  # a rate of its own
        (23.976, Fraction(24000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (25.0, Fraction(25)),
        (12.5, Fraction(25, 2)),
        (1.0, Fraction(1)),
        (1 / 3, Fraction(1, 3)),  # a frame each three seconds
    ],
)
def test_rates_are_exact(stated: float, exact: Fraction) -> None:
    assert exact_rate(stated) == exact


def test_a_constant_rate_stays_exact_for_a_day() -> None:
    clock = FrameClock(NTSC)
    number = 24 * 3600 * 30
    assert clock.time(number, float(1000 * number / NTSC)) == Fraction(number * 1001, 30000)


def test_whole_milliseconds_are_the_exact_time() -> None:
    # Matroska: 0, 33, 67, 100 ms
    clock = FrameClock(NTSC)
    times = [clock.time(number, stamp) for number, stamp in enumerate((0.0, 33.0, 67.0, 100.0))]
    assert times == [number / NTSC for number in range(4)]


def test_a_variable_rate_follows_the_stamps() -> None:
    clock = FrameClock(Fraction(10))
    times = [clock.time(number, stamp) for number, stamp in enumerate((0.0, 40.0, 500.0, 1000.0))]
    assert times == [0, Fraction(1, 25), Fraction(1, 2), 1]


@pytest.mark.parametrize(
    "stamps",
    [
        (0.0, 0.0, 0.0, 0.0),  # a container without stamps
        (0.0, math.nan, math.inf, -1.0),
        (None, None, None, None),
        (0.0, 100.0, 50.0, 20.0),  # backwards
    ],
)
def test_times_rise_whatever_the_stamps(stamps: tuple[float | None, ...]) -> None:
    clock = FrameClock(Fraction(10))
    times = [clock.time(number, stamp) for number, stamp in enumerate(stamps)]
    assert times == [Fraction(number, 10) for number in range(4)]


def test_no_rate_no_clock() -> None:
    with pytest.raises(ValueError, match="rate"):
        FrameClock(Fraction(0))
