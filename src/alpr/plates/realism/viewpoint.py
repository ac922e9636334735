"""Where the camera stands and what it cuts out: rotation, slant, perspective, crop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.capture import CaptureSettings, Image, Light, Matrix
from alpr.plates.realism.dice import Dice
from alpr.projection import mapped


@dataclass(frozen=True, eq=False)
class Distortion:
    """How a camera sees a plate from where it stands.

    Attributes:
        matrix: (3, 3), on the scene's pixels.
        rotation_deg: The plate's rotation.
        shear: Its slant, of its height.
        perspective: How far the corner lies off that is off the furthest, of the plate's height.
    """

    matrix: Matrix
    rotation_deg: float = 0.0
    shear: float = 0.0
    perspective: float = 0.0


def distort(
    plate: tuple[float, float, float, float], settings: CaptureSettings, dice: Dice
) -> Distortion:
    """Draw how the camera stands; `plate` is x_min, y_min, x_max, y_max in the scene."""
    strong = dice.chance(settings.strong_share)
    degrees = dice.normal(settings.strong_rotation if strong else settings.rotation)
    shear = dice.normal(settings.shear * (2 if strong else 1))
    x0, y0, x1, y1 = plate
    height = y1 - y0
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    middle = corners.mean(axis=0)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    squeeze = dice.between((0.85, 1.05))
    turn = np.array([[cos * squeeze, -sin + shear], [sin * squeeze, cos]])
    seen = (corners - middle) @ turn.T + middle
    sigma = settings.perspective * height
    off = np.array([[dice.normal(sigma), dice.normal(sigma)] for _ in range(4)])
    seen += off
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    perspective = float(np.hypot(*off.T).max()) / height
    return Distortion(np.asarray(matrix, np.float64), degrees, shear, perspective)


def corners_of(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the four corners of boxes (n, 4), as (4 n, 2)."""
    return boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)


def tight_boxes(matrix: Matrix, outlines: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the boxes (n, 4) of convex outlines after a 3x3 matrix."""
    seen = mapped(matrix, np.concatenate(outlines))
    starts = np.cumsum([0] + [len(outline) for outline in outlines[:-1]])
    low = np.minimum.reduceat(seen, starts, axis=0)
    high = np.maximum.reduceat(seen, starts, axis=0)
    return np.concatenate([low, high], axis=1)


def choose_crop(
    plate: tuple[float, float, float, float],
    text: tuple[float, float, float, float],
    kind: str,
    settings: CaptureSettings,
    dice: Dice,
) -> tuple[float, float, float, float]:
    """Draw which rectangle of the undistorted scene a crop is to hold.

    `kind` is "tight" (around the characters), "loose" (with room around the plate) or "edge" (along
    the plate's edge).
    """
    height, letter = plate[3] - plate[1], text[3] - text[1]
    sides = []
    for side, sign in enumerate((-1, -1, 1, 1)):
        if kind == "tight":
            room = letter * dice.between(settings.around)
            outermost = plate[side] + sign * 0.1 * height
            place = text[side] + sign * room
            sides.append(max(place, outermost) if sign < 0 else min(place, outermost))
        else:
            limits = settings.outside if kind == "loose" else settings.inside
            sides.append(plate[side] + sign * height * dice.between(limits))
    return (sides[0], sides[1], sides[2], sides[3])


def bounds(points: NDArray[np.float64], deskewed: bool) -> NDArray[np.float64]:
    """Return the crop around a quadrilateral: around all of it, or through its sides' middles."""
    if deskewed:
        left, right = points[[0, 3], 0].mean(), points[[1, 2], 0].mean()
        top, bottom = points[[0, 1], 1].mean(), points[[2, 3], 1].mean()
        return np.array([left, top, right, bottom])
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


_HALF = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
_BACK = np.linalg.inv(_HALF)


def crop_matrix(matrix: Matrix, crop: NDArray[np.float64], rows: int, columns: int) -> Matrix:
    """Return the matrix from the scene to a crop's pixels, as OpenCV counts them.

    OpenCV's whole numbers are the middles of pixels, ours are their edges.
    """
    x, y = columns / (crop[2] - crop[0]), rows / (crop[3] - crop[1])
    scale = np.array([[x, 0, -x * crop[0]], [0, y, -y * crop[1]], [0, 0, 1.0]])
    return np.asarray(_BACK @ scale @ matrix @ _HALF, np.float64)


def legibility(
    image: Image,
    ink: tuple[Image, tuple[float, float]],
    matrix: Matrix,
    crop: NDArray[np.float64],
    boxes: NDArray[np.float64],
) -> float:
    """Return how much of the faintest character is left: its ink's correlation with the picture.

    Args:
        image: The picture.
        ink: What the characters cover, and where in the scene.
        matrix: How the scene was distorted.
        crop: Which part of it the picture shows.
        boxes: The characters in the picture; each is compared in its own box and a little around.
    """
    mask, place = ink
    rows, columns = image.shape
    move = np.array([[1, 0, place[0]], [0, 1, place[1]], [0, 0, 1.0]])
    warp = crop_matrix(matrix, crop, rows, columns) @ move
    clean = cv2.warpPerspective(mask, warp, (columns, rows))
    pad = 0.12 * float(boxes[0, 3] - boxes[0, 1])
    sharp, seen = clean.astype(np.float32), image.astype(np.float32)
    least = 1.0
    for x0, y0, x1, y1 in boxes:
        part = (
            slice(max(0, int(y0 - 1)), int(y1 + 2)),
            slice(max(0, int(x0 - pad)), int(x1 + pad) + 1),
        )
        a, b = sharp[part], seen[part]
        a, b = a - a.mean(), b - b.mean()
        # One grey level of deviation is nothing: a flat picture must not come out as noise.
        scale = (float(np.vdot(a, a)) * (float(np.vdot(b, b)) + b.size)) ** 0.5
        least = min(least, abs(float(np.vdot(a, b))) / (scale + 1e-6))
    return least


def sample_scene(
    light: Light, matrix: Matrix, crop: NDArray[np.float64], rows: int, columns: int
) -> Light:
    """Look at a scene through a matrix: `crop` of what it gives, averaged into pixels."""
    # Twice as fine where pixels are coarse, then averaged: no stroke falls between two samples.
    fine = 2 if rows < 0.75 * (crop[3] - crop[1]) else 1
    warp = crop_matrix(matrix, crop, fine * rows, fine * columns)
    picture = cv2.warpPerspective(
        light, warp, (fine * columns, fine * rows),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    if fine == 2:
        picture = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(picture, np.float32)
