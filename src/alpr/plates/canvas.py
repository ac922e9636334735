"""Painting what lies behind a plate's characters, in millimetres and with smooth edges."""

import importlib.util
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Point = tuple[float, float]

SUPERSAMPLING = 3
"""Backgrounds are painted so many times larger and averaged down."""

FRACTION_BITS = 4

FONTS = {
    "sans": ("font_roboto", "files/Roboto-Bold.ttf"),
    "sans light": ("font_roboto", "files/Roboto-Medium.ttf"),
    "sans italic": ("font_roboto", "files/Roboto-BoldItalic.ttf"),
    "wide": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
    "serif": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    "serif bold": ("font_source_serif_pro", "files/SourceSerifPro-Bold.ttf"),
    "serif italic": ("font_source_serif_pro", "files/SourceSerifPro-It.ttf"),
    "slab": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSerif-Bold.ttf"),
    "italic": ("font_caladea", "files/Caladea-BoldItalic.ttf"),
}
"""Name to package and file: open typefaces for state names, slogans and stickers."""


class Canvas:
    """A surface measured in millimetres from its top left corner; colours are `#rrggbb`."""

    def __init__(self, width_mm: float, height_mm: float, pixels_per_mm: float) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self._size = (
            max(1, round(width_mm * pixels_per_mm)),
            max(1, round(height_mm * pixels_per_mm)),
        )
        self._scale = pixels_per_mm * SUPERSAMPLING
        shape = (self._size[1] * SUPERSAMPLING, self._size[0] * SUPERSAMPLING, 3)
        self._pixels = np.full(shape, 255, np.uint8)

    def image(self) -> Image:
        """Return what was painted, (height, width, 3) BGR."""
        return np.asarray(
            cv2.resize(self._pixels, self._size, interpolation=cv2.INTER_AREA), np.uint8
        )

    def gradient(self, stops: Sequence[tuple[float, str]]) -> None:
        """Cover the rows from the first to the last stop (y, colour) with their blend."""
        rows = (np.arange(self._pixels.shape[0]) + 0.5) / self._scale
        heights = [y for y, _ in stops]
        inside = (rows >= heights[0]) & (rows < heights[-1])
        colours = np.array([bgr(colour) for _, colour in stops])
        for channel in range(3):
            blend = np.interp(rows[inside], heights, colours[:, channel])
            self._pixels[inside, :, channel] = np.round(blend)[:, np.newaxis]

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """Fill a closed outline."""
        cv2.fillPoly(self._pixels, [self._fixed(points)], bgr(colour), shift=FRACTION_BITS)

    def line(self, points: Sequence[Point], width_mm: float, colour: str) -> None:
        """Draw an open line with round ends and corners."""
        cv2.polylines(
            self._pixels,
            [self._fixed(points)],
            False,
            bgr(colour),
            max(1, round(width_mm * self._scale)),
            shift=FRACTION_BITS,
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill an upright rectangle."""
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def rounded_box(
        self, x: float, y: float, width: float, height: float, radius: float, colour: str
    ) -> None:
        """Fill an upright rectangle whose corners are round."""
        self.polygon(rounded_rectangle(x, y, width, height, radius), colour)

    def oval(self, x: float, y: float, radius_x: float, radius_y: float, colour: str) -> None:
        """Fill an ellipse around (x, y)."""
        self.polygon(arc(x, y, radius_x, radius_y, 0, 360), colour)

    def words(
        self,
        text: str,
        x: float,
        y: float,
        height: float,
        font: str,
        colour: str,
        *,
        stretch: float = 1.0,
        spacing: float = 0.0,
    ) -> None:
        """Set a line of text centred on (x, y).

        Args:
            text: What to write.
            x: Middle of the line.
            y: Middle of the capitals.
            height: Height of the capitals.
            font: A name in FONTS.
            colour: `#rrggbb`.
            stretch: Width relative to the typeface's own.
            spacing: Extra space between letters, relative to the capitals' height.
        """
        mask = _set_line(text, font, max(4, round(height * self._scale)), stretch, spacing)
        left = round(x * self._scale - mask.shape[1] / 2)
        top = round(y * self._scale - mask.shape[0] / 2)
        canvas_height, canvas_width = self._pixels.shape[:2]
        x0, y0 = max(0, left), max(0, top)
        x1 = min(canvas_width, left + mask.shape[1])
        y1 = min(canvas_height, top + mask.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        alpha = mask[y0 - top : y1 - top, x0 - left : x1 - left, np.newaxis] / 255.0
        below = self._pixels[y0:y1, x0:x1]
        self._pixels[y0:y1, x0:x1] = np.round(below + alpha * (np.array(bgr(colour)) - below))

    def _fixed(self, points: Sequence[Point]) -> NDArray[np.int32]:
        pixels = np.array(points, np.float64) * self._scale - 0.5
        return np.round(pixels * (1 << FRACTION_BITS)).astype(np.int32)


def bgr(colour: str) -> tuple[int, int, int]:
    """Turn `#rrggbb` into OpenCV's order.

    >>> bgr("#ff8000")
    (0, 128, 255)
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return blue, green, red


def arc(
    x: float, y: float, radius_x: float, radius_y: float, start: float, end: float
) -> list[Point]:
    """Return points along an ellipse's arc, degrees clockwise from the right."""
    steps = max(2, math.ceil(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + radius_x * math.cos(a), y + radius_y * math.sin(a)) for a in angles]


def rounded_rectangle(
    x: float, y: float, width: float, height: float, radius: float
) -> list[Point]:
    """Return the outline of an upright rectangle with round corners."""
    right, bottom = x + width - radius, y + height - radius
    return [
        *arc(x + radius, y + radius, radius, radius, 180, 270),
        *arc(right, y + radius, radius, radius, 270, 360),
        *arc(right, bottom, radius, radius, 0, 90),
        *arc(x + radius, bottom, radius, radius, 90, 180),
    ]


def star(x: float, y: float, radius: float) -> list[Point]:
    """Return the outline of an upright five-pointed star."""
    points = []
    for i in range(10):
        reach = radius if i % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * i)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def font_path(font: str) -> Path:
    """Return where the file of a typeface lies.

    Raises:
        ValueError: the package that carries it is not installed (it comes with `alpr[train]`).
    """
    package, file = FONTS[font]
    # Found without importing: matplotlib alone takes half a second.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"the package {package} is missing: install alpr[train]")
    return Path(spec.submodule_search_locations[0]) / file


