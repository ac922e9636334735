"""A plate that is looked at as if it leaned."""

from dataclasses import replace

import numpy as np
import pytest

from alpr.places import Corners
from alpr.reading.judging import Evidence
from alpr.reading.leaning import GAIN, LEANS, as_it_leans, leaned
from alpr.reading.located import LocatedReading, PlateSteps
from alpr.reading.look import LineSteps, Look
from alpr.reading.readings import Reading
from alpr.reading.rectification import turns_clockwise

CORNERS = np.array([(10, 10), (50, 10), (50, 20), (10, 20)], np.float64)


def steps(
    text: str, legible: float, corners: Corners = CORNERS, location: float = 0.9
) -> PlateSteps:
    """Return a place that is so probably a plate, and so legible."""
    none = LineSteps(np.zeros((48, 160), np.uint8), 160, np.zeros((1, 40, 37), np.float32))
    reading = Reading(text, 0.0, (), None, text, ())
    quad = tuple((float(x), float(y)) for x, y in corners)
    located = LocatedReading(quad, 1.0, reading, Look((), (), none), 160)
    evidence = Evidence(location, legible, len(text))
    return PlateSteps(located, np.zeros((10, 40, 3), np.uint8), np.eye(3), evidence)


def leaning_says(upright: PlateSteps, *others: tuple[str, float]) -> str:
    """Return the text that is believed where the plate reads so as if it leaned."""
    said = iter(others)
    return as_it_leans(upright, lambda corners: steps(*next(said), corners)).located.reading.raw


@pytest.mark.parametrize(
    ("upright", "backwards", "forwards", "expected"),
    [
        (("ABCD", 0.2), ("EFGH", 0.9), ("IJKL", 0.3), "EFGH"),
        (("ABCD", 0.2), ("EFGH", 0.5), ("IJKL", 0.6), "IJKL"),  # the more legible of the two
        (("ABCD", 0.5), ("EFGH", 0.5 + GAIN - 0.01), ("IJKL", 0.1), "ABCD"),  # hardly better
        (("ABCD", 0.2), ("EFG", 0.9), ("I", 1.0), "ABCD"),  # a part of it is always more legible
    ],
)
def test_it_leans_where_it_is_far_more_legible_so(
    upright: tuple[str, float],
    backwards: tuple[str, float],
    forwards: tuple[str, float],
    expected: str,
) -> None:
    assert leaning_says(steps(*upright), backwards, forwards) == expected


@pytest.mark.parametrize(
    "plate",
    [
        steps("ABCD", 0.9),  # legible
        steps("ABCD", 0.2, location=0.4),  # hardly a plate
        replace(steps("ABCD", 0.2), evidence=None),  # a whole crop
    ],
)
def test_what_needs_no_second_glance_has_none(plate: PlateSteps) -> None:
    assert as_it_leans(plate, lambda corners: pytest.fail("looked again")) is plate


def test_corners_that_would_not_turn_clockwise_are_not_tried() -> None:
    # A wedge whose upper side is a point nearly: moved backwards it lies beyond the left side.
    wedge = np.array([(0, 0), (0.5, 0.1), (4, 40), (0, 40)], np.float64)
    looked: list[Corners] = []

    def look(corners: Corners) -> PlateSteps:
        looked.append(corners)
        return steps("AB", 0.1, corners)

    as_it_leans(steps("AB", 0.1, wedge), look)
    assert all(turns_clockwise(corners) for corners in looked)
    assert len(looked) == sum(turns_clockwise(leaned(wedge, lean)) for lean in LEANS)


def test_leaning_moves_the_upper_side_along_the_plate() -> None:
    turned = CORNERS[:, ::-1] * [-1, 1]  # a quarter turn: the plate runs down
    moved = leaned(turned, 0.4) - turned
    np.testing.assert_allclose(moved, [(0, 2), (0, 2), (0, -2), (0, -2)], atol=1e-9)
    assert leaned(CORNERS, 0.0).tolist() == CORNERS.tolist()


def test_the_corners_are_those_that_it_was_read_between() -> None:
    better = as_it_leans(steps("ABCD", 0.2), lambda corners: steps("EFGH", 0.9, corners))
    assert better.located.points.tolist() == leaned(CORNERS, LEANS[0]).tolist()
