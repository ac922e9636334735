"""The likeliest texts that patterns allow, best first and exact: a best-first search over prefixes.

Notation, here and in the modules that use it: n slots; slot i holds a character with presence[i],
which is then character c with emission[i, c]. A text's mass is its probability, summed over every
way to lay it onto the slots (see `slots`), times the weights of the patterns that allow it.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]

MOST_STEPS = 1000
"""Prefixes that are looked at in the exact search; real plates took 30 with 5 texts, at most 70."""

HURRIED = 40
"""Prefixes that are carried on from there."""


@dataclass(frozen=True, eq=False)
class PatternTable:
    """Patterns as arrays; places stand at the right end, so that all patterns end in one column."""

    sets: NDArray[np.bool_]
    """(S, 36): which characters a set holds."""
    places: Indices
    """(P, M): index of the set of each place; the unused ones at the left are 0."""
    lengths: Indices
    """(P,): how many of the M places each pattern has."""

    def start(self, after: Floats) -> Floats:
        """Return from `completions` (n + 1, P, M + 1) the value of each whole pattern, (P,)."""
        width = self.places.shape[1]
        return np.asarray(after[0, np.arange(len(self.lengths)), width - self.lengths])


def pattern_table(patterns: list[tuple[str, ...]]) -> PatternTable:
    """Turn patterns, each a tuple of the characters allowed at its places, into arrays."""
    sets = sorted({place for pattern in patterns for place in pattern}) or [CHARACTERS]
    index = {chars: number for number, chars in enumerate(sets)}
    width = max((len(pattern) for pattern in patterns), default=0)
    places = np.zeros((len(patterns), width), np.intp)
    for row, pattern in zip(places, patterns, strict=True):
        row[width - len(pattern) :] = [index[place] for place in pattern]
    masks = np.array([[char in chars for char in CHARACTERS] for chars in sets])
    return PatternTable(masks, places, np.array([len(pattern) for pattern in patterns], np.intp))


def completions(presence: Floats, values: Floats) -> Floats:
    """Return what the rest of the slots gives to the rest of the places.

    Args:
        presence: (n,).
        values: (n, P, M), what slot i gives if it fills place m of pattern p.

    Returns:
        (n + 1, P, M + 1): [i, p, m] is the sum, over all ways to fill places m.. from slots i..,
        of the product of presence * value of the slots used and 1 - presence of the others.
    """
    count, patterns, width = values.shape
    after = np.zeros((count + 1, patterns, width + 1))
    after[count, :, width] = 1
    filled = presence[:, np.newaxis, np.newaxis] * values
    for slot in range(count - 1, -1, -1):
        np.multiply(after[slot + 1], 1 - presence[slot], out=after[slot])
        after[slot, :, :-1] += filled[slot] * after[slot + 1, :, 1:]
    return after


def likeliest_texts(
    presence: Floats, emission: Floats, table: PatternTable, weights: Floats
) -> Iterator[tuple[str, Floats]]:
    """Yield each text of mass above 0 with what each pattern gives to it, (P,); greatest sum first.

    Exact: a prefix is bounded by its probability on the slots times the best that each pattern
    could make of the rest, place by place. No text that continues it has a greater mass, and of
    a whole text it is the mass; so the first whole text to come off the heap is the likeliest.
    Where nothing is clear that may take forever: after MOST_STEPS, the HURRIED best prefixes are
    continued by their best characters, and those texts end the list, without that promise.

    Args:
        presence: (n,).
        emission: (n, 36).
        table: the patterns.
        weights: (P,), what a text's probability is multiplied by for each pattern that allows it.
    """
    space = _space(presence, emission, table, weights)
    heap = space.roots()
    heapq.heapify(heap)
    for _ in range(MOST_STEPS):
        if not heap:
            return
        prefix = heapq.heappop(heap)
        if prefix.left:
            for longer in space.longer(prefix):
                heapq.heappush(heap, longer)
        else:
            yield prefix.text, space.shares(prefix)
    whole = []
    for prefix in heapq.nsmallest(HURRIED, heap):
        while prefix.left:
            prefix = min(space.longer(prefix))  # noqa: PLW2901
        whole.append(prefix)
    for prefix in sorted(whole):
        yield prefix.text, space.shares(prefix)


@dataclass(frozen=True, eq=False)
class _Branch:
    """What the continuations of one prefix by one character share; most are never followed."""

    used: Floats
    """(n, 36): probability that the prefix is done and slot i then holds character c."""
    active: Indices
    """(A,): the patterns that allow the prefix."""
    allowed: NDArray[np.bool_]
    """(A, 36): the characters that they allow next."""


class _Prefix(NamedTuple):
    """The beginning of texts of one length; the one that sorts first is to be followed first.

    Of equal bounds that is the longer prefix, then the earlier text: always the same one.
    """

    minus_bound: float
    left: int
    """Characters that are still to come."""
    text: str
    branch: _Branch | None
    """None for the empty prefix. Never compared: no two prefixes share length and text."""


@dataclass(frozen=True, eq=False)
class _Space:
    """All prefixes of all texts, and what their bounds are worked out from."""

    emission: Floats
    reach: Floats
    """(n + 1, n): [i, k] is the probability that of the slots from i on k is the first used."""
    after: Floats
    """(n + 1, P, M + 1): `completions` by the best character of each place, weighted."""
    table: PatternTable

    def roots(self) -> list[_Prefix]:
        bounds = self.table.start(self.after)
        lengths = self.table.lengths
        return [
            _Prefix(-float(bounds[lengths == length].sum()), length, "", None)
            for length in np.unique(lengths).tolist()
        ]

    def longer(self, prefix: _Prefix) -> list[_Prefix]:
        """Return the prefix with each character that may come next."""
        forward, active = self._reached(prefix)
        place = self.table.places.shape[1] - prefix.left
        used = (forward @ self.reach)[:, np.newaxis] * self.emission
        allowed = self.table.sets[self.table.places[active, place]]
        bounds = self.after[1:, active, place + 1].T @ used  # (A, 36), where allowed
        totals = np.where(allowed, bounds, 0).sum(axis=0).tolist()
        branch = _Branch(used, active, allowed)
        return [
            _Prefix(-total, prefix.left - 1, prefix.text + character, branch)
            for character, total in zip(CHARACTERS, totals, strict=True)
            if total > 0
        ]

    def shares(self, prefix: _Prefix) -> Floats:
        """Return what each pattern gives to a whole text, (P,)."""
        forward, active = self._reached(prefix)
        shares = np.zeros(len(self.table.lengths))
        shares[active] = forward @ self.after[:, active, -1]
        return shares

    def _reached(self, prefix: _Prefix) -> tuple[Floats, Indices]:
        """Return (n + 1,), the prefix done and the slots before i used up; its patterns."""
        if prefix.branch is None:
            start = np.zeros(len(self.emission) + 1)
            start[0] = 1
            return start, np.flatnonzero(self.table.lengths == prefix.left)
        number = CHARACTERS.index(prefix.text[-1])
        forward = np.concatenate([[0.0], prefix.branch.used[:, number]])
        return forward, prefix.branch.active[prefix.branch.allowed[:, number]]


def _space(presence: Floats, emission: Floats, table: PatternTable, weights: Floats) -> _Space:
    best = np.where(table.sets, emission[:, np.newaxis], 0).max(axis=2)  # (n, S)
    after = completions(presence, best[:, table.places]) * weights[:, np.newaxis]
    return _Space(emission, _reach(presence) * presence, after, table)


def _reach(presence: Floats) -> Floats:
    """Return (n + 1, n): the probability that the slots from i up to before k are all empty."""
    count = len(presence)
    reach = np.zeros((count + 1, count))
    for start in range(count):
        reach[start, start] = 1
        reach[start, start + 1 :] = np.cumprod(1 - presence[start:-1])
    return reach
