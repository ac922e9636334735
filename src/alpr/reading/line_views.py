"""A plate as each of its lines of characters asks for it: scaled, dark on light, thresholded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.reading.binarization import binarize, softened
from alpr.reading.candidates import Candidates
from alpr.reading.character_lines import CharacterLine, find_lines
from alpr.reading.scaling import grey_levels, scaled_by
from alpr.reading.segmentation_settings import RelativeSettings

Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class LineView:
    """One line of a plate, and what may be its characters.

    `scaled` is (height, width, 3) BGR; grey, blurred and binaries are (height, width); all uint8.
    """

    line: CharacterLine
    """In pixels of `scaled`, as are the boxes of the candidates."""
    factor: float
    """How many times as large `scaled` is as the picture that was given."""
    scaled: Image
    grey: Image
    """Dark characters on light: inverted where the line has light ones."""
    blurred: Image
    binaries: tuple[Image, ...]
    candidates: Candidates


def line_views(image: Image, settings: RelativeSettings) -> Iterator[LineView]:
    """Yield a view of each line that may hold the characters, the best supported first.

    Args:
        image: (height, width, 3) uint8 BGR, one plate and little else.
        settings: what may be a line, and what a character of it.
    """
    # By the longer side, so that a tall strip does not become millions of pixels.
    coarse = settings.lines.plate_px / max(image.shape[:2])
    for line in find_lines(scaled_by(grey_levels(image), coarse), settings.lines):
        yield _view(image, line.times(1 / coarse), settings)


def _view(image: Image, line: CharacterLine, settings: RelativeSettings) -> LineView:
    """Look at a plate at the scale that the height of a line gives."""
    longer = max(image.shape[:2])
    factor = min(settings.character_px / line.height_px, settings.most_px / longer)
    scaled = scaled_by(image, factor)
    line = line.times(factor)
    grey = grey_levels(scaled)
    if line.light_on_dark:
        grey = np.asarray(255 - grey, np.uint8)
    blurred = softened(grey, settings.blur_px)
    binaries = tuple(binarize(blurred, line.height_px, settings.thresholds))
    candidates = Candidates(scaled, grey, line, settings.candidates)
    for number, binary in enumerate(binaries):
        candidates.add(binary, number)
    return LineView(line, factor, scaled, grey, blurred, binaries, candidates)
