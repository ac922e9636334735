"""What the plate locator sees and says: a grey scene of any size in, cells with corners out.

The scene is cut into square cells of STRIDE pixels. Of each the network says how likely it lies in
the middle part of a plate, and where that plate's corners would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

INPUT = "scenes"
"""(N, H, W, 1) float32, grey 0 to 255, H and W multiples of MULTIPLE."""

OUTPUT = "places"
"""(N, H / STRIDE, W / STRIDE, CHANNELS) float32: a probability, then x0, y0 to x3, y3."""

MULTIPLE = 16
STRIDE = 8
CHANNELS = 9

UNIT = 32.0
"""Pixels that a corner's offset from the middle of its cell counts in."""

Corners = NDArray[np.float64]
"""(4, 2) x and y in pixels, edge coordinates: clockwise from the plate's own top left."""

SCRAP = 4.0
"""A box so many times as large as another one that it covers is not the same plate seen again: one
of the two is a part, or the surroundings, of the other, and which is a plate is to be judged."""

_MOST_CELLS = 1500
"""So many cells, the likeliest, are looked at: fifty large plates need no more."""


@dataclass(frozen=True, eq=False)
class Place:
    """A plate that the network sees."""

    corners: Corners
    score: float
    """The highest probability of its cells, 0 to 1, not calibrated."""


@dataclass(frozen=True)
class PlaceSettings:
    """How cells become plates."""

    threshold: float
    """Cells less probable than this are no plate."""
    overlap: float
    """Share of the smaller of two upright boxes in the other, from which both are one plate."""

    def __post_init__(self) -> None:
        for name in ("threshold", "overlap"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} must be in (0, 1), not {getattr(self, name)}")


def cell_middles(rows: int, columns: int) -> NDArray[np.float64]:
    """Return the middles of all cells, (rows, columns, 2): x and y in pixels.

    >>> cell_middles(1, 2).tolist()
    [[[4.0, 4.0], [12.0, 4.0]]]
    """
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return np.asarray((np.stack([x, y], axis=-1) + 0.5) * STRIDE, np.float64)