@lru_cache(maxsize=1024)
def _set_line(text: str, font: str, capitals_px: int, stretch: float, spacing: float) -> Image:
    """Return the ink of a line, its rows centred on the middle of the capitals."""
    from PIL import Image as PillowImage
    from PIL import ImageDraw, ImageFont

    # The basic layout needs no shaping library, so that every machine sets the same line.
    layout = ImageFont.Layout.BASIC
    trial = ImageFont.truetype(font_path(font), 200, layout_engine=layout)
    _, top, _, bottom = trial.getbbox("H")
    face = ImageFont.truetype(font_path(font), 200 * capitals_px / (bottom - top), 0, "", layout)
    gap = spacing * capitals_px
    width = sum(face.getlength(letter) + gap for letter in text)
    page = PillowImage.new("L", (math.ceil(width + 2 * capitals_px), 3 * capitals_px), 0)
    pen = ImageDraw.Draw(page)
    place = float(capitals_px)
    for letter in text:
        pen.text((place, 2 * capitals_px), letter, font=face, fill=255, anchor="ls")
        place += face.getlength(letter) + gap
    mask = np.asarray(page, np.uint8)
    if stretch != 1:
        size = (max(1, round(mask.shape[1] * stretch)), mask.shape[0])
        mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)
    return mask
