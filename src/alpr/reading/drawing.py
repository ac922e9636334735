"""Small means to draw pictures of a reading: zoomed plates, coloured boxes, captions."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.segments import Segmentation

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

WHITE, BLACK, GREY = (255, 255, 255), (30, 30, 30), (120, 120, 120)
GREEN, RED = (60, 160, 30), (40, 40, 220)
"""Blue, green, red. Boxes that were kept are green, dropped ones red."""

_LABEL_SIZE = 0.38
_LABEL_PX = 13
_SPECK_PX = 3
_UNLABELLED = ("hole", "rival")
"""Rules of boxes that lie in or on a kept one: the picture says enough."""


def canvas(width: int, height: int) -> Image:
    """Return an empty white picture."""
    return np.full((height, width, 3), 255, np.uint8)


def zoomed(image: Image, factor: int) -> Image:
    """Enlarge a grey or BGR picture, each pixel a square, to BGR."""
    if image.ndim == 2:
        image = np.repeat(image[:, :, np.newaxis], 3, axis=2)
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def put_text(
    image: Image, text: str, place: tuple[int, int], size: float, colour: Colour = BLACK
) -> None:
    """Write a line of text, place its lower left corner; size 1 is about 22 pixels high."""
    thickness = 2 if size >= 1 else 1
    cv2.putText(
        image,
        text.encode("ascii", "replace").decode(),  # OpenCV's fonts hold no more
        place,
        cv2.FONT_HERSHEY_SIMPLEX,
        size,
        colour,
        thickness,
        cv2.LINE_AA,
    )


def text_width(text: str, size: float) -> int:
    """Return how many pixels wide `put_text` writes the line."""
    thickness = 2 if size >= 1 else 1
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, thickness)
    return int(width)


def draw_boxes(segmentation: Segmentation, factor: int) -> Image:
    """Draw the scaled plate with its boxes: kept ones green, dropped ones red.

    What a dropped box measured is written beside it, the largest first, where there is room left.
    """
    image = zoomed(segmentation.scaled, factor)
    for dropped in segmentation.dropped:
        _rectangle(image, dropped.box, factor, RED, thickness=1)
    for kept in segmentation.kept:
        _rectangle(image, kept.box, factor, GREEN, thickness=2)
    free = np.ones(image.shape[:2], bool)
    for kept in segmentation.kept:
        box = kept.box
        free[box.y_min * factor : box.y_max * factor, box.x_min * factor : box.x_max * factor] = 0
    for dropped in sorted(segmentation.dropped, key=lambda item: -item.box.height * item.box.width):
        if dropped.rule not in _UNLABELLED and dropped.box.height >= _SPECK_PX:
            # The limit as well would not fit beside most boxes.
            _label(image, free, dropped.reason.partition(" is ")[0], dropped.box, factor)
    return image


def stacked(pictures: Sequence[Image], gap: int = 0) -> Image:
    """Put pictures below one another, left edges in line, on white."""
    width = max(picture.shape[1] for picture in pictures)
    height = sum(picture.shape[0] for picture in pictures) + gap * (len(pictures) - 1)
    page = canvas(width, height)
    top = 0
    for picture in pictures:
        page[top : top + picture.shape[0], : picture.shape[1]] = picture
        top += picture.shape[0] + gap
    return page


def beside(pictures: Sequence[Image], gap: int = 0) -> Image:
    """Put pictures beside one another, upper edges in line, on white."""
    flipped = [picture.transpose(1, 0, 2) for picture in pictures]
    return np.ascontiguousarray(stacked(flipped, gap).transpose(1, 0, 2))


def _rectangle(image: Image, box: Box, factor: int, colour: Colour, thickness: int) -> None:
    corner = (box.x_min * factor, box.y_min * factor)
    opposite = (box.x_max * factor - 1, box.y_max * factor - 1)
    cv2.rectangle(image, corner, opposite, colour, thickness)


def _label(image: Image, free: NDArray[np.bool_], text: str, box: Box, factor: int) -> None:
    """Write the text just above the box, else below or inside it; nowhere if nowhere is free."""
    height, width = image.shape[:2]
    text_px = text_width(text, _LABEL_SIZE) + 2
    left = max(0, min(box.x_min * factor, width - text_px))
    top, bottom = box.y_min * factor, box.y_max * factor
    for place in (top - _LABEL_PX, bottom, top + 1):
        area = (slice(place, place + _LABEL_PX), slice(left, left + text_px))
        if place >= 0 and place + _LABEL_PX <= height and free[area].all():
            image[area] = WHITE
            put_text(image, text, (left + 1, place + _LABEL_PX - 3), _LABEL_SIZE, RED)
            free[area] = False
            return
