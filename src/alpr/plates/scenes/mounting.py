"""Putting plates into the picture: where they are seen, how much of them, how well."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush
from alpr.plates.scenes.plates import FlatPlate
from alpr.plates.scenes.world import GREY, Hue, Image, World, quad_matrix
from alpr.projection import mapped

Corners = NDArray[np.float64]

HUES: tuple[Hue, ...] = (GREY, GREY, GREY, (1.12, 1.0, 0.95), (0.5, 1.05, 1.15), (0.9, 1.06, 0.95))
"""Colours of plates: without any mostly, bluish, yellow, greenish."""


@dataclass(frozen=True, eq=False)
class Mounted:
    """A plate in the picture.

    Attributes:
        flat: The plate.
        matrix: (3, 3) from its picture to the photograph, edge coordinates.
        number: What marks it in the world's owners.
    """

    flat: FlatPlate
    matrix: NDArray[np.float64]
    number: int

    @property
    def corners(self) -> Corners:
        """The plate's corners in the photograph, (4, 2), clockwise from its own top left."""
        return mapped(self.matrix, self.flat.corners())

    @property
    def letter_px(self) -> float:
        """Height of its characters in the photograph."""
        a, b, c, d = self.corners
        return self.flat.letter * float(np.hypot(*(d - a)) + np.hypot(*(c - b))) / 2


def mount(
    brush: Brush, flat: FlatPlate, middle: tuple[float, float], number: int, dice: Dice
) -> Mounted:
    """Paint a plate around a point of a plane, its frame included, seldom quite level."""
    rows, columns = flat.light.shape
    x0, y0, x1, y1 = flat.inner
    metre = flat.size_m[0] / (x1 - x0)
    tilt = np.radians(dice.normal(1.0))
    centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    outer = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float64)
    off = (outer - centre) * metre * np.array([1, -1])
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    seen = brush.map(off @ turn.T + np.array(middle))
    brush.world.hue = dice.pick(HUES)
    brush.world.paste(flat.light, seen, flat.cover)
    matrix = cv2.getPerspectiveTransform(outer.astype(np.float32), seen.astype(np.float32))
    mounted = Mounted(flat, np.asarray(matrix, np.float64), number)
    brush.world.claim(mounted.corners, number)
    return mounted


def seen_share(world: World, mounted: Mounted) -> float:
    """Return how much of a plate is neither hidden nor beyond the picture's edge."""
    corners = mounted.corners
    area = abs(float(cv2.contourArea(corners.astype(np.float32))))
    found = world.region(corners)
    if found is None or area < 1:
        return 0.0
    rows, columns = world.size
    if (corners >= 0).all() and (corners <= (columns, rows)).all():
        # Against what a fill of the same outline covers, which is a little more than its area.
        whole = np.zeros((found[0][0].stop, found[0][1].stop), np.uint8)
        cv2.fillPoly(whole, [np.round((corners - 0.5) * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
        area = float(whole[found[0]].sum())
    seen = np.count_nonzero(world.owner[found[0]] == mounted.number)
    return min(1.0, seen / area)


def clearness(image: Image, mounted: Mounted) -> float:
    """Return how much of a plate's lettering is left: its ink's correlation with the picture.

    Both are compared without what changes slowly, as shadows do, and on the plate alone.
    """
    ink, (x, y) = mounted.flat.ink
    rows, columns = ink.shape
    corners = np.array([(x, y), (x + columns, y), (x + columns, y + rows), (x, y + rows)])
    quad = mapped(mounted.matrix, corners)
    limits = np.array(image.shape[::-1])
    x0, y0 = np.clip(np.floor(quad.min(axis=0)), 0, limits).astype(int)
    x1, y1 = np.clip(np.ceil(quad.max(axis=0)), 0, limits).astype(int)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return 0.0
    quad -= (x0, y0)
    tall = float(np.hypot(*(quad[3] - quad[0])))
    size = (max(2, round(columns * tall * 1.2 / rows)), max(2, round(tall * 1.2)))
    matrix = quad_matrix(size, quad)
    if matrix is None:
        return 0.0
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    clean = cv2.warpPerspective(small, matrix, (int(x1 - x0), int(y1 - y0))).astype(np.float32)
    inside = np.zeros(clean.shape, np.float32)
    cv2.fillConvexPoly(inside, np.round((quad - 0.5) * 16).astype(np.int32), 1.0, cv2.LINE_8, 4)
    reach = (max(3, round(tall) | 1),) * 2
    share = cv2.blur(inside, reach) + np.float32(1e-6)
    a, b = (
        (one - cv2.blur(one * inside, reach) / share)[inside > 0]
        for one in (clean, image[y0:y1, x0:x1].astype(np.float32))
    )
    if a.size < 6:
        return 0.0
    # Three grey levels of deviation are nothing that a person could see.
    scale = (float(a @ a) * (float(b @ b) + 9 * b.size)) ** 0.5
    return abs(float(a @ b)) / float(scale + 1e-6)
