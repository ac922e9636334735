"""Charts are drawn from what is there, and drawn the same each time."""

from pathlib import Path

import cv2
import numpy as np

from alpr import charts

CURVES: dict[str, list[float]] = {
    "iteration": [0, 100],
    "training_accuracy": [0.03, 0.9],
    "validation_accuracy": [0.03, 0.8],
    "training_loss": [3.6, 0.4],
    "validation_loss": [3.6, 0.5],
}


def coloured(path: Path) -> int:
    """Pixels that are neither grey, black nor white: those of the data."""
    image = np.asarray(cv2.imread(str(path)), int)
    return int(np.count_nonzero(image.max(axis=2) - image.min(axis=2) > 40))


def test_learning_curves_show_all_four_series(tmp_path: Path) -> None:
    charts.learning_curves(CURVES, tmp_path / "all.png")
    one_point = {name: values[:1] for name, values in CURVES.items()}
    charts.learning_curves(one_point, tmp_path / "one.png")
    assert coloured(tmp_path / "all.png") > coloured(tmp_path / "one.png") > 0


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        charts.learning_curves(CURVES, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_confusion_matrix_without_mistakes_is_empty(tmp_path: Path) -> None:
    right = np.diag([5, 7])
    wrong = np.array([[5, 2], [0, 7]])
    charts.confusion_matrix(right, "AB", tmp_path / "right.png")
    charts.confusion_matrix(wrong, "AB", tmp_path / "wrong.png")
    # Both have the colour bar; one cell of the matrix is much larger than that.
    assert coloured(tmp_path / "wrong.png") > coloured(tmp_path / "right.png") + 10_000


def test_a_reliability_diagram_of_one_bin(tmp_path: Path) -> None:
    bins = {"calibrated": [{"confidence": 0.9, "accuracy": 0.8, "n": 5.0}]}
    charts.reliability_diagram(bins, tmp_path / "r.png")
    assert coloured(tmp_path / "r.png") > 0
