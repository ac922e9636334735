"""Stage evaluate: export the line network and measure it on plates that it has not seen.

Deps: models/line/network.keras, data/line/pages.npz.
Params: realism, line_evaluate (line/params.yaml).
Outs: models/line/exported (network.onnx, model.json), metrics/line/evaluate.json and, beside it,
the confusions as CSV, the reliability and the risk over coverage as CSV and PNG, and a sheet of
plates that were misread.

What is measured is the exported file, in eight bits, read by the reader that people use: plates
that it is unsure of are looked at again.
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
from alpr.intervals import Rate
from alpr.learning import line_evaluation
from alpr.learning.line_export import export_line_onnx, load_line_network
from alpr.learning.line_training import columns_reader
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import PlateSampler, RealismSettings
from alpr.reading.column_decoding import column_text
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
class RangeSettings:
    """The plates that show how large the outputs of the network's layers become."""

    plates: int
    seed: int

    def __post_init__(self) -> None:
        if self.plates < 1:
            raise ValueError(f"plates must be at least 1, not {self.plates}")


@dataclass(frozen=True)
class LineEvaluateParameters:
    """The plates that are measured with: their own seeds, and faces that were not learnt."""

    plates_per_level: int
    calibration_per_level: int
    empty: int
    faces: FaceSettings
    calibration_seed: int
    seed: int
    ranges: RangeSettings

    def __post_init__(self) -> None:
        for name in ("plates_per_level", "calibration_per_level", "empty"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        seeds = {self.seed, self.calibration_seed, self.ranges.seed}
        if min(seeds) < 0 or len(seeds) < 3:
            raise ValueError(f"three different seeds from 0 on are needed: {self}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LineEvaluateParameters, "line_evaluate", PARAMS)
    realism = read_parameters(RealismSettings, "realism", PARAMS)
    network = load_line_network(NETWORK)
    learnt = make_sampler(realism, parameters.faces, "learnt")
    ranging = watched_plates(learnt, None, parameters.ranges.plates, parameters.ranges.seed)
    export_line_onnx(network, EXPORTED / "network.onnx", ranging.images)
    sampler = make_sampler(realism, parameters.faces, "held")
    describe(AS_TRAINED)
    reader = LineReader(EXPORTED)
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
        "export": exported_facts(network, list(test.values())),
        "levels": {name: score(one, honesty).as_dict() for name, one in test.items()},
        "looked_at_again": {name: again_facts(one) for name, one in test.items()},
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
    return Measured(plates, tuple(reader.looks(one) for one in plates.images))


def exported_facts(network: Any, levels: list[Measured]) -> dict[str, Any]:
    """Return the size of the exported file, and what eight bits change of the first looks.

    Of all plates: whether Keras's columns give the same text, and how many more or fewer are read
    rightly than with those.
    """
    same = n = change = 0
    differences = []
    for one in levels:
        exact = columns_reader(network)(one.plates.images)
        for text, columns, trained in zip(one.plates.texts, one.columns, exact, strict=True):
            differences.append(float(np.abs(columns[0] - trained).mean()))
            read, meant = column_text(columns[0]), column_text(trained)
            n, same = n + 1, same + (read == meant)
            change += (read == text) - (meant == text)
    return {
        "bytes": (EXPORTED / "network.onnx").stat().st_size,
        "mean_difference": float(np.mean(differences)),
        "same_text": Rate(same, n).as_dict(),
        "more_right": change,
    }


def again_facts(one: Measured) -> dict[str, int]:
    """Count the plates that were looked at again, and how many more are read rightly by that."""
    first = Measured(one.plates, tuple(columns[:1] for columns in one.columns))
    right = (score(reading).strict.correct for reading in (one, first))
    return {
        "plates": sum(len(columns) > 1 for columns in one.columns),
        "n": len(one.columns),
        "more_right": next(right) - next(right),
    }


def score(one: Measured, honesty: Honesty = AS_TRAINED) -> CollectionScore:
    """Compare the readings of one level with the truth; crops without a plate are left out."""
    pairs = zip(one.plates.texts, one.readings(honesty), strict=True)
    return CollectionScore(
        tuple(
            PlateScore(f"{i}", text, read.text, read.confidence)
            for i, (text, read) in enumerate(pairs)
            if text
        )
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
