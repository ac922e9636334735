"""Slots to the likeliest texts under plate formats, exactly; and which format it is, if any.

The model is that of `grammar`; the search for the texts, and what is exact in it, of `text_search`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alpr.characters import CHARACTERS
from alpr.formats import Format
from alpr.reading.grammar import (
    MOST_SLOTS,
    NONE,
    Grammar,
    evidence,
    grammar_of,
    marginal,
    tempered_slots,
)
from alpr.reading.readings import Candidate
from alpr.reading.slots import Slot, best_alignment, mass, raw_text, slot_arrays
from alpr.reading.text_search import Floats, likeliest_texts


@dataclass(frozen=True)
class DecodedCharacter:
    """One character of the text and what the reader itself saw there."""

    character: str
    probability: float
    """That its slot holds this character, whatever the others say: over formats and none."""
    slot: int
    """Index of its slot."""
    raw: str | None
    """The slot's own likeliest character; None where the raw reading has none."""

    @property
    def changed(self) -> bool:
        """Whether the format made it another one."""
        return self.character != self.raw


NO_TEXT = Candidate("", 0.0, None)


@dataclass(frozen=True)
class Decoding:
    """What the slots say under the formats."""

    raw: str
    """The reading without any format."""
    text: str
    """The likeliest text that a format allows; empty, or the raw one, if none wins."""
    format: str | None
    """The likeliest of the formats that allow it; None if none wins."""
    probability: float
    """P(text | slots), whichever its format; 0 where there is no text because none won."""
    candidates: tuple[Candidate, ...]
    """The likeliest texts, formats and none together, each with the likeliest of its formats."""
    posterior: Mapping[str, float]
    """Name of the format to its probability, that of "none" last; they sum to 1."""
    characters: tuple[DecodedCharacter, ...]
    """Those of the text, left to right."""
    unread: tuple[int, ...]
    """Slots that the raw reading has and the text has not."""


def decode(
    slots: Sequence[Slot], formats: Sequence[Format], count: int = 1, raw_stands: bool = False
) -> Decoding:
    """Return the likeliest text of the formats, and how likely each of them is.

    Where "none of these" is likelier than all formats together there is no text: a grammar makes
    no plate out of a badge.

    Args:
        slots: at most MOST_SLOTS, left to right.
        formats: at least one, no name twice.
        count: how many candidates.
        raw_stands: where none wins, let the raw reading stand as the text.

    Raises:
        ValueError: formats, count or slots are out of range.
    """
    names = [item.name for item in formats]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"formats must be at least one, each once, not {names}")
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    if len(slots) > MOST_SLOTS:
        raise ValueError(f"slots must be at most {MOST_SLOTS}, not {len(slots)}")
    grammar = grammar_of(tuple(formats))
    arrays = tempered_slots(*slot_arrays(slots))
    by_format = evidence(*arrays, grammar)
    total = float(by_format.sum())
    posterior = dict(zip(grammar.names, (by_format / total).tolist(), strict=True))
    none_wins = posterior[NONE] > 0.5
    raw = raw_text(slots)
    candidates, chosen = _search(*arrays, grammar, total, count, none_wins)
    if none_wins:
        chosen = _raw_candidate(raw, *arrays, grammar, total) if raw_stands else NO_TEXT
    places = best_alignment(*arrays, chosen.text)
    characters = tuple(
        DecodedCharacter(
            character,
            marginal(*arrays, grammar, place, character) / total,
            place,
            slots[place].character if slots[place].seen else None,
        )
        for character, place in zip(chosen.text, places, strict=True)
    )
    unread = (index for index, slot in enumerate(slots) if slot.seen and index not in places)
    return Decoding(
        raw=raw,
        text=chosen.text,
        format=chosen.format,
        probability=chosen.probability,
        candidates=candidates,
        posterior=posterior,
        characters=characters,
        unread=tuple(unread),
    )


def _search(
    presence: Floats, emission: Floats, grammar: Grammar, total: float, count: int, none_wins: bool
) -> tuple[tuple[Candidate, ...], Candidate]:
    """Return the `count` likeliest texts and, unless none wins, the likeliest of a format."""
    candidates: list[Candidate] = []
    chosen = NO_TEXT
    for text, shares in likeliest_texts(presence, emission, grammar.table, grammar.weights):
        candidate = _candidate(text, shares / total, grammar)
        candidates.append(candidate)
        if chosen.format is None and candidate.format is not None:
            chosen = candidate
        if len(candidates) >= count and (none_wins or chosen.format is not None):
            break
    return tuple(candidates[:count]), chosen


def _candidate(text: str, shares: Floats, grammar: Grammar) -> Candidate:
    """Name the likeliest of the formats, none apart, that allow the text."""
    by_format = grammar.owners @ shares
    best = int(by_format[:-1].argmax())
    name = grammar.names[best] if by_format[best] > 0 else None
    return Candidate(text, float(by_format.sum()), name)


def _raw_candidate(
    raw: str, presence: Floats, emission: Floats, grammar: Grammar, total: float
) -> Candidate:
    """Return the raw reading with its probability: 0 if it is longer than LONGEST."""
    table = grammar.table
    width = table.places.shape[1]
    if len(raw) > width:
        return Candidate(raw, 0.0, None)
    allowed = table.lengths == len(raw)
    for place, character in enumerate(raw, start=width - len(raw)):
        allowed &= table.sets[table.places[:, place], CHARACTERS.index(character)]
    weight = float(grammar.weights[allowed].sum())
    return Candidate(raw, weight * mass(presence, emission, raw) / total, None)
