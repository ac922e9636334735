"""The robust network as a model and as files."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alpr.learning import export
from alpr.learning.network import INPUT, OUTPUT
from alpr.learning.robust_network import (
    CLASSES,
    RobustNetworkSettings,
    build_robust_network,
    load_robust_network,
)
from alpr.learning.robust_training import LabelledGlyphs, RobustTrainingSettings


@pytest.fixture(scope="module")
def network(robust_settings: RobustTrainingSettings) -> Any:
    return build_robust_network(robust_settings.network, seed=1)


def test_each_glyph_gets_probabilities_of_37_classes(
    network: Any, watched: dict[str, LabelledGlyphs]
) -> None:
    probabilities = export.network_probabilities(network, watched["toys"].images)
    assert probabilities.shape == (50, CLASSES)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_same_weights_give_the_same_file(
    tmp_path: Path, robust_settings: RobustTrainingSettings
) -> None:
    # Two networks in one process lie at different addresses, which Keras writes into its files.
    networks = [build_robust_network(robust_settings.network, seed=1) for _ in range(2)]
    for index, one in enumerate(networks):
        export.save_network(one, tmp_path / f"{index}.keras")
    assert (tmp_path / "0.keras").read_bytes() == (tmp_path / "1.keras").read_bytes()


def test_saved_and_exported_it_says_the_same(
    tmp_path: Path, network: Any, watched: dict[str, LabelledGlyphs]
) -> None:
    images = watched["toys"].images
    truth = export.network_probabilities(network, images)
    export.save_network(network, tmp_path / "network.keras")
    loaded = load_robust_network(tmp_path / "network.keras")
    np.testing.assert_array_equal(export.network_probabilities(loaded, images), truth)
    export.write_half_onnx(export.converted(loaded, INPUT, OUTPUT), tmp_path / "network.onnx")
    exported = export.onnx_probabilities(tmp_path / "network.onnx", images)
    np.testing.assert_allclose(exported, truth, atol=1e-3)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"filters": (4, 4, 8)}, "five convolutions"),
        ({"filters": (4, 4, 8, 8, 0)}, "a unit"),
        ({"dense_units": 0}, "a unit"),
        ({"dropout": 1.0}, "dropout"),
        ({"batch_norm_momentum": 1.0}, "batch_norm_momentum"),
    ],
)
def test_sizes_out_of_range_are_refused(
    robust_settings: RobustTrainingSettings, wrong: dict[str, Any], named: str
) -> None:
    settings: RobustNetworkSettings = robust_settings.network
    with pytest.raises(ValueError, match=named):
        dataclasses.replace(settings, **wrong)
