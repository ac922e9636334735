"""Pictures between and beside the characters: what a reader must not take for a character.

An emblem is two pictures of one size: where it covers (0..255) and how dark it is there, from 0,
the plate's ground, to 255, its ink.
"""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism import pictures
from alpr.plates.realism.dice import Dice

Mask = NDArray[np.uint8]
Emblem = tuple[Mask, Mask]

COUNT = 480
"""So many different emblems there are."""


@lru_cache(maxsize=COUNT)
def emblem(index: int) -> Emblem:
    """Return emblem `index` (taken modulo COUNT), cut tightly, its longer side 64 px."""
    index %= COUNT
    dice = Dice(9000 + index)
    return _drawn(pictures.KINDS[index % len(pictures.KINDS)], dice)


@lru_cache(maxsize=1)
def access_sign() -> Emblem:
    """Return the wheelchair on its dark field."""
    return _drawn(pictures.wheelchair, Dice(1))


@lru_cache(maxsize=16)
def seals(index: int) -> Emblem:
    """Return one of a few pairs of seals."""
    return _drawn(pictures.seals, Dice(500 + index))


@lru_cache(maxsize=16)
def shield(index: int) -> Emblem:
    """Return one of a few shields."""
    return _drawn(pictures.shield, Dice(600 + index))


def _drawn(kind: Callable[[pictures.Pad, Dice], None], dice: Dice) -> Emblem:
    pad = pictures.Pad()
    kind(pad, dice)
    rows = np.flatnonzero(pad.cover.any(axis=1))
    columns = np.flatnonzero(pad.cover.any(axis=0))
    place = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    scale = pictures.SIZE / max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)
    size = (
        max(2, round(float(columns[-1] - columns[0] + 1) * scale)),
        max(2, round(float(rows[-1] - rows[0] + 1) * scale)),
    )
    cover = np.asarray(cv2.resize(pad.cover[place], size, interpolation=cv2.INTER_AREA), np.uint8)
    tone = np.asarray(cv2.resize(pad.tone[place], size, interpolation=cv2.INTER_AREA), np.uint8)
    for picture in (cover, tone):
        picture.flags.writeable = False
    return cover, tone
