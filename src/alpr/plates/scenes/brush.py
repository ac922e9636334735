"""Painting on a plane in space, in metres: a car's rear, its side, a wall, the road."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.plates.scenes.pose import Matrix, divided
from alpr.plates.scenes.world import FAINTEST, Points, World

Mask = NDArray[np.uint8]


class Brush:
    """Paints on one plane; its second axis points up."""

    def __init__(self, world: World, plane: Matrix) -> None:
        self.world = world
        self.plane = plane
        a, b = self.map([(0, 0), (1, 0)])
        self.scale = float(np.hypot(*(b - a)))
        """Pixels of a metre, about."""

    def at(self, x: float, y: float) -> "Brush":
        """Return a brush for the same plane whose origin is at a point of it."""
        plane = self.plane.copy()
        plane[:, 2] += plane[:, 0] * x + plane[:, 1] * y
        return Brush(self.world, plane)

    def map(self, points: Sequence[tuple[float, float]] | Points) -> Points:
        """Map points of the plane into the picture."""
        flat = np.asarray(points, np.float64)
        return divided(flat @ self.plane[:, :2].T + self.plane[:, 2])

    def sees(self, points: Sequence[tuple[float, float]]) -> bool:
        """Say whether the box around an outline reaches into the picture."""
        return self.world.region(self.map(points)) is not None

    def fill(self, points: Sequence[tuple[float, float]], tone: float) -> None:
        """Fill an outline."""
        self.world.fill(self.map(points), tone)

    def shade(
        self, points: Sequence[tuple[float, float]], tones: Sequence[float], rough: float = 0
    ) -> None:
        """Fill an outline with tones that blend from top to bottom, uneven by a deviation.

        The unevenness is stretched across, as what shiny panels mirror.
        """
        grain = max(1.0, self.scale / 60)
        self.world.shade(self.map(points), tones, rough, (grain, 3 * grain))

    def line(self, points: Sequence[tuple[float, float]], tone: float, thickness: float) -> None:
        """Draw an open line, its thickness in metres."""
        if thickness * self.scale >= FAINTEST:
            self.world.line(self.map(points), tone, thickness * self.scale)

    def box(self, x0: float, y0: float, x1: float, y1: float, tone: float) -> None:
        """Fill a rectangle."""
        self.fill(((x0, y1), (x1, y1), (x1, y0), (x0, y0)), tone)

    def outline(
        self, x0: float, y0: float, x1: float, y1: float, tone: float, thickness: float
    ) -> None:
        """Draw a rectangle's edge."""
        corners = self.map(((x0, y1), (x1, y1), (x1, y0), (x0, y0)))
        self.world.line(corners, tone, thickness * self.scale, closed=True)

    def oval(self, x: float, y: float, rx: float, ry: float, tone: float) -> None:
        """Fill an ellipse."""
        self.fill(ellipse(x, y, rx, ry), tone)

    def stamp(
        self, mask: Mask, x0: float, y0: float, x1: float, y1: float, tone: float, share: float = 1
    ) -> None:
        """Lay a tone over a rectangle where a mask covers."""
        corners = self.map(((x0, y1), (x1, y1), (x1, y0), (x0, y0)))
        self.world.stamp(mask, corners, tone, share)

    def write(self, mask: Mask, x: float, y: float, height: float, tone: float,
              stretch: float = 1) -> float:  # fmt: skip
        """Write a line of lettering with its middle at (x, y); returns its width."""
        width = float(height * mask.shape[1] / mask.shape[0] * stretch)
        self.stamp(mask, x - width / 2, y - height / 2, x + width / 2, y + height / 2, tone)
        return width


def ellipse(x: float, y: float, rx: float, ry: float) -> list[tuple[float, float]]:
    """Return points of an ellipse."""
    return [(x + rx * cos, y + ry * sin) for cos, sin in _CIRCLE]


def rounded(x0: float, y0: float, x1: float, y1: float, radius: float) -> list[tuple[float, float]]:
    """Return the outline of a rectangle with cut corners."""
    r = min(radius, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
    k = 0.3 * r
    return [
        (x0, y0 + r), (x0 + k, y0 + k), (x0 + r, y0), (x1 - r, y0), (x1 - k, y0 + k), (x1, y0 + r),
        (x1, y1 - r), (x1 - k, y1 - k), (x1 - r, y1), (x0 + r, y1), (x0 + k, y1 - k), (x0, y1 - r),
    ]  # fmt: skip


def mirrored(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return an outline on the other side of the middle."""
    return [(-x, y) for x, y in points]


_CIRCLE = [(math.cos(i * math.pi / 10), math.sin(i * math.pi / 10)) for i in range(20)]
