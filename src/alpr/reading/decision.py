"""From what a reader sees to what it says: formats, the likeliest texts, honest confidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from alpr.boxes import Box
from alpr.calibration import Rescaling
from alpr.characters import CHARACTERS
from alpr.files import DECIMALS
from alpr.formats import Format, built_in_formats, find_format
from alpr.reading.grammar import MOST_SLOTS
from alpr.reading.grammar_decoding import decode
from alpr.reading.look import Look
from alpr.reading.readings import NOTHING, UNSURE, Candidate, CharacterReading, Reading
from alpr.reading.slots import Slot, best_texts, raw_text, text_probability

ALTERNATIVES = 3
"""How many other characters a reading names for each place."""

NO_FORMAT, ANY_FORMAT = "none", "auto"

SMALLEST = 1e-9
"""Nothing is divided by less."""


@dataclass(frozen=True)
class DecisionSettings:
    """How a reading is made.

    Attributes:
        format: `none`, `auto` (the built-in ones, or none of them), a built-in format's name, or
            the path of a YAML file.
        top: How many candidates a reading names.
        threshold: Characters less probable than this are written as `?`.
    """

    format: str = NO_FORMAT
    top: int = 1
    threshold: float = 0.25

    def __post_init__(self) -> None:
        if not 1 <= self.top <= 100:
            raise ValueError(f"top must be 1 to 100, not {self.top}")
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold must be in [0, 1], not {self.threshold}")


@dataclass(frozen=True)
class _Choice:
    """A text, and for each of its characters the index of the slot and the probability."""

    text: str
    probability: float
    format: str | None
    slots: tuple[int, ...]
    characters: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    formats: tuple[tuple[str, float], ...] = ()


class Decision:
    """Turns looks into readings by one set of settings; holds nothing that changes."""

    def __init__(self, settings: DecisionSettings, calibration: Rescaling) -> None:
        """Find the formats.

        Raises:
            UserError: there is no such format, or its file is wrong.
        """
        self._settings = settings
        self._calibration = calibration
        self._formats = _formats(settings.format)

    def reading(self, look: Look) -> Reading:
        """Return the reading; without a text where no plate is seen, or none of the format.

        A text of which no character is probable enough to be named is none.
        """
        slots, raw = look.slots, raw_text(look.slots)
        nothing = replace(NOTHING, raw=raw, views=look.views)
        if not slots or len(slots) > MOST_SLOTS:
            return nothing  # an empty picture, or a page of print
        choice = self._formatted(slots) if self._formats else self._unformatted(slots, raw)
        confidence = self._calibration(choice.probability) if choice.text else 0.0
        characters = tuple(
            _character(character, probability, slots[place], look.boxes[place])
            for character, probability, place in zip(
                choice.text, choice.characters, choice.slots, strict=True
            )
        )
        text = "".join(
            item.character if item.probability >= self._settings.threshold else UNSURE
            for item in characters
        )
        if text == UNSURE * len(text):
            # None of it can be named, but why a format refused it can.
            return replace(nothing, formats=choice.formats)
        candidates = self._candidates(choice, confidence)[: self._settings.top]
        return Reading(
            text,
            _rounded(confidence),
            characters,
            choice.format,
            raw,
            candidates,
            look.views,
            choice.formats,
        )

    def _unformatted(self, slots: Sequence[Slot], raw: str) -> _Choice:
        """The raw reading, and the likeliest other texts."""
        probability, count = text_probability(slots, raw), self._settings.top
        # One more, lest the raw reading be none of them.
        found = best_texts(slots, count + 1) if count > 1 else ()
        candidates = tuple(Candidate(text, value, None) for text, value in found)
        places = tuple(index for index, slot in enumerate(slots) if slot.seen)
        characters = tuple(slots[i].presence * float(slots[i].probabilities.max()) for i in places)
        return _Choice(raw, probability, None, places, characters, candidates)

    def _formatted(self, slots: Sequence[Slot]) -> _Choice:
        raw_stands = self._settings.format == ANY_FORMAT
        decoded = decode(slots, self._formats, self._settings.top, raw_stands)
        return _Choice(
            decoded.text,
            decoded.probability,
            decoded.format,
            tuple(item.slot for item in decoded.characters),
            tuple(item.probability for item in decoded.characters),
            decoded.candidates,
            tuple((name, _rounded(value)) for name, value in decoded.posterior.items()),
        )

    def _candidates(self, choice: _Choice, confidence: float) -> tuple[Candidate, ...]:
        """Return the reading's own text with its confidence, then the others, likeliest first.

        Theirs is calibrated as the reading's is, which keeps their order, and shares at most what
        that leaves.
        """
        if not choice.text:
            return ()
        others = [one for one in choice.candidates if one.text not in ("", choice.text)]
        values = [self._calibration(one.probability) for one in others]
        share = min(1.0, (1 - confidence) / max(sum(values), SMALLEST))
        return (
            Candidate(choice.text, _rounded(confidence), choice.format),
            *(
                replace(one, probability=_rounded(value * share))
                for one, value in zip(others, values, strict=True)
            ),
        )


def _formats(name: str) -> tuple[Format, ...]:
    if name == NO_FORMAT:
        return ()
    return built_in_formats() if name == ANY_FORMAT else (find_format(name),)


def _character(character: str, probability: float, slot: Slot, box: Box) -> CharacterReading:
    own = slot.presence * slot.probabilities
    # A stable sort: of two equal probabilities the earlier class wins, on every machine.
    order = np.argsort(-own, kind="stable")
    others = [index for index in order if CHARACTERS[index] != character][:ALTERNATIVES]
    alternatives = tuple((CHARACTERS[index], _rounded(float(own[index]))) for index in others)
    raw = slot.character if slot.seen else ""
    return CharacterReading(character, _rounded(min(probability, 1.0)), box, alternatives, raw)


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
