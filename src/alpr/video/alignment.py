"""Which characters of one look at a plate are which of another: places and classes compared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS

Floats = NDArray[np.float64]

PLACE = 0.06
"""Deviation of a character's place from look to look, in widths of the plate."""

UNMATCHED = -1.0
"""What it costs to leave a character alone; one that is hardly there costs less."""

UNLIKE = -1.0
"""Two characters in one place fit at worst so: one of them was misread."""

_BOTH, _FIRST, _SECOND = range(3)


@dataclass(frozen=True, eq=False)
class Characters:
    """What may stand on a plate, left to right.

    Attributes:
        presence: (n,) probability that there is a character.
        emission: (n, 36) which, if there is one; rows sum to 1.
        place: (n,) its middle, in widths of the plate.
    """

    presence: Floats
    emission: Floats
    place: Floats


def align(first: Characters, second: Characters) -> list[tuple[int | None, int | None]]:
    """Return the pairs of indices, in order; None where one has no counterpart.

    The best total of fits, by dynamic programming. The fit of two characters is the logarithm of
    how much likelier they are to be the same than by chance, less their distance.

    Source: S. Needleman, C. Wunsch, J. Mol. Biol. 48, 1970.
    """
    fits = _fits(first, second).tolist()
    alone_first = (UNMATCHED * first.presence).tolist()
    alone_second = (UNMATCHED * second.presence).tolist()
    rows, columns = len(alone_first), len(alone_second)
    # [i][j]: the best total of the first i and j characters, and how it ends
    totals = [[(0.0, _BOTH)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        totals[i][0] = (totals[i - 1][0][0] + alone_first[i - 1], _FIRST)
    for j in range(1, columns + 1):
        totals[0][j] = (totals[0][j - 1][0] + alone_second[j - 1], _SECOND)
    for i in range(1, rows + 1):
        above, row = totals[i - 1], totals[i]
        for j in range(1, columns + 1):
            both = above[j - 1][0] + fits[i - 1][j - 1]
            one, other = above[j][0] + alone_first[i - 1], row[j - 1][0] + alone_second[j - 1]
            if both >= one and both >= other:
                row[j] = (both, _BOTH)
            else:
                row[j] = (one, _FIRST) if one >= other else (other, _SECOND)
    return _pairs(totals)


def _fits(first: Characters, second: Characters) -> Floats:
    """Return the fit of each character of the first, (m), with each of the second: (m, n)."""
    same = first.emission @ second.emission.T * len(CHARACTERS)
    likeness = np.log(np.maximum(same, np.exp(UNLIKE)))
    apart = (first.place[:, np.newaxis] - second.place) / PLACE
    there = np.sqrt(np.outer(first.presence, second.presence))
    return np.asarray(there * likeness - apart**2 / 2, np.float64)


def _pairs(totals: list[list[tuple[float, int]]]) -> list[tuple[int | None, int | None]]:
    pairs: list[tuple[int | None, int | None]] = []
    i, j = len(totals) - 1, len(totals[0]) - 1
    while i or j:
        step = totals[i][j][1]
        i, j = i - (step != _SECOND), j - (step != _FIRST)
        pairs.append((None if step == _SECOND else i, None if step == _FIRST else j))
    return pairs[::-1]
