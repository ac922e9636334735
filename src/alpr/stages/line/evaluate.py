"""Stage evaluate: export the line network and measure it on plates that it has not seen.

Deps: models/line/network.keras, data/line/pages.npz.
Params: realism, line_evaluate (line/params.yaml).
Outs: models/line/exported (network.onnx, model.json), metrics/line/evaluate.json and, beside it,
the confusions as CSV, the reliability and the risk over coverage as CSV and PNG, and a sheet of
plates that were misread.

What is measured is the exported file, read by the reader that people use.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr import tracking
from alpr.characters import CHARACTERS
from alpr.files import md5, write_csv, write_image, write_json
from alpr.learning import line_evaluation
from alpr.learning.line_export import export_line_onnx, load_line_network
from alpr.learning.line_training import columns_reader
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import PlateSampler, RealismSettings
from alpr.reading.line import LineReader
from alpr.scoring import CollectionScore, PlateScore
from alpr.sheets import Tile, contact_sheet
from alpr.stages import logs
from alpr.stages.line.honesty import (
    AS_TRAINED,
    Honesty,
    Measured,
    empty_facts,
    fit_honesty,
    honesty_facts,
)
from alpr.stages.line.plates import LEVELS, FaceSettings, make_sampler, watched_plates
from alpr.stages.line.settings import EXPORTED, METRICS, NETWORK, PARAMS, RECIPE

LISTED_CONFUSIONS = 20
SHEET_PLATES, SHEET_COLUMNS, SHEET_PX = 60, 6, 72
WRONG = (40, 60, 200)


@dataclass(frozen=True)
class LineEvaluateParameters:
    """The plates that are measured with: their own seeds, and faces that were not learnt."""

    plates_per_level: int
    calibration_per_level: int
    empty: int
    faces: FaceSettings
    calibration_seed: int
    seed: int

    def __post_init__(self) -> None:
        for name in ("plates_per_level", "calibration_per_level", "empty"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if min(self.seed, self.calibration_seed) < 0 or self.seed == self.calibration_seed:
            raise ValueError(f"two different seeds from 0 on are needed: {self}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LineEvaluateParameters, "line_evaluate", PARAMS)
    realism = read_parameters(RealismSettings, "realism", PARAMS)
    network = load_line_network(NETWORK)
    export_line_onnx(network, EXPORTED / "network.onnx")
    describe(AS_TRAINED)
    reader = LineReader(EXPORTED)
    sampler = make_sampler(realism, parameters.faces, "held")
    calibration, test = (
        {f"L{level}": measured(reader, sampler, level, count, seed) for level in LEVELS}
        for count, seed in (
            (parameters.calibration_per_level, parameters.calibration_seed),
            (parameters.plates_per_level, parameters.seed),
        )
    )
    nothing = make_sampler(dataclasses.replace(realism, empty_share=1.0), parameters.faces, "held")
    empty = measured(reader, nothing, None, parameters.empty, parameters.seed)
    honesty = fit_honesty(list(calibration.values()))
    describe(honesty)
    results = {
        "model_md5": md5(NETWORK),
        "export": exported_facts(network, test["L0"]),
        "levels": {name: score(one).as_dict() for name, one in test.items()},
        "calibration": honesty_facts(test, honesty) | {"empty": empty_facts(empty)},
        "confusions": write_confusions(list(test.values())),
    }
    write_json(METRICS / "evaluate.json", results)
    write_image(METRICS / "mistakes.png", mistakes_sheet(test, honesty))
    track(results)


def describe(honesty: Honesty) -> None:
    """Write what a reader must know beside the network: model.json."""
    dataset = json.loads(Path("metrics/dataset.json").read_text(encoding="utf-8"))
    description = {
        "name": "plate-line",
        "characters": CHARACTERS,
        "temperature": honesty.temperature,
        "confidence": dataclasses.asdict(honesty.rescaling),
        "source": dataset["source"],
        "dataset_md5": dataset["md5"],
    }
    write_json(EXPORTED / "model.json", description)


def measured(
    reader: LineReader, sampler: PlateSampler, level: int | None, count: int, seed: int
) -> Measured:
    """Draw plates and read them one by one, as people do."""
    plates = watched_plates(sampler, level, count, seed)
    columns = np.concatenate([reader.columns(one[None]) for one in plates.images])
    return Measured(plates, columns)


def exported_facts(network: Any, one: Measured) -> dict[str, float]:
    """Return the size of the exported file and how far its probabilities are from Keras's."""
    differences = np.abs(columns_reader(network)(one.plates.images) - one.columns)
    return {
        "bytes": (EXPORTED / "network.onnx").stat().st_size,
        "max_difference": float(differences.max(initial=0)),
    }


def score(one: Measured) -> CollectionScore:
    """Compare the readings of one level with the truth; crops without a plate are left out."""
    pairs = zip(one.plates.texts, one.readings(), strict=True)
    return CollectionScore(
        tuple(PlateScore(f"{i}", text, read.text) for i, (text, read) in enumerate(pairs) if text)
    )


def write_confusions(levels: list[Measured]) -> list[dict[str, Any]]:
    """Write all confusions and return the most frequent."""
    truths = [text for one in levels for text in one.plates.texts]
    readings = [read.text for one in levels for read in one.readings()]
    found = line_evaluation.text_confusions(truths, readings)
    rows = [dataclasses.astuple(pair) for pair in found]
    write_csv(METRICS / "confusions.csv", ["truth", "read", "count"], rows)
    return [dataclasses.asdict(pair) for pair in found[:LISTED_CONFUSIONS]]


def mistakes_sheet(test: dict[str, Measured], honesty: Honesty) -> NDArray[np.uint8]:
    """Lay out misread plates, those of the easiest levels and of the highest confidence first."""
    tiles = []
    for name, one in test.items():
        wrong = [
            (read.confidence, text, read.text, image)
            for text, read, image in zip(
                one.plates.texts, one.readings(honesty), one.plates.images, strict=True
            )
            if read.text != text
        ]
        wrong.sort(key=lambda item: -item[0])
        tiles += [
            Tile(image, f"{name} {text or 'none'} > {read or 'none'} {confidence:.2f}", WRONG)
            for confidence, text, read, image in wrong[: SHEET_PLATES // len(test)]
        ]
    return contact_sheet(tiles, SHEET_COLUMNS, SHEET_PX)


def track(results: dict[str, Any]) -> None:
    """Add the results to the run that trained this network."""
    with tracking.run(RECIPE, "evaluate", model_md5=results["model_md5"]) as run:
        for name, level in results["levels"].items():
            run.metrics({name: {key: level[key]["rate"] for key in ("strict", "merged")}})
        run.metrics({"calibration": results["calibration"], "export": results["export"]})
        for path in sorted(METRICS.glob("*.png")):
            run.artifact(path)


if __name__ == "__main__":
    logs.run(main)
