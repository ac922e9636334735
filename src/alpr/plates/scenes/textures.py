"""Rough surfaces: noise of many scales, cut out of a store that is made once."""

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.scene import Light

Image = NDArray[np.uint8]

SIDE = 512

ROUGHNESS = (0.15, 0.7, 1.3, 1.7, 2.3)
"""Exponents of the spectra, from grit to clouds: GRIT, SAND, STAINS, PATCHES, CLOUDS."""


GRIT, SAND, STAINS, PATCHES, CLOUDS = range(len(ROUGHNESS))


@lru_cache(maxsize=1)
def store() -> list[Light]:
    """Return noise of each roughness, (512, 512), deviation 1, its edges fitting together."""
    generator = np.random.default_rng(20171123)
    down, across = np.meshgrid(*[np.fft.fftfreq(SIDE)] * 2, indexing="ij")
    frequency = np.hypot(down, across)
    frequency[0, 0] = 1
    textures = []
    for exponent in ROUGHNESS:
        phases = np.fft.fft2(generator.standard_normal((SIDE, SIDE)))
        noise = np.fft.ifft2(phases / frequency**exponent).real
        noise -= noise.mean()
        textures.append((noise / noise.std()).astype(np.float32))
    return textures


def unevenness(
    shape: tuple[int, ...], grain: tuple[float, float], key: int, kind: int = STAINS
) -> Light:
    """Return noise of deviation about 1.

    Args:
        shape: Rows and columns.
        grain: How much it is stretched, down and across; at least 1 each.
        key: Which part of the store.
        kind: Which roughness.
    """
    texture = store()[kind % len(ROUGHNESS)]
    rows, columns = shape[0], shape[1]
    down, across = max(grain[0], 1), max(grain[1], 1)
    # What is larger than the store is stretched alike in both directions.
    more = max(1.0, rows / down / SIDE, columns / across / SIDE)
    high = min(SIDE, max(2, math.ceil(rows / down / more)))
    wide = min(SIDE, max(2, math.ceil(columns / across / more)))
    top = (key * 131) % (SIDE - high + 1)
    left = (key * 197 + 61) % (SIDE - wide + 1)
    cut = texture[top : top + high, left : left + wide]
    if cut.shape == (rows, columns):
        return cut
    return np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32)
