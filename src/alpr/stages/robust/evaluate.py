"""Stage evaluate: measure the robust networks on fonts they have not seen, and export one.

Deps: models/robust/<split>/network.keras of every split, data/arrays, data/robust/glyphs.npz.
Params: segmentation.relative (it travels with the exported model), robust_train
(robust/params.yaml).
Outs: models/robust/exported (network.onnx, model.json), metrics/robust/evaluate.json and, beside
it, the classes, confusions and reliability as CSV and PNG, and a sheet of the worst mistakes.

Every image is read by the network of the fold that leaves out its font: all of the images are
measured, none by a network that knows its font. What is measured are exported files; the one of
the first fold is released. Whatever is read as no character counts as wrong.
"""

import dataclasses
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr import charts, tracking
from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.confidence import calibration_error
from alpr.files import md5, write_csv, write_image, write_json
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.intervals import Rate
from alpr.learning import evaluation, export
from alpr.learning.arrays import GlyphArrays
from alpr.learning.evaluation import NOTHING
from alpr.learning.font_folds import joined
from alpr.learning.mistakes import mistakes_sheet
from alpr.learning.network import INPUT, OUTPUT
from alpr.learning.robust_network import load_robust_network
from alpr.learning.robust_training import LabelledGlyphs
from alpr.parameters import read_key, read_parameters
from alpr.stages import logs
from alpr.stages.reliability import write_reliability
from alpr.stages.robust.settings import (
    ARRAYS,
    EXPORTED,
    IMAGE,
    METRICS,
    PARAMS,
    RECIPE,
    SEGMENTATION,
    network_path,
)
from alpr.stages.robust.splits import RobustTrainParameters, division, plates_part

LISTED_CONFUSIONS = 20

Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Fold:
    """Images that a network has not learnt from, and what it says of them."""

    validation: GlyphArrays
    test: GlyphArrays
    validation_probabilities: Probabilities
    test_probabilities: Probabilities


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(RobustTrainParameters, "robust_train", PARAMS)
    released = parameters.fonts[0]
    with tempfile.TemporaryDirectory() as folder:
        files = {split: Path(folder) / f"{split}.onnx" for split in parameters.splits}
        files[released] = EXPORTED / "network.onnx"
        for split, path in files.items():
            export_network(split, path)
        folds = {split: fold_of(split, path, parameters) for split, path in files.items()}
    held = plates_part("held")
    calibration, measured = shared_out(folds[released], held, files[released])
    temperature = evaluation.fit_temperature(*calibration)
    describe(temperature)
    unseen = joined([folds[split].test for split in parameters.fonts])
    probabilities = np.concatenate([folds[split].test_probabilities for split in parameters.fonts])
    results = {
        "model_md5": md5(network_path(released)),
        "export": exported_facts(released, files[released], held.images),
        "unseen_fonts": measures(probabilities, unseen.labels),
        "folds": {
            split: measures(folds[split].test_probabilities, folds[split].test.labels)
            for split in parameters.fonts
        },
        "paper_split": measures(folds[IMAGE].test_probabilities, folds[IMAGE].test.labels),
        "plates": plate_measures(
            export.onnx_probabilities(files[released], held.images), held.labels
        ),
        "calibration": calibration_facts(*measured, temperature),
    }
    write_json(METRICS / "evaluate.json", results)
    write_tables(probabilities, unseen)
    track(released, results)


def export_network(split: str, path: Path) -> None:
    """Write the network of a split as ONNX, its weights in half precision."""
    network = load_robust_network(network_path(split))
    export.write_half_onnx(export.converted(network, INPUT, OUTPUT), path)


def exported_facts(split: str, path: Path, images: NDArray[np.uint8]) -> dict[str, float]:
    """Return the size of an exported file and how far its probabilities are from Keras's."""
    truth = export.network_probabilities(load_robust_network(network_path(split)), images)
    differences = np.abs(export.onnx_probabilities(path, images) - truth)
    return {"bytes": path.stat().st_size, "max_difference": float(differences.max(initial=0))}


def fold_of(split: str, path: Path, parameters: RobustTrainParameters) -> Fold:
    """Read what the network of a split has not learnt from."""
    images = division(split, parameters)
    return Fold(
        images.validation,
        images.test,
        export.onnx_probabilities(path, images.validation.images),
        export.onnx_probabilities(path, images.test.images),
    )


