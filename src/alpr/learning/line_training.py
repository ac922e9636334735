"""Gradient descent on drawn plates for the line network, resumable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.columns import BLANK, COLUMNS, HEIGHT, WIDTH
from alpr.learning.checkpoints import Checkpoints
from alpr.learning.descent import (
    DescentPoint,
    adamw,
    average_weights,
    checked_descent,
    descend,
    resumed,
    scores_of,
)
from alpr.learning.feed import ArrayKind, Draw, FeedSettings, SampleFeed
from alpr.learning.line_network import (
    SCORES,
    LineNetworkSettings,
    Precision,
    build_line_network,
)

_WATCHED_BATCH = 100

_SAMPLE = (ArrayKind((HEIGHT, WIDTH), "uint8"), ArrayKind((COLUMNS,), "uint8"))
"""A crop, and the classes of its columns."""


@dataclass(frozen=True)
class LineTrainingSettings:
    """Everything a training depends on beside its plates."""

    network: LineNetworkSettings
    feed: FeedSettings
    steps: int
    batch_size: int
    learning_rate: float
    """The highest, after the warm-up; it falls to 0 with the last step."""
    warmup_steps: int
    weight_decay: float
    clip_norm: float
    """A gradient longer than this, over all weights, is shortened to it."""
    character_weight: float
    """How much more a column with a character counts in the loss than a blank one."""
    average_decay: float
    """Share of the averaged weights that stays at each step; less in the first steps."""
    seed: int
    watch_every: int
    """Steps between two points of the learning curves; at each the state is kept."""

    def __post_init__(self) -> None:
        checked_descent(self)
        if self.batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {self.batch_size}")
        if not self.character_weight > 0:
            raise ValueError(f"character_weight must be above 0, not {self.character_weight}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative: {self.seed}")
        if not 0 <= self.average_decay < 1:
            raise ValueError(f"average_decay must be in [0, 1): {self.average_decay}")


@dataclass(frozen=True)
class WatchedPlates:
    """Plates that are only watched: images (N, HEIGHT, WIDTH) uint8 and their texts."""

    images: NDArray[np.uint8]
    texts: tuple[str, ...]


Decode = Callable[[NDArray[np.float32]], str]
"""Column probabilities (COLUMNS, CLASSES) to a text."""


def train_line(
    settings: LineTrainingSettings,
    make_draw: Callable[[], Draw],
    watched: Mapping[str, WatchedPlates],
    decode: Decode,
    checkpoints: Checkpoints,
    precision: Precision,
    watch: Callable[[DescentPoint], None] = lambda point: None,
) -> tuple[Any, list[DescentPoint]]:
    """Train a line network, going on from the last checkpoint where there is one.

    Args:
        settings: the recipe.
        make_draw: called in each process that draws plates; must be picklable.
        watched: plates that are only watched, by the name of their set.
        decode: reads the text off the columns.
        checkpoints: where the state is kept; a stopped training that is run again with the same
            settings and plates ends with the same weights as one that was never stopped.
        precision: of the arithmetic while learning; averages and results are float32.
        watch: called with each new point of the learning curves.

    Returns:
        The averaged network, a float32 keras.Model, and the learning curves.
    """
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    network = build_line_network(settings.network, settings.seed, precision)
    averaged = build_line_network(settings.network, settings.seed)
    optimizer = adamw(settings, network)
    step = _training_step(settings, network, averaged, optimizer)
    variables = [*network.variables, *averaged.weights, *optimizer.variables]
    start = resumed(checkpoints, variables)
    read = columns_reader(averaged)
    with SampleFeed(
        make_draw, _SAMPLE, settings.feed, settings.batch_size, settings.seed, start[0]
    ) as feed:
        curve = descend(
            settings,
            start,
            lambda index: step(*feed.batch(index)),
            lambda: {name: _share(read, one, decode) for name, one in watched.items()},
            checkpoints,
            variables,
            watch,
        )
    return averaged, curve


def columns_reader(network: Any) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Return a function from crops (N, HEIGHT, WIDTH) uint8 to (N, COLUMNS, CLASSES) float32."""
    import tensorflow as tf

    shape = [tf.TensorSpec((None, HEIGHT, WIDTH, 1), tf.float32)]
    run = tf.function(lambda crops: network(crops, training=False), input_signature=shape)

    def read(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        starts = range(0, max(len(images), 1), _WATCHED_BATCH)
        crops = (images[start : start + _WATCHED_BATCH, ..., None] for start in starts)
        return np.concatenate([run(tf.constant(one, tf.float32)).numpy() for one in crops])

    return read


def _training_step(
    settings: LineTrainingSettings, network: Any, averaged: Any, optimizer: Any
) -> Callable[[NDArray[np.uint8], NDArray[np.uint8]], Any]:
    import tensorflow as tf

    scores = scores_of(network, SCORES)
    shapes = [(settings.batch_size, HEIGHT, WIDTH), (settings.batch_size, COLUMNS)]

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.uint8) for shape in shapes])  # type: ignore[untyped-decorator]
    def step(images: Any, labels: Any) -> Any:
        crops = tf.cast(images, tf.float32)[..., None]
        weights = tf.where(labels == BLANK, 1.0, settings.character_weight)
        with tf.GradientTape() as tape:
            cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=tf.cast(labels, tf.int32),
                logits=tf.cast(scores(crops, training=True), tf.float32),
            )
            loss = tf.reduce_sum(weights * cross_entropy) / tf.reduce_sum(weights)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        average_weights(averaged, network, settings.average_decay, optimizer.iterations)
        return loss

    return lambda images, labels: step(tf.constant(images), tf.constant(labels))


def _share(
    read: Callable[[NDArray[np.uint8]], NDArray[np.float32]], plates: WatchedPlates, decode: Decode
) -> float:
    columns = read(plates.images)
    right = [decode(one) == text for one, text in zip(columns, plates.texts, strict=True)]
    return float(np.mean(right))
