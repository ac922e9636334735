"""Stage evaluate: export the line network and measure it on plates that it has not seen.

Deps: models/line/network.keras, data/line/pages.npz.
Params: realism, line_evaluate (line/params.yaml).
Outs: models/line/exported (network.onnx, model.json), metrics/line/evaluate.json and, beside it,
the confusions and the reliability as CSV and PNG, and a sheet of plates that were misread.

What is measured is the exported file, read by the reader that people use.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr import charts, tracking
from alpr.characters import CHARACTERS
from alpr.files import md5, write_csv, write_image, write_json
from alpr.learning import line_evaluation
from alpr.learning.evaluation import ReliabilityBin, calibration_error
from alpr.learning.line_export import export_line_onnx, load_line_network
from alpr.learning.line_training import WatchedPlates, columns_reader
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.reading.column_decoding import ColumnRun, decode_columns
from alpr.reading.line import LineReader, reading
from alpr.reading.readings import Reading
from alpr.scoring import CollectionScore, PlateScore
from alpr.sheets import Tile, contact_sheet
from alpr.stages import logs
from alpr.stages.line.plates import LEVELS, FaceSettings, make_sampler, watched_plates
from alpr.stages.line.settings import EXPORTED, METRICS, NETWORK, PARAMS, RECIPE

LISTED_CONFUSIONS = 20
SHEET_PLATES, SHEET_COLUMNS, SHEET_PX = 60, 6, 72
WRONG = (40, 60, 200)


@dataclass(frozen=True)
class LineEvaluateParameters:
    """The plates that are measured with: their own seeds, and faces that were not learnt."""

    plates_per_level: int
    faces: FaceSettings
    calibration_seed: int
    seed: int

    def __post_init__(self) -> None:
        if self.plates_per_level < 1:
            raise ValueError(f"plates_per_level must be at least 1, not {self.plates_per_level}")
        if min(self.seed, self.calibration_seed) < 0 or self.seed == self.calibration_seed:
            raise ValueError(f"two different seeds from 0 on are needed: {self}")


@dataclass(frozen=True)
class Measured:
    """Plates of one level and what the network says of them."""

    plates: WatchedPlates
    columns: NDArray[np.float32]
    runs: list[tuple[ColumnRun, ...]]

    def readings(self, temperature: float) -> list[Reading]:
        """Return the reading of each plate."""
        height, width = self.plates.images.shape[1:]
        return [reading(one, width, height, temperature) for one in self.runs]


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LineEvaluateParameters, "line_evaluate", PARAMS)
    realism = read_parameters(RealismSettings, "realism", PARAMS)
    network = load_line_network(NETWORK)
    export_line_onnx(network, EXPORTED / "network.onnx")
    describe(1.0)
    reader = LineReader(EXPORTED)
    sampler = make_sampler(realism, parameters.faces, "held")
    calibration, test = (
        {
            f"L{level}": measured(
                reader, watched_plates(sampler, level, parameters.plates_per_level, seed)
            )
            for level in LEVELS
        }
        for seed in (parameters.calibration_seed, parameters.seed)
    )
    temperature = fit_temperature(list(calibration.values()))
    describe(temperature)
    results = {
        "model_md5": md5(NETWORK),
        "export": exported_facts(network, test["L0"]),
        "levels": {name: score(one, temperature).as_dict() for name, one in test.items()},
        "calibration": write_reliability(test, temperature),
        "confusions": write_confusions(list(test.values())),
    }
    write_json(METRICS / "evaluate.json", results)
    write_image(METRICS / "mistakes.png", mistakes_sheet(test, temperature))
    track(results)


def describe(temperature: float) -> None:
    """Write what a reader must know beside the network: model.json."""
    dataset = json.loads(Path("metrics/dataset.json").read_text(encoding="utf-8"))
    description = {
        "name": "plate-line",
        "characters": CHARACTERS,
        "temperature": temperature,
        "source": dataset["source"],
        "dataset_md5": dataset["md5"],
    }
    write_json(EXPORTED / "model.json", description)


def measured(reader: LineReader, plates: WatchedPlates) -> Measured:
    """Read plates one by one, as people do."""
    columns = np.concatenate([reader.columns(one[None]) for one in plates.images])
    return Measured(plates, columns, [decode_columns(one) for one in columns])


def exported_facts(network: Any, one: Measured) -> dict[str, float]:
    """Return the size of the exported file and how far its probabilities are from Keras's."""
    differences = np.abs(columns_reader(network)(one.plates.images) - one.columns)
    return {
        "bytes": (EXPORTED / "network.onnx").stat().st_size,
        "max_difference": float(differences.max(initial=0)),
    }


