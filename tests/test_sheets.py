"""Contact sheets: nothing is cut off, nothing overlaps."""

import numpy as np
import pytest

from alpr.sheets import BACKGROUND, CAPTION_PX, GAP_PX, Tile, contact_sheet


def test_an_empty_sheet_is_still_a_picture() -> None:
    assert contact_sheet([], columns=3, tile_height_px=20).ndim == 3


@pytest.mark.parametrize(("columns", "height"), [(0, 20), (3, 0)])
def test_impossible_sizes_are_refused(columns: int, height: int) -> None:
    with pytest.raises(ValueError, match="columns"):
        contact_sheet([], columns, height)


def test_tiles_stand_in_rows() -> None:
    tiles = [Tile(np.zeros((10, 10), np.uint8), "") for _ in range(5)]
    sheet = contact_sheet(tiles, columns=2, tile_height_px=20)
    assert sheet.shape == (3 * (20 + CAPTION_PX + GAP_PX) + GAP_PX, 2 * (20 + GAP_PX) + GAP_PX, 3)
    assert np.count_nonzero((sheet == 0).all(axis=2)) == 5 * 20 * 20


def test_a_long_caption_widens_the_cell() -> None:
    tile = Tile(np.zeros((10, 10, 3), np.uint8), "a caption much wider than its tile")
    sheet = contact_sheet([tile], columns=1, tile_height_px=10)
    assert (sheet[:, -GAP_PX // 2 :] == BACKGROUND).all()
