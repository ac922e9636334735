"""Brightness and contrast taken out of a scene, window by window, as a layer of its network."""

from typing import Any

import keras
import tensorflow as tf

BLOCK = 16
"""Brightness and contrast are measured every so many pixels; scenes are a multiple of it."""

WINDOW = 4
"""And over windows of so many blocks each way: larger than the plates that are looked for."""

CONTRAST_FLOOR = 6.0
"""Grey levels added to the spread that a window is divided by: an empty one stays quiet."""


@keras.saving.register_keras_serializable(package="alpr")
class LocalContrast(keras.layers.Layer):  # type: ignore[misc]
    """(x - mean) / (spread + floor), both of the window around each pixel, in single precision.

    A plate in the shade lies dark within a bright scene: what is normalised by the whole scene
    leaves it without contrast. From (N, H, W, 1) to the same shape, H and W multiples of BLOCK.
    """

    def call(self, inputs: Any) -> Any:
        """Normalise; mean and spread are interpolated between the windows."""
        scenes = tf.cast(inputs, tf.float32)
        size = tf.shape(scenes)[1:3]

        def around(x: Any) -> Any:
            # In two steps: one large window for each block would look at every pixel 16 times.
            blocks = tf.nn.avg_pool2d(x, BLOCK, BLOCK, "VALID")
            return tf.image.resize(tf.nn.avg_pool2d(blocks, WINDOW, 1, "SAME"), size)

        centred = scenes - around(scenes)
        return centred / (tf.sqrt(around(centred * centred)) + CONTRAST_FLOOR)
