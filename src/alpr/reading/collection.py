"""A folder of labelled plates: labels.csv (columns file, plate) and the pictures."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alpr.characters import CHARACTERS, plate_text
from alpr.errors import UserError
from alpr.reading.images import ImageError
from alpr.reading.reader import PlateReader, Trace
from alpr.reading.readings import Reading
from alpr.scoring import PlateScore

LABELS = "labels.csv"
COLUMNS = ("file", "plate")


class CollectionError(UserError, ValueError):
    """A folder is no collection of labelled plates; the message says what is wrong with it."""


@dataclass(frozen=True)
class LabelledImage:
    """One row of labels.csv: the file as written there, where it lies, and what it shows."""

    file: str
    path: Path
    plate: str


@dataclass(frozen=True)
class Table:
    """A labels.csv: its columns, and each row with the number of its line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_labels(folder: Path) -> list[LabelledImage]:
    """Read a collection's labels, in the order of the file.

    Plates may be written with small letters, spaces and dashes. A picture that does not lie in
    the folder itself is looked for in its `images` folder; whether it is there is not checked.

    Raises:
        CollectionError: no folder, no labels, a wrong column, or a row that names no file, no
            plate, a file twice, or letters that are not among the 36 characters.
    """
    path = folder / LABELS
    if not folder.is_dir():
        raise CollectionError(f"{folder}: no such folder")
    labelled: dict[str, LabelledImage] = {}
    for line, row in read_table(path).rows:
        where = f"{path}: line {line}"
        file, written = ((row.get(column) or "").strip() for column in COLUMNS)
        if not file:
            raise CollectionError(f"{where}: no file")
        if file in labelled:
            raise CollectionError(f"{where}: {file} for the second time")
        plate = checked_plate(written, where)
        if not plate:
            raise CollectionError(f"{where}: plate {written!r} has no characters")
        labelled[file] = LabelledImage(file, place_of(folder, file), plate)
    if not labelled:
        raise CollectionError(f"{path}: no plates")
    return list(labelled.values())


def read_collection(
    reader: PlateReader, labelled: Iterable[LabelledImage]
) -> Iterator[tuple[PlateScore, Trace | ImageError]]:
    """Read plate after plate; a broken picture gives its error and the next one is read."""
    for item in labelled:
        try:
            trace = reader.trace(item.path)
        except ImageError as error:
            yield PlateScore(item.file, item.plate, None), error
        else:
            yield score_of(item, trace.reading), trace


def score_of(item: LabelledImage, reading: Reading) -> PlateScore:
    """Set a reading beside the truth."""
    return PlateScore(item.file, item.plate, reading.text, reading.confidence)


def checked_plate(written: str, where: str) -> str:
    """Return what stands on a plate as plates are compared, "" for nothing.

    Raises:
        CollectionError: letters that are not among the 36 characters; it says where.
    """
    unknown = "".join(sorted({c for c in written.upper() if c.isalnum()} - set(CHARACTERS)))
    if unknown:
        raise CollectionError(
            f"{where}: plate {written!r} holds {unknown}, which no reading can: "
            f"the characters are {CHARACTERS}"
        )
    return plate_text(written)


def place_of(folder: Path, file: str) -> Path:
    """Return where a picture lies: in the folder, or in its `images`."""
    direct, beside = folder / file, folder / "images" / file
    return beside if not direct.exists() and beside.exists() else direct


def has_boxes(path: Path) -> bool:
    """Say whether a labels.csv places plates in photographs, or is of plates that were cut out.

    Raises:
        CollectionError: as `read_table`.
    """
    return bool({"x", "y"} & set(read_table(path).header))


def read_table(path: Path) -> Table:
    """Read labels.csv, the names of its columns in small letters, empty lines left out.

    Raises:
        CollectionError: no such file, no CSV in UTF-8, or not the columns file and plate.
    """
    lines = csv.reader(io.StringIO(read_label_file(path), newline=""))
    try:
        header = tuple(name.strip().lower() for name in next(lines, []))
        if any(column not in header for column in COLUMNS):
            raise CollectionError(
                f"{path}: columns must be {', '.join(COLUMNS)} (separated by commas), "
                f"not {', '.join(header) or 'none'}"
            )
        rows = tuple(
            (lines.line_num, dict(zip(header, cells, strict=False)))
            for cells in lines
            if any(cell.strip() for cell in cells)
        )
    except csv.Error as error:
        raise CollectionError(f"{path}: line {lines.line_num}: {error}") from error
    return Table(header, rows)


def read_label_file(path: Path) -> str:
    """Return the text of a file of labels.

    Raises:
        CollectionError: no such file, or another encoding than UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")  # spreadsheets put a mark before the text
    except FileNotFoundError as error:
        raise CollectionError(
            f"{path}: no such file; it names the plates: columns {', '.join(COLUMNS)}, and of "
            "photographs x, y, width, height"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path}: cannot be read as UTF-8: {error}") from error
