"""Whether a picture is a crop: one plate that somebody has cut out already."""

from collections.abc import Sequence

from alpr.places import plate_size
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


def is_surely_photograph(plates: Sequence[PlateSteps], width: int, height: int) -> bool:
    """Say whether nobody would call a picture a crop: it is large, and a plate in it is small.

    How it reads as a whole need not be asked then.

    Args:
        plates: those located in it.
        width: of the picture.
        height: of the picture.
    """
    if max(width, height) < LARGE_PX:
        return False
    widths = [plate_size(steps.located.points)[0] for steps in plates]
    return any(across <= LITTLE * width for across in widths)


def is_crop(whole: PlateSteps, plates: Sequence[PlateSteps]) -> bool:
    """Say whether a picture is a plate that somebody has cut out, rather than a photograph.

    It is one where a plate was located that fills it, where none was located in a small picture,
    and where the whole reads surely, or no plate located in it reads better.

    Args:
        whole: how the picture reads as one plate.
        plates: those located in it.
    """
    height, width = whole.crop.shape[:2]
    if any(_fills(steps.located, width, height) for steps in plates):
        return True
    if not plates and max(height, width) <= SMALL_PX:
        return True
    enough = len(whole.located.reading.raw) >= FEWEST
    return enough and not any(_reads_better(steps, whole) for steps in plates)


def best_of(whole: PlateSteps, plates: Sequence[PlateSteps]) -> PlateSteps:
    """Return how a crop is read: as a whole, unless that is unsure and a plate in it reads better.

    Of several such plates it is the most legible one.
    """
    better = [steps for steps in plates if _reads_better(steps, whole)]
    return max(better, key=lambda steps: legibility(steps.located.look.slots), default=whole)


def _reads_better(one: PlateSteps, other: PlateSteps) -> bool:
    """Say whether one reads more surely, and no less, than the other, which is unsure.

    A part of a plate may read more surely than all of it. Formats do not count.
    """
    lengths = [len(steps.located.reading.raw) for steps in (one, other)]
    sure = [legibility(steps.located.look.slots) for steps in (one, other)]
    return lengths[0] >= lengths[1] and sure[0] > sure[1] and sure[1] < UNSURE


def _fills(located: LocatedReading, width: int, height: int) -> bool:
    across, down = plate_size(located.points)
    return across >= FILLS * width and down >= FILLS / 2 * height
