"""Ink from paper: thresholds of a plate, each a picture with 255 where dark ink may be."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_LEAST_WINDOW_PX = 3

_LEAST_OFFSET = 1.0
"""Grey levels: a blank page has no ink."""


@dataclass(frozen=True)
class ThresholdSettings:
    """Several thresholds of one plate, without a measure in pixels or grey levels.

    Attributes:
        windows: sides of the neighbourhoods whose means are thresholds, of the characters' height.
        offsets: how much darker than that mean ink must be, of the plate's deviation of grey.
        levels: thresholds for the whole plate: 0 is the mean of its dark pixels, 1 of its light
            ones, as the method of Otsu (1979) parts them.
    """

    windows: tuple[float, ...]
    offsets: tuple[float, ...]
    levels: tuple[float, ...]

    def __post_init__(self) -> None:
        for name, low, high in (("windows", 0.1, 10), ("offsets", 0, 3), ("levels", 0, 1)):
            for value in getattr(self, name):
                if not low <= value <= high:
                    raise ValueError(f"{name} must be {low} to {high}, not {value}")
        if not (self.windows and self.offsets) and not self.levels:
            raise ValueError("windows with offsets, or levels: there must be a threshold")


def softened(grey: Image, blur_px: int) -> Image:
    """Return the picture after a Gaussian kernel of so many pixels, odd."""
    return np.asarray(cv2.GaussianBlur(grey, (blur_px, blur_px), 0), np.uint8)


def local_threshold(blurred: Image, window_px: int, offset: float) -> Image:
    """Return 255 where a pixel is darker than the mean around it by more than `offset` levels."""
    return np.asarray(
        cv2.adaptiveThreshold(
            blurred,
            255,
            cv2.ADAPTIVE_THRESH_MEAN_C,
            cv2.THRESH_BINARY_INV,  # ink is dark, and contours are drawn around white
            window_px,
            offset,
        ),
        np.uint8,
    )


def binarize(blurred: Image, height_px: float, settings: ThresholdSettings) -> list[Image]:
    """Threshold a plate of dark ink in every way of the settings.

    Args:
        blurred: (height, width) uint8.
        height_px: of the characters.
        settings: which thresholds.
    """
    deviation = float(blurred.std())
    binaries = [
        local_threshold(blurred, _odd(window * height_px), max(_LEAST_OFFSET, offset * deviation))
        for window in settings.windows
        for offset in settings.offsets
    ]
    dark, light = _two_classes(blurred)
    for level in settings.levels:
        binaries.append(np.where(blurred < dark + level * (light - dark), 255, 0).astype(np.uint8))
    return binaries


def _two_classes(blurred: Image) -> tuple[float, float]:
    """Return the means of the dark and of the light pixels; one level twice on a blank page."""
    threshold, _ = cv2.threshold(blurred, 0, 255, cv2.THRESH_OTSU)
    dark, light = blurred[blurred <= threshold], blurred[blurred > threshold]
    if not (dark.size and light.size):
        return float(blurred.mean()), float(blurred.mean())
    return float(dark.mean()), float(light.mean())


def _odd(side: float) -> int:
    return max(_LEAST_WINDOW_PX, int(side) // 2 * 2 + 1)
