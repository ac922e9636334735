"""Collections of synthetic plates: any number, the same for the same seed on every machine."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.files import write_csv, write_image
from alpr.plates.designs import SPAIN, Design
from alpr.plates.designs_usa import USA
from alpr.plates.rendering import render_plate

Image = NDArray[np.uint8]

LABELS = "labels.csv"
HEADER = ("file", "plate", "design")

_REPLACED = "replaced"
_PICTURE = re.compile(r"\d{5,}\.png")


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


@dataclass(frozen=True)
class PlateRecord:
    """What is known about a generated plate: file name, text, design, each character's box."""

    file: str
    plate: str
    design: str
    boxes: tuple[Box, ...]


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
    if name not in _FORMATS:
        raise ValueError(f"the format must be one of {', '.join(FORMATS)}, not {name!r}")
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    return (_generate_plate(name, index, seed) for index in range(count))


def _generate_plate(name: str, index: int, seed: int) -> tuple[Image, PlateRecord]:
    plates = _FORMATS[name]
    generator = np.random.default_rng((seed, FORMATS.index(name), index))
    digits, letters = "0123456789", plates.letters
    alphabets = [digits if place == "0" else letters for place in plates.pattern]
    text = "".join(alphabet[generator.integers(len(alphabet))] for alphabet in alphabets)
    # In turn, so that every design comes equally often.
    design = plates.designs[index % len(plates.designs)]
    rendered = render_plate(design, text, plates.width_px, generator)
    record = PlateRecord(f"{index:05d}.png", text, design.name, rendered.boxes)
    return rendered.image, record


def write_collection(
    folder: Path,
    name: str,
    count: int,
    seed: int,
    *,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> None:
    """Write a collection: PNG files and labels.csv (file, plate, design).

    The folder appears with everything in it or not at all. A generated collection that lies
    there is replaced, and lost only once the new one is in its place; a folder with anything
    else is left alone.

    Args:
        folder: Where to; its parents are made.
        name: One of FORMATS.
        count: How many plates.
        seed: Any whole number from 0 on.
        progress: Wraps the iteration over plates, as tqdm does.

    Raises:
        ValueError: an argument is out of range, or the folder is the one that the process is in.
        FileExistsError: the folder holds something that is not a collection.
    """
    plates = generate_collection(name, count, seed)
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
        rows = []
        steps = range(count)
        for _ in steps if progress is None else progress(steps):
            image, record = next(plates)
            write_image(new / record.file, image)
            rows.append((record.file, record.plate, record.design))
        write_csv(new / LABELS, HEADER, rows)
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
    if LABELS not in found or not (folder / LABELS).is_file():
        return False
    header = ",".join(HEADER) + "\n"
    begins = (folder / LABELS).read_bytes()[: len(header)] == header.encode()
    return begins and all(_PICTURE.fullmatch(name) for name in found - {LABELS})
