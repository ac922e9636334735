"""Spans of characters to classes of columns."""

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, COLUMN_PX, COLUMNS, WIDTH
from alpr.learning.line_labels import column_classes


def written(classes: np.ndarray) -> str:
    """Return the columns as text, a dot for a blank one."""
    return "".join((CHARACTERS + ".")[index] for index in classes)


def test_without_a_plate_every_column_is_blank() -> None:
    assert column_classes("", []).tolist() == [BLANK] * COLUMNS


@pytest.mark.parametrize(
    ("text", "spans", "beginning"),
    [
        ("A", [(8, 20)], "..AAA......"),  # whole columns
        ("A", [(9.9, 18.1)], "..AAA......"),  # over the middles 10, 14 and 18
        ("A", [(10.1, 17.9)], "...A......."),  # the middles of the outer columns are not
        ("1", [(10.2, 10.4)], "..1........"),  # thinner than a column, over no middle
        ("1", [(0.0, 0.5)], "1.........."),  # at the very edge
        ("88", [(0, 12), (12, 24)], "88..88....."),  # touching: a column gives way
        ("AB", [(0, 12), (13, 24)], "AAA.BB....."),  # so close that no column parts them
        ("11", [(8, 10), (12, 14)], "..11......."),  # too close to be parted: none is lost
        ("AB", [(0, 14), (10, 24)], "AA..BB....."),  # overlapping, as slanted ones do
    ],
)
def test_columns_of_spans(text: str, spans: list[tuple[float, float]], beginning: str) -> None:
    columns = written(column_classes(text, spans))
    assert columns[: len(beginning)] == beginning
    assert set(columns[len(beginning) :]) == {"."}


def test_equal_neighbours_stay_two_wherever_the_columns_fall() -> None:
    for shift in np.arange(0, COLUMN_PX, 0.1):
        left = 20 + shift
        columns = written(column_classes("77", [(left, left + 14), (left + 15, left + 29)]))
        runs = [run for run in columns.split(".") if run]
        assert len(runs) == 2, f"shifted by {shift:.1f} px: {columns}"


def test_a_character_that_ends_at_the_edge_has_the_last_column() -> None:
    assert written(column_classes("Z", [(WIDTH - 2, WIDTH)]))[-1] == "Z"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("A", []),  # a character without its place
        ("", [(1, 2)]),  # a place without its character
        ("A", [(5, 5)]),  # no width
        ("AB", [(10, 20), (0, 8)]),  # not from left to right
        ("a", [(1, 9)]),  # not one of the characters
    ],
)
def test_what_is_no_plate_is_refused(text: str, spans: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match=r"span|among"):
        column_classes(text, spans)
