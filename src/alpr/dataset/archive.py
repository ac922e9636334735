"""The Chars74K archive as a stream of pages: never unpacked, and trusted only after its check.

Source: T. E. de Campos, B. R. Babu, M. Varma, Character recognition in natural images, VISAPP
2009, the set EnglishFnt.
"""

import gzip
import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from tqdm import tqdm

from alpr.errors import UserError
from alpr.glyphs import Image

ROOT = "English/Fnt"
"""The folder that every member of the archive lies in."""

STYLES = 4
"""Consecutive faces that are the styles of one font."""

_MEMBER = re.compile(r"English/Fnt/Sample(\d{3})/img(\d{3})-(\d{5})\.png")
_FOLDER = re.compile(r"\.|English|English/Fnt|English/Fnt/Sample\d{3}")
_PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_STREAM_FAULTS = (
    tarfile.TarError,
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    # What tarfile lets out when a header is crafted: numbers that are none, lists cut short, one
    # extended header on another.
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
)


class ArchiveError(UserError, ValueError):
    """The archive is not what it should be; the message says where and how."""


@dataclass(frozen=True)
class Layout:
    """What the archive must hold: each class drawn in each face on a square page.

    Chars74K's classes are 0-9, A-Z, a-z.
    """

    classes: int = 62
    faces: int = 1016
    side: int = 128

    def __post_init__(self) -> None:
        if not (1 <= self.classes <= 999 and 1 <= self.faces <= 99999 and 1 <= self.side <= 4096):
            raise ValueError(f"an archive of {self} cannot be named by img000-00000.png")

    @property
    def pages(self) -> int:
        """How many images there are in all."""
        return self.classes * self.faces

    @property
    def page_bytes(self) -> int:
        """No PNG of a page is larger: its raw pixels and some kilobytes of chunks."""
        return self.side * self.side + 4096

    @property
    def stream_bytes(self) -> int:
        """No archive unpacks to more: twice what Chars74K takes a page, and room for toys."""
        return self.pages * 4096 + 2**20


@dataclass(frozen=True, order=True)
class PageName:
    """Which page it is: `class_index` from 0 (the digit 0), `face` from 1, as the files count."""

    class_index: int
    face: int

    @property
    def image(self) -> str:
        """The member's name below English/Fnt.

        >>> PageName(10, 531).image
        'Sample011/img011-00531.png'
        """
        number = self.class_index + 1
        return f"Sample{number:03d}/img{number:03d}-{self.face:05d}.png"

    @property
    def font(self) -> int:
        """The font, from 0: four consecutive faces are its styles.

        >>> PageName(0, 4).font, PageName(0, 5).font
        (0, 1)
        """
        return (self.face - 1) // STYLES

    @property
    def style(self) -> int:
        """The style within the font, 0 to 3."""
        return (self.face - 1) % STYLES


@dataclass(frozen=True)
class Page:
    """One image of the archive: (side, side) uint8, black (0) on white (255)."""

    name: PageName
    image: Image


def read_archive(path: Path, layout: Layout, classes: int | None = None) -> Iterator[Page]:
    """Yield the pages of the first `classes` classes (all by default) in the archive's order.

    Raises:
        ArchiveError: the file is no gzip tar of exactly the layout's pages; whatever is wrong is
            found at the latest when the last page has been taken.
    """
    wanted = layout.classes if classes is None else classes
    seen: set[PageName] = set()
    for name, data in _members(path, layout):
        if name in seen:
            raise ArchiveError(f"{path}: {name.image} is there twice")
        seen.add(name)
        if name.class_index < wanted:
            yield Page(name, _decoded(data, layout.side, f"{path}: {name.image}"))
    _check_complete(path, layout, seen)


