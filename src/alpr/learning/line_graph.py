"""The trained line network as an ONNX graph, in single precision or in eight bits.

Built from the weights of the layers rather than converted: normalisations are folded into the
convolutions before them, and what describes a column is one convolution over the whole height, so
that convolutions, pools and a softmax are all that is left.

In eight bits the activations are 0 to 255, with one step for each layer; the weights -64 to 64,
with one step for each filter: more would overflow the 16 bits in which processors without
instructions for eight bits add two products. The first convolution and the scores stay in single
precision: together they take a thirtieth of the time.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.learning.line_network import CONTRAST_FLOOR, INPUT, OUTPUT, SCORES

Values = NDArray[Any]

FIRST = "convolution_1"
LEVELS = 255
"""Steps of an activation from nothing to the largest that is told apart."""

WEIGHT_LEVELS = 64

_OPSET, _IR_VERSION = 15, 8


def line_graph(network: Any, ranges: Mapping[str, float] | None = None) -> Any:
    """Return the network as an ONNX model.

    Input `crops` (N, 48, 160, 1) float32, raw grey values; output `probabilities` (N, 40, 37).

    Args:
        network: the trained Keras model, see `build_line_network`.
        ranges: for each of `activated_layers` the largest value that eight bits shall hold;
            without them the model is in single precision, and its other outputs are what these
            layers say.
    """
    graph = _Graph(ranges)
    x = graph.normalised()
    for name in _convolutions(network):
        weights, bias = _folded(network, name)
        # Keras's "same" of a stride of 2 over an even size begins a pixel later.
        around = {"pads": [1, 1, 2, 2], "strides": [2, 2]} if name == FIRST else {"pads": [1] * 4}
        x = graph.activated(x, name, weights.transpose(3, 2, 0, 1), bias, **around)
        channels = weights.shape[-1]
        for layer in network.layers:
            if layer.name == name.replace("convolution", "pool"):
                x = graph.pooled(x, layer.name, layer.pool_size)
    weights, bias = _folded(network, "column")
    tall = weights[0].reshape(-1, channels, weights.shape[-1])  # (rows, channels, units)
    x = graph.activated(x, "column", tall.transpose(2, 1, 0)[..., np.newaxis], bias)
    weights, bias = _folded(network, "context")
    wide = weights.transpose(2, 1, 0)[:, :, np.newaxis]  # (units, channels, 1, columns)
    beside = wide.shape[-1] // 2
    x = graph.activated(x, "context", wide, bias, pads=[0, beside, 0, beside])
    weights, bias = network.get_layer(SCORES).get_weights()
    x = graph.convolved(x, SCORES, weights.T[..., np.newaxis, np.newaxis], bias)
    x = graph.node("Squeeze", [x, graph.constant("height_axis", np.array([2]))], "rows")
    x = graph.node("Transpose", [x], "columns", perm=[0, 2, 1])
    graph.node("Softmax", [x], OUTPUT, axis=2)
    return graph.model(() if ranges else activated_layers(network))


def activated_layers(network: Any) -> tuple[str, ...]:
    """Return the names of the layers whose outputs eight bits can hold: none is below 0."""
    return (*_convolutions(network), "column", "context")


def _convolutions(network: Any) -> list[str]:
    """Return the names of the convolutions over the picture, in their order."""
    names = {layer.name for layer in network.layers}
    numbered = (f"convolution_{number}" for number in range(1, len(names)))
    return [name for name in numbered if name in names]


def _folded(network: Any, name: str) -> tuple[Values, Values]:
    """Return the weights and the bias of a layer and the normalisation after it."""
    kernel = np.asarray(network.get_layer(name).kernel, np.float64)
    norm = network.get_layer(f"{name}_norm")
    gamma, beta, mean, variance = (
        np.asarray(values, np.float64)
        for values in (norm.gamma, norm.beta, norm.moving_mean, norm.moving_variance)
    )
    factor = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * factor, beta - mean * factor


class _Graph:
    """An ONNX graph that grows node by node; each is named after what it gives."""

    def __init__(self, ranges: Mapping[str, float] | None) -> None:
        self._ranges = ranges
        self._steps: dict[str, float] = {}  # of values in eight bits: what one step of them is
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, values: Values) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, given: list[str], name: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, given, [name], name=name, **attributes))
        return name

    def normalised(self) -> str:
        """Take brightness and contrast out of each crop; (N, 1, 48, 160)."""
        whole: dict[str, Any] = {"axes": [1, 2, 3], "keepdims": 1}
        shape = self.constant("shape", np.array([-1, 1, HEIGHT, WIDTH]))
        self.node("Reshape", [INPUT, shape], "planes")
        self.node("ReduceMean", ["planes"], "mean", **whole)
        self.node("Sub", ["planes", "mean"], "centred")
        self.node("Mul", ["centred", "centred"], "squares")
        self.node("ReduceMean", ["squares"], "variance", **whole)
        self.node("Sqrt", ["variance"], "deviation")
        floor = self.constant("contrast_floor", np.array(CONTRAST_FLOOR, np.float32))
        self.node("Add", ["deviation", floor], "spread")
        return self.node("Div", ["centred", "spread"], "normalised")

    def convolved(self, x: str, name: str, weights: Values, bias: Values, **how: Any) -> str:
        """Convolve; `weights` are (filters, channels, height, width)."""
        if x in self._steps and name != SCORES:
            given = self._in_eight_bits(name, weights, bias, self._steps[x])
        else:
            given = [
                self.constant(f"{name}_weights", weights.astype(np.float32)),
                self.constant(f"{name}_bias", bias.astype(np.float32)),
            ]
        return self.node("Conv", [x, *given], f"{name}_sums", kernel_shape=weights.shape[2:], **how)

    def activated(self, x: str, name: str, weights: Values, bias: Values, **how: Any) -> str:
        """Convolve, and take what is below 0 for 0."""
        sums = self.convolved(x, name, weights, bias, **how)
        if self._ranges is None:
            return self.node("Relu", [sums], name)
        step = self._ranges[name] / LEVELS
        relu = self.node("Relu", [sums], f"{name}_relu") if name == FIRST else sums
        return self._stepped(relu, name, step)

    def pooled(self, x: str, name: str, size: tuple[int, int]) -> str:
        """Keep the largest of each patch of a size, (height, width)."""
        if x not in self._steps:
            return self.node("MaxPool", [x], name, kernel_shape=size, strides=size)
        largest = self.node("MaxPool", [x], f"{name}_largest", kernel_shape=size, strides=size)
        return self._stepped(largest, name, self._steps[x])

    def model(self, extra_outputs: tuple[str, ...]) -> Any:
        from onnx import TensorProto, checker, helper

        kind = TensorProto.FLOAT
        outputs = [helper.make_tensor_value_info(OUTPUT, kind, ["N", COLUMNS, CLASSES])]
        outputs += [
            helper.make_tensor_value_info(name, kind, ["N", None, None, None])
            for name in extra_outputs
        ]
        crops = helper.make_tensor_value_info(INPUT, kind, ["N", HEIGHT, WIDTH, 1])
        graph = helper.make_graph(self._nodes, "plate_line", [crops], outputs, self._constants)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        checker.check_model(model)
        return model

    def _stepped(self, x: str, name: str, step: float) -> str:
        """Round to steps from 0 to LEVELS; what is below 0 becomes 0."""
        how = [
            self.constant(f"{name}_step", np.array(step, np.float32)),
            self.constant(f"{name}_zero", np.array(0, np.uint8)),
        ]
        self.node("QuantizeLinear", [x, *how], f"{name}_steps")
        self._steps[name] = step
        return self.node("DequantizeLinear", [f"{name}_steps", *how], name)

    def _in_eight_bits(self, name: str, weights: Values, bias: Values, step: float) -> list[str]:
        """Return weights and bias as values that a runtime may take for whole numbers."""
        largest = np.abs(weights).max(axis=(1, 2, 3))
        scale = np.where(largest > 0, largest, 1.0) / WEIGHT_LEVELS
        whole = np.rint(weights / scale[:, None, None, None]).astype(np.int8)
        sums = np.rint(bias / (scale * step)).astype(np.int32)
        return [
            self._stored(f"{name}_weights", whole, scale),
            self._stored(f"{name}_bias", sums, scale * step),
        ]

    def _stored(self, name: str, whole: Values, steps: Values) -> str:
        """Store whole numbers, for each filter in steps of its own."""
        given = [
            self.constant(f"{name}_steps", whole),
            self.constant(f"{name}_step", steps.astype(np.float32)),
            self.constant(f"{name}_zero", np.zeros(len(steps), whole.dtype)),
        ]
        return self.node("DequantizeLinear", given, name, axis=0)
