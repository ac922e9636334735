"""Where the plates of a scene lie, as the locator learns it: a mark and corners for every cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.places import CHANNELS, STRIDE, Corners, cell_middles, encode_corners, plate_size

NOTHING, PLATE, IGNORED = 0, 1, 2
"""Marks of cells: no plate, the middle part of one, and what is not learnt from."""

_MIRRORED = [1, 0, 3, 2]
"""The corner that each one becomes in a mirror."""

Targets = tuple[NDArray[np.uint8], NDArray[np.float32]]
"""Marks (rows, columns), and offsets of the corners (rows, columns, 8), 0 where no plate is."""


@dataclass(frozen=True, eq=False)
class KnownPlate:
    """A plate of a scene."""

    corners: Corners
    legible: bool
    """Whether anyone could read it: others count neither as plates nor as background."""


@dataclass(frozen=True)
class TargetSettings:
    """Which cells are a plate's, and which plates are learnt."""

    middle: float
    """Share of a plate's width and height, about its middle, whose cells are the plate's."""
    narrowest_px: float
    """Plates from this width on are learnt; those somewhat narrower are ignored."""
    widest_px: float
    """Up to this width, too; those somewhat wider are ignored."""
    somewhat: float
    """Times: beyond this many the widths count as background."""

    def __post_init__(self) -> None:
        if not 0 < self.middle <= 1:
            raise ValueError(f"middle must be in (0, 1]: {self.middle}")
        if not 0 < self.narrowest_px < self.widest_px:
            raise ValueError(f"narrowest_px must be above 0 and below widest_px: {self}")
        if self.somewhat < 1:
            raise ValueError(f"somewhat must be at least 1: {self.somewhat}")


def wanted(plate: KnownPlate, settings: TargetSettings) -> int:
    """Return what the cells in the middle of a plate are: PLATE, IGNORED or NOTHING."""
    width, _ = plate_size(plate.corners)
    least, most = settings.narrowest_px, settings.widest_px
    if not least / settings.somewhat <= width <= most * settings.somewhat:
        return NOTHING
    return PLATE if plate.legible and least <= width <= most else IGNORED


def make_targets(
    plates: Sequence[KnownPlate], size: tuple[int, int], settings: TargetSettings
) -> Targets:
    """Return marks and offsets of all cells of a scene.

    Every plate that is learnt keeps at least the cell that is nearest to its middle; around its
    middle part nothing is learnt, as far as the plate reaches.

    Args:
        plates: of the scene.
        size: height and width of the scene, pixels.
        settings: which cells and which plates.
    """
    rows, columns = size[0] // STRIDE, size[1] // STRIDE
    middles = cell_middles(rows, columns)
    marks = np.full((rows, columns), NOTHING, np.uint8)
    offsets = np.zeros((rows, columns, CHANNELS - 1), np.float32)
    kinds = [wanted(plate, settings) for plate in plates]
    for plate, kind in zip(plates, kinds, strict=True):
        if kind != NOTHING:
            marks[_inside(plate.corners, middles)] = IGNORED
    for plate, kind in zip(plates, kinds, strict=True):
        if kind != PLATE:
            continue
        centre = plate.corners.mean(axis=0)
        cells = _inside(centre + settings.middle * (plate.corners - centre), middles)
        column, row = (centre // STRIDE).astype(int)
        if 0 <= row < rows and 0 <= column < columns:
            cells[row, column] = True
        marks[cells] = PLATE
        offsets[cells] = encode_corners(plate.corners, middles[cells])
    return marks, offsets


def mirrored(
    images: NDArray[np.uint8],
    marks: NDArray[np.uint8],
    offsets: NDArray[np.float32],
    chosen: NDArray[np.bool_],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
    """Return samples, stacked along their first axes, of which the chosen ones are mirrored.

    What was the plate's top left is its top right then: mirrored text is as much a plate as other
    text, and its corners still run clockwise.
    """
    images, marks, offsets = images.copy(), marks.copy(), offsets.copy()
    images[chosen] = images[chosen][:, :, ::-1]
    marks[chosen] = marks[chosen][:, :, ::-1]
    corners = offsets[chosen][:, :, ::-1].reshape(*offsets[chosen].shape[:3], 4, 2)
    turned = corners[..., _MIRRORED, :] * np.array([-1, 1], np.float32)
    offsets[chosen] = turned.reshape(offsets[chosen].shape)
    return images, marks, offsets


def _inside(corners: Corners, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which points (rows, columns, 2) lie in a convex quad, its corners clockwise."""
    inside = np.ones(points.shape[:2], bool)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along, to = end - start, points - start
        inside &= along[0] * to[..., 1] - along[1] * to[..., 0] >= 0
    return inside
