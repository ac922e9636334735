"""Gradient descent towards an average of the weights, resumable: what the newer trainings share.

What is watched and kept is not the network that learns but the running average of its weights
(B. T. Polyak and A. B. Juditsky, SIAM J. Control Optim. 30(4), 1992), which is steadier. Optimizer:
AdamW (I. Loshchilov and F. Hutter, ICLR 2019), the learning rate along half a cosine.
"""

import dataclasses
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from tqdm import tqdm

from alpr.learning.checkpoints import Checkpoints, Progress

_log = logging.getLogger(__name__)

_CURVE = "curve"


class DescentSettings(Protocol):
    """What a training's settings say about the descent."""

    @property
    def steps(self) -> int:
        """Batches that are learnt from."""
        ...

    @property
    def learning_rate(self) -> float:
        """The highest, after the warm-up; it falls to 0 with the last step."""
        ...

    @property
    def warmup_steps(self) -> int:
        """Steps in which the learning rate rises from 0."""
        ...

    @property
    def weight_decay(self) -> float:
        """Share of each weight, times the learning rate, that is taken off at each step."""
        ...

    @property
    def clip_norm(self) -> float:
        """A gradient longer than this, over all weights, is shortened to it."""
        ...

    @property
    def watch_every(self) -> int:
        """Steps between two points of the learning curves; at each the state is kept."""
        ...


@dataclass(frozen=True)
class DescentPoint:
    """Where a training stands after a step."""

    step: int
    loss: float
    """Mean over the steps since the last point, dropout on, of the network that learns."""
    accuracy: dict[str, float]
    """Of the averaged network, by set of watched examples: share of them read rightly."""


def checked_descent(settings: DescentSettings) -> None:
    """Raise ValueError, naming the value, where the settings of a descent are out of range."""
    for name in ("steps", "watch_every"):
        if getattr(settings, name) < 1:
            raise ValueError(f"{name} must be at least 1, not {getattr(settings, name)}")
    for name in ("learning_rate", "clip_norm"):
        if not getattr(settings, name) > 0:
            raise ValueError(f"{name} must be above 0, not {getattr(settings, name)}")
    for name in ("warmup_steps", "weight_decay"):
        if getattr(settings, name) < 0:
            raise ValueError(f"{name} must not be negative: {getattr(settings, name)}")
    if settings.warmup_steps >= settings.steps:
        raise ValueError(f"warmup_steps {settings.warmup_steps} of only {settings.steps} steps")


def scores_of(network: Any, layer: str) -> Any:
    """Return the same network, sharing its weights, up to a layer: scores without what ends it.

    Softmax and sigmoid are left to the loss, which takes them together with its logarithm.
    """
    import keras

    return keras.Model(network.input, network.get_layer(layer).output)


def adamw(settings: DescentSettings, network: Any) -> Any:
    """Return the optimizer of a network's trainable variables."""
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


def average_weights(averaged: Any, network: Any, decay: float, iterations: Any) -> None:
    """Move the averaged network towards the one that learns; called inside a tf.function.

    Args:
        averaged: the running average, of the same layers.
        network: what learns.
        decay: share of the average that stays; less in the first steps.
        iterations: of the optimizer, a tensor or variable.
    """
    import tensorflow as tf

    # A short average at first: the first weights are soon worth nothing. The running
    # statistics of the normalisation are averaged with the weights that they belong to.
    done = tf.cast(iterations, tf.float32)
    share = 1 - tf.minimum(decay, (1 + done) / (10 + done))
    for average, weight in zip(averaged.weights, network.weights, strict=True):
        average.assign_add(share * (weight - average))


def resumed(checkpoints: Checkpoints, variables: list[Any]) -> tuple[int, list[DescentPoint]]:
    """Put the state of the last checkpoint into the variables.

    Returns:
        How many steps are done, and the learning curves so far: 0 and none without a checkpoint.
    """
    progress = checkpoints.load(variables)
    if progress is None:
        return 0, []
    _log.info("going on from the checkpoint after step %d", progress.iteration)
    # Checkpoints know the points of another training; ours travel in the notes.
    curve = [DescentPoint(**point) for point in json.loads(checkpoints.notes[_CURVE])]
    return progress.iteration, curve


def descend(
    settings: DescentSettings,
    start: tuple[int, list[DescentPoint]],
    step: Callable[[int], Any],
    accuracy: Callable[[], dict[str, float]],
    checkpoints: Checkpoints,
    variables: list[Any],
    watch: Callable[[DescentPoint], None],
) -> list[DescentPoint]:
    """Take the steps that are left, watching and keeping the state on the way.

    Args:
        settings: how many steps, and how often to watch.
        start: what `resumed` returned.
        step: learns from the batch of that number, from 0 on; returns its loss.
        accuracy: of the averaged network, by set of watched examples.
        checkpoints: where the state is kept.
        variables: the state.
        watch: called with each new point of the learning curves.

    Returns:
        The learning curves.
    """
    first, curve = start
    bar = tqdm(total=settings.steps, initial=first, unit="step", desc="training")
    losses: list[Any] = []
    for index in range(first, settings.steps):
        losses.append(step(index))
        bar.update()
        done = index + 1
        if done % settings.watch_every and done != settings.steps:
            continue
        curve.append(DescentPoint(done, float(np.mean(losses)), accuracy()))
        losses = []
        checkpoints.notes[_CURVE] = json.dumps([dataclasses.asdict(one) for one in curve])
        checkpoints.save(Progress(done, []), variables)
        watch(curve[-1])
        bar.set_postfix(_shown(curve[-1]), refresh=False)
    bar.close()
    return curve


def _shown(point: DescentPoint) -> dict[str, str]:
    shares = {name: f"{share:.3f}" for name, share in point.accuracy.items()}
    return {"loss": f"{point.loss:.3f}", **shares}
