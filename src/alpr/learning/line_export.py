"""The line network as a file that is the same each time, and as ONNX that reads without Keras."""

import tempfile
import warnings
from pathlib import Path
from typing import Any

from alpr.columns import COLUMNS, HEIGHT, WIDTH
from alpr.learning.export import halve_onnx, load_network
from alpr.learning.line_network import INPUT, OUTPUT


def load_line_network(path: Path) -> Any:
    """Load what `alpr.learning.export.save_network` saved of a line network."""
    from alpr.learning import line_norm  # noqa: F401  makes its layer known to Keras

    return load_network(path)


def export_line_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX, its weights in half precision.

    Input `crops` (N, 48, 160, 1) float32, raw grey values; output `probabilities` (N, 40, 37).
    """
    import keras
    import onnx

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The converter asks NumPy for a name that NumPy is about to define.
        warnings.simplefilter("ignore", FutureWarning)
        single, named = Path(folder) / "single.onnx", Path(folder) / "named.onnx"
        signature = [keras.InputSpec("float32", (None, HEIGHT, WIDTH, 1), name=INPUT)]
        network.export(single, format="onnx", input_signature=signature, verbose=False)
        model = onnx.load(single)
        _name_output(model)
        onnx.save(model, named)
        halve_onnx(named, path)


def _name_output(model: Any) -> None:
    (output,) = model.graph.output
    for node in model.graph.node:
        for index, produced in enumerate(node.output):
            if produced == output.name:
                node.output[index] = OUTPUT
    output.name = OUTPUT
    # The converter loses track of how many columns there are.
    output.type.tensor_type.shape.dim[1].dim_value = COLUMNS
