"""From a design and a text to the picture of a plate, and where each character lies on it."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.plates.canvas import Canvas, bgr, rounded_rectangle
from alpr.plates.designs import Design, Sticker
from alpr.plates.lettering import draw_character

Image = NDArray[np.uint8]

INK_LEVEL = 128
"""From this coverage on a pixel belongs to a character's box."""

STICKER_COLOURS = ("#d8281e", "#f07818", "#f2c81a", "#1f8a46", "#1d55b4", "#f4f4f0", "#2a2a2c")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

RIM = 4.5
"""From a plate's edge to the middle of its raised rim, millimetres."""

RELIEF_LEVELS = 70
"""Grey levels between a slope in full light and flat metal at relief 1."""


@dataclass(frozen=True)
class RenderedPlate:
    """A plate's picture, (height, width, 3) BGR uint8, its text and one box per character."""

    image: Image
    text: str
    boxes: tuple[Box, ...]


def render_plate(
    design: Design, text: str, width_px: int, generator: np.random.Generator
) -> RenderedPlate:
    """Draw a plate.

    Args:
        design: What it looks like.
        text: Its characters without any separator, as many as the design's groups hold.
        width_px: Width of the picture; its height follows the design.
        generator: Chooses what the stickers show.

    Raises:
        ValueError: the text has the wrong length or a character that the alphabet lacks, or the
            picture would be too small to draw it.
    """
    if len(text) != sum(design.groups):
        raise ValueError(f"{design.name} takes {sum(design.groups)} characters, not {text!r}")
    scale = width_px / design.width
    image = _background(design, width_px).copy()
    for sticker in design.stickers:
        _stick(image, sticker, scale, generator)
    ink, boxes = _set_characters(design, text, image.shape[:2], scale)
    lit = _emboss(image, ink, design.relief, scale)
    coverage = ink[:, :, np.newaxis] / np.float32(255)
    colour = np.array(bgr(design.ink), np.float32)
    # A little of the slopes' light shows on the paint.
    painted = 0.95 * colour + 0.05 * lit
    image = np.round(lit + coverage * (painted - lit)).astype(np.uint8)
    return RenderedPlate(image, text, boxes)


@lru_cache(maxsize=64)
def _background(design: Design, width_px: int) -> Image:
    scale = width_px / design.width
    canvas = Canvas(design.width, design.height, scale)
    design.paint(canvas)
    image = canvas.image()
    rim = np.zeros(image.shape[:2], np.uint8)
    outline = rounded_rectangle(RIM, RIM, design.width - 2 * RIM, design.height - 2 * RIM, 7)
    points = np.round(np.array(outline) * scale * 16).astype(np.int32)
    cv2.polylines(rim, [points], True, 255, max(1, round(2.4 * scale)), cv2.LINE_AA, 4)
    image = np.round(_emboss(image, rim, design.relief * 0.6, scale)).astype(np.uint8)
    image.flags.writeable = False
    return image


def _set_characters(
    design: Design, text: str, shape: tuple[int, ...], scale: float
) -> tuple[Image, tuple[Box, ...]]:
    """Return the ink of all characters, (height, width) uint8, and each one's box."""
    ink = np.zeros(shape, np.uint8)
    top = round(design.top * scale)
    boxes = []
    for character, centre in zip(text, design.centres, strict=True):
        mask = draw_character(design.lettering, character, round(design.character * scale))
        left = round(centre * scale - mask.shape[1] / 2)
        height, width = mask.shape
        if left < 0 or top + height > shape[0] or left + width > shape[1]:
            raise ValueError(f"{design.name}: {character!r} of {text!r} does not fit on the plate")
        place = ink[top : top + height, left : left + width]
        np.maximum(place, mask, out=place)
        rows = np.flatnonzero((mask >= INK_LEVEL).any(axis=1))
        columns = np.flatnonzero((mask >= INK_LEVEL).any(axis=0))
        boxes.append(
            Box(
                left + int(columns[0]),
                top + int(rows[0]),
                left + int(columns[-1]) + 1,
                top + int(rows[-1]) + 1,
            )
        )
    return ink, tuple(boxes)


def _emboss(image: Image, raised: Image, relief: float, scale: float) -> NDArray[np.float32]:
    """Light the slopes around what is raised, from the upper left."""
    lit = image.astype(np.float32)
    if relief == 0:
        return lit
    reach = max(1, round(1.6 * scale))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    # In whole numbers, which OpenCV treats alike on every machine.
    height = cv2.GaussianBlur(cv2.dilate(raised, disc), (0, 0), 0.9 * scale)
    along_x = cv2.Sobel(height, cv2.CV_16S, 1, 0, ksize=3).astype(np.float32)
    along_y = cv2.Sobel(height, cv2.CV_16S, 0, 1, ksize=3).astype(np.float32)
    slope = (0.6 * along_x + 0.8 * along_y) * np.float32(scale / (4 * 255))
    lit += (relief * RELIEF_LEVELS * slope)[:, :, np.newaxis]
    return np.clip(lit, 0, 255, out=lit)


def _stick(image: Image, sticker: Sticker, scale: float, generator: np.random.Generator) -> None:
    paper = STICKER_COLOURS[generator.integers(len(STICKER_COLOURS))]
    if sticker.kind == "month":
        text = MONTHS[generator.integers(len(MONTHS))]
    else:
        text = f"{generator.integers(5, 25):02d}"
    picture = _sticker_picture(sticker, paper, text, scale)
    top, left = round(sticker.y * scale), round(sticker.x * scale)
    height, width = picture.shape[:2]
    image[top : top + height, left : left + width] = picture


@lru_cache(maxsize=1024)
def _sticker_picture(sticker: Sticker, paper: str, text: str, scale: float) -> Image:
    canvas = Canvas(sticker.width, sticker.height, scale)
    canvas.box(0, 0, sticker.width, sticker.height, paper)
    ink = "#181818" if sum(bgr(paper)) > 330 else "#f6f6f6"
    middle = sticker.width / 2
    canvas.words(text, middle, sticker.height * 0.42, sticker.height * 0.5, "sans", ink)
    # The serial number of a real sticker is too small to read: it shows as a thin line.
    canvas.box(sticker.width * 0.2, sticker.height * 0.82, sticker.width * 0.6, 0.9, ink)
    return canvas.image()
