"""The locator network: a scene of any size in, plates and their corners out, cell by cell.

Convolutions shrink the scene to cells of STRIDE pixels, and further to half as many, where dilated
ones see a whole plate and its surroundings; what they saw joins what the cells kept.
"""

from dataclasses import dataclass
from typing import Any

from alpr.learning.line_network import Precision
from alpr.places import CHANNELS, INPUT, OUTPUT

SCORES = "scores"


@dataclass(frozen=True)
class LocatorNetworkSettings:
    """The sizes of the layers."""

    stem: tuple[int, int]
    """Filters at half and at a quarter of the scene's size."""
    cell: int
    """Filters over the cells."""
    cell_layers: int
    """Convolutions over the cells before the context is asked."""
    context: int
    """Filters where two by two cells are one."""
    dilations: tuple[int, ...]
    """Of the convolutions there, one after the other."""
    head: int
    """Filters of the last convolution over the cells."""
    batch_norm_momentum: float
    """Share of the running mean and variance that stays at each step."""

    def __post_init__(self) -> None:
        sizes = (*self.stem, self.cell, self.context, self.head, *self.dilations)
        if min(sizes) < 1 or self.cell_layers < 0:
            raise ValueError(f"every layer needs a filter and a dilation: {self}")
        if not 0 < self.batch_norm_momentum < 1:
            raise ValueError(f"batch_norm_momentum must be in (0, 1): {self.batch_norm_momentum}")


def build_locator_network(
    settings: LocatorNetworkSettings, seed: int, precision: Precision = "float32"
) -> Any:
    """Return an untrained Keras model from raw grey scenes to places.

    Brightness and contrast are taken out by layers of the network, window by window, since a
    plate in the shade lies dark within a bright scene.

    Args:
        settings: sizes of the layers.
        seed: for the first weights.
        precision: of the arithmetic; the weights are always kept in single precision.

    Returns:
        keras.Model: (N, H, W, 1) float32 in 0..255, H and W multiples of 16, to
        (N, H / 8, W / 8, 9) float32; see `alpr.places`.
    """
    import keras
    from keras import layers

    from alpr.learning.line_norm import FusedBatchNormalization
    from alpr.learning.locator_norm import LocalContrast

    def convolved(
        x: Any, name: str, filters: int, size: int = 3, stride: int = 1, dilation: int = 1
    ) -> Any:
        x = layers.Conv2D(
            filters,
            size,
            stride,
            "same",
            dilation_rate=dilation,
            use_bias=False,
            dtype=precision,
            name=name,
        )(x)
        momentum = settings.batch_norm_momentum
        norm = FusedBatchNormalization(momentum=momentum, dtype=precision, name=f"{name}_norm")
        return layers.ReLU(dtype=precision, name=f"{name}_relu")(norm(x))

    keras.utils.set_random_seed(seed)
    scenes = layers.Input((None, None, 1), name=INPUT)
    x = LocalContrast(dtype="float32", name="contrast")(scenes)
    x = convolved(x, "stem_1", settings.stem[0], size=5, stride=2)  # H / 2
    x = convolved(x, "stem_2", settings.stem[1], stride=2)  # H / 4
    cells = convolved(x, "cells", settings.cell, stride=2)  # H / 8
    for index in range(1, settings.cell_layers + 1):
        cells = convolved(cells, f"cells_{index}", settings.cell)
    x = convolved(cells, "context", settings.context, stride=2)  # H / 16
    for index, dilation in enumerate(settings.dilations, start=1):
        seen = convolved(x, f"context_{index}", settings.context, dilation=dilation)
        x = layers.Add(dtype=precision, name=f"context_{index}_sum")([x, seen])
    x = convolved(x, "asked", settings.cell, size=1)
    x = layers.UpSampling2D(2, dtype=precision, name="cells_again")(x)  # H / 8
    x = layers.Add(dtype=precision, name="joined")([x, cells])
    x = convolved(x, "head", settings.head)
    scores = layers.Conv2D(CHANNELS, 1, dtype=precision, name=SCORES)(x)
    return keras.Model(scenes, _places(scores), name="plate_locator")


def _places(scores: Any) -> Any:
    from keras import layers, ops

    probability = ops.sigmoid(ops.cast(scores[..., :1], "float32"))
    offsets = ops.cast(scores[..., 1:], "float32")
    return layers.Concatenate(dtype="float32", name=OUTPUT)([probability, offsets])
