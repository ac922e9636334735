"""The robust character network: one of 36 characters, or none of them.

Small convolutions, each followed by batch normalisation (S. Ioffe and C. Szegedy, ICML 2015): more
of them than in the paper's network, and fewer weights.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.glyphs import GLYPH_SIZE
from alpr.learning.export import load_network
from alpr.learning.line_network import Precision
from alpr.learning.network import INPUT, OUTPUT

CLASSES = NOT_A_CHARACTER + 1


@dataclass(frozen=True)
class RobustNetworkSettings:
    """The sizes of the layers."""

    filters: tuple[int, ...]
    """Filters of the convolutions over 32x32, 16x16, 16x16, 8x8 and 8x8 pixels."""
    dense_units: int
    """Neurons of the fully connected layer."""
    dropout: float
    """Share of what enters that layer that a training step switches off."""
    batch_norm_momentum: float
    """Share of the running mean and variance that stays at each step."""

    def __post_init__(self) -> None:
        if len(self.filters) != 5 or min(*self.filters, self.dense_units) < 1:
            raise ValueError(f"five convolutions, and a unit in every layer: {self}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in [0, 1): {self.dropout}")
        if not 0 < self.batch_norm_momentum < 1:
            raise ValueError(f"batch_norm_momentum must be in (0, 1): {self.batch_norm_momentum}")


def build_robust_network(
    settings: RobustNetworkSettings, seed: int, precision: Precision = "float32"
) -> Any:
    """Return an untrained Keras model from raw glyphs to class probabilities.

    Args:
        settings: sizes of the layers.
        seed: for the first weights and for the dropout.
        precision: of the arithmetic; the weights are always kept in single precision.

    Returns:
        keras.Model: (N, 32, 32, 1) float32 in 0..255 to (N, 37) float32, each row summing to 1.
    """
    import keras
    from keras import layers

    from alpr.learning.line_norm import FusedBatchNormalization

    def activated(x: Any, name: str) -> Any:
        momentum = settings.batch_norm_momentum
        norm = FusedBatchNormalization(momentum=momentum, dtype=precision, name=f"{name}_norm")
        return layers.ReLU(dtype=precision, name=f"{name}_relu")(norm(x))

    keras.utils.set_random_seed(seed)
    glyphs = layers.Input((GLYPH_SIZE, GLYPH_SIZE, 1), name=INPUT)
    x = layers.Rescaling(2 / 255, offset=-1, name="scaled")(glyphs)
    for index, filters in enumerate(settings.filters, start=1):
        name = f"convolution_{index}"
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, dtype=precision, name=name)(x)
        if index in (1, 3, 5):  # to 16x16, to 8x8, to 4x4
            # Before the activation, which it commutes with: a quarter of the work.
            x = layers.MaxPooling2D(dtype=precision, name=f"pool_{index}")(x)
        x = activated(x, name)
    x = layers.Flatten(dtype=precision, name="flatten")(x)
    x = layers.Dropout(settings.dropout, seed=seed, dtype=precision, name="dropout")(x)
    x = layers.Dense(settings.dense_units, use_bias=False, dtype=precision, name="dense")(x)
    # Normalised like a picture of one pixel.
    x = layers.Reshape((1, 1, -1), dtype=precision, name="one_pixel")(x)
    x = layers.Flatten(dtype=precision, name="described")(activated(x, "dense"))
    x = layers.Dense(CLASSES, dtype="float32", name="scores")(x)
    probabilities = layers.Softmax(dtype="float32", name=OUTPUT)(x)
    return keras.Model(glyphs, probabilities, name="plate_cnn_robust")


def load_robust_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a robust network."""
    from alpr.learning import line_norm  # noqa: F401  makes its layer known to Keras

    return load_network(path)
