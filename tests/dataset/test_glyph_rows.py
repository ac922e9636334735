"""Sheets for a person's eye: what is drawn where."""

import numpy as np

from alpr.characters import CHARACTERS
from alpr.dataset.archive import PageName
from alpr.dataset.glyph_rows import face_rows, removed_sheet, row_sheet, worst_rows
from alpr.dataset.manifest import Removed
from alpr.glyphs import Image


def glyph(level: int) -> Image:
    return np.full((32, 32), level, np.uint8)


def test_a_sheet_of_nothing_is_white() -> None:
    sheet = row_sheet([])
    assert sheet.min() == 255
    assert sheet.size > 0


def test_glyphs_are_drawn_black_on_white_and_missing_ones_grey() -> None:
    sheet = row_sheet([("a", [glyph(255), None]), ("b", [glyph(100)])])
    assert sheet.shape == (2 * 36, 116 + 2 * 36)
    first, second = sheet[2:34, 118:150], sheet[2:34, 154:186]
    assert (first == 0).all()
    assert (second == 225).all()
    assert (sheet[38:70, 118:150] == 155).all()
    assert sheet[:36, :116].min() < 100, "the label is there"


def test_a_face_is_a_row_and_what_is_not_shown_is_missing() -> None:
    glyphs = {PageName(index, 7): glyph(index) for index in range(36)}
    ((label, tiles),) = face_rows([7], glyphs, [PageName(0, 7), PageName(35, 7)])
    assert label == "face 7"
    assert [tile is not None for tile in tiles] == [True, *[False] * 34, True]


def test_the_worst_of_a_class_stand_on_the_left() -> None:
    names = [PageName(1, face) for face in (1, 2, 3)]
    glyphs = {name: glyph(name.face) for name in names}
    rows = worst_rows(names, glyphs, dict(zip(names, (0.5, 0.1, 0.3), strict=True)), columns=2)
    assert len(rows) == len(CHARACTERS)
    label, tiles = rows[1]
    assert label == "1: 3"
    assert [tile.max() for tile in tiles if tile is not None] == [2, 3]


def test_what_went_is_drawn_faces_first_and_blank_pages_stay_grey() -> None:
    names = [PageName(0, 1), PageName(1, 1), PageName(2, 5)]
    glyphs = {name: glyph(255) for name in names[1:]}
    removed = [
        Removed(names[0], "blank", 0.0),
        Removed(names[1], "typeface", 0.2),
        Removed(names[2], "image", 0.1),
    ]
    sheet = removed_sheet(removed, glyphs, columns=3)
    assert sheet.shape[0] == (1 + 36) * 36
    assert (sheet[2:34, 118:150] == 225).all()
    assert (sheet[2:34, 154:186] == 0).all()
    assert (sheet[3 * 36 + 2 : 3 * 36 + 34, 118:150] == 0).all(), "in the row of its class, 2"
