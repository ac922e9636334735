"""Gradient descent as in the paper: a number of iterations, each on one batch, resumable.

Source: the paper, sections 5.2.2 (training) and 5.3 (what is watched).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.learning.arrays import GlyphArrays
from alpr.learning.checkpoints import Checkpoints, Progress
from alpr.learning.network import NetworkSettings, build_network, scores_of

_log = logging.getLogger(__name__)

EVALUATION_BATCH = 500


@dataclass(frozen=True)
class TrainingSettings:
    """Everything a training depends on beside its data."""

    network: NetworkSettings
    iterations: int
    batch_size: int
    learning_rate: float
    loss_reduction: Literal["sum", "mean"]
    """Whether the cross-entropy of a batch is summed or averaged; the paper does not say."""
    average_last: int
    """The trained weights are the mean of those after so many last iterations; 1: the last ones.

    At a fixed learning rate the weights do not settle: from one iteration to the next they waver
    around what they have learned, and their mean is where they waver around.
    """
    seed: int
    watch_every: int
    """Iterations between two points of the learning curves."""
    checkpoint_every: int
    """Iterations between two checkpoints."""

    def __post_init__(self) -> None:
        for name in ("iterations", "batch_size", "watch_every", "checkpoint_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if not 1 <= self.average_last <= self.iterations:
            raise ValueError(f"average_last must be 1 to {self.iterations}: {self.average_last}")
        if not self.learning_rate > 0:
            raise ValueError(f"learning_rate must be above 0, not {self.learning_rate}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative: {self.seed}")


@dataclass(frozen=True)
class CurvePoint:
    """Accuracy and mean cross-entropy after an iteration, dropout off."""

    iteration: int
    training_accuracy: float
    validation_accuracy: float
    training_loss: float
    validation_loss: float


def batch_indices(iteration: int, size: int, batch_size: int, seed: int) -> NDArray[np.int64]:
    """Return which training images iteration number `iteration` (from 0) learns from.

    Every image is used once before any is used again. The order of a pass depends on the seed
    and the number of the pass alone, so that an interrupted training goes on with the batches it
    would have had.

    >>> first, second = (batch_indices(iteration, 5, 3, seed=1) for iteration in (0, 1))
    >>> sorted([*first.tolist(), *second[:2].tolist()])
    [0, 1, 2, 3, 4]
    """
    positions = np.arange(iteration * batch_size, (iteration + 1) * batch_size)
    passes, places = np.divmod(positions, size)
    indices = np.empty(batch_size, np.int64)
    for number in np.unique(passes):
        order = np.random.default_rng([seed, int(number)]).permutation(size)
        indices[passes == number] = order[places[passes == number]]
    return indices


def train(
    settings: TrainingSettings,
    training: GlyphArrays,
    validation: GlyphArrays,
    checkpoints: Checkpoints,
    watch: Callable[[CurvePoint], None] = lambda point: None,
) -> tuple[Any, list[CurvePoint]]:
    """Train a network, going on from the last checkpoint where there is one.

    Args:
        settings: the recipe.
        training: what is learnt from.
        validation: what is only watched.
        checkpoints: where the state is kept; a stopped training that is run again with the same
            settings and data ends with the same weights as one that was never stopped.
        watch: called with each new point of the learning curves.

    Returns:
        The trained keras.Model, its weights averaged, and the learning curves of the weights as
        they were, from iteration 0 to the last.
    """
    import keras
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    mean_glyph = training.images[..., 0].mean(axis=0, dtype=np.float64).astype(np.float32)
    network = build_network(settings.network, mean_glyph, settings.seed)
    optimizer = keras.optimizers.SGD(settings.learning_rate)
    optimizer.build(network.trainable_variables)
    step = _training_step(settings, network, optimizer, training)
    watcher = _Watcher(scores_of(network), _sample(training, len(validation)), validation)
    mean_weights = [tf.Variable(tf.zeros_like(weight)) for weight in network.trainable_variables]
    variables = [*network.variables, *optimizer.variables, *mean_weights]
    progress = checkpoints.load(variables)
    if progress is None:
        progress = Progress(0, [watcher.point(0)])
        watch(progress.curve[0])
    else:
        _log.info("going on from the checkpoint after iteration %d", progress.iteration)
    bar = tqdm(total=settings.iterations, initial=progress.iteration, unit="it", desc="training")
    for iteration in range(progress.iteration, settings.iterations):
        step(batch_indices(iteration, len(training), settings.batch_size, settings.seed))
        bar.update()
        done = iteration + 1
        _average(mean_weights, network, done - (settings.iterations - settings.average_last))
        if done % settings.watch_every == 0 or done == settings.iterations:
            point = watcher.point(done)
            progress.curve.append(point)
            watch(point)
            bar.set_postfix(validation=f"{point.validation_accuracy:.4f}", refresh=False)
        if done % settings.checkpoint_every == 0:
            checkpoints.save(Progress(done, progress.curve), variables)
    bar.close()
    for weight, mean_weight in zip(network.trainable_variables, mean_weights, strict=True):
        weight.assign(mean_weight)
    return network, progress.curve


def _training_step(
    settings: TrainingSettings, network: Any, optimizer: Any, training: GlyphArrays
) -> Callable[[NDArray[np.int64]], None]:
    import keras
    import tensorflow as tf

    images, labels = tf.constant(training.images), tf.constant(training.labels, tf.int32)
    scores = scores_of(network)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True,
        reduction={"sum": "sum", "mean": "sum_over_batch_size"}[settings.loss_reduction],
    )

    @tf.function(input_signature=[tf.TensorSpec([settings.batch_size], tf.int64)])  # type: ignore[untyped-decorator]
    def step(indices: Any) -> None:
        glyphs = tf.cast(tf.gather(images, indices), tf.float32)
        with tf.GradientTape() as tape:
            loss = cross_entropy(tf.gather(labels, indices), scores(glyphs, training=True))
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))

    return lambda indices: step(tf.constant(indices))


def _average(mean_weights: list[Any], network: Any, count: int) -> None:
    """Move the means towards the network's weights, the count-th that they are the mean of."""
    if count < 1:
        return
    for mean_weight, weight in zip(mean_weights, network.trainable_variables, strict=True):
        mean_weight.assign_add((weight - mean_weight) / count)


