"""Gradient descent on drawn scenes for the locator network, resumable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from alpr.learning.feed import ArrayKind, Draw, Drawn, FeedSettings, SampleFeed
from alpr.learning.line_network import Precision
from alpr.learning.locator_evaluation import SceneResult, WatchedScene, on_scenes
from alpr.learning.locator_network import (
    SCORES,
    LocatorNetworkSettings,
    build_locator_network,
)
from alpr.learning.locator_targets import IGNORED, PLATE, TargetSettings, mirrored
from alpr.places import CHANNELS, MULTIPLE, STRIDE, UNIT, PlaceSettings

_SMALLEST_PX = 1.0
_STEEP = 0.05
"""Heights of a plate: corners that are off by more are pulled back by an even force."""


@dataclass(frozen=True)
class LocatorTrainingSettings:
    """Everything a training depends on beside its scenes."""

    network: LocatorNetworkSettings
    feed: FeedSettings
    targets: TargetSettings
    places: PlaceSettings
    """How places are read off while watching."""
    height: int
    """Of the scenes that are learnt from, pixels."""
    width: int
    steps: int
    batch_size: int
    learning_rate: float
    """The highest, after the warm-up; it falls to 0 with the last step."""
    warmup_steps: int
    weight_decay: float
    clip_norm: float
    """A gradient longer than this, over all weights, is shortened to it."""
    focus: float
    """Power of the focal loss: how little cells count that are right already."""
    corner_weight: float
    """How much the corners count in the loss beside the marks."""
    average_decay: float
    """Share of the averaged weights that stays at each step; less in the first steps."""
    seed: int
    watch_every: int
    """Steps between two points of the learning curves; at each the state is kept."""

    def __post_init__(self) -> None:
        checked_descent(self)
        if self.batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {self.batch_size}")
        for name in ("height", "width"):
            if getattr(self, name) < 1 or getattr(self, name) % MULTIPLE:
                raise ValueError(f"{name} must be a multiple of {MULTIPLE}: {getattr(self, name)}")
        for name in ("focus", "corner_weight", "seed"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative: {getattr(self, name)}")
        if not 0 <= self.average_decay < 1:
            raise ValueError(f"average_decay must be in [0, 1): {self.average_decay}")

    @property
    def kinds(self) -> tuple[ArrayKind, ...]:
        """What a sample is: a scene, the marks of its cells and the offsets of the corners."""
        cells = (self.height // STRIDE, self.width // STRIDE)
        return (
            ArrayKind((self.height, self.width), "uint8"),
            ArrayKind(cells, "uint8"),
            ArrayKind((*cells, CHANNELS - 1), "float32"),
        )


def train_locator(
    settings: LocatorTrainingSettings,
    make_draw: Callable[[], Draw],
    watched: Sequence[WatchedScene],
    checkpoints: Checkpoints,
    precision: Precision,
    watch: Callable[[DescentPoint], None] = lambda point: None,
) -> tuple[Any, list[DescentPoint]]:
    """Train a locator network, going on from the last checkpoint where there is one.

    Args:
        settings: the recipe.
        make_draw: called in each process that draws scenes; must be picklable.
        watched: scenes that are only watched.
        checkpoints: where the state is kept; a stopped training that is run again with the same
            settings and scenes ends with the same weights as one that was never stopped.
        precision: of the arithmetic while learning; averages and results are float32.
        watch: called with each new point of the learning curves.

    Returns:
        The averaged network, a float32 keras.Model, and the learning curves: `recall` is the
        share of the plates that were found, `precision` the share of the finds that are plates.
    """
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    network = build_locator_network(settings.network, settings.seed, precision)
    averaged = build_locator_network(settings.network, settings.seed)
    optimizer = adamw(settings, network)
    step = _training_step(settings, network, averaged, optimizer)
    variables = [*network.variables, *averaged.weights, *optimizer.variables]
    start = resumed(checkpoints, variables)
    look = places_reader(averaged)
    with SampleFeed(
        make_draw, settings.kinds, settings.feed, settings.batch_size, settings.seed, start[0]
    ) as feed:
        curve = descend(
            settings,
            start,
            lambda index: step(*_half_mirrored(feed.batch(index), settings.seed, index)),
            lambda: _shares(on_scenes(look, watched, settings.places, settings.targets)),
            checkpoints,
            variables,
            watch,
        )
    return averaged, curve


def places_reader(network: Any) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Return a function from a scene (H, W) uint8 to what the network says of its cells."""
    import tensorflow as tf

    shape = [tf.TensorSpec((1, None, None, 1), tf.float32)]
    run = tf.function(lambda scenes: network(scenes, training=False), input_signature=shape)

    def look(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        said: NDArray[np.float32] = run(tf.constant(image[None, ..., None], tf.float32)).numpy()[0]
        return said

    return look


def _half_mirrored(sample: Drawn, seed: int, index: int) -> Drawn:
    """Return a step's samples, each mirrored or not, the same way each time the step is taken."""
    images, marks, offsets = sample
    chosen = np.random.default_rng([seed, index]).random(len(images)) < 0.5
    return mirrored(images, marks, offsets, chosen)


def _shares(results: Sequence[SceneResult]) -> dict[str, float]:
    plates = [plate.score is not None for result in results for plate in result.plates]
    finds = [find.right for result in results for find in result.finds]
    return {
        "recall": sum(plates) / max(1, len(plates)),
        "precision": sum(finds) / max(1, len(finds)),
    }


def _training_step(
    settings: LocatorTrainingSettings, network: Any, averaged: Any, optimizer: Any
) -> Callable[..., Any]:
    import tensorflow as tf

    scores = scores_of(network, SCORES)
    shapes = [
        tf.TensorSpec((settings.batch_size, *kind.shape), kind.dtype) for kind in settings.kinds
    ]

    @tf.function(input_signature=shapes)  # type: ignore[untyped-decorator]
    def step(images: Any, marks: Any, offsets: Any) -> Any:
        with tf.GradientTape() as tape:
            said = scores(tf.cast(images, tf.float32)[..., None], training=True)
            loss = _loss(tf.cast(said, tf.float32), marks, offsets, settings)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        average_weights(averaged, network, settings.average_decay, optimizer.iterations)
        return loss

    return lambda *arrays: step(*(tf.constant(array) for array in arrays))


def _loss(said: Any, marks: Any, offsets: Any, settings: LocatorTrainingSettings) -> Any:
    """Return the focal loss of the marks and the smooth L1 of the corners, per plate.

    Source: T.-Y. Lin et al., Focal loss for dense object detection, ICCV 2017; R. Girshick, Fast
    R-CNN, ICCV 2015.
    """
    import tensorflow as tf

    width, height = _sizes(offsets)
    plate = tf.cast(marks == PLATE, tf.float32)
    # A large plate has many cells; it is to count more than a small one, but not so much more.
    cells = width * height * settings.targets.middle**2 / STRIDE**2
    weights = plate / tf.sqrt(tf.maximum(cells, 1.0))
    surprise = tf.nn.sigmoid_cross_entropy_with_logits(labels=plate, logits=said[..., 0])
    doubt = (1 - tf.exp(-surprise)) ** settings.focus
    counted = tf.where(marks == IGNORED, 0.0, tf.where(plate > 0, weights, 1.0))
    off = tf.abs(said[..., 1:] - offsets) * UNIT / height[..., None]
    smooth = tf.where(off < _STEEP, off**2 / (2 * _STEEP), off - _STEEP / 2)
    corners = weights * tf.reduce_mean(smooth, axis=-1)
    total = counted * doubt * surprise + settings.corner_weight * corners
    return tf.reduce_sum(total) / tf.maximum(tf.reduce_sum(weights), 1.0)


def _sizes(offsets: Any) -> Any:
    """Return width and height, pixels, of the plate of each cell; at least a pixel."""
    import tensorflow as tf

    corners = tf.reshape(offsets, (*offsets.shape[:-1], 4, 2)) * UNIT
    sides = tf.norm(tf.roll(corners, -1, axis=-2) - corners, axis=-1)
    width, height = (sides[..., i] + sides[..., i + 2] for i in (0, 1))
    return tf.maximum(width / 2, _SMALLEST_PX), tf.maximum(height / 2, _SMALLEST_PX)
