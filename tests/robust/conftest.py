"""Toy glyphs, and a small robust network that learns them in seconds."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.learning.augmentation import AugmentationSettings
from alpr.learning.robust_network import RobustNetworkSettings
from alpr.learning.robust_training import LabelledGlyphs, RobustTrainingSettings


def toy_glyphs(size: int, seed: int) -> LabelledGlyphs:
    """Upright bars are a 1, level ones a 7, and both together no character."""
    generator = np.random.default_rng(seed)
    kinds = generator.integers(3, size=size)
    images = np.zeros((size, 32, 32, 1), np.uint8)
    for image, kind in zip(images, kinds, strict=True):
        place = int(generator.integers(8, 20))
        if kind != 1:
            image[2:30, place : place + 5] = 255
        if kind != 0:
            image[place : place + 5, 2:30] = 255
    return LabelledGlyphs(images, np.array([1, 7, NOT_A_CHARACTER], np.uint8)[kinds])


@pytest.fixture(scope="session")
def augmentation() -> AugmentationSettings:
    return AugmentationSettings(
        untouched=0.2,
        rotation_deg=3.0,
        slant=0.05,
        stretch=0.1,
        elastic_px=0.5,
        weight=0.5,
        coarse=0.5,
        coarse_px=(10, 20),
        soft=0.5,
        noise=0.5,
    )


@pytest.fixture(scope="session")
def robust_settings(augmentation: AugmentationSettings) -> RobustTrainingSettings:
    return RobustTrainingSettings(
        network=RobustNetworkSettings(
            filters=(4, 4, 8, 8, 8), dense_units=16, dropout=0.1, batch_norm_momentum=0.8
        ),
        augmentation=augmentation,
        steps=12,
        batch=(12, 8),
        learning_rate=0.01,
        warmup_steps=2,
        weight_decay=0.01,
        clip_norm=5.0,
        smoothing=0.02,
        average_decay=0.9,
        seed=3,
        watch_every=5,
    )


@pytest.fixture(scope="session")
def sources() -> list[LabelledGlyphs]:
    return [toy_glyphs(60, 1), toy_glyphs(40, 2)]


@pytest.fixture(scope="session")
def watched() -> dict[str, LabelledGlyphs]:
    return {"toys": toy_glyphs(50, 3)}
