"""Whether a picture is a crop: one plate that somebody has cut out already."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from alpr.places import covered, plate_size, upright_boxes
from alpr.reading.located import LocatedReading, PlateSteps
from alpr.reading.second_look import UNSURE
from alpr.reading.slots import legibility

FILLS = 0.6
"""A plate of this share of the picture's width, and half as much of its height, fills it."""

SMALL_PX = 320
"""A picture no wider or higher is no photograph of more than a plate."""

LARGE_PX, LITTLE = 640, 0.25
"""In a picture at least so wide or high a plate of at most this share of its width is a car's."""

FEWEST = 3
"""A whole photograph, squeezed to a plate's shape, may show a character or two by chance."""

HOPELESS = UNSURE / 2
"""A reading less legible than this may count more characters than there are."""

EVIDENT = 0.95
"""A reading so legible is believed that a character more, which the whole shows, is none."""

TOGETHER = 0.5
"""Two plates read as one take this share of the picture's width; stickers of one plate do not."""

APART = 0.5
"""Of a plate's box so much must lie outside another one's for both to be plates of their own."""


def is_crop(whole: PlateSteps, plates: Sequence[PlateSteps]) -> bool:
    """Say whether a picture is a plate that somebody has cut out, rather than a photograph.

    It is a photograph where two plates, side by side, are read as one. If not, it is a crop if it
    reads surely as a whole. If it does not, it is a photograph where a plate is small in a large
    picture, or where one that fills the picture is not the only one; else a crop where a plate
    fills it, where none was located in a small picture, and where no plate located in it reads
    better than the whole does.

    Args:
        whole: how the picture reads as one plate.
        plates: those located in it, none on top of another.
    """
    height, width = whole.crop.shape[:2]
    enough = _length(whole) >= FEWEST
    if _joined(whole, plates):
        return False
    if enough and _legible(whole) >= UNSURE:
        return True
    if _holds_a_small_one(plates, width, height):
        return False
    filling = [steps for steps in plates if _fills(steps.located, width, height)]
    if filling:
        return not any(_apart(steps, filling[0]) for steps in plates)
    if not plates and max(height, width) <= SMALL_PX:
        return True
    return enough and not any(_reads_better(steps, whole) for steps in plates)


def best_of(whole: PlateSteps, plates: Sequence[PlateSteps]) -> PlateSteps:
    """Return how a crop is read: as a whole, unless that is unsure and a plate in it reads better.

    Of several such plates it is the most legible one.
    """
    better = [steps for steps in plates if _reads_better(steps, whole)]
    return max(better, key=_legible, default=whole)


def _joined(whole: PlateSteps, plates: Sequence[PlateSteps]) -> bool:
    """Say whether two plates lie side by side in a picture that reads as long as both together."""
    full = [steps for steps in plates if _length(steps) >= FEWEST]
    longest = _length(whole) + 1  # one may have been lost between them
    return any(
        _length(one) + _length(other) <= longest
        and _width(one) + _width(other) >= TOGETHER * whole.crop.shape[1]
        and _apart(one, other)
        for one, other in combinations(full, 2)
    )


def _holds_a_small_one(plates: Sequence[PlateSteps], width: int, height: int) -> bool:
    if max(width, height) < LARGE_PX:
        return False
    return any(_width(steps) <= LITTLE * width for steps in plates)


def _reads_better(one: PlateSteps, other: PlateSteps) -> bool:
    """Say whether one reads more surely than the other, which is unsure, and no less of a plate.

    A part of a plate may read more surely than all of it, so it must read as many characters;
    unless it is sure and the other hopeless, or evident but for a character at an end. Formats do
    not count.
    """
    text, longer = (steps.located.reading.raw for steps in (one, other))
    sure, unsure = _legible(one), _legible(other)
    if len(text) >= FEWEST and unsure < UNSURE:
        if sure >= UNSURE and unsure < HOPELESS:
            return True
        if sure >= EVIDENT and longer in (longer[:1] + text, text + longer[-1:]):
            return True
    return len(text) >= len(longer) and unsure < min(sure, UNSURE)


def _width(steps: PlateSteps) -> float:
    return plate_size(steps.located.points)[0]


def _length(steps: PlateSteps) -> int:
    return len(steps.located.reading.raw)


def _legible(steps: PlateSteps) -> float:
    return legibility(steps.located.look.slots)


def _fills(located: LocatedReading, width: int, height: int) -> bool:
    across, down = plate_size(located.points)
    return across >= FILLS * width and down >= FILLS / 2 * height


def _apart(one: PlateSteps, other: PlateSteps) -> bool:
    boxes = upright_boxes(np.stack([one.located.points, other.located.points]))
    return bool(covered(boxes[0], boxes[1:])[0] < APART)
