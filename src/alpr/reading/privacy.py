"""Pictures that show cars and not whose they are: every plate painted over."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.places import SCRAP, Corners
from alpr.reading.located import PhotographReading

Image = NDArray[np.uint8]

ROOM = 0.25
"""How far a patch reaches beyond the plate on each side, as a share of the plate's height: corners
may be off, and a character that is half seen can be read."""

PLAUSIBLE = 0.25
"""A place that was refused is hidden too, if it is a plate with at least this probability."""

_MOST = 0.8
"""Of a place, or of a plate in it, this share."""

_SOFT, _SOFTEST_PX = 0.12, 12.0
"""Deviation of a patch's edge, as a share of the plate's height; at most so many pixels."""


def hide_all(pixels: Image, reading: PhotographReading) -> Image:
    """Return a copy of a picture in which all that was read, or nearly, is painted over."""
    return without_plates(pixels, quads_to_hide(reading))


def quads_to_hide(reading: PhotographReading) -> tuple[Corners, ...]:
    """Return the corners of all plates, and of refused places that are PLAUSIBLE.

    A refused place is left out where a plate, which is hidden, covers most of it, or where it is
    SCRAP times as large as a plate in it: the car around it.
    """
    plates = [plate.points for plate in reading.plates]
    refused = [
        item.corners
        for item in reading.refused
        if item.confidence >= PLAUSIBLE
        and not any(_hidden_with(plate, item.corners) for plate in plates)
    ]
    return (*plates, *refused)


def without_plates(pixels: Image, quads: Iterable[Corners]) -> Image:
    """Return a copy of a picture in which quads are painted over in their mean colour.

    Only the edge of a patch is soft. Blurring and coarse pixels leave sums of what was there,
    from which a text of known shapes can be found again; one mean says nothing.

    Args:
        pixels: (height, width, 3) uint8 BGR.
        quads: (4, 2) each, pixels, edge coordinates; may lie outside the picture.
    """
    hidden = pixels.copy()
    for quad in quads:
        _paint(hidden, pixels, quad)
    return hidden


def grown(quad: Corners, room: float) -> Corners:
    """Return a quad whose sides lie farther out, by a share of its mean height."""
    across = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
    down = (quad[2] + quad[3] - quad[0] - quad[1]) / 2
    width, height = max(1.0, float(np.hypot(*across))), max(1.0, float(np.hypot(*down)))
    out = room * min(width, height)
    steps = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    grow = steps[:, :1] * across / width * out + steps[:, 1:] * down / height * out
    return np.asarray(quad + grow, np.float64)


def _hidden_with(plate: Corners, quad: Corners) -> bool:
    """Say whether nothing of a plate's own is left of a quad once that plate is hidden."""
    plate, quad = plate.astype(np.float32), quad.astype(np.float32)
    common, _ = cv2.intersectConvexConvex(cv2.convexHull(plate), cv2.convexHull(quad))
    areas = [cv2.contourArea(one) for one in (plate, quad)]
    if common >= _MOST * areas[1]:
        return True
    return bool(areas[1] >= SCRAP * areas[0] and common >= _MOST * areas[0])


def _paint(hidden: Image, pixels: Image, quad: Corners) -> None:
    rows, columns = pixels.shape[:2]
    height = max(1.0, float(np.hypot(*(quad[3] - quad[0]))))
    sigma = min(height * _SOFT, _SOFTEST_PX)
    outer = grown(quad, ROOM + 3 * _SOFT)
    left, top = np.clip(np.floor(outer.min(axis=0)), 0, (columns, rows)).astype(int)
    right, bottom = np.clip(np.ceil(outer.max(axis=0)), 0, (columns, rows)).astype(int)
    if right <= left or bottom <= top:
        return
    area = (slice(top, bottom), slice(left, right))
    inner = grown(quad, ROOM) - (left, top)
    solid = _mask(inner, (bottom - top, right - left))
    colour = np.array(cv2.mean(pixels[area], solid)[:3], np.float32)
    # The soft edge lies outside the solid patch: within it nothing shines through.
    wider = _mask(grown(quad, ROOM + _SOFT) - (left, top), solid.shape)
    soft = cv2.GaussianBlur(wider, (0, 0), sigma)
    cover = np.maximum(soft, solid)[:, :, np.newaxis].astype(np.float32) / 255
    mixed = hidden[area] * (1 - cover) + colour * cover
    hidden[area] = np.round(mixed).astype(np.uint8)


def _mask(quad: Corners, shape: Sequence[int]) -> NDArray[np.uint8]:
    mask = np.zeros(shape, np.uint8)
    # OpenCV's whole numbers are the middles of pixels.
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(quad - 0.5).astype(np.int32)), 255)
    return mask
