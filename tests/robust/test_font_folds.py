"""Divisions by font: every image is measured once, by a network that does not know its font."""

import numpy as np
import pytest

from alpr.learning.arrays import GlyphArrays
from alpr.learning.font_folds import deal_fonts, divide, joined

FOLDS = 3


@pytest.fixture(scope="module")
def arrays() -> GlyphArrays:
    """Twelve fonts of four faces and two characters; each image's first pixel is its number."""
    size = 12 * 4 * 2
    images = np.zeros((size, 32, 32, 1), np.uint8)
    images[:, 0, 0, 0] = np.arange(size)
    faces = np.repeat(np.arange(48), 2).astype(np.uint16)
    return GlyphArrays(images, np.tile([0, 1], 48).astype(np.uint8), faces // 4, faces)


def test_every_image_is_measured_in_one_fold(arrays: GlyphArrays) -> None:
    tests = [divide(arrays, fold, FOLDS, 4, seed=1).test for fold in range(FOLDS)]
    numbers = joined(tests).images[:, 0, 0, 0]
    assert sorted(numbers.tolist()) == list(range(len(arrays)))


@pytest.mark.parametrize("fold", range(FOLDS))
def test_no_font_is_on_two_sides(arrays: GlyphArrays, fold: int) -> None:
    parts = divide(arrays, fold, FOLDS, 4, seed=1)
    sides = [set(part.fonts.tolist()) for part in (parts.training, parts.validation, parts.test)]
    assert all(sides)
    assert sum(map(len, sides)) == len(set.union(*sides)) == 12


def test_the_seed_decides() -> None:
    fonts = np.arange(40, dtype=np.uint16)
    first, again, other = (
        deal_fonts(fonts, 4, np.random.default_rng(seed)).tolist() for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("fold", "folds"),
    [
        (0, 1),  # nothing would be left to learn from
        (0, 13),  # more folds than fonts
        (3, 3),  # counted from 0
        (-1, 3),
    ],
)
def test_folds_that_cannot_be_are_refused(arrays: GlyphArrays, fold: int, folds: int) -> None:
    with pytest.raises(ValueError, match="fold"):
        divide(arrays, fold, folds, 4, seed=1)
