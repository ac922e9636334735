"""Faces to draw characters with: random stroke alphabets, Chars74K's faces, open typefaces."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates import lettering, strokes
from alpr.plates.lettering import Lettering, draw_character
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.shapes import draw_skeletons

Mask = NDArray[np.uint8]

HEIGHT = 64
"""Pixels that every character of a face is high."""

INK_LEVEL = 96
"""From this value on a pixel counts when a character is cut tightly."""

PAGE_REPEATS = 4
"""Beside strokes a page's face stands in the list at most so often: few pages do not take 34 %."""

REAL_SHARE = 0.12
"""Of the stroke alphabets, so many are one of the drawn designs' own, slightly changed."""

FONT_FILES = (
    ("font_roboto", "files/Roboto-Regular.ttf"),
    ("font_roboto", "files/Roboto-Medium.ttf"),
    ("font_roboto", "files/Roboto-Bold.ttf"),
    ("font_roboto", "files/Roboto-Black.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono-Bold.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSerif-Bold.ttf"),
    ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
    ("font_source_sans_pro", "files/SourceSansPro-Bold.ttf"),
    ("font_source_sans_pro", "files/SourceSansPro-Black.ttf"),
    ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    ("font_hanken_grotesk", "files/HankenGrotesk-SemiBold.otf"),
    ("font_manrope", "files/Manrope-Bold.ttf"),
    ("font_fredoka_one", "files/FredokaOne-Regular.ttf"),
)
"""Package and file of upright open typefaces whose capitals a plate could have."""


@dataclass(frozen=True)
class FaceShares:
    """Shares of the three kinds of faces; where pages are missing, strokes take their place."""

    strokes: float = 0.55
    pages: float = 0.34
    fonts: float = 0.11

    def __post_init__(self) -> None:
        shares = (self.strokes, self.pages, self.fonts)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
            raise ValueError(f"shares are 0 or more and add up to 1: {self}")


USUAL_SHARES = FaceShares()


class Face(Protocol):
    """One alphabet."""

    @property
    def name(self) -> str:
        """What kind it is and which one of it."""
        ...

    def character(self, character: str) -> Mask:
        """Return one of the 36 characters cut tightly: (64, width) uint8, ink = 255 on 0."""
        ...

    def outline(self, character: str) -> NDArray[np.float64]:
        """Return the corners (n, 2) of its convex hull, fractions of its width and height."""
        ...


class _CachedFace:
    """Draws each character when it is first wanted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._drawn: dict[str, Mask] = {}
        self._outlines: dict[str, NDArray[np.float64]] = {}

    def character(self, character: str) -> Mask:
        """Return one character; see Face."""
        drawn = self._drawn.get(character)
        if drawn is None:
            if character not in CHARACTERS:
                raise ValueError(f"faces have digits and capitals, not {character!r}")
            drawn = self._drawn[character] = self._draw(character)
        return drawn

    def outline(self, character: str) -> NDArray[np.float64]:
        """Return one character's convex hull; see Face."""
        found = self._outlines.get(character)
        if found is None:
            ink = self.character(character)
            rows, columns = np.nonzero(ink >= INK_LEVEL)
            # The four corners of each pixel, lest the hull be a pixel too small.
            corners = np.concatenate(
                [np.stack([columns + dx, rows + dy], 1) for dx in (0, 1) for dy in (0, 1)]
            )
            hull = cv2.convexHull(corners.astype(np.int32))[:, 0].astype(np.float64)
            found = self._outlines[character] = hull / ink.shape[::-1]
        return found

    def _draw(self, character: str) -> Mask:
        raise NotImplementedError


class StrokeFace(_CachedFace):
    """An alphabet drawn from random skeletons with a pen of even weight."""

    def __init__(self, seed: int) -> None:
        super().__init__(f"strokes-{seed}")
        self._lettering = draw_lettering(Dice(seed))

    def _draw(self, character: str) -> Mask:
        return _tight(draw_character(self._lettering, character, HEIGHT))


class PageFace(_CachedFace):
    """One face of Chars74K: a page with one character in its middle for each of the 36."""

    def __init__(self, name: str, pages: Mask) -> None:
        super().__init__(name)
        self._pages = pages

    def _draw(self, character: str) -> Mask:
        capital = _rows(self._pages[CHARACTERS.index("H")])
        return _tight(self._pages[CHARACTERS.index(character)], capital.stop - capital.start)