class _Watcher:
    """Measures the network on a sample of the training data and on the validation data."""

    def __init__(self, scores: Any, training: GlyphArrays, validation: GlyphArrays) -> None:
        import tensorflow as tf

        self._subsets = (training, validation)
        self._scores = tf.function(lambda glyphs: scores(glyphs, training=False))

    def point(self, iteration: int) -> CurvePoint:
        (training_accuracy, training_loss), (validation_accuracy, validation_loss) = (
            self._measure(subset) for subset in self._subsets
        )
        return CurvePoint(
            iteration, training_accuracy, validation_accuracy, training_loss, validation_loss
        )

    def _measure(self, subset: GlyphArrays) -> tuple[float, float]:
        scores = np.concatenate(
            [
                self._scores(subset.images[start : start + EVALUATION_BATCH].astype(np.float32))
                for start in range(0, len(subset), EVALUATION_BATCH)
            ]
        ).astype(np.float64)
        largest = scores.max(axis=1, keepdims=True)
        log_sum = largest[:, 0] + np.log(np.exp(scores - largest).sum(axis=1))
        loss = log_sum - scores[np.arange(len(subset)), subset.labels]
        accuracy = float(np.mean(scores.argmax(axis=1) == subset.labels))
        return accuracy, float(loss.mean())


def _sample(arrays: GlyphArrays, size: int) -> GlyphArrays:
    """Take evenly spaced images: as many as validation has, so that both curves cost the same."""
    chosen = np.linspace(0, len(arrays) - 1, min(size, len(arrays))).round().astype(int)
    return GlyphArrays(
        arrays.images[chosen], arrays.labels[chosen], arrays.fonts[chosen], arrays.faces[chosen]
    )
