"""Toy glyphs that a small network learns in seconds."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from alpr.learning.arrays import GlyphArrays
from alpr.learning.network import NetworkSettings
from alpr.learning.training import TrainingSettings


def toy_arrays(size: int, seed: int) -> GlyphArrays:
    """Bars whose place tells the class, in noise."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 36, size).astype(np.uint8)
    images = generator.integers(0, 60, (size, 32, 32, 1)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[3 + 4 * (label // 6) : 7 + 4 * (label // 6), :] = 255
        image[:, 3 + 4 * (label % 6) : 7 + 4 * (label % 6)] = 255
    groups = (np.arange(size) % 20).astype(np.uint16)
    return GlyphArrays(images, labels, groups, groups)


@pytest.fixture(scope="session")
def training() -> GlyphArrays:
    return toy_arrays(600, 1)


@pytest.fixture(scope="session")
def validation() -> GlyphArrays:
    return toy_arrays(120, 2)


@pytest.fixture(scope="session")
def settings() -> TrainingSettings:
    return TrainingSettings(
        network=NetworkSettings(filters=(4, 8), kernel_px=5, dense_units=32, dropout=0.3),
        iterations=60,
        batch_size=50,
        learning_rate=0.001,
        loss_reduction="sum",
        average_last=10,
        seed=3,
        watch_every=20,
        checkpoint_every=15,
    )
