"""The network takes raw glyphs, whatever form it is in."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from alpr.files import md5
from alpr.learning import export
from alpr.learning.arrays import GlyphArrays
from alpr.learning.network import NetworkSettings, build_network, scores_of

SETTINGS = NetworkSettings(filters=(4, 8), kernel_px=5, dense_units=64, dropout=0.5)
MEAN = np.full((32, 32), 40, np.float32)


@pytest.fixture(scope="module")
def network() -> object:
    return build_network(SETTINGS, MEAN, seed=1)


def test_probabilities_sum_to_one(network: object, validation: GlyphArrays) -> None:
    probabilities = export.network_probabilities(network, validation.images)
    assert probabilities.shape == (len(validation), 36)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_the_mean_glyph_is_zero_inside(network: object) -> None:
    import keras

    centred = keras.Model(network.input, network.get_layer("subtract_mean").output)  # type: ignore[attr-defined]
    assert np.abs(centred(MEAN[None, :, :, None])).max() < 1e-6
    assert np.asarray(centred(MEAN[None, :, :, None] + 255)).max() == pytest.approx(1, abs=1e-5)


def test_scores_are_the_logarithms_of_the_probabilities(
    network: object, validation: GlyphArrays
) -> None:
    glyphs = validation.images[:5].astype(np.float32)
    scores = np.asarray(scores_of(network)(glyphs))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    expected = export.network_probabilities(network, validation.images[:5])
    assert powers / powers.sum(axis=1, keepdims=True) == pytest.approx(expected, abs=1e-5)


def test_the_same_seed_gives_the_same_first_weights(network: object) -> None:
    again, other = (build_network(SETTINGS, MEAN, seed) for seed in (1, 2))
    for one, two in zip(network.weights, again.weights, strict=True):  # type: ignore[attr-defined]
        assert np.array_equal(one, two)
    assert not np.array_equal(again.weights[0], other.weights[0])


def test_a_mean_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        build_network(SETTINGS, np.zeros((28, 28), np.float32), seed=1)


@pytest.mark.parametrize(
    "sizes",
    [
        {"filters": (0, 8)},
        {"kernel_px": 4},  # an even window has no middle
        {"kernel_px": 33},  # larger than the glyph
        {"dense_units": 0},
        {"dropout": 1.0},  # nothing would be left
    ],
)
def test_impossible_sizes_are_refused(sizes: dict[str, object]) -> None:
    values = {"filters": (4, 8), "kernel_px": 5, "dense_units": 64, "dropout": 0.5, **sizes}
    with pytest.raises(ValueError, match=r"unit|kernel_px|dropout"):
        NetworkSettings(**values)  # type: ignore[arg-type]


def test_saved_and_loaded_it_is_the_same(
    network: object, validation: GlyphArrays, tmp_path: Path
) -> None:
    export.save_network(network, tmp_path / "a.keras")
    loaded = export.load_network(tmp_path / "a.keras")
    assert np.array_equal(
        export.network_probabilities(network, validation.images),
        export.network_probabilities(loaded, validation.images),
    )


def test_the_same_weights_are_the_same_bytes(network: object, tmp_path: Path) -> None:
    export.save_network(network, tmp_path / "a.keras")
    export.save_network(network, tmp_path / "b.keras")
    assert md5(tmp_path / "a.keras") == md5(tmp_path / "b.keras")
    with zipfile.ZipFile(tmp_path / "a.keras") as saved:
        assert {entry.date_time for entry in saved.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"date" not in saved.read("metadata.json")


def test_the_exports_agree_with_keras(
    network: object, validation: GlyphArrays, tmp_path: Path
) -> None:
    single, half = tmp_path / "single.onnx", tmp_path / "half.onnx"
    export.export_onnx(network, single)
    export.halve_onnx(single, half)
    truth = export.network_probabilities(network, validation.images)
    assert export.onnx_probabilities(single, validation.images) == pytest.approx(truth, abs=1e-5)
    assert export.onnx_probabilities(half, validation.images) == pytest.approx(truth, abs=1e-3)
    assert half.stat().st_size < 0.65 * single.stat().st_size
    empty = export.onnx_probabilities(half, validation.images[:0])
    assert empty.shape == (0, 36)
