"""The images that the network is most sure about, and wrong."""

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.learning.arrays import GlyphArrays
from alpr.sheets import Image, Tile, contact_sheet


def mistakes_sheet(
    arrays: GlyphArrays, probabilities: NDArray[np.floating], most: int = 96
) -> Image:
    """Draw the wrongly read glyphs, the surest mistake first.

    Each caption says what the glyph is, what it was read as, with which probability, and its
    face in the archive: `O>0 .98 f0412`.
    """
    read = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(read != arrays.labels)
    surest = wrong[np.argsort(-probabilities[wrong, read[wrong]], kind="stable")][:most]
    tiles = [
        Tile(
            255 - arrays.images[index, :, :, 0],
            f"{CHARACTERS[arrays.labels[index]]}>{CHARACTERS[read[index]]} "
            f"{probabilities[index, read[index]]:.2f} f{arrays.faces[index]:04d}",
        )
        for index in surest
    ]
    return contact_sheet(tiles, columns=12, tile_height_px=64)
