"""Collections of synthetic plates: any number, the same for the same seed on every machine."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.files import write_csv, write_image, write_text
from alpr.plates.designs import SPAIN, Design
from alpr.plates.designs_usa import USA
from alpr.plates.rendering import RenderedPlate, render_plate

Image = NDArray[np.uint8]

LABELS = "labels.csv"
HEADER = ("file", "plate", "design")
PHOTOGRAPH_HEADER = ("file", "plate", "x", "y", "width", "height")
RECORDS = "records.jsonl"

_REPLACED = "replaced"
_PICTURE = re.compile(r"\d{5,}\.(png|jpg)")


@dataclass(frozen=True)
class PlateFormat:
    """Plates of one country: a pattern (0 stands for a digit, A for one of `letters`)."""

    pattern: str
    letters: str
    designs: tuple[Design, ...]
    width_px: int


_FORMATS = {
    # Vowels are left out so that no words arise, Ñ and Q since they resemble N and O.
    "national": PlateFormat("0000AAA", "BCDFGHJKLMNPRSTVWXYZ", (SPAIN,), 520),
    "usa": PlateFormat("000AAA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", USA, 480),
}

FORMATS: tuple[str, ...] = tuple(_FORMATS)
"""The collections that can be generated: those of the paper's section 6."""


class Record(Protocol):
    """What is known about a generated picture."""

    @property
    def file(self) -> str:
        """Name of the picture; its suffix is the format."""
        ...

    def rows(self) -> Sequence[Sequence[object]]:
        """Return its rows of labels.csv."""
        ...

    def as_dict(self) -> dict[str, Any]:
        """Return the record as it stands in records.jsonl, the file first."""
        ...


@dataclass(frozen=True)
class PlateRecord:
    """What is known about a generated plate.

    Attributes:
        file: Name of its picture.
        plate: Its text.
        design: What it looks like; of plates without a design of their own, the region.
        boxes: Each character's box.
        format: The collection's format.
        level: How hard it is to read, from 0, a clean drawing.
        drawn: Whatever else chance decided, ready for JSON.
    """

    file: str
    plate: str
    design: str
    boxes: tuple[Box, ...]
    format: str
    level: int = 0
    drawn: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str, str]]:
        """Return its one row of labels.csv, under HEADER."""
        return [(self.file, self.plate, self.design)]

    def as_dict(self) -> dict[str, Any]:
        """Return the record as it stands in records.jsonl."""
        return {
            "file": self.file,
            "plate": self.plate,
            "format": self.format,
            "level": self.level,
            "design": self.design,
            "boxes": [box.as_tuple() for box in self.boxes],
            "drawn": self.drawn,
        }


def generate_collection(name: str, count: int, seed: int) -> Iterator[tuple[Image, PlateRecord]]:
    """Draw plates one by one.

    Plate i depends on the seed and i alone: ten plates are the first ten of a hundred.

    Args:
        name: One of FORMATS.
        count: How many plates.
        seed: Any whole number from 0 on.

    Yields:
        The picture, (height, width, 3) BGR uint8, and its record.

    Raises:
        ValueError: the format is not known, the count is below 1 or the seed below 0.
    """
    check_wanted(name, FORMATS, count, seed)
    return (_generate_plate(name, index, seed) for index in range(count))


def check_wanted(name: str, formats: Sequence[str], count: int, seed: int) -> None:
    """Raise ValueError unless there is such a format and count and seed are in range."""
    if name not in formats:
        raise ValueError(f"the format must be one of {', '.join(formats)}, not {name!r}")
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")


def picture_name(index: int) -> str:
    """Return the file name of a collection's picture."""
    return f"{index:05d}.png"


def _generate_plate(name: str, index: int, seed: int) -> tuple[Image, PlateRecord]:
    design, rendered = draw_plate(name, index, seed)
    record = PlateRecord(picture_name(index), rendered.text, design.name, rendered.boxes, name)
    return rendered.image, record


