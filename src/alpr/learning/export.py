"""A Keras network as files that are the same each time, and as ONNX that reads without Keras."""

import json
import logging
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.files import replacing
from alpr.learning.network import INPUT, OUTPUT

_EPOCH = (1980, 1, 1, 0, 0, 0)
_BATCH = 500
_SMALL = 1024
"""Tensors of fewer weights stay in single precision: they cost nothing."""


def save_network(network: Any, path: Path) -> None:
    """Save as .keras, without Keras's dates and addresses: same weights, same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        dated = Path(folder) / "network.keras"
        network.save(dated)
        with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as undated:
            _copy_plainly(dated, undated)


def load_network(path: Path) -> Any:
    """Load what `save_network` saved."""
    import keras

    return keras.models.load_model(path, compile=False)


def export_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX: input `glyphs` (N, 32, 32, 1), output `probabilities`."""
    write_onnx(converted(network, INPUT, OUTPUT), path)


def converted(network: Any, given: str, wanted: str) -> Any:
    """Return a Keras network as an ONNX model.

    Args:
        network: with one input, of float32.
        given: name of the input, its first axis open.
        wanted: name that the only output gets.
    """
    import keras
    import onnx

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The converter asks NumPy for a name that NumPy is about to define.
        warnings.simplefilter("ignore", FutureWarning)
        logging.getLogger("tf2onnx").setLevel(logging.WARNING)
        exported = Path(folder) / "network.onnx"
        signature = [keras.InputSpec("float32", network.input.shape, name=given)]
        network.export(exported, format="onnx", input_signature=signature, verbose=False)
        model = onnx.load(exported)
    _rename_output(model, wanted)
    return model


def halve_onnx(source: Path, target: Path) -> None:
    """Write the same network with its weights stored in half precision.

    They are turned back to single precision when the file is loaded: half the size, the same
    speed, probabilities that differ by what the rounding of the weights brings.
    """
    import onnx

    write_half_onnx(onnx.load(source), target)


def write_half_onnx(model: Any, path: Path) -> None:
    """Write an ONNX model with its weights stored in half precision; the model is changed."""
    _store_weights_in_half(model)
    write_onnx(model, path)


def write_onnx(model: Any, path: Path) -> None:
    """Write an ONNX model, checked; the same model gives the same bytes."""
    import onnx

    onnx.checker.check_model(model)
    with replacing(path) as temporary:
        temporary.write_bytes(model.SerializeToString(deterministic=True))


def network_probabilities(network: Any, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Run a Keras network over glyphs (N, 32, 32, 1) uint8; returns (N, classes) float32."""
    import tensorflow as tf

    run = tf.function(lambda glyphs: network(glyphs, training=False))
    return _in_batches(lambda glyphs: run(glyphs).numpy(), images)


def onnx_probabilities(path: Path, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Run an exported network over glyphs (N, 32, 32, 1) uint8; returns (N, classes) float32."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return _in_batches(lambda glyphs: session.run([OUTPUT], {INPUT: glyphs})[0], images)


def _in_batches(run: Any, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    batches = [
        run(images[start : start + _BATCH].astype(np.float32))
        for start in range(0, max(len(images), 1), _BATCH)
    ]
    return np.concatenate(batches)


def _copy_plainly(dated: Path, undated: zipfile.ZipFile) -> None:
    with zipfile.ZipFile(dated) as source:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "metadata.json":
                metadata = json.loads(content)
                metadata.pop("date_saved", None)
                content = json.dumps(metadata, sort_keys=True).encode()
            elif name == "config.json":
                content = json.dumps(_numbered_objects(json.loads(content))).encode()
            undated.writestr(zipfile.ZipInfo(name, _EPOCH), content)


def _numbered_objects(config: Any) -> Any:
    """Number the objects that layers share: Keras names them by where they lay in memory."""
    numbers: dict[Any, int] = {}

    def numbered(part: Any) -> Any:
        if isinstance(part, list):
            return [numbered(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {
            key: numbers.setdefault(item, len(numbers) + 1)
            if key == "shared_object_id"
            else numbered(item)
            for key, item in part.items()
        }

    return numbered(config)


def _rename_output(model: Any, name: str) -> None:
    (output,) = model.graph.output
    for node in model.graph.node:
        for index, produced in enumerate(node.output):
            if produced == output.name:
                node.output[index] = name
    output.name = name


def _store_weights_in_half(model: Any) -> None:
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in model.graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.size < _SMALL:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(weights.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        model.graph.node.insert(0, node)
