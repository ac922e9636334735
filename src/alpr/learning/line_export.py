"""The line network as a file that is the same each time, and as ONNX that reads without Keras."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.learning.export import load_network, write_onnx
from alpr.learning.line_graph import activated_layers, line_graph
from alpr.learning.line_network import INPUT

HELD = 0.99999
"""Share of a layer's outputs that eight bits hold; the few that are larger become the largest."""

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
    write_onnx(line_graph(network, activation_ranges(network, crops)), path)


def activation_ranges(network: Any, crops: NDArray[np.uint8]) -> dict[str, float]:
    """Return for each layer the largest output that eight bits shall hold.

    The largest over the batches of what a share HELD of each does not exceed.
    """
    import onnxruntime

    names = activated_layers(network)
    session = onnxruntime.InferenceSession(
        line_graph(network).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    ranges = dict.fromkeys(names, 0.0)
    for start in range(0, len(crops), _BATCH):
        batch = crops[start : start + _BATCH, ..., np.newaxis].astype(np.float32)
        for name, values in zip(names, session.run(names, {INPUT: batch}), strict=True):
            ranges[name] = max(ranges[name], float(np.quantile(values, HELD)))
    # A layer that says nothing at all is held by any range.
    return {name: largest or 1.0 for name, largest in ranges.items()}