def check_archive(path: Path, layout: Layout) -> str:
    """Read and decode everything, and return a digest of names and pixels.

    The digest (SHA-256 in hex) is the same however the pages were ordered and compressed.

    Raises:
        ArchiveError: as `read_archive`.
    """
    digests = {
        page.name: hashlib.sha256(page.image.tobytes()).hexdigest()
        for page in tqdm(
            read_archive(path, layout), total=layout.pages, desc="check", unit=" pages", leave=False
        )
    }
    content = hashlib.sha256()
    for name in sorted(digests):
        content.update(f"{name.image} {digests[name]}\n".encode())
    return content.hexdigest()


class _Bounded(io.RawIOBase):
    """A stream that raises once more bytes are read from it than an archive can hold."""

    def __init__(self, stream: gzip.GzipFile, limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else 2**16)
        self._limit -= len(data)
        if self._limit < 0:
            raise ArchiveError("it unpacks to more than such an archive can hold")
        return data


def _members(path: Path, layout: Layout) -> Iterator[tuple[PageName, bytes]]:
    try:
        with gzip.open(path) as unzipped:
            stream = _Bounded(unzipped, layout.stream_bytes)
            # The stream has all that tarfile needs of a file opened for reading: read().
            with tarfile.open(mode="r|", fileobj=cast(io.BufferedReader, stream)) as archive:
                for member in archive:
                    name = _checked_name(member, layout)
                    if name is not None:
                        content = archive.extractfile(member)
                        yield name, b"" if content is None else content.read()
            # Up to gzip's end, where its checksum stands.
            while stream.read(2**16):
                pass
    except ArchiveError as error:
        raise ArchiveError(f"{path}: {str(error).removeprefix(f'{path}: ')}") from error
    except _STREAM_FAULTS as error:
        raise ArchiveError(f"{path}: no whole gzip tar archive: {error}") from error


def _checked_name(member: tarfile.TarInfo, layout: Layout) -> PageName | None:
    path = member.name.removeprefix("./")
    if member.isdir() and _FOLDER.fullmatch(path):
        return None
    matched = _MEMBER.fullmatch(path)
    # The pages are not sparse, and tarfile would seek to wherever a sparse header points.
    if not member.isreg() or member.issparse() or matched is None:
        raise ArchiveError(f"a {_kind(member)} that does not belong into {ROOT}: {member.name!r}")
    folder, number, face = (int(group) for group in matched.groups())
    inside = 1 <= number <= layout.classes and 1 <= face <= layout.faces
    if folder != number or not inside:
        raise ArchiveError(
            f"{path} is none of {layout.classes} classes of {layout.faces} images each"
        )
    if not 0 < member.size <= layout.page_bytes:
        raise ArchiveError(f"{path} has {member.size} bytes, not 1 to {layout.page_bytes}")
    return PageName(number - 1, face)


def _kind(member: tarfile.TarInfo) -> str:
    if member.issparse():
        return "sparse file"
    return "file" if member.isreg() else "folder" if member.isdir() else "link or device"


def _decoded(data: bytes, side: int, where: str) -> Image:
    # The header first: nothing is decoded before its size is known to be right.
    if not data.startswith(_PNG_START) or len(data) < 26:
        raise ArchiveError(f"{where} is no PNG")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    depth, colour = data[24], data[25]
    if (width, height, depth, colour) != (side, side, 8, 0):
        raise ArchiveError(
            f"{where} is {width}x{height}, depth {depth}, colour type {colour}; "
            f"it must be {side}x{side}, depth 8, grey (0)"
        )
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None or image.shape != (side, side) or image.dtype != np.uint8:
        raise ArchiveError(f"{where} is a damaged PNG")
    return cast(Image, image)


def _check_complete(path: Path, layout: Layout, seen: set[PageName]) -> None:
    if len(seen) == layout.pages:
        return
    counts = np.bincount([name.class_index for name in seen], minlength=layout.classes)
    short = int(np.argmin(counts))
    raise ArchiveError(
        f"{path}: {len(seen)} images instead of {layout.classes} classes of {layout.faces}; "
        f"Sample{short + 1:03d} has {counts[short]}"
    )
