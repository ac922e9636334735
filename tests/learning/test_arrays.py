"""Arrays that do not fit together are refused before anything learns from them."""

from pathlib import Path

import numpy as np
import pytest

from alpr.learning.arrays import GlyphArrays, load_arrays


def parts(n: int) -> dict[str, np.ndarray]:
    return {
        "images": np.zeros((n, 32, 32, 1), np.uint8),
        "labels": np.zeros(n, np.uint8),
        "fonts": np.zeros(n, np.uint16),
        "faces": np.zeros(n, np.uint16),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("images", np.zeros((3, 32, 32), np.uint8)),  # no channel
        ("images", np.zeros((3, 32, 32, 1), np.float32)),  # scaled already
        ("labels", np.zeros(2, np.uint8)),  # one short
        ("labels", np.array([0, 1, 36], np.uint8)),  # a 37th class
        ("fonts", np.zeros(4, np.uint16)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, value: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        GlyphArrays(**{**parts(3), name: value})


def test_an_empty_subset_is_a_subset() -> None:
    assert len(GlyphArrays(**parts(0))) == 0


def test_a_file_without_an_array_is_named(tmp_path: Path) -> None:
    stored = parts(3)
    del stored["fonts"]
    np.savez(tmp_path / "train.npz", allow_pickle=False, **stored)
    with pytest.raises(ValueError, match=r"train\.npz: no array fonts"):
        load_arrays(tmp_path / "train.npz")
