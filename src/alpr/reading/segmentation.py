"""A plate to the boxes of its characters, with the reason of every box that is none.

Every way takes the same steps: the plate is scaled, ink told from paper, each shape measured, and
the characters chosen among those that may be some. Two parameter sets choose how:

- `SegmentationSettings`, the paper's (sections 4.2 and 5.1.1): one scale, one threshold, sizes in
  pixels, dark characters on a light plate, and every shape of the right size is a character. The
  paper scales every plate to "approximately 230x50": a Spanish plate of 520 x 110 mm becomes
  230 x 49 when its aspect ratio is kept. Stretching plates of other proportions to 230 x 50 takes
  half the height from the characters of a US plate, and fewer of them are read.
- `RelativeSettings`: lines of characters are looked for first, dark or light; the plate is scaled
  by the height of each, thresholded in several ways, and the most consistent line is kept.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from alpr.reading.binarization import binarize, local_threshold, softened
from alpr.reading.candidates import Band
from alpr.reading.choosing import Classify, choose
from alpr.reading.ink import box_glyph
from alpr.reading.line_views import LineView, line_views
from alpr.reading.outlines import HOLE, SizeLimits, outlines
from alpr.reading.scaling import grey_levels, scaled_by, scaled_to
from alpr.reading.segmentation_settings import (
    RelativeSettings,
    SegmentationSettings,
    Settings,
    build_settings,
)
from alpr.reading.segments import DroppedBox, KeptBox, Segmentation

__all__ = [
    "Classify",
    "DroppedBox",
    "KeptBox",
    "RelativeSettings",
    "Segmentation",
    "SegmentationSettings",
    "Settings",
    "build_settings",
    "segment",
]

Image = NDArray[np.uint8]


def segment(image: Image, settings: Settings, classify: Classify | None = None) -> Segmentation:
    """Find the characters of a plate; none found is no error.

    Args:
        image: (height, width, 3) uint8 BGR, one plate and little else.
        settings: the paper's or the relative parameter set.
        classify: what judges glyphs where shapes can be taken in several ways; the paper's way
            never asks. Without it sizes and looks decide.
    """
    if isinstance(settings, SegmentationSettings):
        return _at_fixed_scale(image, settings)
    best = None
    height, width = image.shape[:2]
    for view in line_views(image, settings):
        found = _along_line(view, settings, classify, (width, height))
        if best is None or found.score > best.score:
            best = found
        if best.score >= settings.enough:
            break
    return best or _nothing(image, settings)


def _at_fixed_scale(image: Image, settings: SegmentationSettings) -> Segmentation:
    """Take every shape of the right size in pixels for a character."""
    height, width = image.shape[:2]
    if settings.height_px is not None:
        scaled = scaled_to(image, (settings.width_px, settings.height_px))
    else:
        scaled = scaled_by(image, settings.width_px / max(height, width))
    grey = grey_levels(scaled)
    blurred = softened(grey, settings.blur_px)
    binary = local_threshold(blurred, settings.window_px, settings.offset)
    limits = SizeLimits(settings.box_height_px, settings.box_width_px, settings.box_aspect)
    kept, dropped = _boxes(grey, binary, limits)
    return Segmentation(scaled, grey, blurred, binary, kept, dropped, (width, height))


def _boxes(
    grey: Image, binary: Image, limits: SizeLimits
) -> tuple[tuple[KeptBox, ...], tuple[DroppedBox, ...]]:
    """Sort the contours into characters and others, each left to right."""
    kept: list[KeptBox] = []
    dropped: list[DroppedBox] = []
    for outline in outlines(binary):
        fault = HOLE if outline.is_hole else limits.fault(outline.box)
        if fault is None:
            try:
                glyph = box_glyph(grey, outline.filled(binary), outline.box)
                kept.append(KeptBox(outline.box, glyph))
                continue
            except ValueError as error:
                fault = ("contrast", str(error))
        dropped.append(DroppedBox(outline.box, *fault))
    outer, inner = _without_nested(sorted(kept, key=lambda item: item.box))
    return outer, _in_order([*dropped, *inner])


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


def _along_line(
    view: LineView,
    settings: RelativeSettings,
    classify: Classify | None,
    source_size: tuple[int, int],
) -> Segmentation:
    """Choose the characters along one line."""
    found, line = view.candidates.found, view.line
    contrast = _contrast(view.grey, Band(view.grey.shape, line, 1))
    glyphs = [item.glyph for item in found]
    probabilities = classify(np.stack(glyphs)) if classify and glyphs else None
    chosen, rejected = choose(found, probabilities, line.height_px, contrast, settings.choice)
    kept = tuple(
        KeptBox(found[index].box, found[index].glyph, consistency)
        for index, consistency in zip(chosen.path, chosen.consistency, strict=True)
    )
    sources = Counter(found[index].binary for index in chosen.path)
    return Segmentation(
        view.scaled,
        view.grey,
        view.blurred,
        view.binaries[sources.most_common(1)[0][0] if sources else 0],
        kept,
        _in_order(_not_kept([*rejected, *view.candidates.dropped.values()], kept)),
        source_size,
        line.light_on_dark,
        chosen.worth * line.height_px / (max(source_size) * view.factor),
    )


def _contrast(grey: Image, band: Band) -> float:
    """Return the grey levels between ink and paper along a line."""
    inside = grey[band.inside]
    return float(np.subtract(*np.percentile(inside, (90, 10)))) if inside.size else 0.0


def _not_kept(dropped: list[DroppedBox], kept: tuple[KeptBox, ...]) -> list[DroppedBox]:
    """Leave out boxes that one threshold dropped and another kept."""
    boxes = {item.box for item in kept}
    return [item for item in dropped if item.box not in boxes]


def _nothing(image: Image, settings: RelativeSettings) -> Segmentation:
    """Return what is seen of a plate without a line of characters."""
    height, width = image.shape[:2]
    scaled = scaled_by(image, settings.lines.plate_px / max(height, width))
    grey = grey_levels(scaled)
    blurred = softened(grey, settings.blur_px)
    binary = binarize(blurred, min(grey.shape), settings.thresholds)[0]
    return Segmentation(scaled, grey, blurred, binary, (), (), (width, height))


def _in_order(dropped: list[DroppedBox]) -> tuple[DroppedBox, ...]:
    return tuple(sorted(dropped, key=lambda item: (item.box, item.rule)))
