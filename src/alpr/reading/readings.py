"""What was read from one plate, and how sure it is: plain values that turn into JSON and back."""

import json
import math
from dataclasses import dataclass
from typing import Any

from alpr.boxes import Box
from alpr.files import DECIMALS


@dataclass(frozen=True)
class CharacterReading:
    """One character: its probability, where it was found, and what else it may be.

    `box` is in pixels of the image that was given. `alternatives` are (character, probability),
    the likeliest first, without the character itself.
    """

    character: str
    probability: float
    box: Box
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Reading:
    """The characters of one plate, left to right; none where no plate was seen.

    >>> Reading(()).text, Reading(()).confidence
    ('', 0.0)
    """

    characters: tuple[CharacterReading, ...]

    @property
    def text(self) -> str:
        """The characters as one string."""
        return "".join(character.character for character in self.characters)

    @property
    def confidence(self) -> float:
        """Product of the characters' probabilities: that of the whole text; 0 for no text."""
        if not self.characters:
            return 0.0
        return round(math.prod(item.probability for item in self.characters), DECIMALS)

    def as_dict(self) -> dict[str, Any]:
        """Return text, confidence and characters, of plain values that JSON can hold."""
        return {
            "text": self.text,
            "confidence": self.confidence,
            "characters": [
                {
                    "character": item.character,
                    "probability": item.probability,
                    "box": list(item.box.as_tuple()),
                    "alternatives": [list(alternative) for alternative in item.alternatives],
                }
                for item in self.characters
            ],
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
            return cls(
                tuple(
                    CharacterReading(
                        str(item["character"]),
                        float(item["probability"]),
                        Box(*item["box"]),
                        tuple((str(other), float(value)) for other, value in item["alternatives"]),
                    )
                    for item in json.loads(text)["characters"]
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a reading in JSON: {error!r}") from error
