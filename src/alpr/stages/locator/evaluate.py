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
    Look,
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
from alpr.places import PlaceSettings
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
class SearchSettings:
    """What a reader of photographs must know beside the network."""

    working_pixels: int
    """A photograph with more is reduced to so many."""
    pyramid: float
    """And again by so many times, for larger plates."""
    places: PlaceSettings

    def __post_init__(self) -> None:
        if self.working_pixels < 1 or self.pyramid <= 1:
            raise ValueError(f"working_pixels from 1, pyramid above 1: {self}")


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
    search: SearchSettings

    def __post_init__(self) -> None:
        if min(self.scenes, self.calibration_scenes) < 1:
            raise ValueError(f"scenes and calibration_scenes must be at least 1: {self}")
        if min(self.seed, self.calibration_seed) < 0 or self.seed == self.calibration_seed:
            raise ValueError(f"two different seeds from 0 on are needed: {self}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LocatorEvaluateParameters, "locator_evaluate", PARAMS)
    targets = read_parameters(TargetSettings, "locator_train.training.targets", PARAMS)
    network = load_locator_network(NETWORK)
    export_locator_onnx(network, EXPORTED / "network.onnx")
    look = onnx_places_reader(EXPORTED / "network.onnx")
    calibration, test = drawn_scenes(parameters)
    places = parameters.search.places
    rescaling = fit_rescaling(*confidences(on_scenes(look, calibration, places, targets)))
    describe(parameters.search, rescaling)
    measured = on_scenes(look, test, places, targets)
    results = {
        "model_md5": md5(NETWORK),
        "export": exported_facts(look, places_reader(network), test[0]),
        "calibration": honesty_facts(*confidences(measured), rescaling),
        **located_facts(measured, rescaling),
    }
    write_json(METRICS / "evaluate.json", results)
    write_image(METRICS / "scenes.png", scenes_sheet(test, measured, rescaling))
    track(results)


def drawn_scenes(
    parameters: LocatorEvaluateParameters,
) -> tuple[list[WatchedScene], list[WatchedScene]]:
    """Draw the scenes to calibrate with and those to measure with."""
    sampler = held_sampler(parameters.faces)
    size = (parameters.height, parameters.width)
    return (
        watched_scenes(sampler, size, parameters.calibration_scenes, parameters.calibration_seed),
        watched_scenes(sampler, size, parameters.scenes, parameters.seed),
    )


def describe(search: SearchSettings, rescaling: Rescaling) -> None:
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


def exported_facts(exported: Look, trained: Look, scene: WatchedScene) -> dict[str, float]:
    """Return the size of the exported file and how far its probabilities are from Keras's."""
    difference = np.abs(exported(scene.image) - trained(scene.image))[..., 0]
    return {
        "bytes": (EXPORTED / "network.onnx").stat().st_size,
        "max_difference": float(difference.max()),
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
