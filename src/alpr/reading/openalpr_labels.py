"""The layout of OpenALPR's benchmark: beside each photograph a text file that names its plates.

Source: github.com/openalpr/benchmarks, `endtoend`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alpr.reading.collection import CollectionError, read_label_file

_CELLS = ("file", "x", "y", "width", "height", "plate")
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
_GLANCE_BYTES = 4096


@dataclass(frozen=True)
class PlateRow:
    """A plate as labels name it, unchecked.

    Attributes:
        where: File and line, for messages.
        file: The photograph as the labels name it.
        path: Where it lies.
        plate: What stands on the plate; empty where nobody can tell, or where there is no plate.
        box: x, y, width, height; all empty for a photograph without plates.
    """

    where: str
    file: str
    path: Path
    plate: str
    box: tuple[str, str, str, str]


def openalpr_files(folder: Path) -> list[Path]:
    """Return the text files that hold labels: beside a picture, or of six cells a line."""
    pictures = _pictures(folder)
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".txt"
        and path.is_file()
        and (path.stem in pictures or _has_cells(path))
    )


def openalpr_rows(folder: Path) -> Iterator[PlateRow]:
    """Read the text files of a folder, in the order of their names.

    Each line is a plate: file, x, y, width, height and plate, separated by tabs (their own program
    takes blanks as well). An empty file stands for a photograph without plates. Some of the real
    ones name `a.jpg` where the picture beside them is `a.jpeg`, which is taken then.

    Raises:
        CollectionError: no UTF-8, or a line that has not six cells.
    """
    pictures = _pictures(folder)
    for path in openalpr_files(folder):
        beside = pictures.get(path.stem)
        lines = read_label_file(path).splitlines()
        if beside and not any(line.strip() for line in lines):
            yield PlateRow(str(path), beside.name, beside, "", ("", "", "", ""))
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}: line {number}"
            cells = line.split("\t") if "\t" in line else line.split(maxsplit=len(_CELLS) - 1)
            if len(cells) != len(_CELLS):
                raise CollectionError(
                    f"{where}: must be {', '.join(_CELLS)}, separated by tabs, not {line!r}"
                )
            file, x, y, width, height, plate = (cell.strip() for cell in cells)
            if not file:
                raise CollectionError(f"{where}: no file")
            named = folder / file
            renamed = beside and named.stem == path.stem and not named.exists()
            place = beside if beside and renamed else named
            yield PlateRow(where, file, place, plate, (x, y, width, height))


def _pictures(folder: Path) -> dict[str, Path]:
    """Return the pictures of a folder by their names without suffix."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    return {path.stem: path for path in found}


def _has_cells(path: Path) -> bool:
    """Say whether a text file begins like labels, and not like a note about the folder."""
    try:
        with path.open("rb") as stream:
            first = stream.read(_GLANCE_BYTES).split(b"\n")[0]
    except OSError:
        return False
    return first.count(b"\t") == len(_CELLS) - 1
