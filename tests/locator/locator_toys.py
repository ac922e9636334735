"""Toy scenes of striped plates. A module of its own, since the processes that draw import it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from alpr.learning.feed import Drawn
from alpr.learning.locator_evaluation import WatchedScene
from alpr.learning.locator_targets import KnownPlate, TargetSettings, make_targets
from alpr.places import Corners

TOY_SIZE = (96, 128)
TOY_TARGETS = TargetSettings(middle=0.5, narrowest_px=24, widest_px=80, somewhat=1.5)


def upright(x: float, y: float, width: float, height: float) -> Corners:
    """Return the corners of an upright plate."""
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])


def toy_scene(number: int) -> tuple[NDArray[np.uint8], tuple[KnownPlate, ...]]:
    """Draw noise with a grey box that is no plate and mostly one of stripes, which is one."""
    generator = np.random.default_rng([9, number])
    image = generator.integers(90, 110, TOY_SIZE).astype(np.uint8)
    plates = []
    for striped in (False, generator.random() < 0.8):
        width, height = int(generator.integers(32, 56)), int(generator.integers(14, 22))
        top = int(generator.integers(0, 24)) + 48 * striped
        left = int(generator.integers(0, TOY_SIZE[1] - width))
        box = image[top : top + height, left : left + width]
        box[:] = 220
        if striped:
            for start in range(3, width - 3, 8):
                box[3:-3, start : start + 4] = 20
            plates.append(KnownPlate(upright(left, top, width, height), legible=True))
    return image, tuple(plates)


def draw_toy(number: int) -> Drawn:
    """Draw a sample of the training."""
    image, plates = toy_scene(number)
    return image, *make_targets(plates, TOY_SIZE, TOY_TARGETS)


def make_draw_toy() -> Callable[[int], Drawn]:
    """Give a drawing process its function."""
    return draw_toy


def toy_scenes(first: int, count: int) -> list[WatchedScene]:
    """Draw scenes to measure with."""
    return [WatchedScene(*toy_scene(number)) for number in range(first, first + count)]
