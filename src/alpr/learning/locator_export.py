"""The locator network as a file, the same each time, and as ONNX that reads without Keras."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.learning.export import load_network, write_onnx
from alpr.learning.locator_graph import activated_places, locator_graph
from alpr.learning.onnx_graph import activation_ranges
from alpr.places import INPUT, OUTPUT


def load_locator_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a locator network."""
    from alpr.learning import (
        line_norm,  # noqa: F401  makes its layer known to Keras
        locator_norm,  # noqa: F401
    )

    return load_network(path)


def export_locator_onnx(network: Any, path: Path, scenes: Sequence[NDArray[np.uint8]]) -> None:
    """Write the network as ONNX in eight bits; see `locator_graph`.

    Args:
        network: the trained Keras model.
        path: the file.
        scenes: (H, W) each, which show how large the outputs of its layers become.
    """
    names = activated_places(network)
    ranges = activation_ranges(
        locator_graph(network), names, INPUT, [_batch(one) for one in scenes]
    )
    write_onnx(locator_graph(network, ranges), path)


def onnx_places_reader(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Return a function from a scene (H, W) uint8 to what the exported network says of its cells.

    On one thread of the processor: the same answers on every machine of a kind.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def look(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        said: NDArray[np.float32] = session.run([OUTPUT], {INPUT: _batch(image)})[0][0]
        return said

    return look


def _batch(scene: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a scene (H, W) as the network takes it, (1, H, W, 1)."""
    return scene[np.newaxis, :, :, np.newaxis].astype(np.float32)
