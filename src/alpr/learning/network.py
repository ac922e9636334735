"""The character network: LeNet-5's shape with the sizes that the paper leaves open.

Source: the paper, section 4.3 and figure 6; Y. LeCun et al., Proc. IEEE 86(11), 1998.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.glyphs import GLYPH_SIZE

INPUT = "glyphs"
OUTPUT = "probabilities"


@dataclass(frozen=True)
class NetworkSettings:
    """The sizes of the layers; none of them is given in the paper."""

    filters: tuple[int, int]
    """Filters of the first and the second convolution."""
    kernel_px: int
    """Side of the convolution windows, pixels."""
    dense_units: int
    """Neurons of the fully connected layer."""
    dropout: float
    """Share of those neurons that a training step switches off."""

    def __post_init__(self) -> None:
        if min(self.filters) < 1 or self.dense_units < 1:
            raise ValueError(f"every layer needs a unit: {self.filters}, {self.dense_units}")
        if not 1 <= self.kernel_px <= GLYPH_SIZE or self.kernel_px % 2 == 0:
            raise ValueError(f"kernel_px must be odd and at most {GLYPH_SIZE}: {self.kernel_px}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in [0, 1): {self.dropout}")


def build_network(settings: NetworkSettings, mean: NDArray[np.float32], seed: int) -> Any:
    """Return an untrained Keras model from raw glyphs to class probabilities.

    Scaling to [0, 1] and the subtraction of the mean are layers of the network, so that whoever
    runs it, in Keras or exported, hands over raw glyphs and has nothing to remember beside it.

    Args:
        settings: sizes of the layers.
        mean: (32, 32) float32, mean of the training glyphs, 0 to 255: the paper subtracts the
            mean of each column of the data matrix, that is of each pixel (section 5.4).
        seed: for the first weights and for the dropout.

    Returns:
        keras.Model: (N, 32, 32, 1) float32 in 0..255 to (N, 36) float32, each row summing to 1.

    Raises:
        ValueError: the mean is not (32, 32).
    """
    if mean.shape != (GLYPH_SIZE, GLYPH_SIZE):
        raise ValueError(f"the mean must be ({GLYPH_SIZE}, {GLYPH_SIZE}), not {mean.shape}")
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    convolution = {"kernel_size": settings.kernel_px, "padding": "same", "activation": "relu"}
    glyphs = layers.Input((GLYPH_SIZE, GLYPH_SIZE, 1), name=INPUT)
    offset = (-mean / 255)[..., None].tolist()
    x = layers.Rescaling(1 / 255, offset=offset, name="subtract_mean")(glyphs)
    x = layers.Conv2D(settings.filters[0], name="convolution_1", **convolution)(x)  # 32x32
    x = layers.MaxPooling2D(name="pool_1")(x)  # 16x16
    x = layers.Conv2D(settings.filters[1], name="convolution_2", **convolution)(x)
    x = layers.MaxPooling2D(name="pool_2")(x)  # 8x8
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(settings.dense_units, activation="relu", name="fully_connected")(x)
    x = layers.Dropout(settings.dropout, seed=seed, name="dropout")(x)
    x = layers.Dense(len(CHARACTERS), name="scores")(x)
    return keras.Model(glyphs, layers.Softmax(name=OUTPUT)(x), name="plate_cnn")


def scores_of(network: Any) -> Any:
    """Return the same network, sharing its weights, without the softmax at its end.

    Cross-entropy taken from the scores does not lose precision where a probability is near 0.
    """
    import keras

    return keras.Model(network.input, network.get_layer("scores").output)
