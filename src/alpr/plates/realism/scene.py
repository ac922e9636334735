"""The picture that a plate is built up in: one plane of light, the plate's place on it."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice

Mask = NDArray[np.uint8]
Light = NDArray[np.float32]

TEXTURES = 12
TEXTURE_SHAPE = (192, 512)


@dataclass
class Scene:
    """A plate under construction.

    Attributes:
        light: (height, width) float32 grey levels 0..255: the plate and some car around it.
        left: First column of the plate.
        top: First row of the plate.
        width: Columns of the plate.
        height: Rows of the plate.
        ground: Grey level of the bare plate.
        ink: Grey level of the characters.
    """

    light: Light
    left: int
    top: int
    width: int
    height: int
    ground: float
    ink: float

    @property
    def plate(self) -> Light:
        """The plate's own pixels, to paint on."""
        return self.light[self.top : self.top + self.height, self.left : self.left + self.width]

    def stamp(self, cover: Mask, x: float, y: float, tone: float | Light, share: float = 1) -> None:
        """Lay a tone over the plate where `cover` says; (x, y) is its top left on the plate.

        What lies beyond the picture is cut off.
        """
        left, top = round(x) + self.left, round(y) + self.top
        x0, y0 = max(0, left), max(0, top)
        x1 = min(self.light.shape[1], left + cover.shape[1])
        y1 = min(self.light.shape[0], top + cover.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        place = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        below = self.light[y0:y1, x0:x1]
        alpha = cover[place] * np.float32(share / 255)
        over = tone[place] if isinstance(tone, np.ndarray) else np.float32(tone)
        below += alpha * (over - below)

    def box(self, x: float, y: float, width: float, height: float, tone: float) -> None:
        """Fill an upright rectangle, plate coordinates."""
        left, top = round(x) + self.left, round(y) + self.top
        right, bottom = round(x + width) + self.left, round(y + height) + self.top
        self.light[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = tone

    def oval(self, x: float, y: float, rx: float, ry: float, tone: float) -> None:
        """Fill an ellipse around (x, y), plate coordinates."""
        centre = (round((x + self.left) * 16), round((y + self.top) * 16))
        axes = (max(8, round(rx * 16)), max(8, round(ry * 16)))
        cv2.ellipse(self.light, centre, axes, 0, 0, 360, tone, cv2.FILLED, cv2.LINE_8, 4)

    def level_at(self, x: float, y: float, width: float, height: float) -> float:
        """Return the mean grey level of a rectangle on the plate (ground if it is empty)."""
        part = self.plate[max(0, round(y)) : round(y + height), max(0, round(x)) : round(x + width)]
        return float(part.mean()) if part.size else self.ground

    def against(self, level: float, dice: Dice) -> float:
        """Return a tone for print that shows on a level: the ink's, or light or dark."""
        if abs(self.ink - level) > 60 and dice.chance(0.6):
            return self.ink
        return level - dice.between((70, 160)) if level > 120 else level + dice.between((70, 160))


def texture(shape: tuple[int, int], dice: Dice) -> Light:
    """Return smooth random unevenness, deviation 1, cut out of a store of textures."""
    store = _textures()[dice.whole(0, TEXTURES - 1)]
    rows, columns = (min(side, limit) for side, limit in zip(shape, store.shape, strict=True))
    top = dice.whole(0, store.shape[0] - rows)
    left = dice.whole(0, store.shape[1] - columns)
    cut = store[top : top + rows, left : left + columns]
    if cut.shape == shape:
        return cut
    return np.asarray(cv2.resize(cut, shape[::-1]), np.float32)


@lru_cache(maxsize=1)
def _textures() -> list[Light]:
    generator = np.random.default_rng(20170919)
    textures = []
    for i in range(TEXTURES):
        # From stains as large as the plate to grains of a few pixels.
        coarse = (3, 5, 8, 14, 24, 40)[i % 6]
        small = generator.standard_normal((coarse, coarse * 8 // 3)).astype(np.float32)
        smooth = cv2.resize(small, TEXTURE_SHAPE[::-1], interpolation=cv2.INTER_CUBIC)
        textures.append(np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32))
    return textures
