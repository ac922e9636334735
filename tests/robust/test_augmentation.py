"""Augmented glyphs are glyphs, changed by the chance of one generator."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.glyphs import GLYPH_SIZE, INK_LEVEL, MARGIN, glyph
from alpr.learning.augmentation import AugmentationSettings, augment, augmented


def letter() -> NDArray[np.uint8]:
    """An L as the network sees it."""
    page = np.zeros((64, 64), np.uint8)
    page[8:56, 16:26] = 255
    page[46:56, 16:48] = 255
    return glyph(page)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((32, 32), np.uint8),  # empty: there is nothing to cut
        np.eye(32, dtype=np.uint8) * 40,  # no pixel counts as ink
    ],
)
def test_what_has_no_ink_stays_as_it_is(
    image: NDArray[np.uint8], augmentation: AugmentationSettings
) -> None:
    changed = augment(image, augmentation, np.random.default_rng(1))
    np.testing.assert_array_equal(changed, image)


@pytest.mark.parametrize(
    "image",
    [
        np.pad(np.full((1, 1), 255, np.uint8), ((15, 16), (15, 16))),  # a single pixel
        np.full((32, 32), 255, np.uint8),  # ink up to the frame
        letter(),
    ],
)
def test_the_longer_side_fills_the_frame_again(
    image: NDArray[np.uint8], augmentation: AugmentationSettings
) -> None:
    quiet = dataclasses.replace(augmentation, noise=0.0, coarse=0.0, soft=0.0)
    rng = np.random.default_rng(2)
    for _ in range(20):
        changed = augment(image, quiet, rng)
        inked = changed >= INK_LEVEL
        sides = [np.flatnonzero(inked.any(axis=axis)) for axis in (0, 1)]
        longest = max(side[-1] - side[0] + 1 for side in sides)
        assert abs(longest - (GLYPH_SIZE - 2 * MARGIN)) <= 1


def test_the_same_chance_gives_the_same_glyphs(augmentation: AugmentationSettings) -> None:
    glyphs = np.stack([letter()] * 30)[..., None]
    first, second, other = (
        augmented(glyphs, augmentation, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(glyphs, np.stack([letter()] * 30)[..., None])  # not mutated


def test_a_share_stays_untouched(augmentation: AugmentationSettings) -> None:
    glyphs = np.stack([letter()] * 400)[..., None]
    settings = dataclasses.replace(augmentation, untouched=0.5, noise=1.0)
    changed = augmented(glyphs, settings, np.random.default_rng(1))
    same = np.mean([np.array_equal(a, b) for a, b in zip(glyphs, changed, strict=True)])
    assert same == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize(
    "wrong",
    [
        {"untouched": 1.1},
        {"noise": -0.1},
        {"rotation_deg": -1.0},
        {"elastic_px": -0.5},
        {"coarse_px": (20, 10)},  # upside down
        {"coarse_px": (2, 10)},  # nothing could be seen
    ],
)
def test_settings_out_of_range_are_refused(
    augmentation: AugmentationSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(augmentation, **wrong)
