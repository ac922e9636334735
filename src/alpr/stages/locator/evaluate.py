"""Stage evaluate: export the locator network and measure it on scenes that it has not seen.

Deps: models/locator/network.keras, data/line/pages.npz.
Params: scenes, locator_train.training.targets, locator_evaluate (locator/params.yaml), realism
(line/params.yaml).
Outs: models/locator/exported (network.onnx, model.json), metrics/locator/evaluate.json and, beside
it, the reliability of the confidence as CSV and PNG, and a sheet of scenes.

What is measured is the exported file.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr import tracking
from alpr.calibration import Rescaling
from alpr.confidence import calibration_error, confidence_reliability, fit_rescaling
from alpr.files import md5, write_image, write_json
from alpr.learning.locator_evaluation import (
    WatchedScene,
    confidences,
    located_facts,
    on_scenes,
)
from alpr.learning.locator_export import (
    export_locator_onnx,
    load_locator_network,
    onnx_places_reader,
)
from alpr.learning.locator_targets import TargetSettings
from alpr.learning.locator_training import places_reader
from alpr.parameters import read_parameters
from alpr.reading.locator_settings import LocatorSettings
from alpr.stages import logs
from alpr.stages.line.plates import FaceSettings
from alpr.stages.locator.pictures import scenes_sheet
from alpr.stages.locator.scenes import held_sampler, watched_scenes
from alpr.stages.locator.settings import (
    EXPORTED,
    METRICS,
    NETWORK,
    PARAMS,
    RECIPE,
    RELEASED,
)
from alpr.stages.reliability import write_reliability


@dataclass(frozen=True)
class RangeSettings:
    """The scenes that show how large the outputs of the network's layers become."""

    scenes: int
    seed: int

    def __post_init__(self) -> None:
        if self.scenes < 1:
            raise ValueError(f"scenes must be at least 1, not {self.scenes}")


@dataclass(frozen=True)
class LocatorEvaluateParameters:
    """The scenes that are measured with: their own seeds, and faces that were not learnt."""

    height: int
    width: int
    scenes: int
    calibration_scenes: int
    faces: FaceSettings
    calibration_seed: int
    seed: int
    ranges: RangeSettings
    search: LocatorSettings

    def __post_init__(self) -> None:
        if min(self.scenes, self.calibration_scenes) < 1:
            raise ValueError(f"scenes and calibration_scenes must be at least 1: {self}")
        seeds = {self.seed, self.calibration_seed, self.ranges.seed}
        if min(seeds) < 0 or len(seeds) < 3:
            raise ValueError(f"three different seeds from 0 on are needed: {self}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LocatorEvaluateParameters, "locator_evaluate", PARAMS)
    targets = read_parameters(TargetSettings, "locator_train.training.targets", PARAMS)
    network = load_locator_network(NETWORK)
    ranging, calibration, test = drawn_scenes(parameters)
    export_locator_onnx(network, EXPORTED / "network.onnx", [scene.image for scene in ranging])
    look = onnx_places_reader(EXPORTED / "network.onnx")
    places = parameters.search.places
    rescaling = fit_rescaling(*confidences(on_scenes(look, calibration, places, targets)))
    describe(parameters.search, rescaling)
    measured, as_trained = (
        on_scenes(one, test, places, targets) for one in (look, places_reader(network))
    )
    results = {
        "model_md5": md5(NETWORK),
        "export": exported_facts(located_facts(as_trained, rescaling)),
        "calibration": honesty_facts(*confidences(measured), rescaling),
        **located_facts(measured, rescaling),
    }
    write_json(METRICS / "evaluate.json", results)
    write_image(METRICS / "scenes.png", scenes_sheet(test, measured, rescaling))
    track(results)


def drawn_scenes(
    parameters: LocatorEvaluateParameters,
) -> tuple[list[WatchedScene], list[WatchedScene], list[WatchedScene]]:
    """Draw the scenes that show how large outputs become, to calibrate and to measure with."""
    sampler = held_sampler(parameters.faces)
    size = (parameters.height, parameters.width)
    return (
        watched_scenes(sampler, size, parameters.ranges.scenes, parameters.ranges.seed),
        watched_scenes(sampler, size, parameters.calibration_scenes, parameters.calibration_seed),
        watched_scenes(sampler, size, parameters.scenes, parameters.seed),
    )


def describe(search: LocatorSettings, rescaling: Rescaling) -> None:
    """Write what a reader must know beside the network: model.json."""
    dataset = json.loads(Path("metrics/dataset.json").read_text(encoding="utf-8"))
    description = {
        "name": RELEASED.name,
        **dataclasses.asdict(search),
        "confidence": dataclasses.asdict(rescaling),
        "source": dataset["source"],
        "dataset_md5": dataset["md5"],
    }
    write_json(EXPORTED / "model.json", description)


def exported_facts(as_trained: Mapping[str, Any]) -> dict[str, Any]:
    """Return the size of the exported file, and what the trained network does on the same scenes.

    Args:
        as_trained: what `located_facts` says of the trained network.
    """
    kept = ("corner_error", "from_confidence")
    return {
        "bytes": (EXPORTED / "network.onnx").stat().st_size,
        "as_trained": {key: as_trained[key] for key in kept},
    }


def honesty_facts(
    scores: NDArray[np.float64], right: NDArray[np.bool_], rescaling: Rescaling
) -> dict[str, Any]:
    """Measure and draw how honest the confidence is, as trained and calibrated."""
    calibrated = np.array([rescaling(score) for score in scores])
    bins = {
        name: confidence_reliability(values, right)
        for name, values in (("as trained", scores), ("calibrated", calibrated))
    }
    write_reliability(bins, METRICS / "reliability.csv")
    return {
        "rescaling": dataclasses.asdict(rescaling),
        "ece": calibration_error(bins["calibrated"]),
        "ece_uncalibrated": calibration_error(bins["as trained"]),
    }


def track(results: dict[str, Any]) -> None:
    """Add the results to the run that trained this network."""
    with tracking.run(RECIPE, "evaluate", model_md5=results["model_md5"]) as run:
        run.metrics({key: results[key] for key in ("calibration", "corner_error", "export")})
        for least, facts in results["from_confidence"].items():
            run.metrics({f"from_{least}": {**facts, "recall": facts["recall"]["rate"]}})
        for path in sorted(METRICS.glob("*.png")):
            run.artifact(path)


if __name__ == "__main__":
    logs.run(main)
