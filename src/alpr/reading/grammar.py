"""Plate formats and "none of these" as one model of texts, and how well slots fit each of them.

The model, s a text, f a format or "none of these":

    P(f)        NONE_PRIOR for none; the formats share the rest evenly.
    P(s | f)    weight of the pattern / number of the texts it allows, summed over the patterns.
                None allows any text of 0 to LONGEST characters, each length equally likely, half of
                them of any characters, half of letters alone: badges are words.
    P(slots | s)  proportional to 36 ** len(s) * P(s | slots): a network that was taught all
                classes equally often says P(class | slot), 36 times less than the ratio of
                likelihoods that Bayes' rule asks for. P(s | slots) is `text_probability`, of
                tempered slots.

    P(f | slots) is proportional to P(f) * sum over s of P(s | f) P(slots | s), and
    P(s | slots) to the sum over f of P(f) P(s | f) P(slots | s).

Both sums are exact, by dynamic programming over slots and places (see `text_search`). Tempered
presences lie between MISTAKEN_PRESENCE / 2 and 1 less that, characters are at least MISTAKEN_CLASS
/ 36, and a pattern has at most LONGEST of them: products over MOST_SLOTS slots stay far above
the smallest double, so no logarithms are needed.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from alpr.characters import CHARACTERS
from alpr.formats import LONGEST, Format
from alpr.reading.text_search import Floats, PatternTable, completions, pattern_table

MISTAKEN_CLASS, MISTAKEN_PRESENCE = 0.001, 0.003
"""Share of each slot's classes, and of its presence, that is spread evenly instead.

Networks are overconfident: without it, one wrong character or one emblem read at 0.99999 would rule
the right format out. With more, the truth of synthetic and of real plates became less likely."""

NONE_PRIOR = 0.1
"""Probability, before looking, that a plate is of none of the formats asked for."""

NONE = "none"
MOST_SLOTS = 64

_LETTERS = CHARACTERS[10:]


@dataclass(frozen=True, eq=False)
class Grammar:
    """Formats and none as arrays; none is the last one."""

    names: tuple[str, ...]
    table: PatternTable
    owners: Floats
    """(formats + 1, P): 1 where a pattern is of the format."""
    weights: Floats
    """(P,): what a text's probability is multiplied by for each pattern that allows it."""


@lru_cache(maxsize=16)
def grammar_of(formats: tuple[Format, ...]) -> Grammar:
    """Join formats and none; the last few such joins are kept."""
    kinds = (CHARACTERS, _LETTERS)
    anything = [(kind,) * length for length in range(LONGEST + 1) for kind in kinds]
    patterns, weights, owners = [], [], []
    for number, item in enumerate(formats):
        scale = (1 - NONE_PRIOR) / len(formats) / sum(entry.weight for entry in item.patterns)
        patterns += [entry.places for entry in item.patterns]
        weights += [scale * entry.weight for entry in item.patterns]
        owners += [number] * len(item.patterns)
    patterns += anything
    weights += [NONE_PRIOR / len(anything)] * len(anything)
    owners += [len(formats)] * len(anything)
    each = [
        weight * math.prod(len(CHARACTERS) / len(place) for place in pattern)
        for weight, pattern in zip(weights, patterns, strict=True)
    ]
    belongs = np.array(owners) == np.arange(len(formats) + 1)[:, np.newaxis]
    return Grammar(
        names=(*(item.name for item in formats), NONE),
        table=pattern_table(patterns),
        owners=belongs.astype(np.float64),
        weights=np.array(each),
    )


def tempered_slots(presence: Floats, emission: Floats) -> tuple[Floats, Floats]:
    """Return presences, (n,), and characters, (n, 36), as less sure than the network was."""
    return (
        (1 - MISTAKEN_PRESENCE) * presence + MISTAKEN_PRESENCE / 2,
        (1 - MISTAKEN_CLASS) * emission + MISTAKEN_CLASS / len(CHARACTERS),
    )


def evidence(presence: Floats, emission: Floats, grammar: Grammar) -> Floats:
    """Return (formats + 1,): the sum over s of P(f) P(s | f) P(slots | s), none last."""
    table = grammar.table
    inside = emission @ table.sets.T  # (n, S): the probability that the character is of the set
    sums = table.start(completions(presence, inside[:, table.places]))
    return np.asarray(grammar.owners @ (grammar.weights * sums))


def marginal(
    presence: Floats, emission: Floats, grammar: Grammar, slot: int, character: str
) -> float:
    """Return the part of all evidence that comes of texts with this character in this slot."""
    number = CHARACTERS.index(character)
    sure, only = presence.copy(), emission.copy()
    sure[slot], only[slot] = 1, 0
    only[slot, number] = presence[slot] * emission[slot, number]
    return float(evidence(sure, only, grammar).sum())
