"""Column probabilities to characters: which columns belong together, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, CLASSES

MOST_BLANK = 0.4
"""A column whose blank is likelier than this belongs to no character."""

FAINTEST_BLANK = 0.9
"""A run of columns that are blanker than MOST_BLANK, but not than this, may be a faint one."""

LONG = 1.5
"""A run this many times as long as the plate's usual one may hold two characters."""

SHORTEST_PIECE = 2
"""Columns that a part of a long run must have to be a character of its own."""

TWICE = 1.7
"""A run this many times as long as the usual one, all of one class, may be that character twice."""

PALE = 0.12
"""So blank is the column between two equal characters that touch, or overlap by their slant. What
is wide by itself, such as a W, shows no such column."""


@dataclass(frozen=True)
class ColumnRun:
    """One character: its columns [start, end), how sure, and the probabilities of its classes."""

    start: int
    end: int
    presence: float
    """Probability that there is a character at all: that of its clearest column."""
    probabilities: NDArray[np.float64]
    """(36,), summing to 1: which character, if there is one."""

    @property
    def character(self) -> str:
        """The likeliest character."""
        return CHARACTERS[int(self.probabilities.argmax())]


def decode_columns(columns: NDArray[Any]) -> tuple[ColumnRun, ...]:
    """Return the characters, left to right.

    Neighbouring columns that are not blank form a run; the probabilities of its columns are
    summed. A long run is split where its likeliest class changes; one of a single class where it
    is palest, if it is so long and so pale there that it must be two.

    Args:
        columns: (N, 37) probabilities, each row summing to 1, blank last.

    Raises:
        ValueError: another shape.
    """
    columns = _checked(columns)
    runs = _runs(columns[:, BLANK] <= MOST_BLANK)
    if not runs:
        return ()
    usual = float(np.median([end - start for start, end in runs]))
    best = columns[:, :BLANK].argmax(axis=1)
    return tuple(
        _character(columns, *piece)
        for start, end in runs
        for piece in _pieces(start, end, best, columns[:, BLANK], usual)
    )


def faint_runs(columns: NDArray[Any]) -> tuple[ColumnRun, ...]:
    """Return the places, apart from the characters of `decode_columns`, that may hold one more.

    The pale ends of a character's own run are none.

    Args:
        columns: (N, 37) probabilities, each row summing to 1, blank last.

    Raises:
        ValueError: another shape.
    """
    columns = _checked(columns)
    blank = columns[:, BLANK]
    return tuple(
        _character(columns, start, end)
        for start, end in _runs(blank <= FAINTEST_BLANK)
        if blank[start:end].min() > MOST_BLANK
    )


def column_text(columns: NDArray[Any]) -> str:
    """Return the characters as one string."""
    return "".join(run.character for run in decode_columns(columns))


def _checked(columns: NDArray[Any]) -> NDArray[np.float64]:
    if columns.ndim != 2 or columns.shape[1] != CLASSES:
        raise ValueError(f"columns must be (N, {CLASSES}), not {columns.shape}")
    return columns.astype(np.float64)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _pieces(
    start: int,
    end: int,
    best: NDArray[np.integer],
    blank: NDArray[np.float64],
    usual: float,
) -> Sequence[tuple[int, int]]:
    """Split a long run into its characters, if all parts are long enough to be one."""
    whole = [(start, end)]
    if end - start < LONG * usual:
        return whole
    changes = start + 1 + np.flatnonzero(np.diff(best[start:end]))
    if not changes.size:
        return _halves(start, end, blank, usual) or whole
    pieces = list(pairwise([start, *changes.tolist(), end]))
    if min(last - first for first, last in pieces) < SHORTEST_PIECE:
        return whole
    return pieces


def _halves(
    start: int, end: int, blank: NDArray[np.float64], usual: float
) -> Sequence[tuple[int, int]]:
    """Part a run of one class at its palest column, which is of neither; nothing if it is one."""
    inner = blank[start + SHORTEST_PIECE : end - SHORTEST_PIECE]
    if end - start < TWICE * usual or not inner.size or inner.max() < PALE:
        return []
    between = start + SHORTEST_PIECE + int(inner.argmax())
    return [(start, between), (between + 1, end)]


def _character(columns: NDArray[np.float64], start: int, end: int) -> ColumnRun:
    part = columns[start:end]
    sums = part[:, :BLANK].sum(axis=0)
    presence = float(1 - part[:, BLANK].min())
    return ColumnRun(start, end, presence, sums / sums.sum())