class FontFace(_CachedFace):
    """An open typeface, rendered by Pillow."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"font-{path.stem}")
        self._path = path

    def _draw(self, character: str) -> Mask:
        from PIL import Image, ImageDraw, ImageFont

        font = ImageFont.truetype(str(self._path), 2 * HEIGHT, layout_engine=ImageFont.Layout.BASIC)
        page = Image.new("L", (4 * HEIGHT, 4 * HEIGHT), 0)
        ImageDraw.Draw(page).text((HEIGHT, 3 * HEIGHT), character, font=font, fill=255, anchor="ls")
        top, bottom = font.getbbox("H", anchor="ls")[1::2]
        return _tight(np.asarray(page, np.uint8), round(bottom - top))


def draw_lettering(dice: Dice) -> Lettering:
    """Draw the measures and shapes of a plate alphabet."""
    if dice.chance(REAL_SHARE):
        real = dice.pick(
            (lettering.SPAIN, lettering.USA_NARROW, lettering.USA_ROUND, lettering.USA_LIGHT,
             lettering.USA_BROAD)
        )  # fmt: skip
        skeletons = {**strokes.USA, **real.skeletons}
        width = real.width * dice.between((0.9, 1.1))
        thickness = real.thickness * dice.between((0.9, 1.15))
        corner = real.corner * dice.between((0.8, 1.2))
        return Lettering(skeletons, width, thickness, corner, min(real.softness, thickness / 2))
    width = dice.between((0.4, 0.62)) if dice.chance(0.8) else dice.between((0.62, 0.74))
    thickness = min(dice.between((0.085, 0.2)), 0.34 * width)
    room = (width - thickness) / 2
    # From nearly square corners to half circles.
    corner = room * dice.between((0.3, 1.05))
    # Strokes of a W are thinner than others: more than this would wear them away.
    softness = thickness / 2 * dice.pick((0.0, dice.between((0.1, 0.6)), 0.68))
    return Lettering(draw_skeletons(dice), width, thickness, corner, softness)


def make_faces(
    count: int,
    seed: int,
    pages: NDArray[np.uint8] | None = None,
    shares: FaceShares = USUAL_SHARES,
) -> list[Face]:
    """Make the faces to sample from.

    Args:
        count: How many.
        seed: Decides the random alphabets and which pages are taken.
        pages: (faces, 36, height, width) uint8, ink = 255 on 0, in the order of CHARACTERS: faces
            of Chars74K. Those that are no upright sans face or lack a character are passed over.
        shares: How many of each kind.

    Returns:
        Stroke alphabets, each a new draw, pages and open typefaces, which come again where there
        are fewer. Strokes take the place of pages that are missing.

    Raises:
        ValueError: the count is below 1, pages have another shape, or are missing where there are
            to be no strokes, or a typeface's package is missing.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    dice = Dice(seed)
    usable = [] if pages is None else upright_sans(pages)
    font_count = round(shares.fonts * count)
    if shares.strokes:
        page_count = min(PAGE_REPEATS * len(usable), round(shares.pages * count))
    else:
        page_count = count - font_count
    if page_count and not usable:
        raise ValueError(f"without strokes and pages there are no {page_count} faces")
    order = dice.generator().permutation(len(usable))
    drawn = (
        [] if pages is None else [PageFace(f"page-{i}", pages[i]) for i in np.take(usable, order)]
    )
    faces: list[Face] = [drawn[i % len(drawn)] for i in range(page_count)]
    fonts = [FontFace(_font_path(*entry)) for entry in FONT_FILES] if font_count else []
    faces += [fonts[i % len(fonts)] for i in range(font_count)]
    first = dice.whole(0, 2**31)
    return faces + [StrokeFace(first + i) for i in range(count - len(faces))]


def draw_all(faces: Sequence[Face]) -> None:
    """Draw every character now: before processes fork, so that they share what is drawn."""
    for face in faces:
        for character in CHARACTERS:
            face.outline(character)


def upright_sans(pages: NDArray[np.uint8]) -> list[int]:
    """Return which faces are upright, without serifs, and have 36 characters.

    A face's I tells: with serifs it is wide, in an italic its upright box is not full.
    """
    if pages.ndim != 4 or pages.shape[1] != len(CHARACTERS):
        raise ValueError(f"pages are (faces, 36, height, width), not {pages.shape}")
    return [index for index, face in enumerate(pages) if _is_plain(face)]


def _is_plain(pages: Mask) -> bool:
    inks = [page >= 128 for page in pages]
    counts = {character: int(ink.sum()) for character, ink in zip(CHARACTERS, inks, strict=True)}
    if min(counts.values()) < 20:
        return False
    bar = _tight(pages[CHARACTERS.index("I")])
    plain = bar.shape[1] <= 0.34 * HEIGHT and float(bar.mean()) >= 0.88 * 255
    # A face that shows one box for every character would teach nonsense.
    different = len({inks[i].tobytes() for i in range(len(inks))}) >= len(CHARACTERS) - 3
    return plain and different


def _font_path(package: str, file: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"the package {package} is missing: install alpr[train]")
    path = Path(spec.submodule_search_locations[0]) / file
    if not path.is_file():
        raise ValueError(f"the package {package} has no file {file}")
    return path


def _rows(ink: Mask) -> slice:
    rows = np.flatnonzero(ink.max(axis=1) >= INK_LEVEL)
    if rows.size == 0:
        raise ValueError(f"no ink: the brightest of {ink.shape} pixels is {ink.max(initial=0)}")
    return slice(int(rows[0]), int(rows[-1]) + 1)


def _tight(ink: Mask, capital_px: int | None = None) -> Mask:
    """Cut a character and scale it to HEIGHT; plates squeeze a Q's tail into the line."""
    rows = _rows(ink)
    columns = np.flatnonzero(ink.max(axis=0) >= INK_LEVEL)
    cut = ink[rows, columns[0] : columns[-1] + 1]
    width = max(2, round(cut.shape[1] * HEIGHT / (capital_px or cut.shape[0])))
    method = cv2.INTER_AREA if cut.shape[0] >= HEIGHT else cv2.INTER_LINEAR
    scaled = np.asarray(cv2.resize(cut, (width, HEIGHT), interpolation=method), np.uint8)
    scaled.flags.writeable = False
    return scaled
