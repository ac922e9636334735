"""A small locator network that learns the toy scenes in seconds."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from locator_toys import TOY_SIZE, TOY_TARGETS

from alpr.learning.feed import FeedSettings
from alpr.learning.locator_network import LocatorNetworkSettings
from alpr.learning.locator_training import LocatorTrainingSettings
from alpr.places import PlaceSettings


@pytest.fixture(scope="session")
def locator_settings() -> LocatorTrainingSettings:
    return LocatorTrainingSettings(
        network=LocatorNetworkSettings(
            stem=(8, 8),
            cell=16,
            cell_layers=1,
            context=16,
            dilations=(1, 2),
            head=16,
            batch_norm_momentum=0.8,
        ),
        feed=FeedSettings(block=32, uses=2, drawers=1),
        targets=TOY_TARGETS,
        places=PlaceSettings(threshold=0.5, overlap=0.5),
        height=TOY_SIZE[0],
        width=TOY_SIZE[1],
        steps=12,
        batch_size=8,
        learning_rate=0.01,
        warmup_steps=2,
        weight_decay=0.01,
        clip_norm=5.0,
        focus=2.0,
        corner_weight=1.0,
        average_decay=0.9,
        seed=3,
        watch_every=5,
    )
