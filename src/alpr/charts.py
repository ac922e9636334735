"""Charts of the metrics as PNG: learning curves, confusion matrix, reliability."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.files import replacing

_DPI = 110
_TRAINING, _VALIDATION = "#1f6fb4", "#d9541e"


def learning_curves(curves: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw accuracy and loss along the iterations (the paper's figures 7 and 8).

    Args:
        curves: columns iteration, training_accuracy, validation_accuracy, training_loss,
            validation_loss, all of one length.
        path: the PNG to write.
    """
    figure, axes = _figure(1, 2, (9.5, 3.6))
    for axis, name, unit in ((axes[0], "accuracy", ""), (axes[1], "loss", ", nats")):
        for subset, colour in (("training", _TRAINING), ("validation", _VALIDATION)):
            axis.plot(curves["iteration"], curves[f"{subset}_{name}"], color=colour, label=subset)
        axis.set(xlabel="iteration", ylabel=name + unit)
        axis.grid(alpha=0.3)
        axis.legend(loc="lower right" if name == "accuracy" else "upper right")
    axes[0].set_ylim(0, 1.01)
    axes[1].set_ylim(bottom=0)
    _save(figure, path)


def confusion_matrix(counts: NDArray[np.integer], names: str, path: Path) -> None:
    """Draw which class was read as which; the diagonal is left white so that mistakes show.

    Args:
        counts: (classes, classes), truth in rows, reading in columns.
        names: one character a class.
        path: the PNG to write.
    """
    mistakes = counts.astype(float)
    np.fill_diagonal(mistakes, 0)
    figure, axes = _figure(1, 1, (8.2, 7.4))
    axis = axes[0]
    picture = axis.imshow(np.where(mistakes > 0, mistakes, np.nan), cmap="viridis_r", vmin=0)
    for row, column in zip(*mistakes.nonzero(), strict=True):
        count = int(mistakes[row, column])
        colour = "white" if count > 0.55 * mistakes.max() else "black"
        axis.text(column, row, str(count), ha="center", va="center", fontsize=7, color=colour)
    axis.set_xticks(range(len(names)), list(names))
    axis.set_yticks(range(len(names)), list(names))
    axis.set(xlabel="read as", ylabel="truth")
    axis.tick_params(labelsize=8)
    axis.grid(alpha=0.15)
    figure.colorbar(picture, ax=axis, shrink=0.75, label="images")
    _save(figure, path)


def reliability_diagram(bins: Mapping[str, Sequence[Mapping[str, float]]], path: Path) -> None:
    """Draw accuracy over confidence, one line a series; on the diagonal confidence is honest.

    Args:
        bins: by series, the bins with their keys confidence, accuracy, n.
        path: the PNG to write.
    """
    figure, axes = _figure(1, 1, (4.6, 4.4))
    axis = axes[0]
    axis.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--", label="honest")
    for colour, (name, series) in zip((_VALIDATION, _TRAINING), bins.items(), strict=False):
        confidence = [one["confidence"] for one in series]
        right = [one["accuracy"] for one in series]
        axis.plot(confidence, right, color=colour, marker="o", markersize=4, label=name)
    # A bin of four readings says little: the numbers of the last series stand beside its points.
    for one in series:
        axis.annotate(
            f"n {one['n']:,.0f}",
            (one["confidence"], one["accuracy"]),
            xytext=(-4, 6),
            textcoords="offset points",
            fontsize=7,
            ha="right",
        )
    axis.set(xlabel="confidence", ylabel="share read rightly", xlim=(0, 1.01), ylim=(0, 1.01))
    axis.grid(alpha=0.3)
    axis.legend()
    _save(figure, path)


def risk_curve(points: Sequence[tuple[float, float]], path: Path) -> None:
    """Draw the share of wrong readings among the accepted over the share that is accepted.

    Args:
        points: (coverage, error), both 0 to 1, by coverage.
        path: the PNG to write.
    """
    figure, axes = _figure(1, 1, (4.6, 3.6))
    axis = axes[0]
    axis.plot([100 * x for x, _ in points], [100 * y for _, y in points], color=_TRAINING)
    axis.set(xlabel="accepted, % of all readings", ylabel="wrong among the accepted, %")
    axis.set(xlim=(0, 100.5), ylim=(0, None))
    axis.grid(alpha=0.3)
    _save(figure, path)


def _figure(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, list[Any]]:
    # Without pyplot: no global state, no display, safe beside anything else in the process.
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return figure, list(np.ravel(figure.subplots(rows, columns, squeeze=False)))


def _save(figure: Any, path: Path) -> None:
    with replacing(path) as temporary:
        # Without the version of the library in it the file is the same as long as the picture is.
        figure.savefig(temporary, dpi=_DPI, metadata={"Software": None})