def score(one: Measured, temperature: float) -> CollectionScore:
    """Compare the readings of one level with the truth; crops without a plate are left out."""
    pairs = zip(one.plates.texts, one.readings(temperature), strict=True)
    return CollectionScore(
        tuple(PlateScore(f"{i}", text, read.text) for i, (text, read) in enumerate(pairs) if text)
    )


def fit_temperature(levels: list[Measured]) -> float:
    """Fit the temperature on the plates of all levels together."""

    def confidence_at(temperature: float) -> NDArray[np.float64]:
        return confidences(levels, temperature)[0]

    return line_evaluation.fit_plate_temperature(confidence_at, confidences(levels, 1.0)[1])


def confidences(
    levels: list[Measured], temperature: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return confidence and rightness of every crop in which something was read."""
    found = [
        (read.confidence, read.text == text)
        for one in levels
        for text, read in zip(one.plates.texts, one.readings(temperature), strict=True)
        if read.text
    ]
    return np.array([value for value, _ in found]), np.array([right for _, right in found], bool)


def write_reliability(test: dict[str, Measured], temperature: float) -> dict[str, Any]:
    """Write how honest the confidences are, before and after the temperature."""
    series: dict[str, list[ReliabilityBin]] = {}
    for name, value in (("as trained", 1.0), ("calibrated", temperature)):
        pair = confidences(list(test.values()), value)
        series[name] = line_evaluation.plate_reliability(*pair)
    rows = [(name, *dataclasses.astuple(one)) for name, bins in series.items() for one in bins]
    fields = [field.name for field in dataclasses.fields(ReliabilityBin)]
    write_csv(METRICS / "reliability.csv", ["series", *fields], rows)
    charts.reliability_diagram(
        {name: [dataclasses.asdict(one) for one in bins] for name, bins in series.items()},
        METRICS / "reliability.png",
    )
    by_level = {
        name: calibration_error(line_evaluation.plate_reliability(*confidences([one], temperature)))
        for name, one in test.items()
    }
    return {
        "temperature": temperature,
        "ece": calibration_error(series["calibrated"]),
        "ece_uncalibrated": calibration_error(series["as trained"]),
        "ece_by_level": by_level,
        "empty": empty_facts(test),
    }


def empty_facts(test: dict[str, Measured]) -> dict[str, int]:
    """Count the crops without a plate, and those of them in which none was seen."""
    pairs = [
        (text, read.text)
        for one in test.values()
        for text, read in zip(one.plates.texts, one.readings(1.0), strict=True)
        if not text
    ]
    return {"n": len(pairs), "correct": sum(not read for _, read in pairs)}


def write_confusions(levels: list[Measured]) -> list[dict[str, Any]]:
    """Write all confusions and return the most frequent."""
    truths = [text for one in levels for text in one.plates.texts]
    readings = [read.text for one in levels for read in one.readings(1.0)]
    found = line_evaluation.text_confusions(truths, readings)
    rows = [dataclasses.astuple(pair) for pair in found]
    write_csv(METRICS / "confusions.csv", ["truth", "read", "count"], rows)
    return [dataclasses.asdict(pair) for pair in found[:LISTED_CONFUSIONS]]


def mistakes_sheet(test: dict[str, Measured], temperature: float) -> NDArray[np.uint8]:
    """Lay out misread plates, those of the easiest levels and of the highest confidence first."""
    tiles = []
    for name, one in test.items():
        wrong = [
            (read.confidence, text, read.text, image)
            for text, read, image in zip(
                one.plates.texts, one.readings(temperature), one.plates.images, strict=True
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
