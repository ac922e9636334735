"""The line network as a file that is the same each time, and as ONNX that reads without Keras."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.learning.export import load_network, write_onnx
from alpr.learning.line_graph import activated_layers, line_graph
from alpr.learning.line_network import INPUT
from alpr.learning.onnx_graph import activation_ranges

_BATCH = 32


def load_line_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a line network."""
    from alpr.learning import line_norm  # noqa: F401  makes its layer known to Keras

    return load_network(path)


def export_line_onnx(network: Any, path: Path, crops: NDArray[np.uint8]) -> None:
    """Write the network as ONNX in eight bits; see `line_graph`.

    Args:
        network: the trained Keras model.
        path: the file.
        crops: (N, 48, 160) plates that show how large the outputs of its layers become.
    """
    batches = [
        crops[start : start + _BATCH, ..., np.newaxis].astype(np.float32)
        for start in range(0, len(crops), _BATCH)
    ]
    names = activated_layers(network)
    ranges = activation_ranges(line_graph(network), names, INPUT, batches)
    write_onnx(line_graph(network, ranges), path)
