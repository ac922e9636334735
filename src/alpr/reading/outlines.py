"""Shapes of ink: the contours of a thresholded plate, and the limits of their boxes."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Outline:
    """One contour of a thresholded picture; a hole is the contour of paper inside ink."""

    box: Box
    is_hole: bool
    contour: NDArray[np.int32]

    def filled(self, binary: Image) -> Image:
        """Return the ink inside the contour alone, 255 on 0, of the size of its box."""
        box = self.box
        shape = np.zeros((box.height, box.width), np.uint8)
        contours: list[Any] = [self.contour - (box.x_min, box.y_min)]
        cv2.drawContours(shape, contours, 0, 255, cv2.FILLED)
        return shape & binary[box.y_min : box.y_max, box.x_min : box.x_max]


@dataclass(frozen=True)
class SizeLimits:
    """What a box may measure, in pixels; each lowest and highest."""

    height: tuple[float, float]
    width: tuple[float, float]
    aspect: tuple[float, float]

    def fault(self, box: Box) -> tuple[str, str] | None:
        """Return the first rule that the box breaks and what it measured; None: it is good."""
        for rule, value, (low, high), unit in (
            ("height", box.height, self.height, " px"),
            ("width", box.width, self.width, " px"),
            ("aspect", round(box.aspect, 2), self.aspect, ""),
        ):
            if value < low:
                return rule, f"{rule} {value}{unit} is below {low}"
            if value > high:
                return rule, f"{rule} {value}{unit} is above {high}"
        return None


HOLE = ("hole", "a hole in another shape")


def outlines(binary: Image) -> list[Outline]:
    """Return every contour of the ink and of the holes in it."""
    contours, hierarchy = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not contours:  # then there is no hierarchy either
        return []
    found = []
    for contour, parent in zip(contours, hierarchy[0, :, 3], strict=True):
        x, y, width, height = cv2.boundingRect(contour)
        found.append(
            Outline(
                Box(x, y, x + width, y + height), bool(parent >= 0), np.asarray(contour, np.int32)
            )
        )
    return found
