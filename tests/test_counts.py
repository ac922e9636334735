"""Counts per item, against published limits."""

import math

import pytest

from alpr.counts import MeanCount


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # Garwood's table, 95 %.
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (2, 0.2422, 7.225),
        (10, 4.795, 18.39),
        (50, 37.11, 65.92),
    ],
)
def test_the_interval_is_the_exact_one(count: int, low: float, high: float) -> None:
    assert MeanCount(count, 1).interval == pytest.approx((low, high), rel=1e-3)
    # The more items, the less each has.
    assert MeanCount(count, 100).interval == pytest.approx((low / 100, high / 100), rel=1e-3)


def test_large_counts_have_nearly_the_normal_interval() -> None:
    low, high = MeanCount(10_000, 1).interval
    assert (low, high) == pytest.approx((10_000 - 196, 10_000 + 196), abs=4)


def test_no_items_say_nothing() -> None:
    none = MeanCount(0, 0)
    assert (none.mean, none.interval) == (0.0, (0.0, math.inf))
    # JSON knows no infinity.
    assert none.as_dict() == {"count": 0, "n": 0, "mean": 0.0, "low": 0.0, "high": None}


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (1, -5), (1, 0)])
def test_impossible_counts_are_refused(count: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"{count} events in {n} items"):
        MeanCount(count, n)
