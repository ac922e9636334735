"""A small line network that learns the toy plates in seconds."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

from alpr.learning.feed import FeedSettings
from alpr.learning.line_network import LineNetworkSettings
from alpr.learning.line_training import LineTrainingSettings


@pytest.fixture(scope="session")
def line_settings() -> LineTrainingSettings:
    return LineTrainingSettings(
        network=LineNetworkSettings(
            filters=(4, 4, 8, 8, 8, 8),
            column_units=16,
            context_units=16,
            context_columns=3,
            dropout=0.1,
            batch_norm_momentum=0.8,
        ),
        feed=FeedSettings(block=32, uses=2, drawers=1),
        steps=12,
        batch_size=16,
        learning_rate=0.01,
        warmup_steps=2,
        weight_decay=0.01,
        clip_norm=5.0,
        character_weight=1.5,
        average_decay=0.9,
        seed=3,
        watch_every=5,
    )
