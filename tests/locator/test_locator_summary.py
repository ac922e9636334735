"""The picture that the README shows: a photograph, and a row for each of its plates."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.reading.located import PHOTOGRAPH, LocatedReading, PlateSteps, traced
from alpr.reading.look import LineSteps, Look
from alpr.reading.readings import NOTHING
from alpr.stages.locator.summary import draw_summary

CORNERS = ((10.0, 20.0), (90.0, 20.0), (90.0, 40.0), (10.0, 40.0))


def steps(text: str, views: int = 1) -> PlateSteps:
    """Return a plate that was read in a blank crop."""
    columns = np.zeros((views, 40, 37), np.float32)
    look = Look((), (), LineSteps(np.full((48, 160), 200, np.uint8), 80, columns))
    reading = replace(NOTHING, text=text, confidence=0.8)
    located = LocatedReading(CORNERS, 0.9, reading, look, 80)
    return PlateSteps(located, np.full((20, 80, 3), 200, np.uint8), np.eye(3), None)


@pytest.fixture
def photograph() -> NDArray[np.uint8]:
    return np.full((450, 900, 3), 255, np.uint8)


def test_each_plate_adds_a_row(photograph: NDArray[np.uint8]) -> None:
    pages = [
        draw_summary(photograph, traced(PHOTOGRAPH, [steps("AB12")] * count, ()))
        for count in range(3)
    ]
    heights = [page.shape[0] for page in pages]
    assert heights[1] - heights[0] == heights[2] - heights[1] > 48
    assert {page.shape[1] for page in pages} == {pages[0].shape[1]}


def test_the_row_ends_with_the_text(photograph: NDArray[np.uint8]) -> None:
    long, short = (
        draw_summary(photograph, traced(PHOTOGRAPH, [steps(text)], ()))[500:, 650:]
        for text in ("AB12345", "AB")
    )
    dark = [int((picture < 60).all(axis=2).sum()) for picture in (long, short)]
    assert dark[0] > 2 * dark[1] > 0


def test_further_views_are_named(photograph: NDArray[np.uint8]) -> None:
    once, again = (
        draw_summary(photograph, traced(PHOTOGRAPH, [steps("AB12", views)], ()))[470:]
        for views in (1, 7)
    )
    assert (again < 200).sum() > (once < 200).sum()
