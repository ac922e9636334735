"""The line network before it has learned anything, and as a file."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.learning.descent import scores_of
from alpr.learning.export import save_network
from alpr.learning.line_export import export_line_onnx, load_line_network
from alpr.learning.line_graph import activated_layers, line_graph
from alpr.learning.line_network import SCORES, LineNetworkSettings, build_line_network
from alpr.learning.line_training import LineTrainingSettings, columns_reader
from alpr.learning.onnx_graph import activation_ranges
from alpr.reading.line import LineReader


@pytest.fixture(scope="module")
def network(line_settings: LineTrainingSettings) -> Any:
    built = build_line_network(line_settings.network, seed=5)
    generator = np.random.default_rng(5)
    for weight in built.weights:  # normalisation that does nothing would hide mistakes
        if any(name in weight.path for name in ("gamma", "beta", "moving")):
            weight.assign(generator.uniform(0.5, 1.5, weight.shape))
    return built


@pytest.fixture(scope="module")
def crops() -> np.ndarray:
    return np.random.default_rng(6).integers(0, 256, (5, HEIGHT, WIDTH)).astype(np.uint8)


def test_every_column_of_every_crop_sums_to_one(network: Any, crops: np.ndarray) -> None:
    columns = columns_reader(network)(crops)
    assert columns.shape == (5, COLUMNS, CLASSES)
    np.testing.assert_allclose(columns.sum(axis=2), 1, atol=1e-5)


def test_the_trial_s_sizes_have_its_number_of_weights() -> None:
    sizes = LineNetworkSettings((32, 64, 96, 128, 128, 128), 256, 128, 7, 0.1, 0.97)
    assert build_line_network(sizes, seed=1).count_params() == 914_629


@pytest.mark.parametrize(
    ("brightness", "contrast"),
    [
        (40.0, 1.0),  # brighter
        (0.0, 0.5),  # paler; not quite the same, since noise of an empty picture must stay small
    ],
)
def test_light_and_contrast_hardly_matter(
    network: Any, crops: np.ndarray, brightness: float, contrast: float
) -> None:
    scores = scores_of(network, SCORES)
    plain = crops[..., None].astype(np.float32)
    changed = plain * contrast + brightness
    difference = np.abs(scores(changed) - scores(plain)).max()
    assert difference < 0.1 * np.abs(scores(plain)).max()


def test_an_even_crop_gives_finite_numbers(network: Any) -> None:
    even = np.full((1, HEIGHT, WIDTH), 128, np.uint8)
    assert np.isfinite(columns_reader(network)(even)).all()


def test_saved_twice_it_is_the_same_file_and_the_same_network(
    network: Any, crops: np.ndarray, tmp_path: Path
) -> None:
    for name in ("a.keras", "b.keras"):
        save_network(network, tmp_path / name)
    assert (tmp_path / "a.keras").read_bytes() == (tmp_path / "b.keras").read_bytes()
    loaded = load_line_network(tmp_path / "a.keras")
    np.testing.assert_array_equal(columns_reader(loaded)(crops), columns_reader(network)(crops))


def test_as_a_graph_it_says_the_same(network: Any, crops: np.ndarray) -> None:
    session = onnxruntime.InferenceSession(line_graph(network).SerializeToString())
    (columns,) = session.run(["probabilities"], {"crops": crops[..., None].astype(np.float32)})
    np.testing.assert_allclose(columns, columns_reader(network)(crops), atol=1e-5)


def test_in_eight_bits_it_says_nearly_the_same(
    network: Any, crops: np.ndarray, tmp_path: Path
) -> None:
    export_line_onnx(network, tmp_path / "network.onnx", crops)
    description = '{"temperature": 1.0, "characters": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}'
    (tmp_path / "model.json").write_text(description)
    columns = LineReader(tmp_path).columns(crops)
    trained = columns_reader(network)(crops)
    assert np.abs(columns - trained).mean() < 0.1 * trained.std()


def ranges_of(network: Any, crops: np.ndarray) -> dict[str, float]:
    batch = crops[..., None].astype(np.float32)
    return activation_ranges(line_graph(network), activated_layers(network), "crops", [batch])


def test_eight_bits_are_steps_that_no_processor_overflows(network: Any, crops: np.ndarray) -> None:
    ranges = ranges_of(network, crops)
    assert set(ranges) == set(activated_layers(network))
    graph = line_graph(network, ranges).graph
    constants = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
    weights = {name: values for name, values in constants.items() if values.dtype == np.int8
               and name.endswith("weights_steps")}  # fmt: skip
    # All but the first convolution and the scores; products of two weights and two activations
    # must fit 16 bits.
    assert len(weights) == len(ranges) - 1
    for values in weights.values():
        assert 2 * 255 * int(np.abs(values.astype(int)).max()) <= np.iinfo(np.int16).max


def test_a_layer_that_says_nothing_has_a_range(network: Any) -> None:
    ranges = ranges_of(network, np.zeros((1, HEIGHT, WIDTH), np.uint8))
    assert min(ranges.values()) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"filters": (0, 1, 1, 1, 1, 1)},
        {"context_columns": 4},  # has no middle
        {"context_columns": 41},  # more than there are
        {"dropout": 1.0},
        {"batch_norm_momentum": 1.0},  # the statistics would never move
    ],
)
def test_sizes_out_of_range_are_refused(
    line_settings: LineTrainingSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"unit|odd|dropout|momentum"):
        dataclasses.replace(line_settings.network, **wrong)
