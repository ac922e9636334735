"""Where lines of characters may lie on a plate: how high they are, how they slope, dark or light.

The height found here is the unit of every other length: after it nothing is measured in pixels of
the picture that was given.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.binarization import ThresholdSettings, binarize, softened
from alpr.reading.outlines import outlines

Image = NDArray[np.uint8]
Boxes = NDArray[np.float64]

_BLUR_PX = 3
_SLOPES = np.array([-0.16, -0.12, -0.08, -0.05, -0.025, 0, 0.025, 0.05, 0.08, 0.12, 0.16])
_STEEPEST = 0.25
_MOST_SEEDS = 60
_WIDTHS = (0.3, 0.8)
"""Of the height: a box counts for the width that it covers, but a bar not for nothing, and what
is wider than a character not for more than one."""

_THRESHOLDS_AT = 0.6
"""Of the shorter side: the characters' height as long as it is not known."""


@dataclass(frozen=True)
class LineSettings:
    """How lines of characters are looked for; lengths are shares.

    Attributes:
        plate_px: pixels of the longer side at which lines are looked for.
        thresholds: how ink is told from paper.
        height: lowest and highest character, of the plate's shorter side.
        aspect: smallest and largest width over height.
        height_step: largest difference of two heights in one line, of the height.
        middle_step: largest distance of a character's middle from the line, of the height.
        most: so many lines are looked at closely.
    """

    plate_px: int
    thresholds: ThresholdSettings
    height: tuple[float, float]
    aspect: tuple[float, float]
    height_step: float
    middle_step: float
    most: int

    def __post_init__(self) -> None:
        if not 50 <= self.plate_px <= 1000:
            raise ValueError(f"plate_px must be 50 to 1000, not {self.plate_px}")
        if not 1 <= self.most <= 10:
            raise ValueError(f"most must be 1 to 10, not {self.most}")
        for name in ("height_step", "middle_step"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} must be above 0 and at most 1, not {getattr(self, name)}")
        for name in ("height", "aspect"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise ValueError(f"{name} must be 0 < lowest <= highest, not {low}, {high}")


@dataclass(frozen=True)
class CharacterLine:
    """A straight line of characters: its middle lies at y = offset_px + slope * x."""

    height_px: float
    slope: float
    offset_px: float
    light_on_dark: bool
    support: float
    """How much of the picture its boxes cover, pixels."""

    def middle(self, x: float) -> float:
        """Return how far down the middle of the characters is at column x."""
        return self.offset_px + self.slope * x

    def times(self, factor: float) -> "CharacterLine":
        """Return the same line on a picture that many times as large."""
        return CharacterLine(
            self.height_px * factor,
            self.slope,
            self.offset_px * factor,
            self.light_on_dark,
            self.support * factor * factor,
        )


def find_lines(grey: Image, settings: LineSettings) -> list[CharacterLine]:
    """Return lines of boxes of like height in a picture, the best supported first.

    Every threshold of either polarity gives its best line; lines that are alike count as one.

    Args:
        grey: (height, width) uint8.
        settings: what may be a line.
    """
    found = []
    for light_on_dark in (False, True):
        ink_dark = softened(255 - grey if light_on_dark else grey, _BLUR_PX)
        for binary in binarize(ink_dark, _THRESHOLDS_AT * min(grey.shape), settings.thresholds):
            boxes = _like_characters(binary, settings)
            if len(boxes):
                found.append(_best_line(boxes, light_on_dark, settings))
    return _different(sorted(found, key=lambda line: -line.support), grey.shape[1], settings)


def _like_characters(binary: Image, settings: LineSettings) -> Boxes:
    """Return left, top, width and height of the boxes that may be characters, (N, 4)."""
    height, width = binary.shape
    low, high = (share * min(height, width) for share in settings.height)
    kept = [
        (box.x_min, box.y_min, box.width, box.height)
        for box in (outline.box for outline in outlines(binary) if not outline.is_hole)
        if low <= box.height <= high
        and settings.aspect[0] <= box.aspect <= settings.aspect[1]
        and not _is_edge(box, width)
    ]
    kept.sort(key=lambda box: -box[3])
    return np.array(kept[:_MOST_SEEDS], np.float64).reshape(-1, 4)


def _is_edge(box: Box, width: int) -> bool:
    """Say whether a narrow box lies on the left or right edge of the picture."""
    return (box.x_min == 0 or box.x_max == width) and box.aspect < _WIDTHS[0]


def _best_line(boxes: Boxes, light_on_dark: bool, settings: LineSettings) -> CharacterLine:
    """Return the line through one of the boxes that most of the others agree with."""
    left, top, width, height = boxes.T
    x, y = left + width / 2, top + height / 2
    alike = np.abs(np.log(height / height[:, None])) < settings.height_step  # seeds x boxes
    run, drop = x - x[:, None], y - y[:, None]
    away = np.abs(drop[:, None] - _SLOPES[:, None] * run[:, None]) / height[:, None, None]
    agree = (away < settings.middle_step) & alike[:, None]  # seeds x slopes x boxes
    covered = height * height * np.clip(width / height, *_WIDTHS)
    # Of two slopes with the same boxes the flatter one.
    support = (agree * covered).sum(axis=2) - np.abs(_SLOPES)
    seed, slope = np.unravel_index(int(support.argmax()), support.shape)
    chosen = agree[seed, slope]
    fitted = float(np.polyfit(x[chosen], y[chosen], 1)[0]) if chosen.sum() >= 3 else 0.0
    if abs(fitted) > _STEEPEST:
        fitted = 0.0
    return CharacterLine(
        float(np.median(height[chosen])),
        fitted,
        float(np.median(y[chosen] - fitted * x[chosen])),
        light_on_dark,
        float(support[seed, slope]),
    )


def _different(
    lines: list[CharacterLine], width: int, settings: LineSettings
) -> list[CharacterLine]:
    """Keep the first of the lines that are alike, and no more than wanted."""
    kept: list[CharacterLine] = []
    for line in lines:
        if len(kept) == settings.most:
            break
        if not any(_alike(line, other, width, settings) for other in kept):
            kept.append(line)
    return kept


def _alike(one: CharacterLine, other: CharacterLine, width: int, settings: LineSettings) -> bool:
    apart = abs(one.middle(width / 2) - other.middle(width / 2)) / one.height_px
    return (
        one.light_on_dark == other.light_on_dark
        and abs(np.log(one.height_px / other.height_px)) < settings.height_step
        and apart < settings.middle_step
    )
