"""Readings against the truth: how many plates are right, and where the others went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.characters import merged
from alpr.confidence import (
    RiskPoint,
    calibration_error,
    confidence_reliability,
    error_at,
    risk_coverage,
)
from alpr.intervals import Rate

SHARES = (0.5, 0.8, 0.9)
"""Of the readings, so many are accepted where the errors among them are listed."""

SEGMENTATION, CHARACTER, UNREADABLE = "segmentation", "character", "unreadable"
"""Where a failure arose: wrong number of characters; right number, wrong class; a broken file."""


@dataclass(frozen=True)
class PlateScore:
    """One plate: its file, what stands on it, and what was read (None: a broken file)."""

    file: str
    plate: str
    read: str | None
    confidence: float = 0.0
    """How probable the reader holds it to be right."""

    def __post_init__(self) -> None:
        if not self.plate:
            raise ValueError(f"{self.file}: the plate has no characters")

    @property
    def correct(self) -> bool:
        """Whether every character is right."""
        return self.read == self.plate

    @property
    def correct_merged(self) -> bool:
        """Whether every character is right when 0 and O, 1 and I count as the same."""
        return self.read is not None and merged(self.read) == merged(self.plate)

    @property
    def origin(self) -> str | None:
        """Where the failure arose; None where there is none."""
        if self.correct:
            return None
        if self.read is None:
            return UNREADABLE
        return CHARACTER if len(self.read) == len(self.plate) else SEGMENTATION


@dataclass(frozen=True)
class CollectionScore:
    """A whole collection, plate by plate."""

    plates: tuple[PlateScore, ...]

    @property
    def total(self) -> int:
        """Number of plates."""
        return len(self.plates)

    @property
    def strict(self) -> Rate:
        """Plates read wholly right."""
        return Rate(sum(plate.correct for plate in self.plates), self.total)

    @property
    def merged(self) -> Rate:
        """Plates read right with 0/O and 1/I merged."""
        return Rate(sum(plate.correct_merged for plate in self.plates), self.total)

    @property
    def characters_strict(self) -> Rate:
        """Characters read right: the plates' characters less the edits that mend the readings."""
        return _characters([(plate.plate, plate.read or "") for plate in self.plates])

    @property
    def characters_merged(self) -> Rate:
        """The same with 0/O and 1/I merged."""
        return _characters(
            [(merged(plate.plate), merged(plate.read or "")) for plate in self.plates]
        )

    @property
    def risk(self) -> list[RiskPoint]:
        """Share of wrong readings among those that are accepted, by the share that is accepted."""
        return risk_coverage(*self.confidences)

    @property
    def calibration_error(self) -> float:
        """How far the confidences of what was read are from the share that is right."""
        return calibration_error(confidence_reliability(*self.confidences))

    @property
    def confidences(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The confidence of everything that was read, and whether it is right."""
        read = [plate for plate in self.plates if plate.read]
        return (
            np.array([plate.confidence for plate in read]),
            np.array([plate.correct for plate in read], bool),
        )

    @property
    def failures(self) -> tuple[PlateScore, ...]:
        """The plates that were not read wholly right."""
        return tuple(plate for plate in self.plates if not plate.correct)

    @property
    def origins(self) -> dict[str, int]:
        """How many failures arose where."""
        found = [plate.origin for plate in self.plates]
        return {name: found.count(name) for name in (SEGMENTATION, CHARACTER, UNREADABLE)}

    def as_dict(self) -> dict[str, Any]:
        """Return the score as the metrics files hold it."""
        return {
            "total": self.total,
            "correct": self.strict.correct,
            "failed": self.total - self.strict.correct,
            "strict": self.strict.as_dict(),
            "merged": self.merged.as_dict(),
            "characters_strict": self.characters_strict.as_dict(),
            "characters_merged": self.characters_merged.as_dict(),
            "failures": self.origins,
            "calibration_error": self.calibration_error,
            "wrong_among_surest": {f"{share:.0%}": error_at(self.risk, share) for share in SHARES},
        }


def score_table(name: str, score: CollectionScore) -> str:
    """Return a collection's score as lines of text, accuracies with n and interval."""
    origins = ", ".join(f"{origin} {count}" for origin, count in score.origins.items())
    rows = [
        ("collection", name),
        ("plates", str(score.total)),
        ("correct", str(score.strict.correct)),
        ("failed", f"{score.total - score.strict.correct} ({origins})"),
        ("plates, strict", str(score.strict)),
        ("plates, 0/O 1/I merged", str(score.merged)),
        ("characters, strict", str(score.characters_strict)),
        ("characters, merged", str(score.characters_merged)),
        ("calibration error", f"{100 * score.calibration_error:.1f} %"),
        ("wrong among the surest", _surest(score.risk)),
    ]
    return "\n".join(f"{label:24}{value}" for label, value in rows)


def _surest(points: list[RiskPoint]) -> str:
    if not points:
        return "nothing was read"
    return ", ".join(f"{share:.0%}: {100 * error_at(points, share):.1f} %" for share in SHARES)


def edit_distance(first: str, second: str) -> int:
    """Return how many characters must be put in, left out or changed to turn one into the other.

    Source: V. I. Levenshtein, Soviet Physics Doklady 10(8), 1966.

    >>> edit_distance("1234BCD", "124BCO")
    2
    """
    row = list(range(len(second) + 1))
    for index, character in enumerate(first, start=1):
        above, row = row, [index]
        for place, other in enumerate(second, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (character != other)))
    return row[-1]


def _characters(pairs: Sequence[tuple[str, str]]) -> Rate:
    total = sum(len(truth) for truth, _ in pairs)
    edits = sum(edit_distance(truth, read) for truth, read in pairs)
    # Readings full of characters that are not there may need more edits than there are characters.
    return Rate(max(0, total - edits), total)