def draw_plate(name: str, index: int, seed: int) -> tuple[Design, RenderedPlate]:
    """Draw plate `index` of a collection of one of FORMATS."""
    plates = _FORMATS[name]
    generator = np.random.default_rng((seed, FORMATS.index(name), index))
    digits, letters = "0123456789", plates.letters
    alphabets = [digits if place == "0" else letters for place in plates.pattern]
    text = "".join(alphabet[generator.integers(len(alphabet))] for alphabet in alphabets)
    # In turn, so that every design comes equally often.
    design = plates.designs[index % len(plates.designs)]
    return design, render_plate(design, text, plates.width_px, generator)


def write_collection(
    folder: Path,
    name: str,
    count: int,
    seed: int,
    *,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> None:
    """Draw and write a collection of one of FORMATS; see generate_collection and write_plates."""
    write_plates(folder, generate_collection(name, count, seed), count, progress=progress)


def write_plates(
    folder: Path,
    plates: Iterator[tuple[Image, Record]],
    count: int,
    *,
    header: Sequence[str] = HEADER,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> None:
    """Write a collection: pictures, labels.csv (file, plate, design) and records.jsonl.

    A line of records.jsonl is an object: a plate's file, text, format, level, design, its
    characters' boxes (x_min, y_min, x_max, y_max) and what else was drawn.

    The folder appears with everything in it or not at all. A generated collection that lies
    there is replaced, and lost only once the new one is in its place; a folder with anything
    else is left alone.

    Args:
        folder: Where to; its parents are made.
        plates: Pictures and records, at least `count` of them.
        count: How many pictures.
        header: Columns of labels.csv, HEADER or PHOTOGRAPH_HEADER, which the records' rows fill.
        progress: Wraps the iteration over pictures, as tqdm does.

    Raises:
        ValueError: the folder is the one that the process is in.
        FileExistsError: the folder holds something that is not a collection.
    """
    folder = folder.resolve()
    if not _replaceable(folder):
        raise FileExistsError(f"{folder} holds something that is not a collection of plates")
    if folder == Path.cwd():
        # A shell that stays in the folder that was replaced sees nothing of the new one.
        raise ValueError(f"{folder} cannot be replaced from inside: start from another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new = temporary / folder.name
        new.mkdir()
        records = []
        steps = range(count)
        for _ in steps if progress is None else progress(steps):
            image, record = next(plates)
            write_image(new / record.file, image)
            records.append(record)
        write_csv(new / LABELS, header, [row for record in records for row in record.rows()])
        lines = [json.dumps(record.as_dict(), allow_nan=False) for record in records]
        write_text(new / RECORDS, "".join(f"{line}\n" for line in lines))
        _replace(folder, new, temporary / _REPLACED)
    finally:
        # An old collection that could not even be put back is better found here than lost.
        if folder.exists() or not (temporary / _REPLACED).exists():
            shutil.rmtree(temporary)


def _replace(folder: Path, new: Path, aside: Path) -> None:
    """Move `folder` aside, if it exists, and `new` into its place; on a failure move it back."""
    try:
        if folder.exists():
            folder.rename(aside)
        new.rename(folder)
    except BaseException:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise


def _replaceable(folder: Path) -> bool:
    """Say whether a folder is absent, empty, or a collection that was generated here."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    found = {path.name for path in folder.iterdir()}
    if not found:
        return True
    if LABELS not in found or not all(
        (folder / name).is_file() for name in found & {LABELS, RECORDS}
    ):
        return False
    # Collections were written without records once.
    headers = (",".join(header) + "\n" for header in (HEADER, PHOTOGRAPH_HEADER))
    records = ('{"file": "00000.png", "plate": "', '{"file": "00000.jpg", "plates": [')
    starts = {LABELS: tuple(headers), RECORDS: records}
    return all(
        _begins(folder / name, starts[name]) if name in starts else _PICTURE.fullmatch(name)
        for name in found
    )


def _begins(path: Path, starts: Sequence[str]) -> bool:
    with path.open("rb") as stream:
        return stream.read(max(map(len, starts))).startswith(tuple(map(str.encode, starts)))
