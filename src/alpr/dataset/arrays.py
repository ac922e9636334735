"""Pages to glyph arrays, and the array files that training reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from alpr.characters import CHARACTERS
from alpr.dataset.archive import Layout, PageName, read_archive
from alpr.files import replacing
from alpr.glyphs import GLYPH_SIZE, INK_LEVEL, Image, glyph


@dataclass(frozen=True)
class Glyphs:
    """The digits' and capitals' glyphs, (32, 32) uint8 each, and the names of the blank pages."""

    images: Mapping[PageName, Image]
    blank: tuple[PageName, ...]

    def stacked(self, names: Sequence[PageName]) -> Image:
        """Return (N, 32, 32) uint8 in the order of the names.

        Raises:
            ValueError: a named image is blank or not in the archive.
        """
        stack = np.zeros((len(names), GLYPH_SIZE, GLYPH_SIZE), np.uint8)
        for row, name in enumerate(names):
            if name not in self.images:
                raise ValueError(f"the archive has no glyph for {name.image}")
            stack[row] = self.images[name]
        return stack


def read_glyphs(path: Path, layout: Layout) -> Glyphs:
    """Stream the archive and turn each page of a digit or capital into its glyph.

    Raises:
        ArchiveError: the archive is not as the layout says.
    """
    images: dict[PageName, Image] = {}
    blank: list[PageName] = []
    total = min(len(CHARACTERS), layout.classes) * layout.faces
    pages = read_archive(path, layout, classes=len(CHARACTERS))
    for page in tqdm(pages, total=total, desc="glyphs", unit=" pages"):
        ink = 255 - page.image
        if ink.max() < INK_LEVEL:
            blank.append(page.name)
        else:
            images[page.name] = glyph(ink)
    return Glyphs(images, tuple(sorted(blank)))


def write_arrays(path: Path, glyphs: Glyphs, names: Sequence[PageName]) -> None:
    """Write the named glyphs, sorted by class and face; equal content gives equal bytes.

    The file holds `images` (N, 32, 32, 1) uint8, `labels` (N,) uint8, `fonts` and `faces` (N,)
    uint16.
    """
    ordered = sorted(names)
    with replacing(path) as temporary:
        np.savez_compressed(
            temporary,
            images=glyphs.stacked(ordered)[..., None],
            labels=np.array([name.class_index for name in ordered], np.uint8),
            fonts=np.array([name.font for name in ordered], np.uint16),
            faces=np.array([name.face for name in ordered], np.uint16),
        )
