"""The picture under construction: light, colour, and which plate is seen where."""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.scene import Light
from alpr.plates.scenes.textures import unevenness

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Hue = tuple[float, float, float]

GREY: Hue = (1.0, 1.0, 1.0)
_NEUTRAL = 100
FAINTEST = 0.3
"""Lines that are thinner than so many pixels are left out."""

_FARTHEST = 30_000
_SHIFT = 4


class World:
    """A grey picture to paint on; coloured ones keep each pixel's gain per channel beside it.

    Whatever is painted takes the hue that was set last.

    Attributes:
        light: (height, width) uint8 grey levels.
        owner: (height, width) uint8: number of the plate that is seen at a pixel, 0 for none.
        gains: (height, width, 3) uint8, blue, green and red against the grey level, 100 for as
            much; None in grey pictures.
        hue: Gains of what is painted next.
        lamps: Where lamps are lit, pixels.
    """

    def __init__(self, size: tuple[int, int], tone: float, coloured: bool = False) -> None:
        self.light: Image = np.full(size, round(tone), np.uint8)
        self.owner: Image = np.zeros(size, np.uint8)
        self.gains: Image | None = np.full((*size, 3), _NEUTRAL, np.uint8) if coloured else None
        self.hue: Hue = GREY
        self.lamps: list[Points] = []

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.light.shape[0], self.light.shape[1]

    def fill(self, points: Points, tone: float) -> None:
        """Fill an outline, (n, 2) pixels."""
        fixed = _fixed(points)
        cv2.fillPoly(self.light, [fixed], _grey(tone), cv2.LINE_AA, _SHIFT)
        if self.gains is not None:
            cv2.fillPoly(self.gains, [fixed], self._hue(), cv2.LINE_AA, _SHIFT)

    def line(self, points: Points, tone: float, thickness: float, closed: bool = False) -> None:
        """Draw a line; below one pixel it gets fainter."""
        fixed = [_fixed(points)]
        wide = max(1, round(thickness))
        if thickness < FAINTEST:
            return
        if thickness < 0.8:
            x, y = points[0]
            row = min(max(int(y), 0), self.size[0] - 1)
            column = min(max(int(x), 0), self.size[1] - 1)
            tone = float(self.light[row, column]) * (1 - thickness) + tone * thickness
        cv2.polylines(self.light, fixed, closed, _grey(tone), wide, cv2.LINE_AA, _SHIFT)
        if self.gains is not None:
            cv2.polylines(self.gains, fixed, closed, self._hue(), wide, cv2.LINE_AA, _SHIFT)

    def shade(
        self, points: Points, tones: Sequence[float], rough: float = 0,
        grain: tuple[float, float] = (1, 1),
    ) -> None:  # fmt: skip
        """Fill an outline with tones that blend from its top to its bottom.

        Args:
            points: (n, 2) pixels.
            tones: Grey levels, evenly spread.
            rough: Deviation of the unevenness, grey levels.
            grain: How much that is stretched, down and across.
        """
        found = self.region(points)
        if found is None:
            return
        place, corner = found
        below = self.light[place]
        cover = np.zeros(below.shape, np.uint8)
        cv2.fillPoly(cover, [_fixed(points - corner)], 1, cv2.LINE_8, _SHIFT)
        low, high = points[:, 1].min() - corner[1], points[:, 1].max() - corner[1]
        places = np.linspace(low, high, len(tones))
        rows = np.interp(np.arange(below.shape[0]) + 0.5, places, tones).astype(np.float32)
        inside = cover.view(bool)
        if rough > 0:
            key = int(abs(low * 7 + high * 3 + sum(tones)))
            tone = unevenness(below.shape, grain, key) * np.float32(rough)
            tone += rows[:, np.newaxis]
            np.copyto(below, np.clip(tone, 0, 255), where=inside, casting="unsafe")
        else:
            flat = np.clip(rows, 0, 255).astype(np.uint8)[:, np.newaxis]
            np.copyto(below, flat, where=inside)
        self.tint(place, inside)

    def stamp(self, mask: Image, corners: Points, tone: float, share: float = 1) -> None:
        """Lay a tone where a mask covers, its corners at `corners`, from the top left clockwise."""
        found = self._warped((mask,), corners)
        if found is None:
            return
        place, (cover,) = found
        alpha = cover * np.float32(share / 255)
        self._blend(place, alpha, np.float32(tone))

    def paste(self, picture: Light, corners: Points, cover: Image | None = None) -> None:
        """Lay a picture over, its corners at `corners`, only where `cover` says, if given."""
        mask = np.full(picture.shape, 255, np.uint8) if cover is None else cover
        found = self._warped((mask, picture), corners)
        if found is None:
            return
        place, (warped, seen) = found
        alpha = warped * np.float32(1 / 255)
        self._blend(place, alpha, seen)

    def _blend(self, place: tuple[slice, slice], alpha: Light, tone: Light | np.float32) -> None:
        below = self.light[place].astype(np.float32)
        below += alpha * (tone - below)
        self.light[place] = np.clip(below + np.float32(0.5), 0, 255)
        if self.gains is not None:
            gains = self.gains[place].astype(np.float32)
            gains += alpha[..., np.newaxis] * (np.array(self._hue(), np.float32) - gains)
            self.gains[place] = gains

    def _warped(
        self, pictures: tuple[Image | Light, ...], corners: Points
    ) -> tuple[tuple[slice, slice], list[Light]] | None:
        found = self.region(corners)
        if found is None:
            return None
        place, corner = found
        rows, columns = pictures[0].shape
        sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
        wide, tall = max(sides[0], sides[2]), max(sides[1], sides[3])
        # Averaged to about the size in the picture first: no stroke falls between two samples.
        size = (
            max(1, min(columns, int(np.ceil(wide * 1.2)))),
            max(1, min(rows, int(np.ceil(tall * 1.2)))),
        )
        matrix = quad_matrix(size, corners - corner)
        if matrix is None:
            return None
        shape = (place[1].stop - place[1].start, place[0].stop - place[0].start)
        warped = []
        for picture in pictures:
            small: NDArray[Any] = picture
            if size != (columns, rows):
                small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
            border = cv2.BORDER_CONSTANT if picture is pictures[0] else cv2.BORDER_REPLICATE
            seen = cv2.warpPerspective(small, matrix, shape, borderMode=border)
            warped.append(np.asarray(seen, np.float32))
        return place, warped

    def region(self, points: Points) -> tuple[tuple[slice, slice], Points] | None:
        """Return the part of the picture that holds an outline and its top left, if any."""
        rows, columns = self.size
        low, high = np.minimum.reduce(points).tolist(), np.maximum.reduce(points).tolist()
        x0, y0 = max(math.floor(low[0]) - 1, 0), max(math.floor(low[1]) - 1, 0)
        x1, y1 = min(math.ceil(high[0]) + 1, columns), min(math.ceil(high[1]) + 1, rows)
        if x1 <= x0 or y1 <= y0:
            return None
        return (slice(y0, y1), slice(x0, x1)), np.array([x0, y0], np.float64)

    def tint(self, place: tuple[slice, slice], inside: NDArray[np.bool_] | None = None) -> None:
        """Give a rectangle, or what a mask of its size names of it, the hue that was set."""
        if self.gains is not None:
            self.gains[place][... if inside is None else inside] = self._hue()

    def claim(self, points: Points, number: int) -> None:
        """Mark an outline as a plate's, or as nobody's (0); what was there is hidden."""
        cv2.fillPoly(self.owner, [_fixed(points)], number, cv2.LINE_8, _SHIFT)

    def _hue(self) -> tuple[float, float, float]:
        blue, green, red = (min(255.0, round(gain * _NEUTRAL)) for gain in self.hue)
        return (blue, green, red)

    def colours(self, image: Image) -> Image:
        """Colour a grey picture of the world's size with the world's hues; (height, width, 3)."""
        if self.gains is None:
            raise ValueError("the world was drawn in grey")
        # Cameras keep colour at half the resolution.
        soft = cv2.GaussianBlur(self.gains, (0, 0), 1.0)
        coloured = cv2.multiply(
            cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), soft, scale=1 / _NEUTRAL, dtype=cv2.CV_8U
        )
        return np.asarray(coloured, np.uint8)


def quad_matrix(size: tuple[int, int], corners: Points) -> NDArray[np.float64] | None:
    """Return the matrix, as OpenCV counts pixels, from a picture to a quadrilateral.

    `size` is columns and rows of the picture; None where the quadrilateral is no more than a line.
    """
    columns, rows = size
    source = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    around = np.roll(corners, -1, axis=0)
    area = abs(float(np.sum(corners[:, 0] * around[:, 1] - corners[:, 1] * around[:, 0]))) / 2
    if area < 1:
        return None
    # OpenCV's whole numbers are the middles of pixels, ours are their edges.
    matrix = cv2.getPerspectiveTransform(source - 0.5, (corners - 0.5).astype(np.float32))
    return np.asarray(matrix, np.float64)


def _fixed(points: Points) -> NDArray[np.int32]:
    # Plain ufuncs: this runs a hundred times for a picture, on a few points each time.
    near = np.minimum(np.maximum(points, -_FARTHEST), _FARTHEST)
    return np.rint(near * (1 << _SHIFT) - (1 << _SHIFT) / 2).astype(np.int32)


def _grey(tone: float) -> float:
    return min(255.0, max(0.0, tone))
