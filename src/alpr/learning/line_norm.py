"""Batch normalisation in one operation of TensorFlow instead of a dozen."""

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="alpr")
class FusedBatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]
    """Keras's layer; while training, mean, variance and scaling come from one fused operation.

    Over the last axis of (N, H, W, C) or (N, L, C); what it learns and keeps is the same. The
    dozen operations of Keras take longer on a processor than the convolutions do.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalise; while training, by the batch, and move the running statistics."""
        if not training or not self.trainable:
            return super().call(inputs, training=training, mask=mask)
        flat = inputs[:, :, None] if len(inputs.shape) == 3 else inputs
        normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=flat,
            scale=tf.convert_to_tensor(self.gamma.value),
            offset=tf.convert_to_tensor(self.beta.value),
            mean=tf.constant([], tf.float32),
            variance=tf.constant([], tf.float32),
            epsilon=self.epsilon,
            is_training=True,
        )
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))
        return tf.reshape(normalised, tf.shape(inputs))