def shared_out(
    fold: Fold, held: LabelledGlyphs, path: Path
) -> tuple[tuple[Probabilities, NDArray[np.uint8]], tuple[Probabilities, NDArray[np.uint8]]]:
    """Return what the temperature is fitted on, and what the calibration is measured on.

    Character images and glyphs of drawn plates, of the latter every other one for each.
    """
    plates = export.onnx_probabilities(path, held.images)
    fitted, measured = (
        (np.concatenate([own, plates[half::2]]), np.concatenate([labels, held.labels[half::2]]))
        for half, own, labels in (
            (0, fold.validation_probabilities, fold.validation.labels),
            (1, fold.test_probabilities, fold.test.labels),
        )
    )
    return fitted, measured


def describe(temperature: float) -> None:
    """Write what a reader must know beside the network: model.json."""
    dataset = json.loads((ARRAYS / "origin.json").read_text(encoding="utf-8"))["dataset"]
    description = {
        "name": "plate-cnn-robust",
        "characters": CHARACTERS,
        "temperature": temperature,
        "segmentation": read_key(SEGMENTATION),
        "source": dataset["source"],
        "dataset_md5": dataset["md5"],
    }
    write_json(EXPORTED / "model.json", description)


def measures(probabilities: Probabilities, labels: NDArray[np.uint8]) -> dict[str, Any]:
    """Return how character images are read, and how many are taken for none."""
    accuracy = evaluation.accuracy(probabilities, labels)
    confusions = evaluation.confusions(probabilities, labels)
    refused = int(np.count_nonzero(probabilities.argmax(axis=1) == NOT_A_CHARACTER))
    return {
        "strict": accuracy.strict.as_dict(),
        "merged": accuracy.merged.as_dict(),
        "refused": Rate(refused, len(labels)).as_dict(),
        "loss": evaluation.cross_entropy(probabilities, labels),
        "confusions": [dataclasses.asdict(pair) for pair in confusions[:LISTED_CONFUSIONS]],
    }


def plate_measures(probabilities: Probabilities, labels: NDArray[np.uint8]) -> dict[str, Any]:
    """Return how the glyphs of drawn plates are read: characters, and what is none."""
    character = labels != NOT_A_CHARACTER
    refused = evaluation.accuracy(probabilities[~character], labels[~character]).strict
    return {
        "characters": measures(probabilities[character], labels[character]),
        "others_refused": refused.as_dict(),
    }


def calibration_facts(
    probabilities: Probabilities, labels: NDArray[np.uint8], temperature: float
) -> dict[str, float]:
    """Write how honest the confidences are, before and after the temperature."""
    series = {
        "as trained": evaluation.reliability(probabilities, labels),
        "calibrated": evaluation.reliability(tempered(probabilities, temperature), labels),
    }
    write_reliability(series, METRICS / "reliability.csv")
    return {
        "temperature": temperature,
        "n": len(labels),
        "ece": calibration_error(series["calibrated"]),
        "ece_uncalibrated": calibration_error(series["as trained"]),
    }


def write_tables(probabilities: Probabilities, unseen: GlyphArrays) -> None:
    """Write classes, confusions and the surest mistakes over all images of unseen fonts."""
    rows = [
        (name, one.strict.n, one.strict.rate, *one.strict.interval, one.merged.rate)
        for name, one in evaluation.class_accuracies(probabilities, unseen.labels).items()
    ]
    header = ["character", "n", "strict", "low", "high", "merged"]
    write_csv(METRICS / "classes.csv", header, rows)
    pairs = evaluation.confusions(probabilities, unseen.labels)
    write_csv(
        METRICS / "confusions.csv",
        ["truth", "read", "count"],
        [dataclasses.astuple(pair) for pair in pairs],
    )
    names = CHARACTERS + NOTHING
    counts = np.zeros((len(names), len(names)), int)
    for pair in pairs:
        counts[names.index(pair.truth), names.index(pair.read)] = pair.count
    charts.confusion_matrix(counts, names, METRICS / "confusions.png")
    among = probabilities[:, :NOT_A_CHARACTER]
    write_image(METRICS / "mistakes.png", mistakes_sheet(unseen, among))


def track(released: str, results: Mapping[str, Any]) -> None:
    """Add the results to the run that trained the released network."""
    with tracking.run(f"{RECIPE}-{released}", "evaluate", model_md5=results["model_md5"]) as run:
        for name in ("unseen_fonts", "paper_split"):
            run.metrics({name: {key: results[name][key]["rate"] for key in ("strict", "merged")}})
        run.metrics({"calibration": results["calibration"], "export": results["export"]})
        for path in sorted(METRICS.glob("*.png")):
            run.artifact(path)


if __name__ == "__main__":
    logs.run(main)
