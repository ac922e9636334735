"""A plate that was read unsurely is looked at again, each time turned, sheared or stretched a bit.

The network errs on a blurred character in one view and not in the next. Views that see as many
characters vote together, each by how legible it is; the classes of each character are averaged.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.columns import HEIGHT, WIDTH
from alpr.reading.slots import SEEN, Slot, legibility

UNSURE = 0.85
"""Plates whose characters are less probable than this, all together, are looked at again."""

Slots = tuple[Slot, ...]


@dataclass(frozen=True)
class View:
    """The picture changed about its middle; without arguments it is left as it is.

    Attributes:
        across: How many times as wide it becomes.
        down: How many times as tall.
        shear: Pixels that it moves right for each pixel below the middle.
        rotation: Degrees, clockwise.
        right: Pixels that it is moved right.
    """

    across: float = 1.0
    down: float = 1.0
    shear: float = 0.0
    rotation: float = 0.0
    right: float = 0.0

    def __post_init__(self) -> None:
        if not (self.across > 0 and self.down > 0):
            raise ValueError(f"across and down must be above 0: {self}")

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(3, 3): points of the picture to points of the view, pixel centres on whole numbers."""
        middle = np.array([[1, 0, (WIDTH - 1) / 2], [0, 1, (HEIGHT - 1) / 2], [0, 0, 1]])
        sine, cosine = math.sin(math.radians(self.rotation)), math.cos(math.radians(self.rotation))
        turned = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
        changed = np.array([[self.across, self.shear, self.right], [0, self.down, 0], [0, 0, 1]])
        return np.asarray(middle @ turned @ changed @ np.linalg.inv(middle), np.float64)


VIEWS = (
    View(down=1.12, shear=0.2),
    View(shear=-0.2, rotation=3),
    View(right=2),
    View(down=0.87, shear=0.2),
    View(shear=-0.15),
    View(across=1.1),
)
"""Chosen one after the other among 58, for what each adds on drawn plates of levels 3 and 4."""

_MATRICES = tuple(view.matrix for view in VIEWS)


def is_unsure(slots: Slots) -> bool:
    """Say whether a plate needs a second look; where no character is seen there is none to mend."""
    return 0 < legibility(slots) < UNSURE


def views_of(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the VIEWS of what the network saw, (len(VIEWS), 48, 160)."""
    size = (WIDTH, HEIGHT)
    # Linear interpolation would blur what is hard to read already.
    how = {"flags": cv2.INTER_CUBIC, "borderMode": cv2.BORDER_REPLICATE}
    return np.stack(
        [
            np.asarray(cv2.warpAffine(crop, matrix[:2], size, **how), np.uint8)  # type: ignore[call-overload]
            for matrix in _MATRICES
        ]
    )


def fused(first: Slots, again: Sequence[Slots], width: float = WIDTH) -> Slots:
    """Return what several looks at one plate say together.

    Args:
        first: of the picture itself.
        again: of each of the VIEWS.
        width: pixels that the picture was wide before it was scaled to the network's WIDTH.

    Returns:
        As many seen slots as the looks agree on, with the means of their presences and
        probabilities; their places, and the faint slots between them, as the first look has them,
        or the most legible one where the first has another number.
    """
    looks = [first, *again]
    weights = [legibility(slots) for slots in looks]
    counts = [sum(slot.seen for slot in slots) for slots in looks]
    votes: dict[int, float] = defaultdict(float)
    for count, weight in zip(counts, weights, strict=True):
        votes[count] += weight
    count = max(votes, key=lambda one: votes[one])
    if votes[count] == 0:
        return first
    agreeing = [index for index, one in enumerate(counts) if one == count]
    base = 0 if counts[0] == count else max(agreeing, key=lambda index: weights[index])
    shares = np.array([weights[index] for index in agreeing]) / votes[count]
    seen = [[slot for slot in looks[index] if slot.seen] for index in agreeing]
    rivals = zip(*seen, strict=True)
    placed = looks[base] if base == 0 else _moved_back(looks[base], VIEWS[base - 1], width)
    return tuple(_mean(slot, next(rivals), shares) if slot.seen else slot for slot in placed)


def _mean(place: Slot, slots: Sequence[Slot], shares: NDArray[np.float64]) -> Slot:
    """Return the weighted mean of slots that are all seen, at the place of one of them."""
    presence = float(shares @ np.array([slot.presence for slot in slots]))
    probabilities = shares @ np.stack([slot.probabilities for slot in slots])
    return Slot(
        place.span,
        min(max(presence, SEEN), 1.0),  # rounding must not hide it
        np.asarray(probabilities / probabilities.sum(), np.float64),
    )


def _moved_back(slots: Slots, view: View, width: float) -> Slots:
    """Return the slots of a view with their places in the picture, along its middle row."""
    scale, back = WIDTH / width, np.linalg.inv(view.matrix)

    def moved(end: float) -> float:
        # Ends are edges of pixels, which begin half a pixel before their centres.
        centre = np.array([end * scale - 0.5, (HEIGHT - 1) / 2, 1])
        return (float(back[0] @ centre) + 0.5) / scale

    return tuple(replace(slot, span=(moved(slot.span[0]), moved(slot.span[1]))) for slot in slots)
