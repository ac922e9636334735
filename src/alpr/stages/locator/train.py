"""Stage train: learn the locator network from drawn scenes.

Deps: data/line/pages.npz.
Params: scenes, locator_train (locator/params.yaml), realism (line/params.yaml).
Outs: models/locator/network.keras, metrics/locator/train.json, its learning curves as CSV.

Stopped at any moment and run again, it goes on from its last checkpoint in models/checkpoints,
with the scenes that it would have had.
"""

import dataclasses
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from alpr.files import md5
from alpr.learning.export import save_network
from alpr.learning.line_network import Precision
from alpr.learning.locator_training import LocatorTrainingSettings, train_locator
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.settings import SceneSettings
from alpr.stages import logs
from alpr.stages.curves import measures, versions, write_curves
from alpr.stages.line.plates import FaceSettings
from alpr.stages.line.precision import resolved_precision
from alpr.stages.line.settings import PAGES
from alpr.stages.locator.scenes import draw_maker, make_sampler, watched_scenes
from alpr.stages.locator.settings import LINE_PARAMS, METRICS, NETWORK, PARAMS, RECIPE
from alpr.stages.resuming import resumable

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WatchSettings:
    """The scenes that are only watched, their plates in faces of their own."""

    scenes: int
    faces: FaceSettings
    seed: int

    def __post_init__(self) -> None:
        if self.scenes < 1 or self.seed < 0:
            raise ValueError(f"scenes from 1, seed from 0 on: {self}")


@dataclass(frozen=True)
class LocatorTrainParameters:
    """Everything that the stage reads under `locator_train`."""

    training: LocatorTrainingSettings
    faces: FaceSettings
    watch: WatchSettings
    precision: Literal["auto", "float32", "mixed_bfloat16"]


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LocatorTrainParameters, "locator_train", PARAMS)
    scenes = read_parameters(SceneSettings, "scenes", PARAMS)
    realism = read_parameters(RealismSettings, "realism", LINE_PARAMS)
    precision = resolved_precision(parameters.precision)
    _log.info("learning in %s", precision)
    training, watch = parameters.training, parameters.watch
    known = identity(parameters, scenes, realism, precision)
    with resumable(RECIPE, "locator", known) as (run, kept):
        run.parameters(yaml.safe_load(PARAMS.read_text(encoding="utf-8")))
        run.dataset(json.loads(Path("metrics/dataset.json").read_text(encoding="utf-8")))
        sampler = make_sampler(realism, scenes, watch.faces, "held")
        size = (training.height, training.width)
        network, curve = train_locator(
            training,
            draw_maker(realism, scenes, parameters.faces, training),
            watched_scenes(sampler, size, watch.scenes, watch.seed),
            kept,
            precision,
            watch=lambda point: run.metrics(measures(point), step=point.step),
        )
        save_network(network, NETWORK)
        write_curves(curve, METRICS / "train.json")
        run.tags({"model_md5": md5(NETWORK)})
        run.artifact(NETWORK)


def identity(
    parameters: LocatorTrainParameters,
    scenes: SceneSettings,
    realism: RealismSettings,
    precision: Precision,
) -> str:
    """Return a text of everything that the result of the training depends on, but the code."""
    parts = {
        "locator_train": dataclasses.asdict(parameters),
        "scenes": dataclasses.asdict(scenes),
        "realism": dataclasses.asdict(realism),
        "precision": precision,
        "pages": md5(PAGES),
        "versions": versions(),
    }
    return json.dumps(parts, sort_keys=True)


if __name__ == "__main__":
    logs.run(main)
