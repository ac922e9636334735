"""What was read from one plate, and how sure it is: plain values that turn into JSON and back."""

import json
from dataclasses import dataclass
from typing import Any

from alpr.boxes import Box

UNSURE = "?"
"""Stands in a text for a character that is too improbable to be named."""


@dataclass(frozen=True)
class CharacterReading:
    """One character: its probability, where it was found, and what else it may be.

    `box` is in pixels of the image that was given. `alternatives` are (character, probability),
    the likeliest first, without the character itself. `raw` is what was seen there before a format
    was asked for: another character where the format changed it, "" where nothing was seen.
    """

    character: str
    probability: float
    box: Box
    alternatives: tuple[tuple[str, float], ...]
    raw: str


@dataclass(frozen=True)
class Candidate:
    """A text that the plate may show, with its probability and its format, if it has one."""

    text: str
    probability: float
    format: str | None


@dataclass(frozen=True)
class Reading:
    """The characters of one plate, left to right; none where no plate was seen.

    Attributes:
        text: The characters as one string, `?` for those that are too improbable.
        confidence: Probability that every character is right; 0 for no text.
        characters: Each character of the text.
        format: Name of the format that the text follows; None where none was asked for or matched.
        raw: What was read without a format.
        candidates: The likeliest texts, the first one that of this reading.
        views: How many views of the picture were read: more than one where it was looked at again.
        formats: Of the formats asked for, and of "none" of them, last: how likely the plate follows
            it, whatever its text; empty where none was asked for.

    >>> NOTHING.text, NOTHING.confidence
    ('', 0.0)
    """

    text: str
    confidence: float
    characters: tuple[CharacterReading, ...]
    format: str | None
    raw: str
    candidates: tuple[Candidate, ...]
    views: int = 1
    formats: tuple[tuple[str, float], ...] = ()

    @property
    def absence(self) -> str:
        """Why there is no text, in words; nothing where there is one."""
        if self.text:
            return ""
        if not self.raw:
            return "no plate seen"
        if self.formats and self.formats[-1][1] >= 0.5:
            return "follows no format asked for"
        return "no character is probable"

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as plain values that JSON can hold."""
        return {
            "text": self.text,
            "confidence": self.confidence,
            "format": self.format,
            "raw": self.raw,
            "characters": [
                {
                    "character": item.character,
                    "probability": item.probability,
                    "box": list(item.box.as_tuple()),
                    "alternatives": [list(alternative) for alternative in item.alternatives],
                    "raw": item.raw,
                }
                for item in self.characters
            ],
            "candidates": [
                {"text": item.text, "probability": item.probability, "format": item.format}
                for item in self.candidates
            ],
            "views": self.views,
            "formats": dict(self.formats),
        }

    def to_json(self) -> str:
        """Return the reading as one line of JSON."""
        return json.dumps(self.as_dict())

    @classmethod
    def from_json(cls, text: str) -> "Reading":
        """Return the reading that `to_json` wrote.

        Raises:
            ValueError: not such JSON; the message says what is missing or wrong.
        """
        try:
            content = json.loads(text)
            return cls(
                str(content["text"]),
                float(content["confidence"]),
                tuple(_character(item) for item in content["characters"]),
                _name(content["format"]),
                str(content["raw"]),
                tuple(
                    Candidate(str(item["text"]), float(item["probability"]), _name(item["format"]))
                    for item in content["candidates"]
                ),
                int(content["views"]),
                tuple((str(name), float(value)) for name, value in content["formats"].items()),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a reading in JSON: {error!r}") from error


NOTHING = Reading("", 0.0, (), None, "", ())
"""The reading of a picture that shows no plate."""


def _character(item: dict[str, Any]) -> CharacterReading:
    return CharacterReading(
        str(item["character"]),
        float(item["probability"]),
        Box(*item["box"]),
        tuple((str(other), float(value)) for other, value in item["alternatives"]),
        str(item["raw"]),
    )


def _name(value: Any) -> str | None:
    return None if value is None else str(value)
