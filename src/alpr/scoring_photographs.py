"""Photographs against the truth: how many plates were found, how many are none, what was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from alpr.counts import MeanCount
from alpr.intervals import Rate
from alpr.photograph_score import (
    ANOTHER_CHOSEN,
    LEAST_IOU,
    MISREAD,
    NOT_FOUND,
    PhotographScore,
)
from alpr.scoring import UNREADABLE, CollectionScore


@dataclass(frozen=True)
class PhotographsScore:
    """A whole collection, photograph by photograph."""

    photographs: tuple[PhotographScore, ...]

    @property
    def recall(self) -> Rate:
        """Legible plates that were found; those of broken files were not."""
        return Rate(self.located.total, sum(len(one.legible) for one in self.photographs))

    @property
    def false_plates(self) -> MeanCount:
        """Found plates per photograph that match no labelled one.

        Where a plate was not labelled, finding it counts: the figure is an upper bound.
        """
        return self._per_photograph(one for score in self._read for one in score.false)

    @property
    def false_texts(self) -> MeanCount:
        """Those of them that carry a text."""
        return self._per_photograph(one for score in self._read for one in score.false if one.text)

    @property
    def choices(self) -> CollectionScore:
        """End to end: the one choice of each photograph that shows a legible plate."""
        choices = [one.choice for one in self.photographs]
        return CollectionScore(tuple(choice for choice in choices if choice))

    @property
    def located(self) -> CollectionScore:
        """How the plates that were found were read."""
        return CollectionScore(tuple(plate for one in self.photographs for plate in one.read))

    @property
    def origins(self) -> dict[str, int]:
        """How many wrong choices arose where; broken files that show no plate are among them."""
        found = [one.origin for one in self.photographs]
        names = (NOT_FOUND, ANOTHER_CHOSEN, MISREAD, UNREADABLE)
        return {name: found.count(name) for name in names}

    @property
    def cpu_ms(self) -> float | None:
        """Mean processor time of a photograph, decoding aside; None where none could be read."""
        times = [one.cpu_ms for one in self._read]
        return sum(times) / len(times) if times else None

    def as_dict(self) -> dict[str, Any]:
        """Return the score as plain values: `choice` and `located` as those of a collection are."""
        return {
            "photographs": len(self.photographs),
            "recall": self.recall.as_dict(),
            "false_plates": self.false_plates.as_dict(),
            "false_texts": self.false_texts.as_dict(),
            "choice": {**self.choices.as_dict(), "failures": self.origins},
            "located": self.located.as_dict(),
            "cpu_ms": self.cpu_ms,
        }

    @property
    def _read(self) -> list[PhotographScore]:
        return [one for one in self.photographs if one.found is not None]

    def _per_photograph(self, events: Iterable[object]) -> MeanCount:
        return MeanCount(sum(1 for _ in events), len(self._read))


def photographs_table(name: str, score: PhotographsScore) -> str:
    """Return a collection's score as lines of text, figures with n and interval."""
    choices, located = score.choices, score.located
    origins = ", ".join(f"{origin} {count}" for origin, count in score.origins.items())
    plates = sum(len(one.legible) for one in score.photographs)
    cpu = "none could be read" if score.cpu_ms is None else f"{score.cpu_ms:.1f} ms per photograph"
    rows = [
        ("collection", name),
        ("photographs", f"{len(score.photographs)}, with {plates} plates to read"),
        (f"plates found, IoU {LEAST_IOU}", str(score.recall)),
        ("false plates, each", f"{score.false_plates}, plates without a label counted"),
        ("  that carry a text", str(score.false_texts)),
        ("one choice, strict", str(choices.strict)),
        ("one choice, merged", str(choices.merged)),
        ("wrong choices", f"{choices.total - choices.strict.correct} ({origins})"),
        ("found, characters", f"{located.characters_strict}, strict"),
        ("", f"{located.characters_merged}, merged"),
        ("calibration error", f"{100 * choices.calibration_error:.1f} %"),
        ("processor time", cpu),
    ]
    return "\n".join(f"{label:24}{value}" for label, value in rows)
