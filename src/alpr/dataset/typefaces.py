"""The stand-in for Chars74K: an archive of the same layout, rendered from open fonts."""

import gzip
import io
import multiprocessing
import tarfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import PIL.Image
from PIL import ImageDraw, ImageFont
from tqdm import tqdm

from alpr.dataset import openfonts
from alpr.dataset.archive import ROOT, STYLES, Layout, PageName
from alpr.files import replacing
from alpr.glyphs import Image

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""Chars74K's 62 classes in its order."""

FILL = 0.76
"""The longer side of a character over the side of its page, as in Chars74K (97 of 128)."""

_EDGE_CONTRAST = 3.0

_DRAWN_PX = 220
"""Size that characters are drawn at before they are bent and scaled down."""


@dataclass(frozen=True)
class TypefaceParameters:
    """How far a font's width, weight and slant are varied at random.

    `width_least` to `width_most` times as wide; strokes up to `weight_most` of the size thicker,
    and `bold` where a font has no bold; slanted by up to `slant` (width over height) to either
    side, and by `italic` where a font has no italics.
    """

    seed: int
    processes: int
    width_least: float
    width_most: float
    weight_most: float
    bold: float
    slant: float
    italic: float

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, not {self.seed}")
        if not 1 <= self.processes <= 256:
            raise ValueError(f"processes must be 1 to 256, not {self.processes}")
        if not 0.2 <= self.width_least < self.width_most <= 5:
            raise ValueError(f"width_least {self.width_least}, width_most {self.width_most}")
        for name in ("weight_most", "bold"):
            if not 0 <= getattr(self, name) <= 0.2:
                raise ValueError(f"{name} must be in [0, 0.2], not {getattr(self, name)}")
        for name in ("slant", "italic"):
            if not 0 <= getattr(self, name) <= 0.6:
                raise ValueError(f"{name} must be in [0, 0.6], not {getattr(self, name)}")


def render_archive(path: Path, layout: Layout, parameters: TypefaceParameters) -> str:
    """Write the archive, the same bytes for the same parameters, and say what it is made from.

    Raises:
        ValueError: the layout asks for more classes than digits, capitals and small letters.
    """
    if layout.classes > len(CHARACTERS):
        raise ValueError(f"{layout.classes} classes, only {len(CHARACTERS)} can be rendered")
    fonts = range(-(-layout.faces // STYLES))
    render = partial(_font_pages, layout=layout, parameters=parameters)
    with replacing(path) as temporary:
        if parameters.processes == 1:
            _write(temporary, map(render, fonts), len(fonts))
        else:
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(parameters.processes, mp_context=context) as pool:
                _write(temporary, pool.map(render, fonts), len(fonts))
    return openfonts.packages()


def _write(path: Path, fonts: Iterable[list[tuple[PageName, bytes]]], count: int) -> None:
    with (
        path.open("wb") as file,
        # No name and no date in the header, so that equal pages give equal bytes.
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for pages in tqdm(fonts, total=count, desc="typefaces", unit=" fonts"):
            for name, png in pages:
                member = tarfile.TarInfo(f"{ROOT}/{name.image}")
                member.size = len(png)
                archive.addfile(member, io.BytesIO(png))


def _font_pages(
    font: int, layout: Layout, parameters: TypefaceParameters
) -> list[tuple[PageName, bytes]]:
    """Render all characters of the styles of one font as PNG."""
    return [
        (PageName(index, face), _png(page))
        for face in range(font * STYLES + 1, min(layout.faces, (font + 1) * STYLES) + 1)
        for index, page in enumerate(render_face(face, layout, parameters))
    ]


def render_face(face: int, layout: Layout, parameters: TypefaceParameters) -> Iterator[Image]:
    """Render the pages of one face, class by class: (side, side) uint8, black on white.

    Width and weight are the font's, drawn from the seed and its number, so that the four styles
    belong together; designs without a bold or italic file have it made from what they have.
    """
    name = PageName(0, face)
    designs = openfonts.designs()
    files = designs[name.font % len(designs)].files
    rng = np.random.default_rng([parameters.seed, name.font])
    width = float(
        np.exp(rng.uniform(np.log(parameters.width_least), np.log(parameters.width_most)))
    )
    weight = rng.uniform(0, parameters.weight_most)
    slant = rng.uniform(-parameters.slant, parameters.slant)

    bold = name.style in (openfonts.BOLD, openfonts.BOLD_ITALIC)
    italic = name.style in (openfonts.ITALIC, openfonts.BOLD_ITALIC)
    upright = openfonts.BOLD if bold else openfonts.ROMAN
    if files[name.style] is None and italic:
        slant += parameters.italic
    if files[name.style] is None and bold and (not italic or files[upright] is None):
        weight += parameters.bold
    file = files[name.style] or files[upright] or files[openfonts.ROMAN]
    font = ImageFont.truetype(str(file), _DRAWN_PX)
    for character in CHARACTERS[: layout.classes]:
        ink = _drawn(character, font, round(weight * _DRAWN_PX))
        yield _page(_bent(ink, width, slant), layout.side)


def _drawn(character: str, font: ImageFont.FreeTypeFont, thicker_px: int) -> Image:
    """Draw a character, its outline moved outwards; ink bright, cut to where there is any."""
    canvas = PIL.Image.new("L", (3 * _DRAWN_PX, 2 * _DRAWN_PX))
    centre = (canvas.width / 2, canvas.height / 2)
    ImageDraw.Draw(canvas).text(
        centre, character, fill=255, font=font, anchor="mm", stroke_width=thicker_px
    )
    return np.asarray(canvas.crop(canvas.getbbox()))


def _bent(ink: Image, width: float, slant: float) -> Image:
    """Stretch and slant a drawn character; the result holds it whole."""
    height_px, width_px = ink.shape
    lean = slant * height_px
    matrix = np.array([[width, -slant, max(0.0, lean)], [0.0, 1.0, 0.0]])
    size = (int(np.ceil(width * width_px + abs(lean))) + 1, height_px)
    return cast(Image, cv2.warpAffine(ink, matrix, size))


def _page(ink: Image, side: int) -> Image:
    """Put a character into the middle of a white page, as large as Chars74K has it."""
    tight = ink[np.flatnonzero(ink.any(axis=1))][:, np.flatnonzero(ink.any(axis=0))]
    scale = FILL * side / max(tight.shape)
    height, width = (max(1, round(length * scale)) for length in tight.shape)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    page = np.full((side, side), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    scaled = cv2.resize(tight, (width, height), interpolation=method).astype(np.float32)
    # Chars74K's edges are hard: 3 of 100 pixels are grey.
    sharp = np.clip((scaled - 127.5) * _EDGE_CONTRAST + 127.5, 0, 255).astype(np.uint8)
    page[top : top + height, left : left + width] = 255 - sharp
    return page


def _png(page: Image) -> bytes:
    encoded, data = cv2.imencode(".png", page, [cv2.IMWRITE_PNG_COMPRESSION, 4])
    if not encoded:
        raise ValueError(f"cannot encode {page.shape} {page.dtype} as PNG")
    return data.tobytes()
