"""Stage evaluate: measure the network of one recipe on images it has not seen, and export it.

Deps: models/<recipe>/network.keras, data/arrays.
Params: segmentation.paper (it travels with the exported model).
Outs: models/<recipe>/exported (network.onnx, model.json), metrics/evaluate/<recipe>.json and, with
the same beginning, the classes, confusions and reliability as CSV and PNG, the worst mistakes.
"""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr import charts, tracking
from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.confidence import calibration_error
from alpr.files import md5, write_csv, write_image, write_json
from alpr.learning import evaluation, export
from alpr.learning.arrays import GlyphArrays, load_arrays
from alpr.learning.mistakes import mistakes_sheet
from alpr.parameters import read_key
from alpr.stages import logs
from alpr.stages.arguments import recipe_argument
from alpr.stages.reliability import write_reliability

METRICS = Path("metrics/evaluate")
SUBSETS = ("train", "validation", "test", "removed")
LISTED_CONFUSIONS = 10


def main() -> None:
    """Evaluate and export the recipe named on the command line."""
    logs.configure()
    recipe = recipe_argument(__doc__)
    logs.load_tensorflow()
    network_path = Path(f"models/{recipe}/network.keras")
    folder = Path(f"models/{recipe}/exported")
    network = export.load_network(network_path)
    subsets = {name: load_arrays(Path(f"data/arrays/{name}.npz")) for name in SUBSETS}
    exported = export_network(network, folder, subsets["test"])
    probabilities = {
        name: export.onnx_probabilities(folder / "network.onnx", arrays.images)
        for name, arrays in subsets.items()
    }
    validation = probabilities["validation"], subsets["validation"].labels
    temperature = evaluation.fit_temperature(*validation)
    write_json(folder / "model.json", description(temperature))
    results = {
        "model_md5": md5(network_path),
        "export": exported,
        "data": origin(),
        **{
            name: measures(probabilities[name], subsets[name].labels, temperature)
            for name in SUBSETS
        },
        "calibration": honesty(recipe, probabilities["test"], subsets["test"].labels, temperature),
    }
    write_json(METRICS / f"{recipe}.json", results)
    write_classes(recipe, probabilities, subsets)
    write_mistakes(recipe, probabilities["test"], subsets["test"])
    track(recipe, results)


def export_network(network: Any, folder: Path, test: GlyphArrays) -> dict[str, float]:
    """Write network.onnx, its weights in half precision, and say how it differs from Keras.

    Returns bytes, and the largest difference of a probability over the test images: of the
    export itself, and with the rounding of the weights.
    """
    single, half = folder / "single.onnx", folder / "network.onnx"
    export.export_onnx(network, single)
    export.halve_onnx(single, half)
    truth = export.network_probabilities(network, test.images)
    differences = [
        float(np.abs(export.onnx_probabilities(path, test.images) - truth).max(initial=0))
        for path in (single, half)
    ]
    single.unlink()
    return {
        "bytes": half.stat().st_size,
        "max_difference": differences[0],
        "max_difference_half": differences[1],
    }


def origin() -> dict[str, Any]:
    """Return where the arrays come from and what was left out: written by preprocess."""
    facts: dict[str, Any] = json.loads(Path("data/arrays/origin.json").read_text())
    return facts


def description(temperature: float) -> dict[str, Any]:
    """Return what a reader must know beside the network: model.json."""
    dataset = origin()["dataset"]
    return {
        "name": "plate-cnn",
        "characters": CHARACTERS,
        "temperature": temperature,
        "source": dataset["source"],
        "dataset_md5": dataset["md5"],
        "segmentation": read_key("segmentation.paper"),
    }


def measures(
    probabilities: NDArray[np.float32], labels: NDArray[np.uint8], temperature: float
) -> dict[str, Any]:
    """Return how a subset is read: accuracy, cross-entropy, calibration, frequent mistakes."""
    accuracy = evaluation.accuracy(probabilities, labels)
    calibrated = evaluation.reliability(tempered(probabilities, temperature), labels)
    return {
        "strict": accuracy.strict.as_dict(),
        "merged": accuracy.merged.as_dict(),
        "loss": evaluation.cross_entropy(probabilities, labels),
        "ece": calibration_error(calibrated),
        "confusions": [
            dataclasses.asdict(pair) for pair in evaluation.confusions(probabilities, labels)
        ][:LISTED_CONFUSIONS],
    }


def honesty(
    recipe: str, probabilities: NDArray[np.float32], labels: NDArray[np.uint8], temperature: float
) -> dict[str, float]:
    """Write and return how honest the test readings are, before and after the temperature."""
    calibrated = tempered(probabilities, temperature)
    series = {
        "as trained": evaluation.reliability(probabilities, labels),
        "calibrated": evaluation.reliability(calibrated, labels),
    }
    write_reliability(series, METRICS / f"{recipe}_reliability.csv")
    return {
        "temperature": temperature,
        "ece": calibration_error(series["calibrated"]),
        "ece_uncalibrated": calibration_error(series["as trained"]),
    }


def write_classes(
    recipe: str,
    probabilities: Mapping[str, NDArray[np.float32]],
    subsets: Mapping[str, GlyphArrays],
) -> None:
    """Write the accuracy of each class, over the test images and over those removed."""
    rows = [
        (name, character, one.strict.n, one.strict.rate, *one.strict.interval, one.merged.rate)
        for name in ("test", "removed")
        for character, one in evaluation.class_accuracies(
            probabilities[name], subsets[name].labels
        ).items()
    ]
    header = ["images", "character", "n", "strict", "low", "high", "merged"]
    write_csv(METRICS / f"{recipe}_classes.csv", header, rows)


def write_mistakes(recipe: str, probabilities: NDArray[np.float32], test: GlyphArrays) -> None:
    """Write every reading of the test images, the confusion matrix and the surest mistakes."""
    read = probabilities.argmax(axis=1)
    pairs = [(CHARACTERS[a], CHARACTERS[b]) for a, b in zip(test.labels, read, strict=True)]
    write_csv(METRICS / f"{recipe}_confusion.csv", ["truth", "read"], pairs)
    counts = np.zeros((len(CHARACTERS), len(CHARACTERS)), int)
    np.add.at(counts, (test.labels, read), 1)
    charts.confusion_matrix(counts, CHARACTERS, METRICS / f"{recipe}_confusion.png")
    write_image(METRICS / f"{recipe}_mistakes.png", mistakes_sheet(test, probabilities))


def track(recipe: str, results: dict[str, Any]) -> None:
    """Add the results to the run that trained this network."""
    with tracking.run(recipe, "evaluate", model_md5=results["model_md5"]) as run:
        run.metrics(
            {
                **{f"{name}_accuracy": results[name]["strict"]["rate"] for name in SUBSETS},
                **{f"{name}_accuracy_merged": results[name]["merged"]["rate"] for name in SUBSETS},
                **{f"{name}_loss": results[name]["loss"] for name in SUBSETS},
                **{f"calibration_{key}": value for key, value in results["calibration"].items()},
                **{f"export_{key}": value for key, value in results["export"].items()},
            }
        )
        for path in sorted(METRICS.glob(f"{recipe}_*.png")):
            run.artifact(path)


if __name__ == "__main__":
    logs.run(main)
