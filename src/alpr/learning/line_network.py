"""The line network: a whole plate in, the class of each of its columns out.

Convolutions halve the height until a column is left that sees its neighbours; each column is then
one of 36 characters or blank. Nothing recurrent: every column is computed at once.
"""

from dataclasses import dataclass
from typing import Any, Literal

from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH

Precision = Literal["float32", "mixed_bfloat16"]

INPUT = "crops"
OUTPUT = "probabilities"
SCORES = "scores"

CONTRAST_FLOOR = 6.0
"""Grey levels added to the spread that a picture is divided by: an empty one stays quiet."""


@dataclass(frozen=True)
class LineNetworkSettings:
    """The sizes of the layers."""

    filters: tuple[int, int, int, int, int, int]
    """Filters of the six convolutions over the picture."""
    column_units: int
    """Numbers that describe a column before it looks at its neighbours."""
    context_units: int
    """And after."""
    context_columns: int
    """Columns that are looked at together, its own in the middle."""
    dropout: float
    """Share of a column's numbers that a training step switches off."""
    batch_norm_momentum: float
    """Share of the running mean and variance that stays at each step."""

    def __post_init__(self) -> None:
        if min(*self.filters, self.column_units, self.context_units) < 1:
            raise ValueError(f"every layer needs a unit: {self}")
        if self.context_columns % 2 == 0 or not 1 <= self.context_columns <= COLUMNS:
            raise ValueError(f"context_columns must be odd, 1 to 39: {self.context_columns}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in [0, 1): {self.dropout}")
        if not 0 < self.batch_norm_momentum < 1:
            raise ValueError(f"batch_norm_momentum must be in (0, 1): {self.batch_norm_momentum}")


def build_line_network(
    settings: LineNetworkSettings, seed: int, precision: Precision = "float32"
) -> Any:
    """Return an untrained Keras model from raw grey crops to column probabilities.

    Brightness and contrast of each crop are taken out by layers of the network, so that whoever
    runs it hands over raw pixels and has nothing to remember beside it.

    Args:
        settings: sizes of the layers.
        seed: for the first weights and for the dropout.
        precision: of the arithmetic; the weights are always kept in single precision.

    Returns:
        keras.Model: (N, 48, 160, 1) float32 in 0..255 to (N, 40, 37) float32, each column's row
        summing to 1.
    """
    import keras
    from keras import layers

    from alpr.learning.line_norm import FusedBatchNormalization

    def activated(x: Any, name: str) -> Any:
        momentum = settings.batch_norm_momentum
        norm = FusedBatchNormalization(momentum=momentum, dtype=precision, name=f"{name}_norm")
        return layers.ReLU(dtype=precision, name=f"{name}_relu")(norm(x))

    keras.utils.set_random_seed(seed)
    crops = layers.Input((HEIGHT, WIDTH, 1), name=INPUT)
    x = _normalised(crops)
    pools = (None, (2, 2), None, (2, 1), None, None)
    for index, (filters, pool) in enumerate(zip(settings.filters, pools, strict=True), start=1):
        size, stride = (5, 2) if index == 1 else (3, 1)  # 48x160 to 24x80
        name = f"convolution_{index}"
        x = layers.Conv2D(
            filters, size, stride, "same", use_bias=False, dtype=precision, name=name
        )(x)
        x = activated(x, name)
        if pool:  # to 12x40, then to 6x40
            x = layers.MaxPooling2D(pool, dtype=precision, name=f"pool_{index}")(x)
    x = layers.Permute((2, 1, 3), dtype=precision, name="columns_first")(x)
    x = layers.Reshape((COLUMNS, -1), dtype=precision, name="columns")(x)  # 40 x 768
    x = layers.Dropout(settings.dropout, seed=seed, dtype=precision, name="dropout")(x)
    for name, units, width in (
        ("column", settings.column_units, 1),
        ("context", settings.context_units, settings.context_columns),
    ):
        x = layers.Conv1D(units, width, padding="same", use_bias=False, dtype=precision, name=name)(
            x
        )
        x = activated(x, name)
    x = layers.Dense(CLASSES, dtype=precision, name=SCORES)(x)
    probabilities = layers.Softmax(dtype="float32", name=OUTPUT)(x)
    return keras.Model(crops, probabilities, name="plate_line")


def _normalised(crops: Any) -> Any:
    """Return (x - mean) / (spread + floor) of each picture."""
    from keras import layers, ops

    # Single precision: in half of it the mean of 7,680 pixels would be off by a grey level.
    def pooled(x: Any, name: str) -> Any:
        return layers.GlobalAveragePooling2D(keepdims=True, dtype="float32", name=name)(x)

    centred = layers.Subtract(dtype="float32", name="centred")([crops, pooled(crops, "mean")])
    squares = layers.Multiply(dtype="float32", name="squares")([centred, centred])
    spread = ops.sqrt(pooled(squares, "variance"))
    return ops.divide(centred, ops.add(spread, CONTRAST_FLOOR))
