"""Where a camera stands before an object: metres in space to pixels of the picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.settings import ViewSettings

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

NEAREST = 0.4
"""Metres before the camera; what lies nearer is drawn as if it lay there."""


@dataclass(frozen=True, eq=False)
class Pose:
    """A camera before an object.

    Space is measured in metres from the middle of the object's foot: x to the right, y up, z away
    from the camera.

    Attributes:
        matrix: (3, 4) from space to pixels, edge coordinates.
        scale: Pixels of a metre where the object is looked at.
        roll: Rotation in the picture, degrees.
        yaw: How far the camera stands to the right, degrees.
    """

    matrix: Matrix
    scale: float
    roll: float
    yaw: float

    def map(self, points: Points) -> Points:
        """Map points of space, (n, 3), into the picture, (n, 2)."""
        return divided(points @ self.matrix[:, :3].T + self.matrix[:, 3])

    def facing(self, z: float = 0) -> Matrix:
        """Return the (3, 3) matrix of the plane (x, y) at a depth."""
        return self._plane((0, 1), 2, z)

    def beside(self, x: float) -> Matrix:
        """Return the (3, 3) matrix of the plane (z, y) at a side."""
        return self._plane((2, 1), 0, x)

    def level(self, y: float = 0) -> Matrix:
        """Return the (3, 3) matrix of the plane (x, z) at a height."""
        return self._plane((0, 2), 1, y)

    def moved(self, offset: tuple[float, float, float]) -> "Pose":
        """Return the same camera before an object that stands elsewhere, metres."""
        matrix = self.matrix.copy()
        matrix[:, 3] += matrix[:, :3] @ np.array(offset)
        return Pose(matrix, self.scale, self.roll, self.yaw)

    def _plane(self, axes: tuple[int, int], fixed: int, value: float) -> Matrix:
        columns = self.matrix[:, [*axes, 3]].copy()
        columns[:, 2] += value * self.matrix[:, fixed]
        return columns

    def horizon(self, column: float) -> float:
        """Return the row in which level ground ends."""
        ends = np.array([(-1e4, 0, 1e4), (1e4, 0, 1e4)]) @ self.matrix[:, :3].T
        (x0, y0), (x1, y1) = divided(ends + self.matrix[:, 3])
        return float(y0 + (y1 - y0) * (column - x0) / (x1 - x0))


def divided(points: Points) -> Points:
    """Turn homogeneous points (n, 3) into pixels; the third coordinate is the depth in metres."""
    pixels: Points = points[:, :2] / np.maximum(points[:, 2:], NEAREST)
    return pixels


def draw_pose(
    settings: ViewSettings,
    target: tuple[float, float],
    width_m: float,
    width_px: float,
    place: tuple[float, float],
    dice: Dice,
) -> Pose:
    """Draw where the camera stands.

    Args:
        settings: Distributions.
        target: (x, y) of the point that is looked at, metres; its depth is 0.
        width_m: Width of something there, parallel to x.
        width_px: How wide that is to be in the picture.
        place: Where the target is to be in the picture, pixels.
        dice: Chance.
    """
    strong = dice.chance(settings.strong)
    roll = _within(settings.strong_roll if strong else settings.roll, settings.most_roll, dice)
    yaw = _within(settings.strong_yaw if strong else settings.yaw, settings.most_yaw, dice)
    slant = _within(settings.strong_slant, settings.most_slant, dice) if strong else 0.0
    pitch = dice.between(settings.pitch)
    near, far = settings.distance
    # A wide plate in the picture is mostly one that is near.
    distance = near * (far / near) ** dice.between((0, 1))
    return look(target, width_m, width_px, place, (roll, yaw, pitch), distance, slant)


def look(
    target: tuple[float, float],
    width_m: float,
    width_px: float,
    place: tuple[float, float],
    angles: tuple[float, float, float],
    distance: float,
    slant: float = 0.0,
) -> Pose:
    """Return the pose of a camera at a distance (metres) and angles (roll, yaw, pitch; degrees).

    `slant` shears what it sees: so many pixels to the left for each pixel down.
    """
    roll, yaw, pitch = (math.radians(angle) for angle in angles)
    turn = np.array(
        [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    )
    # Looking down, what is far lies higher in the picture.
    tilt = np.array(
        [[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]]
    )
    rotation = np.diag([1.0, -1.0, 1.0]) @ tilt @ turn
    middle = np.array([target[0], target[1], 0.0])
    space = np.column_stack([rotation, np.array([0, 0, distance]) - rotation @ middle])
    cos, sin = math.cos(roll), math.sin(roll)
    space = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) @ space
    half = np.array([width_m / 2, 0, 0])
    first, last = divided(np.stack([middle - half, middle + half]) @ space[:, :3].T + space[:, 3])
    zoom = width_px / float(np.hypot(*(last - first)))
    lens = np.array([[zoom, -slant * zoom, place[0]], [0, zoom, place[1]], [0, 0, 1]])
    return Pose(lens @ space, zoom / distance, angles[0], angles[1])


def _within(deviation: float, most: float, dice: Dice) -> float:
    return max(-most, min(most, dice.normal(deviation)))
