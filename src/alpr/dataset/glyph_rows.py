"""Labelled rows of glyphs on one picture: a face a row, or the worst of a class a row."""

from collections.abc import Iterable, Mapping, Sequence

import cv2
import numpy as np

from alpr.characters import CHARACTERS
from alpr.dataset.archive import PageName
from alpr.dataset.curation import IMAGE
from alpr.dataset.manifest import Removed
from alpr.glyphs import GLYPH_SIZE, Image

_LABEL_WIDTH = 116
_GAP = 4
_MISSING = 225
"""Grey of a place whose glyph is not there."""

Row = tuple[str, Sequence[Image | None]]


def row_sheet(rows: Sequence[Row]) -> Image:
    """Draw labelled rows of glyphs, black on white; None leaves a grey place.

    Returns:
        (height, width) uint8; one white row where there is nothing to draw.
    """
    columns = max((len(glyphs) for _, glyphs in rows), default=0)
    step = GLYPH_SIZE + _GAP
    sheet = np.full((max(1, len(rows)) * step, _LABEL_WIDTH + columns * step), 255, np.uint8)
    for row, (label, glyphs) in enumerate(rows):
        top = row * step + _GAP // 2
        cv2.putText(sheet, label, (4, top + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0, 1, cv2.LINE_AA)
        for column, glyph in enumerate(glyphs):
            left = _LABEL_WIDTH + column * step + _GAP // 2
            tile = _MISSING if glyph is None else 255 - glyph
            sheet[top : top + GLYPH_SIZE, left : left + GLYPH_SIZE] = tile
    return sheet


def face_rows(
    faces: Iterable[int], glyphs: Mapping[PageName, Image], shown: Iterable[PageName]
) -> list[Row]:
    """Make a row a face, a place a class; images that are not among those shown stay grey."""
    wanted = set(shown)
    rows: list[Row] = []
    for face in faces:
        names = [PageName(index, face) for index in range(len(CHARACTERS))]
        tiles = [glyphs.get(name) if name in wanted else None for name in names]
        rows.append((f"face {face}", tiles))
    return rows


def worst_rows(
    names: Iterable[PageName],
    glyphs: Mapping[PageName, Image],
    scores: Mapping[PageName, float],
    columns: int,
) -> list[Row]:
    """Make a row a class with its `columns` lowest-scoring images, the worst on the left."""
    ranked = sorted(names, key=lambda name: (scores[name], name))
    rows: list[Row] = []
    for index, character in enumerate(CHARACTERS):
        members = [name for name in ranked if name.class_index == index and name in glyphs]
        rows.append((f"{character}: {len(members)}", [glyphs[name] for name in members[:columns]]))
    return rows


def removed_sheet(
    removed: Sequence[Removed], glyphs: Mapping[PageName, Image], columns: int
) -> Image:
    """Draw what went: whole faces, the worst first, then the single images by class."""
    single = {row.name: row.score for row in removed if row.reason == IMAGE}
    others = sorted((row for row in removed if row.reason != IMAGE), key=lambda row: row.score)
    faces = dict.fromkeys(row.name.face for row in others)
    rows = face_rows(faces, glyphs, [row.name for row in others])
    return row_sheet(rows + worst_rows(single, glyphs, single, columns))
