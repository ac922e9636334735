"""The trained line network as an ONNX graph, in single precision or in eight bits.

What describes a column is one convolution over the whole height, so that convolutions, pools and a
softmax are all that is left. In eight bits the first convolution and the scores stay in single
precision: together they take a thirtieth of the time.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.learning.line_network import CONTRAST_FLOOR, INPUT, OUTPUT, SCORES
from alpr.learning.onnx_graph import OnnxGraph, folded, numbered

FIRST = "convolution_1"


def line_graph(network: Any, ranges: Mapping[str, float] | None = None) -> Any:
    """Return the network as an ONNX model.

    Input `crops` (N, 48, 160, 1) float32, raw grey values; output `probabilities` (N, 40, 37).

    Args:
        network: the trained Keras model, see `build_line_network`.
        ranges: for each of `activated_layers` the largest value that eight bits shall hold;
            without them the model is in single precision, and its other outputs are what these
            layers say.
    """
    graph = OnnxGraph(ranges, exact=(FIRST, SCORES))
    x = _normalised(graph)
    for name in numbered(network, "convolution"):
        weights, bias = folded(network, name)
        # Keras's "same" of a stride of 2 over an even size begins a pixel later.
        around = {"pads": [1, 1, 2, 2], "strides": [2, 2]} if name == FIRST else {"pads": [1] * 4}
        x = graph.activated(x, name, weights.transpose(3, 2, 0, 1), bias, **around)
        channels = weights.shape[-1]
        for layer in network.layers:
            if layer.name == name.replace("convolution", "pool"):
                x = graph.pooled(x, layer.name, layer.pool_size)
    weights, bias = folded(network, "column")
    tall = weights[0].reshape(-1, channels, weights.shape[-1])  # (rows, channels, units)
    x = graph.activated(x, "column", tall.transpose(2, 1, 0)[..., np.newaxis], bias)
    weights, bias = folded(network, "context")
    wide = weights.transpose(2, 1, 0)[:, :, np.newaxis]  # (units, channels, 1, columns)
    beside = wide.shape[-1] // 2
    x = graph.activated(x, "context", wide, bias, pads=[0, beside, 0, beside])
    weights, bias = network.get_layer(SCORES).get_weights()
    x = graph.convolved(x, SCORES, weights.T[..., np.newaxis, np.newaxis], bias)
    x = graph.node("Squeeze", [x, graph.constant("height_axis", np.array([2]))], "rows")
    x = graph.node("Transpose", [x], "columns", perm=[0, 2, 1])
    graph.node("Softmax", [x], OUTPUT, axis=2)
    return graph.model(
        "plate_line",
        (INPUT, ["N", HEIGHT, WIDTH, 1]),
        (OUTPUT, ["N", COLUMNS, CLASSES]),
        () if ranges else activated_layers(network),
    )


def activated_layers(network: Any) -> tuple[str, ...]:
    """Return the names of the layers whose outputs eight bits can hold: none is below 0."""
    return (*numbered(network, "convolution"), "column", "context")


def _normalised(graph: OnnxGraph) -> str:
    """Take brightness and contrast out of each crop; (N, 1, 48, 160)."""
    whole: dict[str, Any] = {"axes": [1, 2, 3], "keepdims": 1}
    shape = graph.constant("shape", np.array([-1, 1, HEIGHT, WIDTH]))
    graph.node("Reshape", [INPUT, shape], "planes")
    graph.node("ReduceMean", ["planes"], "mean", **whole)
    graph.node("Sub", ["planes", "mean"], "centred")
    graph.node("Mul", ["centred", "centred"], "squares")
    graph.node("ReduceMean", ["squares"], "variance", **whole)
    graph.node("Sqrt", ["variance"], "deviation")
    floor = graph.constant("contrast_floor", np.array(CONTRAST_FLOOR, np.float32))
    graph.node("Add", ["deviation", floor], "spread")
    return graph.node("Div", ["centred", "spread"], "normalised")
