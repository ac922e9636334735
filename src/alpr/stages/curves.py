"""What every stage that trains by descent says of its training: to MLflow, as JSON and as CSV."""

import dataclasses
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alpr.files import write_csv, write_json
from alpr.learning.descent import DescentPoint


def measures(point: DescentPoint) -> dict[str, Any]:
    """Return a point of the curves as MLflow takes it."""
    return {"loss": point.loss, "accuracy": point.accuracy}


def write_curves(curve: Sequence[DescentPoint], metrics: Path) -> None:
    """Write the last point as metrics (JSON), and the curves beside it: <name>_curves.csv."""
    write_json(metrics, dataclasses.asdict(curve[-1]))
    sets = list(curve[-1].accuracy)
    rows = [(one.step, one.loss, *(one.accuracy[name] for name in sets)) for one in curve]
    write_csv(metrics.with_name(f"{metrics.stem}_curves.csv"), ["step", "loss", *sets], rows)


def versions() -> dict[str, str]:
    """Return the versions of the packages that the result of a training depends on."""
    return {name: version(name) for name in ("keras", "numpy", "tensorflow")}
