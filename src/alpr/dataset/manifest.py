"""The lists of kept and removed images, as rows and as CSV files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from alpr.characters import CHARACTERS
from alpr.dataset.archive import PageName
from alpr.files import read_csv, write_csv

_KEPT_HEADER = ("image", "class", "font", "style", "split")
_REMOVED_HEADER = ("image", "class", "font", "style", "reason", "score")


@dataclass(frozen=True)
class Removed:
    """An image that was removed: why, and how well it was recognised (0 to 1)."""

    name: PageName
    reason: str
    score: float


def write_manifest(path: Path, kept: Iterable[tuple[PageName, str]]) -> None:
    """Write the kept images, each with its split, in the order given."""
    write_csv(path, _KEPT_HEADER, ([*_columns(name), split] for name, split in kept))


def write_removed(path: Path, removed: Sequence[Removed]) -> None:
    """Write the removed images, each with its reason and score, in the order given."""
    write_csv(
        path, _REMOVED_HEADER, ([*_columns(row.name), row.reason, row.score] for row in removed)
    )


def read_manifest(path: Path) -> dict[PageName, str]:
    """Return the split of each kept image.

    Raises:
        ValueError: a row names no image of the archive.
    """
    return {_page_name(row["image"]): row["split"] for row in read_csv(path)}


def read_removed(path: Path) -> dict[PageName, str]:
    """Return the reason for which each removed image went.

    Raises:
        ValueError: a row names no image of the archive.
    """
    return {_page_name(row["image"]): row["reason"] for row in read_csv(path)}


def _columns(name: PageName) -> list[object]:
    return [name.image, CHARACTERS[name.class_index], name.font, name.style]


def _page_name(image: str) -> PageName:
    try:
        number, face = (int(part) for part in image.partition("img")[2][:-4].split("-"))
        name = PageName(number - 1, face)
    except ValueError as error:
        raise ValueError(f"no image of the archive: {image!r}") from error
    if name.image != image:
        raise ValueError(f"no image of the archive: {image!r}")
    return name
