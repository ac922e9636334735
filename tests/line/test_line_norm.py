"""The fused normalisation learns and keeps what Keras's own does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from alpr.learning.line_norm import FusedBatchNormalization


@pytest.mark.parametrize(
    "shape",
    [
        (6, 5, 7, 3),  # pictures
        (6, 9, 3),  # columns
    ],
)
def test_it_does_what_keras_does(shape: tuple[int, ...]) -> None:
    x = tf.constant(np.random.default_rng(1).normal(3, 2, shape), tf.float32)
    target = tf.constant(np.random.default_rng(2).normal(0, 1, shape), tf.float32)
    results = []
    for kind in (FusedBatchNormalization, keras.layers.BatchNormalization):
        layer = kind(momentum=0.9)
        layer.build(shape)
        with tf.GradientTape() as tape:
            tape.watch(x)
            normalised = layer(x, training=True)
            loss = tf.reduce_sum(normalised * target)
        gradients = tape.gradient(loss, [x, *layer.trainable_variables])
        results.append([normalised, layer.moving_mean, *gradients, layer.moving_variance])
        assert np.ptp(layer(x, training=False)) > 0
    for one, other in zip(*(result[:-1] for result in results), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
    # The fused operation divides by n - 1 where Keras divides by n.
    n = np.prod(shape[:-1])
    ours, keras_own = ((np.asarray(result[-1]) - 0.9) / 0.1 for result in results)
    np.testing.assert_allclose(ours * (n - 1) / n, keras_own, rtol=1e-3)
