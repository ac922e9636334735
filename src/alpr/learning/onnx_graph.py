"""A network written as an ONNX graph, layer by layer, in single precision or in eight bits.

Built from the weights of the layers rather than converted: normalisations are folded into the
convolutions before them, so that convolutions and little else are left.

In eight bits the activations are 0 to 255, with one step for each layer; the weights -64 to 64,
with one step for each filter: more would overflow the 16 bits in which processors without
instructions for eight bits add two products.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]

LEVELS = 255
"""Steps of an activation from nothing to the largest that is told apart."""

WEIGHT_LEVELS = 64

HELD = 0.99999
"""Share of a layer's outputs that eight bits hold; the few that are larger become the largest."""

_OPSET, _IR_VERSION = 15, 8


class OnnxGraph:
    """An ONNX graph that grows node by node; each is named after what it gives."""

    def __init__(self, ranges: Mapping[str, float] | None, exact: Collection[str]) -> None:
        """Begin an empty graph.

        Args:
            ranges: for each layer that is activated the largest value that eight bits shall hold;
                None for single precision.
            exact: names of the convolutions that stay in single precision all the same.
        """
        self._ranges = ranges
        self._exact = frozenset(exact)
        self._steps: dict[str, float] = {}  # of values in eight bits: what one step of them is
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, values: Values) -> str:
        """Store values."""
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, given: list[str], name: str, **attributes: Any) -> str:
        """Add any operation of one output."""
        from onnx import helper

        self._nodes.append(helper.make_node(kind, given, [name], name=name, **attributes))
        return name

    def convolved(self, x: str, name: str, weights: Values, bias: Values, **how: Any) -> str:
        """Convolve; `weights` are (filters, channels, height, width)."""
        if x in self._steps and name not in self._exact:
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
        relu = self.node("Relu", [sums], f"{name}_relu") if name in self._exact else sums
        return self._stepped(relu, name, self._ranges[name] / LEVELS)

    def pooled(self, x: str, name: str, size: tuple[int, int]) -> str:
        """Keep the largest of each patch of a size, (height, width)."""
        if x not in self._steps:
            return self.node("MaxPool", [x], name, kernel_shape=size, strides=size)
        largest = self.node("MaxPool", [x], f"{name}_largest", kernel_shape=size, strides=size)
        return self._stepped(largest, name, self._steps[x])

    def enlarged(self, x: str, name: str, factor: int) -> str:
        """Repeat each value, so many times down and across."""
        scales = self.constant(f"{name}_scales", np.array([1, 1, factor, factor], np.float32))
        how = {"mode": "nearest", "nearest_mode": "floor"}
        how["coordinate_transformation_mode"] = "asymmetric"
        if x not in self._steps:
            return self.node("Resize", [x, "", scales], name, **how)
        larger = self.node("Resize", [x, "", scales], f"{name}_larger", **how)
        return self._stepped(larger, name, self._steps[x])

    def added(self, x: str, y: str, name: str) -> str:
        """Add two activations."""
        if self._ranges is None:
            return self.node("Add", [x, y], name)
        total = self.node("Add", [x, y], f"{name}_total")
        return self._stepped(total, name, self._ranges[name] / LEVELS)

    def model(
        self,
        name: str,
        given: tuple[str, Sequence[Any]],
        wanted: tuple[str, Sequence[Any]],
        extra_outputs: Sequence[str] = (),
    ) -> Any:
        """Return the graph as a checked ONNX model.

        Args:
            name: of the graph.
            given: name and shape of the input, float32.
            wanted: name and shape of the output, float32.
            extra_outputs: names of activations (N, C, H, W) that are to be outputs too.
        """
        from onnx import TensorProto, checker, helper

        kind = TensorProto.FLOAT
        outputs = [helper.make_tensor_value_info(wanted[0], kind, wanted[1])]
        outputs += [
            helper.make_tensor_value_info(extra, kind, ["N", None, None, None])
            for extra in extra_outputs
        ]
        inputs = [helper.make_tensor_value_info(given[0], kind, given[1])]
        graph = helper.make_graph(self._nodes, name, inputs, outputs, self._constants)
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


def numbered(network: Any, stem: str) -> list[str]:
    """Return the names of the layers stem_1, stem_2 ... of a Keras network, in their order."""
    names = {layer.name for layer in network.layers}
    wanted = (f"{stem}_{number}" for number in range(1, len(names)))
    return [name for name in wanted if name in names]


def folded(network: Any, name: str) -> tuple[Values, Values]:
    """Return the weights and the bias of a Keras layer and the normalisation after it."""
    kernel = np.asarray(network.get_layer(name).kernel, np.float64)
    norm = network.get_layer(f"{name}_norm")
    gamma, beta, mean, variance = (
        np.asarray(values, np.float64)
        for values in (norm.gamma, norm.beta, norm.moving_mean, norm.moving_variance)
    )
    factor = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * factor, beta - mean * factor


def activation_ranges(
    model: Any, names: Sequence[str], given: str, batches: Sequence[NDArray[np.float32]]
) -> dict[str, float]:
    """Return for each activation the largest value that eight bits shall hold.

    The largest over the batches of what a share HELD of each does not exceed.

    Args:
        model: the graph in single precision, with these activations as outputs.
        names: of the activations.
        given: name of the input.
        batches: what the network is to see.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    ranges = dict.fromkeys(names, 0.0)
    for batch in batches:
        for name, values in zip(names, session.run(list(names), {given: batch}), strict=True):
            ranges[name] = max(ranges[name], float(np.quantile(values, HELD)))
    # A layer that says nothing at all is held by any range.
    return {name: largest or 1.0 for name, largest in ranges.items()}