def encode_corners(corners: Corners, middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the cells with those middles (N, 2) say of a plate: offsets (N, 8)."""
    offsets: NDArray[np.float64] = (corners[np.newaxis] - middles[:, np.newaxis]) / UNIT
    return offsets.reshape(-1, CHANNELS - 1)


def decode_corners(
    offsets: NDArray[np.floating], middles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the corners (N, 4, 2) that cells with those middles (N, 2) speak of."""
    quads: NDArray[np.float64] = offsets.reshape(-1, 4, 2) * UNIT + middles[:, np.newaxis]
    return quads


def find_places(output: NDArray[np.float32], settings: PlaceSettings) -> list[Place]:
    """Return the plates in what the network says of one scene, the surest first.

    Neighbouring cells speak of the same plate: those whose corners make about the same quad are
    one, and their corners are averaged, the probable ones counting more.

    Args:
        output: (rows, columns, CHANNELS).
        settings: from which probability on, and what counts as the same plate.

    Raises:
        ValueError: another shape.
    """
    if output.ndim != 3 or output.shape[2] != CHANNELS:
        raise ValueError(f"expected (rows, columns, {CHANNELS}), got {output.shape}")
    probability = output[..., 0].ravel()
    order = np.argsort(-probability, kind="stable")[:_MOST_CELLS]
    order = order[probability[order] >= settings.threshold]
    middles = cell_middles(*output.shape[:2]).reshape(-1, 2)[order]
    quads = decode_corners(output[..., 1:].reshape(-1, CHANNELS - 1)[order], middles)
    weights = probability[order].astype(np.float64)
    boxes = upright_boxes(quads)
    found = []
    for first, members in _grouped(boxes, settings.overlap):
        # A cell that speaks of a far smaller or larger plate has no say in the corners.
        alike = members[box_iou(boxes[first], boxes[members]) >= settings.overlap]
        heard = np.union1d(alike, first)
        corners = np.average(quads[heard], axis=0, weights=weights[heard])
        found.append(Place(corners, float(weights[first])))
    return distinct(found, settings.overlap)


def distinct(places: Sequence[Place], overlap: float) -> list[Place]:
    """Return the places of one scale without those that cover a surer one, the surest first."""
    ranked = sorted(places, key=lambda place: -place.score)
    quads = np.array([place.corners for place in ranked]).reshape(-1, 4, 2)
    return [ranked[first] for first, _ in _grouped(upright_boxes(quads), overlap)]


def seen_once(places: Sequence[Place], overlap: float) -> list[Place]:
    """Return the places of all scales, each plate once, the surest first.

    What is SCRAP times as large as another is not the same plate.
    """
    kept: list[Place] = []
    for place in sorted(places, key=lambda place: -place.score):
        if not same_plate(place.corners, [one.corners for one in kept], overlap):
            kept.append(place)
    return kept


def same_plate(corners: Corners, others: Sequence[Corners], overlap: float) -> bool:
    """Say whether a plate covers one of others, or is covered, and is about as large."""
    if not others:
        return False
    boxes = upright_boxes(np.stack([corners, *others]))
    areas = _areas(boxes)
    ratio = np.maximum(areas[1:], areas[0]) / np.maximum(np.minimum(areas[1:], areas[0]), 1e-9)
    return bool(np.any((covered(boxes[0], boxes[1:]) >= overlap) & (ratio < SCRAP)))


def along(corners: Corners) -> NDArray[np.float64]:
    """Return the direction in which a plate is written, (2,), of length 1.

    >>> along(np.array([[0, 0], [40, 0], [40, 10], [0, 10.0]])).tolist()
    [1.0, 0.0]
    """
    across = corners[1] + corners[2] - corners[0] - corners[3]
    return np.asarray(across / max(float(np.hypot(*across)), 1e-9), np.float64)


def upright_boxes(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x_min, y_min, x_max, y_max (N, 4) around quads (N, 4, 2)."""
    return np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)


def covered(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the smaller box of each pair that lies in the other.

    Args:
        box: (4,) x_min, y_min, x_max, y_max.
        others: (N, 4).

    >>> covered(np.array([0, 0, 10, 10]), np.array([[5, 0, 45, 10], [20, 0, 30, 10]])).tolist()
    [0.5, 0.0]
    """
    common = _common_area(box, others)
    smaller = np.minimum(_areas(box), _areas(others))
    share: NDArray[np.float64] = common / np.maximum(smaller, 1e-9)
    return share


def box_iou(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return common area over united area of a box (4,) with others (N, 4).

    >>> box_iou(np.array([0, 0, 10, 10]), np.array([[5, 0, 15, 10]])).round(3).tolist()
    [0.333]
    """
    common = _common_area(box, others)
    united = _areas(box) + _areas(others) - common
    share: NDArray[np.float64] = common / np.maximum(united, 1e-9)
    return share


def plate_size(corners: Corners) -> tuple[float, float]:
    """Return width and height of a plate, pixels: the means of its opposite sides.

    >>> plate_size(np.array([[0, 0], [40, 0], [40, 10], [0, 10.0]]))
    (40.0, 10.0)
    """
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def _grouped(boxes: NDArray[np.float64], overlap: float) -> list[tuple[int, NDArray[np.int64]]]:
    """Give each box, the first one first, those after it that lie over it and are still free."""
    free = np.ones(len(boxes), bool)
    groups = []
    for first in range(len(boxes)):
        if not free[first]:
            continue
        members = np.flatnonzero(free & (covered(boxes[first], boxes) >= overlap))
        # A box without any area covers nothing, not even itself.
        members = np.union1d(members, first)
        free[members] = False
        groups.append((first, members))
    return groups


def _areas(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    areas: NDArray[np.float64] = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    return areas


def _common_area(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    area: NDArray[np.float64] = np.prod(np.maximum(high - low, 0), axis=1)
    return area
