"""A folder of labelled photographs: whose plates stand where in which picture."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alpr.boxes import Box
from alpr.photograph_score import FoundPlate, LabelledPlate, PhotographScore
from alpr.reading.collection import (
    COLUMNS,
    LABELS,
    CollectionError,
    checked_plate,
    has_boxes,
    place_of,
    read_table,
)
from alpr.reading.headers import HeaderError, read_header
from alpr.reading.images import MAX_FILE_BYTES
from alpr.reading.located import PhotographReading
from alpr.reading.openalpr_labels import PlateRow, openalpr_files, openalpr_rows

BOX_COLUMNS = ("x", "y", "width", "height")
"""Left and upper edge, and size, of the upright box around a plate: pixels of the picture."""

_LEAST_INSIDE = 0.5
"""Plates at the edge stick out of the picture. A box that does so by more is of another picture, of
another size of it, or names its far corner for its size."""


@dataclass(frozen=True)
class LabelledPhotograph:
    """A photograph: the file as the labels name it, where it lies, and its plates, if any."""

    file: str
    path: Path
    plates: tuple[LabelledPlate, ...]


def holds_photographs(folder: Path) -> bool:
    """Say whether a folder's labels place plates in photographs, or are of plates cut out.

    They are of photographs where labels.csv has a column x or y, or where there is none but text
    files of OpenALPR's layout.

    Raises:
        CollectionError: labels.csv cannot be read.
    """
    path = folder / LABELS
    if path.exists():
        return has_boxes(path)
    return folder.is_dir() and bool(openalpr_files(folder))


def read_photographs(folder: Path) -> list[LabelledPhotograph]:
    """Read the labels of photographs, in the order of the file, or of the text files' names.

    labels.csv has the columns file, plate, x, y, width and height and a row for each plate; a
    photograph without plates has one row with all but the file empty. A plate that nobody can read
    has a box and no text. Pictures lie in the folder or in its `images`. Without labels.csv: see
    `openalpr_rows`. Coordinates are rounded to whole pixels.

    Raises:
        CollectionError: what is wrong, with file and line: columns that are missing, no numbers,
            sizes below a pixel, a plate without a box or twice, letters that are not among the 36
            characters, a box that lies for the most part outside its picture.
    """
    path = folder / LABELS
    rows = list(_csv_rows(folder) if path.exists() else openalpr_rows(folder))
    if not rows:
        raise CollectionError(f"{path if path.exists() else folder}: no photographs")
    paths: dict[str, Path] = {}
    plates: dict[str, list[LabelledPlate]] = {}
    for row in rows:
        plate = _plate(row)
        listed = plates.setdefault(row.file, [])
        if row.file in paths and (plate is None or not listed):
            raise CollectionError(
                f"{row.where}: a row without a plate must be the only one of {row.file}"
            )
        paths[row.file] = row.path
        if plate is None:
            continue
        if any(plate.box == other.box for other in listed):
            raise CollectionError(f"{row.where}: the same box in {row.file} for the second time")
        _check_inside(plate.box, row)
        listed.append(plate)
    return [LabelledPhotograph(file, paths[file], tuple(plates[file])) for file in paths]


def photograph_score(
    item: LabelledPhotograph, reading: PhotographReading | None, cpu_ms: float
) -> PhotographScore:
    """Set what was read from a photograph (None: a broken file) beside the truth."""
    if reading is None:
        return PhotographScore(item.file, item.plates, None)
    found = tuple(
        FoundPlate(plate.reading.text, plate.reading.confidence, plate.box)
        for plate in reading.plates
    )
    return PhotographScore(item.file, item.plates, found, cpu_ms)


def _csv_rows(folder: Path) -> Iterable[PlateRow]:
    path = folder / LABELS
    table = read_table(path)
    missing = [column for column in BOX_COLUMNS if column not in table.header]
    if missing:
        raise CollectionError(
            f"{path}: labels of photographs have the columns "
            f"{', '.join((*COLUMNS, *BOX_COLUMNS))}; missing: {', '.join(missing)}"
        )
    for line, row in table.rows:
        file, written, x, y, width, height = (
            row.get(column, "").strip() for column in (*COLUMNS, *BOX_COLUMNS)
        )
        where = f"{path}: line {line}"
        if not file:
            raise CollectionError(f"{where}: no file")
        yield PlateRow(where, file, place_of(folder, file), written, (x, y, width, height))


def _plate(row: PlateRow) -> LabelledPlate | None:
    """Return the plate of a row, None where the row says that there is none."""
    plate = checked_plate(row.plate, row.where)
    if not any(row.box):
        if row.plate:
            raise CollectionError(f"{row.where}: plate {row.plate!r} has no box")
        return None
    if row.plate and not plate:
        raise CollectionError(f"{row.where}: plate {row.plate!r} has no characters")
    x, y, width, height = (
        _pixels(cell, name, row.where) for cell, name in zip(row.box, BOX_COLUMNS, strict=True)
    )
    for size, name in ((width, "width"), (height, "height")):
        if size < 1:
            raise CollectionError(f"{row.where}: {name} must be at least 1 pixel, not {size:g}")
    left, top = round(x), round(y)
    right, bottom = max(left + 1, round(x + width)), max(top + 1, round(y + height))
    return LabelledPlate(plate, Box(left, top, right, bottom))


def _pixels(cell: str, name: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CollectionError(f"{where}: {name} must be a number of pixels, not {cell!r}")
    return value


def _check_inside(box: Box, row: PlateRow) -> None:
    """Check that a box lies in its picture, as far as the picture can be read.

    One that cannot is no fault of the labels: it is reported when it is to be read.
    """
    sizes = _sizes(row.path)
    if not sizes or max(_inside(box, *size) for size in sizes) >= _LEAST_INSIDE:
        return
    width, height = sizes[0]
    raise CollectionError(
        f"{row.where}: the box at {box.x_min}, {box.y_min}, {box.width} x {box.height} px, lies "
        f"outside {row.file}, {width} x {height} px"
    )


def _inside(box: Box, width: int, height: int) -> float:
    across = min(box.x_max, width) - max(box.x_min, 0)
    down = min(box.y_max, height) - max(box.y_min, 0)
    return max(across, 0) * max(down, 0) / (box.width * box.height)


def _sizes(path: Path) -> list[tuple[int, int]]:
    """Return a picture's width and height; of a JPEG, which may be turned upright, both ways."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return []
        header = read_header(path.read_bytes())
    except (OSError, HeaderError):
        return []
    size = (header.width, header.height)
    return [size, size[::-1]] if header.format == "JPEG" else [size]
