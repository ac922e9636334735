"""Toy plates, a toy network that reads them, and parameters for a pipeline in little."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
import yaml
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from alpr.characters import CHARACTERS
from alpr.formats import Format
from alpr.glyphs import glyph
from alpr.places import CHANNELS, INPUT, OUTPUT, STRIDE, UNIT

Image = NDArray[np.uint8]
PlateDrawer = Callable[..., Image]
PhotographDrawer = Callable[..., Image]

SEGMENTATION: dict[str, Any] = {
    "width_px": 230,
    "height_px": None,
    "blur_px": 3,
    "window_px": 19,
    "offset": 10,
    "box_height_px": [24, 58],
    "box_width_px": [5, 36],
    "box_aspect": [0.12, 0.9],
}


@pytest.fixture(scope="session")
def allows() -> Callable[[Format, str], bool]:
    """Whether one of a format's patterns may say a text."""

    def one_allows(plates: Format, text: str) -> bool:
        return any(
            len(text) == len(pattern.places)
            and all(char in place for char, place in zip(text, pattern.places, strict=True))
            for pattern in plates.patterns
        )

    return one_allows


@pytest.fixture(scope="session")
def segmentation_settings() -> dict[str, Any]:
    """Settings as params.yaml and model.json hold them."""
    return dict(SEGMENTATION)


@pytest.fixture(scope="module")
def small_params() -> dict[str, Any]:
    """The project's own parameters, with a fiftieth of the images and of the training."""
    path = Path(__file__).parents[1] / "params.yaml"
    params: dict[str, Any] = yaml.safe_load(path.read_text())
    params["dataset"] |= {"source": "typefaces", "layout": {"classes": 62, "faces": 20, "side": 64}}
    params["typefaces"]["processes"] = 1
    params["filter"]["scoring"] |= {"folds": 2, "epochs": 1}
    params["filter"]["rule"] |= {"keep_images": 680, "whole_faces": 1, "class_least": 10}
    params["split"] |= {"train": 500, "validation": 90, "test": 90}
    paper = params["train"]["paper"]
    paper["network"] |= {"filters": [4, 8], "dense_units": 32}
    paper |= {"iterations": 30, "batch_size": 50, "average_last": 5, "watch_every": 10}
    paper |= {"learning_rate": 0.001, "checkpoint_every": 10}
    params["generate"] = {name: {"count": 3, "seed": 1} for name in ("national", "usa")}
    return params


@pytest.fixture(scope="session")
def draw_plate() -> PlateDrawer:
    """Draw a dark text on a light plate of 520 x 110 pixels with a border."""
    return _draw_plate


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder whose network names the nearest of 36 drawn templates."""
    folder = tmp_path_factory.mktemp("toy-model")
    onnx.save(_nearest_template(), str(folder / "network.onnx"))
    description = {
        "name": "toy",
        "characters": CHARACTERS,
        "temperature": 1.0,
        "segmentation": SEGMENTATION,
    }
    (folder / "model.json").write_text(json.dumps(description))
    return folder


@pytest.fixture(scope="session")
def draw_photograph(draw_plate: PlateDrawer) -> PhotographDrawer:
    """Draw toy plates, 520 x 110 pixels, into a grey picture where the toy locator finds them.

    Takes (text, (x, y) of its top left corner, grey level of the mark above it) for each plate, x
    and y multiples of 8, and the picture's size. The mark is what the toy locator sees: 250 is a
    probability of a half, 255 certainty.
    """

    def draw(
        *plates: tuple[str, tuple[int, int], int], size: tuple[int, int] = (800, 640)
    ) -> Image:
        photograph = np.full((size[1], size[0], 3), 100, np.uint8)
        for text, (x, y), mark in plates:
            photograph[y : y + 110, x : x + 520] = draw_plate(text, paper=200)
            photograph[y - 2 * STRIDE : y - STRIDE, x : x + STRIDE] = mark
        return photograph

    return draw


@pytest.fixture(scope="session")
def toy_locator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locator's folder whose network sees a plate of 520 x 110 pixels below each bright cell."""
    folder = tmp_path_factory.mktemp("toy-locator")
    onnx.save(_bright_cells(), str(folder / "network.onnx"))
    description = {
        "name": "toy-locator",
        "working_pixels": 4_000_000,
        "most_pixels": 4_000_000,
        "pyramid": 4.0,
        "close_px": None,
        "places": {"threshold": 0.05, "overlap": 0.5},
    }
    (folder / "model.json").write_text(json.dumps(description))
    return folder


def _bright_cells() -> Any:
    # Grey level 245 is no plate, 255 is one; its top left lies two cells below the cell's.
    corners = np.array([(0, 12), (520, 12), (520, 122), (0, 122)]) - (STRIDE / 2, 0)
    weights = np.array([1 / 10, *[0] * 8], np.float32).reshape(CHANNELS, 1, 1, 1)
    biases = np.array([-245 / 10, *(corners / UNIT).ravel()], np.float32)
    least = np.array([0, *[-1e3] * 8], np.float32)
    nodes = [
        helper.make_node("Transpose", [INPUT], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node(
            "AveragePool", ["planes"], ["cells"], kernel_shape=[STRIDE] * 2, strides=[STRIDE] * 2
        ),
        helper.make_node("Conv", ["cells", "weights", "biases"], ["said"]),
        helper.make_node("Transpose", ["said"], ["rows"], perm=[0, 2, 3, 1]),
        helper.make_node("Max", ["rows", "least"], [OUTPUT]),
    ]
    constants = {"weights": weights, "biases": biases, "least": least}
    graph = helper.make_graph(
        nodes,
        "bright-cells",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", "H", "W", 1])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["N", "h", "w", CHANNELS])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def _draw_plate(text: str, paper: int = 240, ink: int = 20) -> Image:
    plate = np.full((110, 520, 3), paper, np.uint8)
    cv2.rectangle(plate, (3, 3), (516, 106), (ink, ink, ink), 3)
    for index, character in enumerate(text):
        _draw_character(plate, character, (20 + 68 * index, 90), ink)
    return plate


def _draw_character(image: Image, character: str, place: tuple[int, int], ink: int) -> None:
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(image, character, place, font, 3.0, (ink, ink, ink), 9, cv2.LINE_AA)


def _nearest_template() -> Any:
    templates = []
    for character in CHARACTERS:
        page = np.full((140, 140, 3), 255, np.uint8)
        _draw_character(page, character, (20, 110), 0)
        templates.append(glyph(255 - page[:, :, 0]).reshape(-1).astype(np.float32) / 255)
    wanted = np.stack(templates)  # (36, 1024)
    # The nearest template has the largest 2 g.t - t.t, for g.g is the same for all of them.
    weights = (2 * wanted.T / 255).astype(np.float32)
    biases = -(wanted**2).sum(axis=1).astype(np.float32)
    constants = {
        "flat": np.array([-1, 1024], np.int64),
        "weights": weights,
        "biases": biases,
    }
    graph = helper.make_graph(
        [
            helper.make_node("Reshape", ["glyphs", "flat"], ["pixels"]),
            helper.make_node("MatMul", ["pixels", "weights"], ["products"]),
            helper.make_node("Add", ["products", "biases"], ["nearness"]),
            helper.make_node("Softmax", ["nearness"], ["probabilities"], axis=1),
        ],
        "nearest",
        [helper.make_tensor_value_info("glyphs", TensorProto.FLOAT, ["N", 32, 32, 1])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 36])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
