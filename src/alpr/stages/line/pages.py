"""Stage pages: gather the whole faces of the character images, for plates to be drawn with.

Deps: data/raw/EnglishFnt.tgz, data/filtered/manifest.csv.
Params: dataset.layout, line_pages (line/params.yaml).
Outs: data/line/pages.npz (arrays `learnt` and `held`, (faces, 36, 128, 128) uint8, ink 255 on 0).

Whole are the faces of which the filter removed no digit and no capital.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.characters import CHARACTERS
from alpr.dataset.archive import Layout, PageName, read_archive
from alpr.dataset.manifest import read_manifest
from alpr.files import replacing
from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import upright_sans
from alpr.stages import logs
from alpr.stages.line.settings import PAGES, PARAMS

ARCHIVE = Path("data/raw/EnglishFnt.tgz")
MANIFEST = Path("data/filtered/manifest.csv")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PagesParameters:
    """Which fonts are kept from the training, to measure with."""

    held_every: int
    """Of so many fonts one is held."""

    def __post_init__(self) -> None:
        if self.held_every < 2:
            raise ValueError(f"held_every must be at least 2, not {self.held_every}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(PagesParameters, "line_pages", PARAMS)
    layout = read_parameters(Layout, "dataset.layout")
    faces = read_faces(layout, whole_faces(list(read_manifest(MANIFEST))))
    parts = {
        name: [face for face in faces if is_held(face, parameters.held_every) == held]
        for name, held in (("learnt", False), ("held", True))
    }
    arrays = {name: plain_pages([faces[face] for face in part]) for name, part in parts.items()}
    with replacing(PAGES) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    counts = ", ".join(f"{len(pages)} {name}" for name, pages in arrays.items())
    _log.info("upright faces without serifs: %s", counts)


def is_held(face: int, held_every: int) -> bool:
    """Say whether a face is kept from the training: all styles of a font are on one side."""
    return PageName(0, face).font % held_every == 0


def whole_faces(kept: list[PageName]) -> set[int]:
    """Return the faces of which all 36 characters were kept."""
    numbers = [name.face for name in kept if name.class_index < len(CHARACTERS)]
    return {face for face in set(numbers) if numbers.count(face) == len(CHARACTERS)}


def read_faces(layout: Layout, wanted: set[int]) -> dict[int, NDArray[np.uint8]]:
    """Read the pages of the wanted faces: (36, side, side) uint8 each, ink 255 on 0."""
    shape = (len(CHARACTERS), layout.side, layout.side)
    faces = {face: np.zeros(shape, np.uint8) for face in sorted(wanted)}
    pages = read_archive(ARCHIVE, layout, len(CHARACTERS))
    for page in tqdm(pages, total=len(CHARACTERS) * layout.faces, unit="image", desc="pages"):
        if page.name.face in faces:
            faces[page.name.face][page.name.class_index] = 255 - page.image
    return faces


def plain_pages(faces: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Stack the upright faces without serifs, the ones that a plate could have."""
    pages = np.stack(faces)
    return pages[upright_sans(pages)]


if __name__ == "__main__":
    logs.run(main)
