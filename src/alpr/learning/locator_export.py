"""The locator network as a file, the same each time, and as ONNX that reads without Keras."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.learning.export import converted, load_network, write_half_onnx
from alpr.places import INPUT, OUTPUT


def load_locator_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a locator network."""
    from alpr.learning import (
        line_norm,  # noqa: F401  makes its layer known to Keras
        locator_norm,  # noqa: F401
    )

    return load_network(path)


def export_locator_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX, its weights in half precision; see `alpr.places`."""
    write_half_onnx(converted(network, INPUT, OUTPUT), path)


def onnx_places_reader(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Return a function from a scene (H, W) uint8 to what the exported network says of its cells.

    On one thread of the processor: the same answers on every machine of a kind.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def look(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        scene = image[np.newaxis, :, :, np.newaxis].astype(np.float32)
        said: NDArray[np.float32] = session.run([OUTPUT], {INPUT: scene})[0][0]
        return said

    return look
