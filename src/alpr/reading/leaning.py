"""A plate whose characters stand aslant between its corners, looked at as if it leaned.

The locator finds the middle and the size of a slanted plate better than how much it slants.
"""

from collections.abc import Callable

import numpy as np

from alpr.places import Corners, along, plate_size
from alpr.reading.located import PlateSteps
from alpr.reading.rectification import turns_clockwise
from alpr.reading.second_look import UNSURE

LIKELY = 0.5
"""Places that are less probably plates are not worth the time."""

LEANS = (-0.4, 0.4)
"""How far a plate may lean besides, in pixels across for each pixel of its height."""

GAIN = 0.2
"""By so much more legible must a plate be for it to be believed that it leans."""


def leaned(corners: Corners, lean: float) -> Corners:
    """Return a plate's corners, its upper side moved forwards and its lower side back.

    >>> leaned(np.array([[0, 0], [40, 0], [40, 10], [0, 10.0]]), 0.4).tolist()
    [[2.0, 0.0], [42.0, 0.0], [38.0, 10.0], [-2.0, 10.0]]
    """
    step = lean * plate_size(corners)[1] / 2 * along(corners)
    return np.asarray(corners + np.array([[1], [1], [-1], [-1]]) * step, np.float64)


def as_it_leans(upright: PlateSteps, look: Callable[[Corners], PlateSteps]) -> PlateSteps:
    """Return how a plate reads, or how it reads as if it leaned where that is far more legible.

    Args:
        upright: how it reads between the corners that were found.
        look: reads it between other corners.
    """
    first = upright.evidence
    if first is None or first.location < LIKELY or first.legibility >= UNSURE:
        return upright
    best = upright, first.legibility + GAIN
    for lean in LEANS:
        corners = leaned(upright.located.points, lean)
        if not turns_clockwise(corners):
            continue
        steps = look(corners)
        seen = steps.evidence
        if seen and seen.legibility > best[1] and seen.characters >= first.characters:
            best = steps, seen.legibility
    return best[0]
