"""The arrays that preprocess writes: glyphs with their labels, fonts and faces."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.glyphs import GLYPH_SIZE


@dataclass(frozen=True)
class GlyphArrays:
    """One subset of the data; the first axis of all four arrays is the same.

    images (N, 32, 32, 1) uint8, labels (N,) uint8 class indices, fonts (N,) and faces (N,) uint16.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    fonts: NDArray[np.uint16]
    faces: NDArray[np.uint16]

    def __post_init__(self) -> None:
        n = len(self.labels)
        if self.images.shape != (n, GLYPH_SIZE, GLYPH_SIZE, 1) or self.images.dtype != np.uint8:
            raise ValueError(f"{n} labels, but images {self.images.shape} {self.images.dtype}")
        if self.fonts.shape != (n,) or self.faces.shape != (n,):
            raise ValueError(f"{n} labels, {self.fonts.shape} fonts, {self.faces.shape} faces")
        if n and int(self.labels.max()) >= len(CHARACTERS):
            raise ValueError(f"label {self.labels.max()} is not one of {len(CHARACTERS)} classes")

    def __len__(self) -> int:
        return len(self.labels)


def load_arrays(path: Path) -> GlyphArrays:
    """Read one .npz file of data/arrays.

    Raises:
        ValueError: the file lacks an array or their shapes do not fit together.
    """
    with np.load(path) as stored:
        missing = {"images", "labels", "fonts", "faces"} - set(stored.files)
        if missing:
            raise ValueError(f"{path}: no array {', '.join(sorted(missing))}")
        return GlyphArrays(stored["images"], stored["labels"], stored["fonts"], stored["faces"])
