"""Many looks at one plate to one: each frame's evidence for each character is added up.

The looks are aligned one after the other, the surest first, to what was summed before, as speech
recognisers are combined. In each place of the plate two sums of logarithms grow: how much likelier
the frames are if there is a character than if there is none, and how likely each character is.
The result is a look again: formats, the likeliest texts and the confidence come from it as from a
single picture's.

Source: J. Fiscus, A post-processing system to yield reduced word error rates: ROVER, ASRU 1997.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from alpr.boxes import Box
from alpr.characters import CHARACTERS
from alpr.reading.located import LocatedReading
from alpr.reading.look import Look
from alpr.reading.slots import Slot, slot_arrays
from alpr.video.alignment import Characters, Floats, align
from alpr.video.weighing import VotingSettings, reliability

_SMALLEST = 1e-6
_LARGEST = 50.0
"""Log odds beyond it are certainty."""


def voted(plates: Sequence[LocatedReading], settings: VotingSettings | None = None) -> Look:
    """Return the look that the readings of one plate make together.

    Boxes and steps are those of the surest frame; a character that this frame does not show gets
    a box between its neighbours'. A single frame's look is its own.

    Raises:
        ValueError: there are no readings.
    """
    if not plates:
        raise ValueError("there must be at least one reading to vote")
    settings = settings or VotingSettings()
    ranked = sorted(plates, key=lambda plate: -plate.reading.confidence)[: settings.most]
    shown = [plate for plate in ranked if plate.look.slots]
    if len(shown) < 2:
        return ranked[0].look
    ballot = _Ballot(settings)
    for plate in shown:
        ballot.add(plate)
    return ballot.look(shown[0])


@dataclass(eq=False)
class _Place:
    """One place of the plate: its sums over the frames so far.

    `odds` is the logarithm of how much likelier the frames are with a character than without;
    `classes` (36,) that of each character; `shown` and `weight` say how much showed it, `across`
    is the weighted sum of where.
    """

    odds: float
    classes: Floats = field(default_factory=lambda: np.zeros(len(CHARACTERS)))
    shown: float = 0.0
    weight: float = 0.0
    across: float = 0.0
    box: Box | None = None


@dataclass(frozen=True, eq=False)
class _Evidence:
    """What one frame says, weighed, as _Place sums it.

    `absent` is the odds of places that it does not show, `odds` (n,) and `classes` (n, 36) are of
    the characters that it does.
    """

    looked: Characters
    weight: float
    absent: float
    odds: Floats
    classes: Floats


class _Ballot:
    """The sums over the frames so far."""

    def __init__(self, settings: VotingSettings) -> None:
        self._settings = settings
        self._places: list[_Place] = []
        self._weight = 0.0
        self._absent = 0.0  # odds of a place that no frame has shown

    def add(self, plate: LocatedReading) -> None:
        """Add a frame's evidence; the surest frame is to come first."""
        frame = _evidence(plate, self._settings)
        places = []
        for known, found in self._pairs(frame.looked):
            place = _Place(self._absent) if known is None else self._places[known]
            if found is None:
                place.odds += frame.absent
            else:
                place.odds += float(frame.odds[found])
                place.classes = place.classes + frame.classes[found]
                place.shown += frame.weight * float(frame.looked.presence[found])
                place.weight += frame.weight
                place.across += frame.weight * float(frame.looked.place[found])
                if not self._places:
                    place.box = plate.look.boxes[found]
            places.append(place)
        self._places = places
        self._weight += frame.weight
        self._absent += frame.absent

    def _pairs(self, looked: Characters) -> list[tuple[int | None, int | None]]:
        if not self._places:
            return [(None, index) for index in range(len(looked.presence))]
        return align(self._summed(), looked)

    def _summed(self) -> Characters:
        """Return what the frames so far say on average."""
        odds = np.array([place.odds for place in self._places]) / self._weight
        means = np.stack([p.classes / max(p.shown, _SMALLEST) for p in self._places])
        return Characters(
            _probability(odds),
            _normalised(means),
            np.array([place.across / place.weight for place in self._places]),
        )

    def look(self, surest: LocatedReading) -> Look:
        """Return what all frames say together, as so many independent ones as they count for."""
        power = max(self._weight, 1.0) ** self._settings.growth / max(self._weight, 1.0)
        presences = _probability(power * np.array([place.odds for place in self._places]))
        classes = _normalised(power * np.stack([place.classes for place in self._places]))
        slots, boxes = [], []
        edges = self._edges(surest.width)
        for index in np.flatnonzero(presences >= self._settings.faintest):
            slots.append(Slot(edges[index], float(presences[index]), classes[index]))
            boxes.append(self._places[index].box or self._between(int(index), surest))
        return replace(surest.look, slots=tuple(slots), boxes=tuple(boxes))

    def _edges(self, width: int) -> list[tuple[float, float]]:
        """Return the span of each place in pixels of the surest crop; half way to the next."""
        middles = [place.across / place.weight for place in self._places]
        # The mean places of neighbours may lie on each other.
        middles = (np.maximum.accumulate(middles) + 1e-6 * np.arange(len(middles))).tolist()
        halves = [(left + right) / 2 for left, right in pairwise(middles)]
        ends = [min(0.0, middles[0] - 1e-6), *halves, max(1.0, middles[-1] + 1e-6)]
        return [(ends[i] * width, ends[i + 1] * width) for i in range(len(middles))]

    def _between(self, index: int, surest: LocatedReading) -> Box:
        """Return a box for a character that the surest frame does not show."""
        before = [place.box for place in self._places[:index] if place.box]
        after = [place.box for place in self._places[index + 1 :] if place.box]
        whole = surest.box
        x_min = before[-1].x_max if before else whole.x_min
        x_max = after[0].x_min if after else whole.x_max
        beside = (*before[-1:], *after[:1]) or (whole,)
        # Neighbours may touch.
        left, right = min(x_min, x_max), max(x_min, x_max, x_min + 1)
        return Box(left, min(b.y_min for b in beside), right, max(b.y_max for b in beside))


def _evidence(plate: LocatedReading, settings: VotingSettings) -> _Evidence:
    sure = max(reliability(plate), _SMALLEST)
    weight, trust = sure**settings.weight, sure**settings.trust
    missed = min(settings.most_missed, max(settings.least_missed, 1 - trust))
    invented = settings.invented
    looked = _characters(plate)
    there, none = looked.presence, 1 - looked.presence
    ratio = (there * (1 - missed) + none * missed) / (there * invented + none * (1 - invented))
    believed = trust * looked.emission + (1 - trust + _SMALLEST) / len(CHARACTERS)
    return _Evidence(
        looked,
        weight,
        weight * math.log(missed / (1 - invented)),
        np.asarray(weight * np.log(ratio), np.float64),
        np.asarray((weight * there)[:, np.newaxis] * np.log(believed), np.float64),
    )


def _characters(plate: LocatedReading) -> Characters:
    presence, emission = slot_arrays(plate.look.slots)
    middles = np.array([sum(slot.span) / 2 for slot in plate.look.slots])
    return Characters(presence, emission, middles / plate.width)


def _probability(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -_LARGEST, _LARGEST))), np.float64)


def _normalised(logarithms: Floats) -> Floats:
    """Return probabilities, rows summing to 1, from their logarithms."""
    powers = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)
