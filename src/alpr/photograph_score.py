"""One photograph against the truth: which plates were found, what is none, what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from alpr.boxes import Box
from alpr.characters import merged
from alpr.places import box_iou
from alpr.scoring import UNREADABLE, PlateScore, edit_distance

LEAST_IOU = 0.5
"""Common area over united area from which on a found plate is the labelled one: the usual 0.5."""

NOT_FOUND, ANOTHER_CHOSEN, MISREAD = "not found", "another chosen", "misread"
"""Where a wrong choice arose: no plate of the photograph was found; one was, but something else was
held to be surer; the surest is a plate, and not what was read stands on it."""


@dataclass(frozen=True)
class LabelledPlate:
    """A plate of a photograph: what stands on it ("": nobody can tell), and where it is."""

    plate: str
    box: Box


@dataclass(frozen=True)
class FoundPlate:
    """A plate that a reader found: what it read, how sure it is of it, and where it is."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True)
class PhotographScore:
    """One photograph.

    Attributes:
        file: As the labels name it.
        plates: What is there. A plate without text is nobody's fault: whether it is found does not
            count, and it is no false one if it is.
        found: What was found, the surest first; None: a broken file.
        cpu_ms: Processor time of locating and reading, the file's decoding aside.
    """

    file: str
    plates: tuple[LabelledPlate, ...]
    found: tuple[FoundPlate, ...] | None
    cpu_ms: float = 0.0

    @property
    def legible(self) -> tuple[LabelledPlate, ...]:
        """The plates that can be told."""
        return tuple(plate for plate in self.plates if plate.plate)

    @cached_property
    def matches(self) -> dict[int, int]:
        """Which found plate is which labelled one: place among `found` to place among `plates`."""
        return matched([one.box for one in self.found or ()], [plate.box for plate in self.plates])

    @property
    def read(self) -> tuple[PlateScore, ...]:
        """The legible plates that were found, with what was read there."""
        pairs = [(self._found[one], self.plates[place]) for one, place in self.matches.items()]
        return tuple(
            PlateScore(self.file, plate.plate, one.text, one.confidence)
            for one, plate in pairs
            if plate.plate
        )

    @property
    def false(self) -> tuple[FoundPlate, ...]:
        """What was found where no plate is labelled, and a plate's second finding."""
        return tuple(one for place, one in enumerate(self._found) if place not in self.matches)

    @property
    def choice(self) -> PlateScore | None:
        """The surest plate's text against the labels; None where no plate can be told.

        Where there are several plates the choice is right if it is what stands on one of them, and
        a wrong one is set against the plate that it is nearest to.
        """
        texts = [plate.plate for plate in self.legible]
        if not texts:
            return None
        if self.found is None:
            return PlateScore(self.file, texts[0], None)
        if not self.found:
            return PlateScore(self.file, texts[0], "")
        best = self.found[0]
        return PlateScore(self.file, _nearest(best.text, texts), best.text, best.confidence)

    @property
    def origin(self) -> str | None:
        """Where a wrong choice arose; None where there is none."""
        if self.found is None:
            return UNREADABLE
        if self.choice is None or self.choice.correct:
            return None
        if not self.read:
            return NOT_FOUND
        chosen = self.matches.get(0)
        return MISREAD if chosen is not None and self.plates[chosen].plate else ANOTHER_CHOSEN

    @property
    def faultless(self) -> bool:
        """Whether all plates were found, none that is not there, and the choice is right."""
        return self.origin is None and not self.false and len(self.read) == len(self.legible)

    @property
    def _found(self) -> tuple[FoundPlate, ...]:
        return self.found or ()


def matched(found: Sequence[Box], labelled: Sequence[Box]) -> dict[int, int]:
    """Pair boxes one to one, the best overlap first; returns place in one to place in the other.

    >>> matched([Box(0, 0, 9, 9), Box(0, 0, 10, 10), Box(50, 0, 60, 10)], [Box(0, 0, 10, 10)])
    {1: 0}
    """
    if not found or not labelled:
        return {}
    targets = np.array([box.as_tuple() for box in labelled], np.float64)
    overlaps = np.stack(
        [box_iou(np.array(box.as_tuple(), np.float64), targets) for box in found]
    )  # (found, labelled)
    pairs: dict[int, int] = {}
    for flat in np.argsort(-overlaps, axis=None, kind="stable"):
        one, place = divmod(int(flat), len(labelled))
        if overlaps[one, place] < LEAST_IOU:
            break
        if one not in pairs and place not in pairs.values():
            pairs[one] = place
    return pairs


def _nearest(text: str, plates: Sequence[str]) -> str:
    """Return the plate that a text is, or is when merged, or is the fewest edits away from."""
    return min(
        plates,
        key=lambda plate: (
            plate != text,
            merged(plate) != merged(text),
            edit_distance(plate, text),
        ),
    )
