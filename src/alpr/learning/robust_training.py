"""Training of the robust character network: augmented glyphs from several sources, resumable."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.glyphs import GLYPH_SIZE
from alpr.learning.augmentation import AugmentationSettings, augmented
from alpr.learning.checkpoints import Checkpoints
from alpr.learning.descent import (
    DescentPoint,
    adamw,
    average_weights,
    checked_descent,
    descend,
    resumed,
)
from alpr.learning.line_network import Precision
from alpr.learning.network import scores_of
from alpr.learning.robust_network import CLASSES, RobustNetworkSettings, build_robust_network
from alpr.learning.training import EVALUATION_BATCH, batch_indices


@dataclass(frozen=True)
class LabelledGlyphs:
    """Glyphs (N, 32, 32, 1) uint8 and their classes (N,) uint8, 36: not a character."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        n = len(self.labels)
        if self.images.shape != (n, GLYPH_SIZE, GLYPH_SIZE, 1) or self.images.dtype != np.uint8:
            raise ValueError(f"{n} labels, but images {self.images.shape} {self.images.dtype}")
        if n and int(self.labels.max()) >= CLASSES:
            raise ValueError(f"label {self.labels.max()} is not one of {CLASSES} classes")

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class RobustTrainingSettings:
    """Everything a training depends on beside its glyphs."""

    network: RobustNetworkSettings
    augmentation: AugmentationSettings
    steps: int
    batch: tuple[int, ...]
    """Glyphs of each source in a batch."""
    learning_rate: float
    """The highest, after the warm-up; it falls to 0 with the last step."""
    warmup_steps: int
    weight_decay: float
    clip_norm: float
    """A gradient longer than this, over all weights, is shortened to it."""
    smoothing: float
    """Share of each label that is spread over all classes."""
    average_decay: float
    """Share of the averaged weights that stays at each step; less in the first steps."""
    seed: int
    watch_every: int
    """Steps between two points of the learning curves; at each the state is kept."""

    def __post_init__(self) -> None:
        checked_descent(self)
        if not self.batch or min(self.batch) < 1:
            raise ValueError(f"every source needs a place in a batch: {self.batch}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative: {self.seed}")
        for name in ("smoothing", "average_decay"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} must be in [0, 1): {getattr(self, name)}")


def train_robust(
    settings: RobustTrainingSettings,
    sources: Sequence[LabelledGlyphs],
    watched: Mapping[str, LabelledGlyphs],
    checkpoints: Checkpoints,
    precision: Precision,
    watch: Callable[[DescentPoint], None] = lambda point: None,
) -> tuple[Any, list[DescentPoint]]:
    """Train a robust network, going on from the last checkpoint where there is one.

    Args:
        settings: the recipe.
        sources: what is learnt from; each gives its share of every batch.
        watched: glyphs that are only watched, by the name of their set.
        checkpoints: where the state is kept; a stopped training that is run again with the same
            settings and glyphs ends with the same weights as one that was never stopped.
        precision: of the arithmetic while learning; averages and results are float32.
        watch: called with each new point of the learning curves.

    Returns:
        The averaged network, a float32 keras.Model, and the learning curves.

    Raises:
        ValueError: there are not as many sources as places in a batch.
    """
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    network = build_robust_network(settings.network, settings.seed, precision)
    averaged = build_robust_network(settings.network, settings.seed)
    optimizer = adamw(settings, network)
    learn = _training_step(settings, network, averaged, optimizer)
    variables = [*network.variables, *averaged.weights, *optimizer.variables]
    start = resumed(checkpoints, variables)
    run = tf.function(
        lambda glyphs: averaged(glyphs, training=False),
        input_signature=[tf.TensorSpec((None, GLYPH_SIZE, GLYPH_SIZE, 1), tf.float32)],
    )
    with ThreadPoolExecutor(1) as drawer:
        batches = _Ahead(lambda index: batch_of(settings, sources, index), drawer)
        curve = descend(
            settings,
            start,
            lambda index: learn(*batches(index)),
            lambda: {name: _share(run, one) for name, one in watched.items()},
            checkpoints,
            variables,
            watch,
        )
    return averaged, curve


def batch_of(
    settings: RobustTrainingSettings, sources: Sequence[LabelledGlyphs], index: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the batch of one step, its glyphs augmented: the same for the same step and seed.

    Raises:
        ValueError: there are not as many sources as places in a batch.
    """
    rng = np.random.default_rng([settings.seed, index])
    images, labels = [], []
    for source, size in zip(sources, settings.batch, strict=True):
        chosen = batch_indices(index, len(source), size, settings.seed)
        images.append(augmented(source.images[chosen], settings.augmentation, rng))
        labels.append(source.labels[chosen])
    return np.concatenate(images), np.concatenate(labels)


class _Ahead:
    """Has the next batch drawn while the network learns from this one."""

    def __init__(self, draw: Callable[[int], Any], drawer: ThreadPoolExecutor) -> None:
        self._draw, self._drawer = draw, drawer
        self._next: tuple[int, Future[Any]] | None = None

    def __call__(self, index: int) -> Any:
        waiting, self._next = self._next, (index + 1, self._drawer.submit(self._draw, index + 1))
        return waiting[1].result() if waiting and waiting[0] == index else self._draw(index)


def _training_step(
    settings: RobustTrainingSettings, network: Any, averaged: Any, optimizer: Any
) -> Callable[[NDArray[np.uint8], NDArray[np.uint8]], Any]:
    import tensorflow as tf

    scores = scores_of(network)
    size = sum(settings.batch)
    shapes = [(size, GLYPH_SIZE, GLYPH_SIZE, 1), (size,)]

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.uint8) for shape in shapes])  # type: ignore[untyped-decorator]
    def step(images: Any, labels: Any) -> Any:
        wanted = (
            tf.one_hot(tf.cast(labels, tf.int32), CLASSES, 1 - settings.smoothing, 0.0)
            + settings.smoothing / CLASSES
        )
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(
                    labels=wanted, logits=scores(tf.cast(images, tf.float32), training=True)
                )
            )
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        average_weights(averaged, network, settings.average_decay, optimizer.iterations)
        return loss

    return lambda images, labels: step(tf.constant(images), tf.constant(labels))


def _share(run: Any, glyphs: LabelledGlyphs) -> float:
    starts = range(0, len(glyphs), EVALUATION_BATCH)
    read = [
        run(glyphs.images[start : start + EVALUATION_BATCH].astype(np.float32)).numpy().argmax(1)
        for start in starts
    ]
    return float(np.mean(np.concatenate(read) == glyphs.labels))
