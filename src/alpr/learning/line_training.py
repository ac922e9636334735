"""Gradient descent on drawn plates for the line network, resumable.

What is watched and kept is not the network that learns but the running average of its weights
(B. T. Polyak and A. B. Juditsky, SIAM J. Control Optim. 30(4), 1992), which is steadier. Optimizer:
AdamW (I. Loshchilov and F. Hutter, ICLR 2019), the learning rate along half a cosine.
"""

import dataclasses
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.columns import BLANK, COLUMNS, HEIGHT, WIDTH
from alpr.learning.checkpoints import Checkpoints, Progress
from alpr.learning.line_feed import Draw, FeedSettings, PlateFeed
from alpr.learning.line_network import (
    LineNetworkSettings,
    Precision,
    build_line_network,
    line_scores_of,
)

_log = logging.getLogger(__name__)

_CURVE = "curve"
_WATCHED_BATCH = 100


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
        for name in ("steps", "batch_size", "watch_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("learning_rate", "clip_norm", "character_weight"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}")
        for name in ("warmup_steps", "weight_decay", "seed"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative: {getattr(self, name)}")
        if not 0 <= self.average_decay < 1:
            raise ValueError(f"average_decay must be in [0, 1): {self.average_decay}")
        if self.warmup_steps >= self.steps:
            raise ValueError(f"warmup_steps {self.warmup_steps} of only {self.steps} steps")


@dataclass(frozen=True)
class LineCurvePoint:
    """Where a training stands after a step."""

    step: int
    loss: float
    """Mean over the steps since the last point, dropout on, of the network that learns."""
    accuracy: dict[str, float]
    """Of the averaged network, by set of watched plates: share of plates read wholly right."""


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
    watch: Callable[[LineCurvePoint], None] = lambda point: None,
) -> tuple[Any, list[LineCurvePoint]]:
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
    optimizer = _optimizer(settings, network)
    step = _training_step(settings, network, averaged, optimizer)
    variables = [*network.variables, *averaged.weights, *optimizer.variables]
    progress = checkpoints.load(variables) or Progress(0, [])
    # Checkpoints know the points of another training; ours travel in the notes.
    curve = _points(checkpoints.notes.get(_CURVE, "[]")) if progress.iteration else []
    if progress.iteration:
        _log.info("going on from the checkpoint after step %d", progress.iteration)
    bar = tqdm(total=settings.steps, initial=progress.iteration, unit="step", desc="training")
    losses: list[Any] = []
    read = columns_reader(averaged)
    with PlateFeed(
        make_draw, settings.feed, settings.batch_size, settings.seed, progress.iteration
    ) as feed:
        for index in range(progress.iteration, settings.steps):
            losses.append(step(*feed.batch(index)))
            bar.update()
            done = index + 1
            if done % settings.watch_every and done != settings.steps:
                continue
            accuracy = {name: _share(read, one, decode) for name, one in watched.items()}
            curve.append(LineCurvePoint(done, float(np.mean(losses)), accuracy))
            losses = []
            checkpoints.notes[_CURVE] = json.dumps([dataclasses.asdict(one) for one in curve])
            checkpoints.save(Progress(done, []), variables)
            watch(curve[-1])
            bar.set_postfix(_shown(curve[-1]), refresh=False)
    bar.close()
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


def _optimizer(settings: LineTrainingSettings, network: Any) -> Any:
    import keras

    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=settings.learning_rate,
        warmup_steps=settings.warmup_steps,
        decay_steps=settings.steps - settings.warmup_steps,
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=settings.weight_decay, global_clipnorm=settings.clip_norm
    )
    # Offsets and scales are no reason for a simpler network.
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    optimizer.build(network.trainable_variables)
    return optimizer


def _training_step(
    settings: LineTrainingSettings, network: Any, averaged: Any, optimizer: Any
) -> Callable[[NDArray[np.uint8], NDArray[np.uint8]], Any]:
    import tensorflow as tf

    scores = line_scores_of(network)
    shapes = [(settings.batch_size, HEIGHT, WIDTH), (settings.batch_size, COLUMNS)]
    pairs = list(zip(averaged.weights, network.weights, strict=True))

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
        # A short average at first: the first weights are soon worth nothing. The running
        # statistics of the normalisation are averaged with the weights that they belong to.
        done = tf.cast(optimizer.iterations, tf.float32)
        share = 1 - tf.minimum(settings.average_decay, (1 + done) / (10 + done))
        for average, weight in pairs:
            average.assign_add(share * (weight - average))
        return loss

    return lambda images, labels: step(tf.constant(images), tf.constant(labels))


def _share(
    read: Callable[[NDArray[np.uint8]], NDArray[np.float32]], plates: WatchedPlates, decode: Decode
) -> float:
    columns = read(plates.images)
    right = [decode(one) == text for one, text in zip(columns, plates.texts, strict=True)]
    return float(np.mean(right))


def _shown(point: LineCurvePoint) -> dict[str, str]:
    shares = {name: f"{share:.3f}" for name, share in point.accuracy.items()}
    return {"loss": f"{point.loss:.3f}", **shares}


def _points(stored: str) -> list[LineCurvePoint]:
    return [LineCurvePoint(**point) for point in json.loads(stored)]
