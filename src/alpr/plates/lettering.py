"""Plate alphabets, drawn from skeletons at any size: no font is involved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates import strokes
from alpr.plates.strokes import Skeleton, Stroke

Mask = NDArray[np.uint8]
Points = NDArray[np.float64]
"""(2,) or (points, 2): x and y in pixels."""

SUPERSAMPLING = 4
"""Characters are drawn so many times larger and averaged down, which smooths their edges."""

FRACTION_BITS = 4
"""OpenCV draws polygons in fixed point with so many bits behind the point."""

MITRE_LIMIT = 2.2
"""A corner sharper than this many half thicknesses is rounded, lest it become a spike."""

ARC_STEP = math.radians(6)
"""Rounded corners are drawn as short straight pieces that turn by this angle."""


@dataclass(frozen=True)
class Lettering:
    """One plate alphabet; all lengths are fractions of the characters' height.

    Attributes:
        skeletons: Character to strokes.
        width: Width of an ordinary character.
        thickness: Thickness of an ordinary stroke.
        corner: Radius of a rounded corner, at the middle of the stroke.
        softness: Radius by which the outer corners of the ink are worn round.
    """

    skeletons: Mapping[str, Skeleton] = field(hash=False, repr=False)
    width: float
    thickness: float
    corner: float
    softness: float

    def __post_init__(self) -> None:
        if not 0.2 <= self.width <= 1.2:
            raise ValueError(f"width must lie in 0.2..1.2 of the height, not {self.width}")
        if not 0.04 <= self.thickness <= self.width / 2:
            raise ValueError(
                f"thickness must lie in 0.04..half the width {self.width}, not {self.thickness}"
            )
        if self.corner < 0:
            raise ValueError(f"corner must not be negative, not {self.corner}")
        if not 0 <= self.softness <= self.thickness / 2:
            raise ValueError(
                f"softness must lie in 0..half the thickness {self.thickness}, not {self.softness}"
            )


SPAIN = Lettering(strokes.SPAIN, width=45 / 77, thickness=11 / 77, corner=0.26, softness=3 / 77)
"""77 mm high, 45 mm wide, strokes of 10 mm that look 11 wide since their slopes are painted."""

USA_NARROW = Lettering(strokes.USA, width=0.44, thickness=0.12, corner=0.11, softness=0.022)
"""Tall rectangles with small round corners, as in Georgia, Colorado or Florida."""

USA_ROUND = Lettering(strokes.USA_FOOTED, width=0.44, thickness=0.118, corner=0.22, softness=0.02)
"""Round bowls and crisp ends, as in New York, Pennsylvania or Ohio."""

USA_LIGHT = Lettering(strokes.USA_FOOTED, width=0.46, thickness=0.096, corner=0.2, softness=0.03)
"""Thin strokes, as in California, Arizona or Illinois."""

USA_BROAD = Lettering(strokes.USA, width=0.48, thickness=0.125, corner=0.24, softness=0.045)
"""Thick strokes with round ends, as in Michigan, Idaho or Minnesota."""


@lru_cache(maxsize=4096)
def draw_character(lettering: Lettering, character: str, height_px: int) -> Mask:
    """Draw one character, cut tightly.

    Returns:
        (height_px, width) uint8, read-only, ink = 255 on 0 with smooth edges.

    Raises:
        ValueError: the alphabet has no such character, or the height is less than 8 pixels.
    """
    if character not in lettering.skeletons:
        raise ValueError(f"the alphabet has no {character!r}, only {''.join(lettering.skeletons)}")
    if height_px < 8:
        raise ValueError(f"characters are at least 8 pixels high, not {height_px}")
    skeleton = lettering.skeletons[character]
    height = height_px * SUPERSAMPLING
    # A narrow character is never thinner than its own stroke.
    thickness = lettering.thickness * skeleton.weight * height
    width_px = round(max(lettering.width * skeleton.width * height, thickness) / SUPERSAMPLING)
    canvas = np.zeros((height, width_px * SUPERSAMPLING), np.uint8)
    for stroke in skeleton.strokes:
        _draw_stroke(canvas, stroke, thickness, lettering.corner * height)
    radius = round(lettering.softness * height)
    if radius:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        # The border counts as empty, so that corners on the frame are worn as well.
        cv2.morphologyEx(
            canvas, cv2.MORPH_OPEN, disc, canvas, borderType=cv2.BORDER_CONSTANT, borderValue=0
        )
    mask = np.zeros((height_px, width_px), np.uint8)
    cv2.resize(canvas, (width_px, height_px), mask, interpolation=cv2.INTER_AREA)
    mask.flags.writeable = False
    return mask


def _draw_stroke(canvas: Mask, stroke: Stroke, thickness: float, corner: float) -> None:
    height, width = canvas.shape
    margin = thickness / 2
    grid = np.array([point[:2] for point in stroke], np.float64)
    path = margin + grid * (width - thickness, height - thickness)
    path[0] += _reach_beyond_frame(grid[0], path[0] - path[1], thickness)
    path[-1] += _reach_beyond_frame(grid[-1], path[-1] - path[-2], thickness)
    bends = [corner * point[2] if len(point) == 3 else 0.0 for point in stroke]
    path = _rounded(path, bends)
    for start, end in pairwise(path):
        side = _normal(start, end) * margin
        _fill(canvas, [start + side, end + side, end - side, start - side])
    for before, here, after in zip(path[:-2], path[1:-1], path[2:], strict=True):
        _fill_joint(canvas, before, here, after, margin)
    if np.allclose(path[0], path[-1]):
        _fill_joint(canvas, path[-2], path[0], path[1], margin)


def _reach_beyond_frame(grid: Points, direction: Points, thickness: float) -> Points:
    """Return how far to lengthen a stroke so that the frame, not its end, cuts it."""
    along = _unit(direction)
    if grid[1] in (0, 1) and abs(along[1]) > 0.1:
        return along * 2 * thickness
    if grid[0] in (0, 1) and abs(along[0]) > 0.5:
        return along * thickness
    return np.zeros(2)


def _rounded(path: Points, radii: Sequence[float]) -> Points:
    """Replace each corner that has a radius by an arc, as large as its neighbours leave room."""
    lengths = np.hypot(*np.diff(path, axis=0).T)
    tangents = np.zeros(len(path))
    for i in range(1, len(path) - 1):
        tangents[i] = radii[i] * math.tan(abs(_turn(path[i - 1], path[i], path[i + 1])) / 2)
    # Two corners that share a side share its length.
    room = np.ones(len(path))
    for i, length in enumerate(lengths):
        wanted = tangents[i] + tangents[i + 1]
        if wanted > length:
            room[i : i + 2] = np.minimum(room[i : i + 2], length / wanted)
    points = [path[0]]
    for i in range(1, len(path) - 1):
        points.extend(_arc(path[i - 1], path[i], path[i + 1], tangents[i] * room[i]))
    points.append(path[-1])
    # Where two arcs meet, the end of one is the start of the next.
    far = [True, *(np.hypot(*np.diff(points, axis=0).T) > 1e-6)]
    return np.array(points)[far]


def _arc(before: Points, corner: Points, after: Points, tangent: float) -> list[Points]:
    """Return the points of the arc that touches both sides `tangent` pixels from the corner."""
    turn = _turn(before, corner, after)
    if tangent < 1e-6 or abs(turn) < 1e-6:
        return [corner]
    inward = _unit(before - corner)
    start = corner + inward * tangent
    radius = tangent / math.tan(abs(turn) / 2)
    along = -inward
    left = np.array([-along[1], along[0]]) * math.copysign(1, turn)
    centre = start + left * radius
    steps = max(2, math.ceil(abs(turn) / ARC_STEP))
    angles = np.linspace(0, abs(turn), steps + 1)
    return [centre - left * radius * math.cos(a) + along * radius * math.sin(a) for a in angles]


def _turn(before: Points, here: Points, after: Points) -> float:
    """Return the change of direction at a point, radians, -pi..pi."""
    a, b = here - before, after - here
    return math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])


def _normal(start: Points, end: Points) -> Points:
    along = _unit(end - start)
    return np.array([-along[1], along[0]])


def _unit(direction: Points) -> Points:
    return np.asarray(direction / math.hypot(*direction), np.float64)


def _fill_joint(canvas: Mask, before: Points, here: Points, after: Points, margin: float) -> None:
    """Fill the wedge on the outer side of a corner: pointed if it may be, else round."""
    turn = _turn(before, here, after)
    reach = 1 / max(math.cos(turn / 2), 1e-6)
    if reach > MITRE_LIMIT:
        scale = 1 << FRACTION_BITS
        x, y = (round(float(value) * scale) for value in here)
        cv2.circle(canvas, (x, y), round(margin * scale), 255, cv2.FILLED, shift=FRACTION_BITS)
        return
    outward = -math.copysign(1, turn)
    first, second = _normal(before, here) * outward, _normal(here, after) * outward
    middle = _unit(first + second)
    _fill(
        canvas,
        [here, here + first * margin, here + middle * margin * reach, here + second * margin],
    )


def _fill(canvas: Mask, corners: Sequence[Points]) -> None:
    # Pixel centres lie at whole numbers to OpenCV, at halves to us.
    fixed = np.round((np.array(corners) - 0.5) * (1 << FRACTION_BITS)).astype(np.int32)
    cv2.fillConvexPoly(canvas, fixed, 255, shift=FRACTION_BITS)
