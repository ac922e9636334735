"""Toy plates of bars. A module of its own, since the processes that draw import it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.columns import HEIGHT, WIDTH
from alpr.learning.feed import Drawn
from alpr.learning.line_labels import column_classes
from alpr.learning.line_training import WatchedPlates

ToyPlate = tuple[NDArray[np.uint8], str, list[tuple[float, float]]]


def toy_plate(number: int) -> ToyPlate:
    """Draw 0 to 4 characters: a bar high up for 0, one low down for 1, both for 2."""
    generator = np.random.default_rng([7, number])
    image = generator.integers(150, 200, (HEIGHT, WIDTH)).astype(np.uint8)
    text, spans, left = "", [], int(generator.integers(2, 20))
    for _ in range(int(generator.integers(0, 5))):
        index = int(generator.integers(0, 3))
        if index != 1:
            image[6:18, left : left + 20] = 20
        if index != 0:
            image[30:42, left : left + 20] = 20
        text += CHARACTERS[index]
        spans.append((float(left), float(left + 20)))
        left += 20 + int(generator.integers(6, 14))
    return image, text, spans


def draw_toy(number: int) -> Drawn:
    """Draw a sample of the training."""
    image, text, spans = toy_plate(number)
    return image, column_classes(text, spans)


def make_draw_toy() -> Callable[[int], Drawn]:
    """Give a drawing process its function."""
    return draw_toy


def toy_plates(first: int, count: int) -> WatchedPlates:
    """Draw plates to measure with."""
    plates = [toy_plate(number) for number in range(first, first + count)]
    return WatchedPlates(np.stack([one[0] for one in plates]), tuple(one[1] for one in plates))
