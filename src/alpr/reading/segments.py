"""What a segmentation hands on: the boxes taken for characters, the others, the steps between."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.glyphs import GLYPH_SIZE

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class KeptBox:
    """A box taken for a character, and its (32, 32) uint8 glyph."""

    box: Box
    glyph: Image
    consistency: float = 1.0
    """How well it agrees with its line in height, place, ink and strokes, 0 to 1."""


@dataclass(frozen=True)
class DroppedBox:
    """A box not taken for a character: the rule that dropped it, and what it measured."""

    box: Box
    rule: str
    reason: str


@dataclass(frozen=True)
class Segmentation:
    """One plate, step by step.

    `scaled` is (height, width, 3) BGR; grey, blurred and binary are (height, width); all uint8.
    Boxes are in pixels of `scaled`: kept ones left to right, dropped ones too.
    """

    scaled: Image
    grey: Image
    """Dark characters on light: inverted where the plate has light ones."""
    blurred: Image
    binary: Image
    """Of several thresholds, the one that gave most of the kept boxes."""
    kept: tuple[KeptBox, ...]
    dropped: tuple[DroppedBox, ...]
    source_size: tuple[int, int]
    """Width and height of the image that was given, pixels."""
    light_on_dark: bool = False
    score: float = 0.0
    """Of the line of characters among the others of the plate; 0 where there was no choice."""

    @property
    def glyphs(self) -> Image:
        """The glyphs of the kept boxes, (N, 32, 32) uint8."""
        glyphs = [item.glyph for item in self.kept]
        return np.stack(glyphs) if glyphs else np.zeros((0, GLYPH_SIZE, GLYPH_SIZE), np.uint8)

    def in_source(self, box: Box) -> Box:
        """Return a box of `scaled` in pixels of the image that was given."""
        height, width = self.grey.shape
        x_scale, y_scale = self.source_size[0] / width, self.source_size[1] / height
        x_min, y_min = int(box.x_min * x_scale), int(box.y_min * y_scale)
        return Box(
            x_min,
            y_min,
            max(x_min + 1, round(box.x_max * x_scale)),
            max(y_min + 1, round(box.y_max * y_scale)),
        )
