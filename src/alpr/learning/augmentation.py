"""Glyphs as a poorer picture would have given them: bent, fatter, thinner, coarse, soft, noisy.

What comes out is a glyph again: the changed character is cut tightly and scaled into its frame as
`alpr.glyphs` does with every other.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.glyphs import GLYPH_SIZE, INK_LEVEL, glyph

Image = NDArray[np.uint8]
Glyphs = NDArray[np.uint8]

_CANVAS = 56
"""Side of the picture in which a character is bent, pixels: no corner leaves it."""

_MIDDLE = (_CANVAS - 1) / 2
_GRID = np.stack(np.meshgrid(*2 * [np.arange(_CANVAS, dtype=np.float32)])) - np.float32(_MIDDLE)
_KNOTS = 5
"""Elastic shifts are drawn at so many points along each side and smooth in between."""

_CROSS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True)
class AugmentationSettings:
    """How far glyphs are changed; shares are probabilities of each change."""

    untouched: float
    """Share of the glyphs that stay as they are."""
    rotation_deg: float
    """Deviation."""
    slant: float
    """Deviation, of the height."""
    stretch: float
    """Deviation of the logarithm of width over height."""
    elastic_px: float
    """Deviation of the smooth shifts of a glyph's parts."""
    weight: float
    """Share whose strokes are made fatter or thinner by up to a pixel on each side."""
    coarse: float
    """Share that is seen with few pixels."""
    coarse_px: tuple[int, int]
    """How few, along the longer side."""
    soft: float
    """Share that is out of focus."""
    noise: float
    """Share with noise and uneven ink."""

    def __post_init__(self) -> None:
        for name in ("untouched", "weight", "coarse", "soft", "noise"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be in [0, 1]: {getattr(self, name)}")
        for name in ("rotation_deg", "slant", "stretch", "elastic_px"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative: {getattr(self, name)}")
        low, high = self.coarse_px
        if not 4 <= low <= high <= GLYPH_SIZE:
            raise ValueError(f"coarse_px must be a range in 4..{GLYPH_SIZE}: {self.coarse_px}")


def augmented(glyphs: Glyphs, settings: AugmentationSettings, rng: np.random.Generator) -> Glyphs:
    """Return glyphs (N, 32, 32, 1) uint8, each changed by chance; the given ones are kept."""
    changed = glyphs.copy()
    for row in np.flatnonzero(rng.random(len(glyphs)) >= settings.untouched):
        changed[row, ..., 0] = augment(glyphs[row, ..., 0], settings, rng)
    return changed


def augment(image: Image, settings: AugmentationSettings, rng: np.random.Generator) -> Image:
    """Change one glyph (32, 32) uint8; one of which nothing would be left stays as it is."""
    seen = _bent(image, settings, rng)
    if rng.random() < settings.weight:
        seen = _weighted(seen, rng)
    if rng.random() < settings.coarse:
        seen = _coarse(seen, int(rng.integers(*settings.coarse_px, endpoint=True)))
    if rng.random() < settings.soft:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.5, 1.8)), np.uint8)
    peak = int(seen.max())
    if peak < INK_LEVEL // 2:
        return image
    # The middle of the ink counts as full, as it does where a glyph is cut out of a picture.
    made = glyph(np.asarray(cv2.convertScaleAbs(seen, alpha=255 / peak), np.uint8))
    return _noisy(made, rng) if rng.random() < settings.noise else made


def _bent(image: Image, settings: AugmentationSettings, rng: np.random.Generator) -> Image:
    angle = np.radians(rng.normal(0, settings.rotation_deg))
    stretch = np.exp(rng.normal(0, settings.stretch) / 2)
    slant = rng.normal(0, settings.slant)
    cos, sin = np.cos(angle), np.sin(angle)
    # From the canvas back to the glyph.
    matrix = np.array([[cos, sin], [-sin, cos]]) @ np.array([[1, slant], [0, 1]])
    matrix[:, 0] /= stretch
    matrix[:, 1] *= stretch
    places = np.tensordot(matrix.astype(np.float32), _GRID, 1) + np.float32((GLYPH_SIZE - 1) / 2)
    if settings.elastic_px:
        knots = rng.normal(0, settings.elastic_px, (_KNOTS, _KNOTS, 2)).astype(np.float32)
        shifts = cv2.resize(knots, (_CANVAS, _CANVAS), interpolation=cv2.INTER_CUBIC)
        places += shifts.transpose(2, 0, 1)
    return np.asarray(cv2.remap(image, places[0], places[1], cv2.INTER_LINEAR), np.uint8)


def _weighted(image: Image, rng: np.random.Generator) -> Image:
    change = cv2.erode if rng.random() < 0.4 else cv2.dilate
    share = rng.uniform(0.3, 1)
    return np.asarray(cv2.addWeighted(image, 1 - share, change(image, _CROSS), share, 0), np.uint8)


def _coarse(image: Image, pixels: int) -> Image:
    """Show the character with so many pixels along its longer side."""
    side = max(4, round(_CANVAS * pixels / GLYPH_SIZE))
    small = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (_CANVAS, _CANVAS), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _noisy(image: Image, rng: np.random.Generator) -> Image:
    """Add grain where the ink is and at its edges, and take ink away unevenly."""
    near = cv2.dilate(image, _CROSS) > 0
    grain = rng.normal(0, rng.uniform(4, 28), image.shape)
    fading = cv2.resize(rng.uniform(0.6, 1.15, (3, 3)), image.shape, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(image * fading + near * grain, 0, 255), np.uint8)
