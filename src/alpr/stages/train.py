"""Stage train: learn the character network of one recipe.

Deps: data/arrays, data/filtered/sheets (for tracking).
Params: train.<recipe>.
Outs: models/<recipe>/network.keras, metrics/train/<recipe>.json, its learning curves (CSV, PNG).

Stopped at any moment and run again, it goes on from its last checkpoint in models/checkpoints and
ends with the same network as if it had not been stopped.
"""

import dataclasses
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alpr import charts
from alpr.files import md5, write_csv, write_json
from alpr.learning import arrays, checkpoints, network, training
from alpr.learning.arrays import load_arrays
from alpr.learning.export import save_network
from alpr.learning.training import CurvePoint, TrainingSettings, train
from alpr.parameters import read_key, read_parameters
from alpr.stages import logs
from alpr.stages.arguments import recipe_argument
from alpr.stages.resuming import resumable

ARRAYS = Path("data/arrays")
METRICS = Path("metrics/train")
SHEETS = Path("data/filtered/sheets")


def main() -> None:
    """Train the recipe named on the command line."""
    logs.configure()
    recipe = recipe_argument(__doc__)
    logs.load_tensorflow()
    settings = read_parameters(TrainingSettings, f"train.{recipe}")
    with resumable(recipe, recipe, identity(settings)) as (run, kept):
        run.parameters(tracked_parameters(recipe))
        run.dataset(json.loads((ARRAYS / "origin.json").read_text())["dataset"])
        trained, curve = train(
            settings,
            load_arrays(ARRAYS / "train.npz"),
            load_arrays(ARRAYS / "validation.npz"),
            kept,
            watch=lambda point: run.metrics(_measures(point), step=point.iteration),
        )
        path = Path(f"models/{recipe}/network.keras")
        save_network(trained, path)
        write_outputs(recipe, curve)
        run.model(path)
        run.artifact(METRICS / f"{recipe}_curves.png")
        run.artifact(SHEETS, "filter")


def identity(settings: TrainingSettings) -> str:
    """Return a text of everything that the result of the training depends on."""
    code = (arrays, checkpoints, network, training)
    parts = {
        "code": [md5(Path(str(module.__file__))) for module in code],
        "settings": dataclasses.asdict(settings),
        "arrays": [md5(ARRAYS / f"{subset}.npz") for subset in ("train", "validation")],
        "versions": {name: version(name) for name in ("keras", "numpy", "tensorflow")},
    }
    return json.dumps(parts, sort_keys=True)


def tracked_parameters(recipe: str) -> dict[str, Any]:
    """Return all of params.yaml but the other recipes: a run is compared by what led to it."""
    everything: dict[str, Any] = read_key("")
    return {**everything, "train": {recipe: everything["train"][recipe]}}


def write_outputs(recipe: str, curve: list[CurvePoint]) -> None:
    """Write the last point of the curves as metrics, and the curves as CSV and PNG."""
    write_json(METRICS / f"{recipe}.json", dataclasses.asdict(curve[-1]))
    names = [field.name for field in dataclasses.fields(CurvePoint)]
    rows = [dataclasses.astuple(point) for point in curve]
    write_csv(METRICS / f"{recipe}_curves.csv", names, rows)
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    charts.learning_curves(columns, METRICS / f"{recipe}_curves.png")


def _measures(point: CurvePoint) -> dict[str, float]:
    measures = dataclasses.asdict(point)
    del measures["iteration"]
    return measures


if __name__ == "__main__":
    logs.run(main)
