"""The trained locator network as an ONNX graph, in single precision or in eight bits.

In eight bits the first convolution, which sees values below 0, and the scores stay in single
precision: together they take a twentieth of the time.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from alpr.learning.locator_network import SCORES
from alpr.learning.locator_norm import BLOCK, CONTRAST_FLOOR, WINDOW
from alpr.learning.onnx_graph import OnnxGraph, folded, numbered
from alpr.places import CHANNELS, INPUT, OUTPUT

FIRST = "stem_1"


def locator_graph(network: Any, ranges: Mapping[str, float] | None = None) -> Any:
    """Return the network as an ONNX model; input and output as `alpr.places` says.

    Args:
        network: the trained Keras model, see `build_locator_network`.
        ranges: for each of `activated_places` the largest value that eight bits shall hold;
            without them the model is in single precision, and its other outputs are what these
            layers say.
    """
    graph = OnnxGraph(ranges, exact=(FIRST, SCORES))

    def convolved(x: str, name: str) -> str:
        layer = network.get_layer(name)
        weights, bias = folded(network, name)
        around = _around(layer.kernel_size[0], layer.strides[0], layer.dilation_rate[0])
        return graph.activated(x, name, weights.transpose(3, 2, 0, 1), bias, **around)

    x = _contrast(graph)
    for name in (FIRST, "stem_2", "cells", *numbered(network, "cells")):  # to H / 8
        x = convolved(x, name)
    cells = x
    x = convolved(x, "context")  # H / 16
    for name in numbered(network, "context"):
        x = graph.added(x, convolved(x, name), f"{name}_sum")
    x = graph.enlarged(convolved(x, "asked"), "cells_again", 2)  # H / 8
    x = convolved(graph.added(x, cells, "joined"), "head")
    kernel, bias = network.get_layer(SCORES).get_weights()
    x = graph.convolved(x, SCORES, kernel.transpose(3, 2, 0, 1), bias)
    x = graph.node("Transpose", [x], "cells_last", perm=[0, 2, 3, 1])
    for name, (start, end) in (("odds", (0, 1)), ("offsets", (1, CHANNELS))):
        cut = [graph.constant(f"{name}_{i}", np.array([i])) for i in (start, end)]
        graph.node("Slice", [x, *cut, graph.constant(f"{name}_axis", np.array([3]))], name)
    graph.node("Sigmoid", ["odds"], "probability")
    graph.node("Concat", ["probability", "offsets"], OUTPUT, axis=3)
    return graph.model(
        "plate_locator",
        (INPUT, ["N", "H", "W", 1]),
        (OUTPUT, ["N", None, None, CHANNELS]),
        () if ranges else activated_places(network),
    )


def activated_places(network: Any) -> tuple[str, ...]:
    """Return the names of the layers whose outputs eight bits can hold: none is below 0."""
    context = numbered(network, "context")
    sums = (f"{name}_sum" for name in context)
    cells = ("cells", *numbered(network, "cells"))
    return (FIRST, "stem_2", *cells, "context", *context, *sums, "asked", "joined", "head")


def _around(size: int, stride: int, dilation: int) -> dict[str, list[int]]:
    """Return the attributes of a convolution that Keras calls "same" over sides of even length."""
    room = (size - 1) * dilation + 1 - stride
    before, after = room // 2, room - room // 2
    return {
        "pads": [before, before, after, after],
        "strides": [stride, stride],
        "dilations": [dilation, dilation],
    }


def _contrast(graph: OnnxGraph) -> str:
    """Take brightness and contrast out window by window; see LocalContrast. (N, 1, H, W)."""
    graph.node("Transpose", [INPUT], "planes", perm=[0, 3, 1, 2])
    scales = graph.constant("block_scales", np.array([1, 1, BLOCK, BLOCK], np.float32))
    before = (WINDOW - 1) // 2
    beside = [before, before, WINDOW - 1 - before, WINDOW - 1 - before]

    def around(x: str, name: str) -> str:
        block, window = [BLOCK, BLOCK], [WINDOW, WINDOW]
        graph.node("AveragePool", [x], f"{name}_blocks", kernel_shape=block, strides=block)
        graph.node("AveragePool", [f"{name}_blocks"], f"{name}_windows",
                   kernel_shape=window, pads=beside)  # fmt: skip
        return graph.node("Resize", [f"{name}_windows", "", scales], name, mode="linear")

    graph.node("Sub", ["planes", around("planes", "mean")], "centred")
    graph.node("Mul", ["centred", "centred"], "squares")
    graph.node("Sqrt", [around("squares", "variance")], "deviation")
    floor = graph.constant("contrast_floor", np.array(CONTRAST_FLOOR, np.float32))
    graph.node("Add", ["deviation", floor], "spread")
    return graph.node("Div", ["centred", "spread"], "contrast")
