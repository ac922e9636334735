"""The locator network before it has learned anything, and as a file."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from alpr.learning.export import save_network
from alpr.learning.locator_export import (
    export_locator_onnx,
    load_locator_network,
    onnx_places_reader,
)
from alpr.learning.locator_graph import activated_places, locator_graph
from alpr.learning.locator_network import LocatorNetworkSettings, build_locator_network
from alpr.learning.locator_training import LocatorTrainingSettings, places_reader
from alpr.learning.onnx_graph import activation_ranges
from alpr.places import CHANNELS, INPUT, OUTPUT


@pytest.fixture(scope="module")
def network(locator_settings: LocatorTrainingSettings) -> Any:
    built = build_locator_network(locator_settings.network, seed=5)
    generator = np.random.default_rng(5)
    for weight in built.weights:  # normalisation that does nothing would hide mistakes
        if any(name in weight.path for name in ("gamma", "beta", "moving")):
            weight.assign(generator.uniform(0.5, 1.5, weight.shape))
    return built


def noise(*size: int) -> np.ndarray:
    return np.random.default_rng(6).integers(0, 256, size).astype(np.uint8)


@pytest.mark.parametrize(
    "size",
    [
        (16, 16),  # the smallest
        (16, 320),
        (96, 128),
        (144, 80),  # higher than wide, no power of two
    ],
)
def test_any_size_has_its_cells(network: Any, size: tuple[int, int]) -> None:
    said = places_reader(network)(noise(*size))
    assert said.shape == (size[0] // 8, size[1] // 8, CHANNELS)
    assert np.all((said[..., 0] >= 0) & (said[..., 0] <= 1))


@pytest.mark.parametrize(
    ("brightness", "contrast"),
    [
        (40.0, 1.0),  # brighter
        (0.0, 0.5),  # paler; not quite the same, since noise of an empty scene must stay small
    ],
)
def test_light_and_contrast_hardly_matter(network: Any, brightness: float, contrast: float) -> None:
    scene = noise(96, 128)[None, ..., None].astype(np.float32)
    plain, changed = (np.asarray(network(one)) for one in (scene, scene * contrast + brightness))
    assert np.abs(changed - plain).max() < 0.1 * np.abs(plain).max()


def test_a_dark_part_of_a_bright_scene_looks_as_it_would_alone(network: Any) -> None:
    # Both halves show the same, the right one at a fifth of the contrast, far from the border.
    scene = np.tile(noise(96, 256).astype(np.float32), (1, 2))
    scene[:, 256:] = 10 + scene[:, 256:] / 5
    left, right = np.split(np.asarray(network(scene[None, ..., None]))[0], 2, axis=1)
    inner = slice(14, 18)
    # The floor under the spread takes a little of the contrast where there is little of it.
    assert np.abs(left[:, inner] - right[:, inner]).max() < 0.3 * np.abs(left[:, inner]).max()


def test_an_even_scene_gives_finite_numbers(network: Any) -> None:
    assert np.isfinite(places_reader(network)(np.full((64, 64), 128, np.uint8))).all()


def test_saved_twice_it_is_the_same_file_and_the_same_network(network: Any, tmp_path: Path) -> None:
    for name in ("a.keras", "b.keras"):
        save_network(network, tmp_path / name)
    assert (tmp_path / "a.keras").read_bytes() == (tmp_path / "b.keras").read_bytes()
    loaded, scene = load_locator_network(tmp_path / "a.keras"), noise(64, 96)
    np.testing.assert_array_equal(places_reader(loaded)(scene), places_reader(network)(scene))


def test_as_a_graph_it_says_the_same_at_every_size(network: Any) -> None:
    session = onnxruntime.InferenceSession(locator_graph(network).SerializeToString())
    for size in ((96, 128), (32, 208)):
        scene = noise(*size)
        (said,) = session.run([OUTPUT], {INPUT: scene[None, ..., None].astype(np.float32)})
        np.testing.assert_allclose(said[0], places_reader(network)(scene), atol=1e-4)


def test_exported_in_eight_bits_it_says_nearly_the_same(network: Any, tmp_path: Path) -> None:
    scenes = [noise(96, 128), noise(32, 208)]
    export_locator_onnx(network, tmp_path / "network.onnx", scenes)
    look = onnx_places_reader(tmp_path / "network.onnx")
    for scene in scenes:
        trained = places_reader(network)(scene)
        assert np.abs(look(scene) - trained).mean() < 0.1 * trained.std()


def test_every_activation_has_a_range(network: Any) -> None:
    names = activated_places(network)
    scene = np.full((1, 64, 64, 1), 128, np.float32)  # even: most layers say nothing
    ranges = activation_ranges(locator_graph(network), names, INPUT, [scene])
    assert set(ranges) == set(names)
    assert min(ranges.values()) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"stem": (0, 8)},
        {"dilations": (1, 0)},
        {"cell_layers": -1},
        {"batch_norm_momentum": 1.0},  # the statistics would never move
    ],
)
def test_sizes_out_of_range_are_refused(
    locator_settings: LocatorTrainingSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"filter|momentum"):
        dataclasses.replace(locator_settings.network, **wrong)


def test_a_context_of_any_depth_can_be_built() -> None:
    sizes = LocatorNetworkSettings((4, 4), 8, 0, 8, (), 8, 0.9)
    assert build_locator_network(sizes, seed=1).count_params() > 0
