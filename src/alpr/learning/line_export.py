"""The line network as a file that is the same each time, and as ONNX that reads without Keras."""

from pathlib import Path
from typing import Any

from alpr.columns import COLUMNS
from alpr.learning.export import converted, load_network, write_half_onnx
from alpr.learning.line_network import INPUT, OUTPUT


def load_line_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a line network."""
    from alpr.learning import line_norm  # noqa: F401  makes its layer known to Keras

    return load_network(path)


def export_line_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX, its weights in half precision.

    Input `crops` (N, 48, 160, 1) float32, raw grey values; output `probabilities` (N, 40, 37).
    """
    model = converted(network, INPUT, OUTPUT)
    (output,) = model.graph.output
    # The converter loses track of how many columns there are.
    output.type.tensor_type.shape.dim[1].dim_value = COLUMNS
    write_half_onnx(model, path)
