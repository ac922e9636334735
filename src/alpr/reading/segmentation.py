"""The paper's segmentation: contours of a thresholded plate, checked by their size in pixels.

Source: the paper, sections 4.2 and 5.1.1. It reads dark characters on a light plate.

The paper scales every plate to "approximately 230x50": a Spanish plate of 520 x 110 mm becomes
230 x 49 when its aspect ratio is kept. Stretching plates of other proportions to 230 x 50 takes
half the height from the characters of a US plate, and fewer of them are read.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.glyphs import GLYPH_SIZE
from alpr.reading.ink import box_glyph

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class SegmentationSettings:
    """Every number of the paper's segmentation, in pixels of the scaled plate.

    Attributes:
        width_px: plates are scaled so that their longer side has so many pixels.
        height_px: they are stretched to width_px x height_px; None keeps their aspect ratio.
        blur_px: side of the Gaussian kernel, odd.
        window_px: side of the neighbourhood whose mean is the threshold, odd.
        offset: grey levels that ink must be darker than that mean.
        box_height_px: lowest and highest box that can be a character.
        box_width_px: narrowest and widest.
        box_aspect: smallest and largest width over height.
    """

    width_px: int
    height_px: int | None
    blur_px: int
    window_px: int
    offset: float
    box_height_px: tuple[int, int]
    box_width_px: tuple[int, int]
    box_aspect: tuple[float, float]

    def __post_init__(self) -> None:
        if not 50 <= self.width_px <= 1000:
            raise ValueError(f"width_px must be 50 to 1000, not {self.width_px}")
        if self.height_px is not None and not 10 <= self.height_px <= 1000:
            raise ValueError(f"height_px must be 10 to 1000 or null, not {self.height_px}")
        for name, lowest in (("blur_px", 1), ("window_px", 3)):
            side = getattr(self, name)
            if side < lowest or side % 2 == 0:
                raise ValueError(f"{name} must be odd and at least {lowest}, not {side}")
        if not 0 <= self.offset <= 255:
            raise ValueError(f"offset must be 0 to 255, not {self.offset}")
        for name in ("box_height_px", "box_width_px", "box_aspect"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise ValueError(f"{name} must be 0 < lowest <= highest, not {low}, {high}")


@dataclass(frozen=True)
class KeptBox:
    """A box taken for a character, and its (32, 32) uint8 glyph."""

    box: Box
    glyph: Image


@dataclass(frozen=True)
class DroppedBox:
    """A box not taken for a character: the rule that dropped it, and what it measured."""

    box: Box
    rule: str
    reason: str


@dataclass(frozen=True)
class Segmentation:
    """One plate, step by step.

    `scaled` is (height, width, 3) BGR; grey, blurred and binary are (height, width); all uint8.
    Boxes are in pixels of `scaled`: kept ones left to right, dropped ones too.
    """

    scaled: Image
    grey: Image
    blurred: Image
    binary: Image
    kept: tuple[KeptBox, ...]
    dropped: tuple[DroppedBox, ...]
    source_size: tuple[int, int]
    """Width and height of the image that was given, pixels."""

    @property
    def glyphs(self) -> Image:
        """The glyphs of the kept boxes, (N, 32, 32) uint8."""
        glyphs = [item.glyph for item in self.kept]
        return np.stack(glyphs) if glyphs else np.zeros((0, GLYPH_SIZE, GLYPH_SIZE), np.uint8)

    def in_source(self, box: Box) -> Box:
        """Return a box of `scaled` in pixels of the image that was given."""
        height, width = self.grey.shape
        x_scale, y_scale = self.source_size[0] / width, self.source_size[1] / height
        x_min, y_min = int(box.x_min * x_scale), int(box.y_min * y_scale)
        return Box(
            x_min,
            y_min,
            max(x_min + 1, round(box.x_max * x_scale)),
            max(y_min + 1, round(box.y_max * y_scale)),
        )


def segment(image: Image, settings: SegmentationSettings) -> Segmentation:
    """Find the characters of a plate; none found is no error.

    Args:
        image: (height, width, 3) uint8 BGR, one plate and little else.
        settings: the sizes that a character may have.
    """
    scaled = _scale(image, settings)
    grey = _uint8(cv2.cvtColor(scaled, cv2.COLOR_BGR2GRAY))
    blurred = _uint8(cv2.GaussianBlur(grey, (settings.blur_px, settings.blur_px), 0))
    binary = _uint8(
        cv2.adaptiveThreshold(
            blurred,
            255,
            cv2.ADAPTIVE_THRESH_MEAN_C,
            cv2.THRESH_BINARY_INV,  # ink is dark, and contours are drawn around white
            settings.window_px,
            settings.offset,
        )
    )
    kept, dropped = _boxes(grey, binary, settings)
    height, width = image.shape[:2]
    return Segmentation(scaled, grey, blurred, binary, kept, dropped, (width, height))


def _scale(image: Image, settings: SegmentationSettings) -> Image:
    height, width = image.shape[:2]
    if settings.height_px is not None:
        size = (settings.width_px, settings.height_px)
    else:
        # The longer side, so that a tall strip does not become millions of pixels.
        scale = settings.width_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if size[0] < width else cv2.INTER_CUBIC
    return _uint8(cv2.resize(image, size, interpolation=method))


def _boxes(
    grey: Image, binary: Image, settings: SegmentationSettings
) -> tuple[tuple[KeptBox, ...], tuple[DroppedBox, ...]]:
    """Sort the contours into characters and others, each left to right."""
    contours, hierarchy = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    kept: list[KeptBox] = []
    dropped: list[DroppedBox] = []
    if not contours:  # then there is no hierarchy either
        return (), ()
    for index, (contour, parent) in enumerate(zip(contours, hierarchy[0, :, 3], strict=True)):
        x, y, width, height = cv2.boundingRect(contour)
        box = Box(x, y, x + width, y + height)
        fault = _fault(box, is_hole=parent >= 0, settings=settings)
        if fault is None:
            shape = np.zeros_like(binary)
            cv2.drawContours(shape, contours, index, 255, cv2.FILLED)
            try:
                kept.append(KeptBox(box, box_glyph(grey, shape & binary, box)))
                continue
            except ValueError as error:
                fault = ("contrast", str(error))
        dropped.append(DroppedBox(box, *fault))
    outer, inner = _without_nested(sorted(kept, key=lambda item: item.box))
    return outer, tuple(sorted([*dropped, *inner], key=lambda item: (item.box, item.rule)))


def _fault(box: Box, is_hole: bool, settings: SegmentationSettings) -> tuple[str, str] | None:
    """Return the first rule that the box breaks and what it measured; None where it is good."""
    if is_hole:
        return "hole", "a hole in another shape"
    for rule, value, (low, high), unit in (
        ("height", box.height, settings.box_height_px, " px"),
        ("width", box.width, settings.box_width_px, " px"),
        ("aspect", round(box.aspect, 2), settings.box_aspect, ""),
    ):
        if value < low:
            return rule, f"{rule} {value}{unit} is below {low}"
        if value > high:
            return rule, f"{rule} {value}{unit} is above {high}"
    return None


def _without_nested(
    boxes: list[KeptBox],
) -> tuple[tuple[KeptBox, ...], tuple[DroppedBox, ...]]:
    """Drop the boxes that lie inside another one: a mark inside a character is not one."""
    kept, dropped = [], []
    for item in boxes:
        if any(other is not item and other.box.contains(item.box) for other in boxes):
            dropped.append(DroppedBox(item.box, "nested", "inside another box"))
        else:
            kept.append(item)
    return tuple(kept), tuple(dropped)


def _uint8(image: object) -> Image:
    return np.asarray(image, np.uint8)
