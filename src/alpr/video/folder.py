"""A folder of pictures as a video."""

import re
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path

from alpr.reading.images import ImageError, read_image
from alpr.video.frames import Frame, Report, SourceError

SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pnm")
)


class FolderSource:
    """The pictures of a folder in order of their names; 2.png comes before 10.png."""

    def __init__(self, folder: Path, rate: Fraction, every: int, report: Report) -> None:
        """List the pictures.

        Args:
            folder: What else lies in it is left alone.
            rate: Pictures a second.
            every: 1 takes every picture, 2 every second one.
            report: Is told of pictures that cannot be read; they are passed over.

        Raises:
            SourceError: there are no pictures, or the folder cannot be read.
        """
        try:
            names = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
        except OSError as error:
            raise SourceError(f"{folder}: {error.strerror or error}") from error
        if not names:
            raise SourceError(f"{folder}: no pictures in this folder")
        self._paths = sorted(names, key=lambda path: _natural(path.name))
        self._rate, self._every, self._report = rate, every, report

    @property
    def rate(self) -> Fraction:
        """Pictures that are taken of a second."""
        return self._rate / self._every

    @property
    def total(self) -> int:
        """How many pictures are taken."""
        return len(range(0, len(self._paths), self._every))

    def frames(self) -> Generator[Frame, None, None]:
        """Yield the pictures."""
        for number in range(0, len(self._paths), self._every):
            try:
                pixels = read_image(self._paths[number])
            except ImageError as error:
                self._report(str(error))
                continue
            yield Frame(number, number / self._rate, pixels)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Return what sorts numbers by value and all else by letter."""
    parts = re.findall(r"\d+|\D+", name)
    return [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts]
