"""Contact sheets: many small pictures on one page, each with a line of text below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

GAP_PX = 6
CAPTION_PX = 16
BACKGROUND = 244
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_SCALE = 0.36


@dataclass(frozen=True)
class Tile:
    """One picture of a sheet, grey or BGR uint8, with its caption in ASCII."""

    image: Image
    caption: str
    colour: tuple[int, int, int] = (60, 60, 60)
    """Of the caption, BGR."""


def contact_sheet(tiles: Sequence[Tile], columns: int, tile_height_px: int) -> Image:
    """Lay the tiles out in rows from left to right, all scaled to one height.

    Returns:
        (height, width, 3) uint8 BGR; a sheet without tiles is one empty cell that says so.

    Raises:
        ValueError: columns or tile_height_px below 1.
    """
    if columns < 1 or tile_height_px < 1:
        raise ValueError(f"columns {columns}, tile_height_px {tile_height_px}")
    if not tiles:
        blank = np.full((tile_height_px, 8 * tile_height_px, 3), 255, np.uint8)
        tiles = [Tile(blank, "none")]
    pictures = [_scaled(tile.image, tile_height_px) for tile in tiles]
    captions = [cv2.getTextSize(tile.caption, _FONT, _FONT_SCALE, 1)[0][0] for tile in tiles]
    widest = max(picture.shape[1] for picture in pictures)
    cell_width = max([widest, *captions]) + GAP_PX
    cell_height = tile_height_px + CAPTION_PX + GAP_PX
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    shape = (rows * cell_height + GAP_PX, columns * cell_width + GAP_PX, 3)
    sheet = np.full(shape, BACKGROUND, np.uint8)
    for index, (tile, picture) in enumerate(zip(tiles, pictures, strict=True)):
        top = GAP_PX + index // columns * cell_height
        left = GAP_PX + index % columns * cell_width
        sheet[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
        base = (left, top + tile_height_px + CAPTION_PX - 5)
        cv2.putText(sheet, tile.caption, base, _FONT, _FONT_SCALE, tile.colour, 1, cv2.LINE_AA)
    return sheet


def _scaled(image: Image, height_px: int) -> Image:
    colour = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image
    width = max(1, round(colour.shape[1] * height_px / colour.shape[0]))
    # Small pictures keep their pixels visible, large ones are averaged.
    method = cv2.INTER_NEAREST if height_px > colour.shape[0] else cv2.INTER_AREA
    return np.asarray(cv2.resize(colour, (width, height_px), interpolation=method), np.uint8)
