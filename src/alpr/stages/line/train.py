"""Stage train: learn the line network from drawn plates.

Deps: data/line/pages.npz.
Params: realism, line_train (line/params.yaml).
Outs: models/line/network.keras, metrics/line/train.json, its learning curves as CSV.

Stopped at any moment and run again, it goes on from its last checkpoint in models/checkpoints,
with the plates that it would have had.
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
from alpr.learning.line_training import LineTrainingSettings, train_line
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.reading.column_decoding import column_text
from alpr.stages import logs
from alpr.stages.curves import measures, versions, write_curves
from alpr.stages.line.plates import (
    LEVELS,
    FaceSettings,
    draw_maker,
    make_sampler,
    watched_plates,
)
from alpr.stages.line.precision import resolved_precision
from alpr.stages.line.settings import METRICS, NETWORK, PAGES, PARAMS, RECIPE
from alpr.stages.resuming import resumable

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WatchSettings:
    """The plates that are only watched, with faces of their own."""

    plates_per_level: int
    faces: FaceSettings
    seed: int

    def __post_init__(self) -> None:
        if self.plates_per_level < 1 or self.seed < 0:
            raise ValueError(f"plates_per_level from 1, seed from 0 on: {self}")


@dataclass(frozen=True)
class LineTrainParameters:
    """Everything that the stage reads under `line_train`."""

    training: LineTrainingSettings
    faces: FaceSettings
    watch: WatchSettings
    precision: Literal["auto", "float32", "mixed_bfloat16"]


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    logs.load_tensorflow()
    parameters = read_parameters(LineTrainParameters, "line_train", PARAMS)
    realism = read_parameters(RealismSettings, "realism", PARAMS)
    precision = resolved_precision(parameters.precision)
    _log.info("learning in %s", precision)
    with resumable(RECIPE, "line", identity(parameters, realism, precision)) as (run, kept):
        run.parameters(yaml.safe_load(PARAMS.read_text(encoding="utf-8")))
        run.dataset(json.loads(Path("metrics/dataset.json").read_text(encoding="utf-8")))
        sampler = make_sampler(realism, parameters.watch.faces, "held")
        count, seed = parameters.watch.plates_per_level, parameters.watch.seed
        network, curve = train_line(
            parameters.training,
            draw_maker(realism, parameters.faces, parameters.training.seed),
            {f"L{level}": watched_plates(sampler, level, count, seed) for level in LEVELS},
            column_text,
            kept,
            precision,
            watch=lambda point: run.metrics(measures(point), step=point.step),
        )
        save_network(network, NETWORK)
        write_curves(curve, METRICS / "train.json")
        run.tags({"model_md5": md5(NETWORK)})
        run.artifact(NETWORK)


def identity(
    parameters: LineTrainParameters, realism: RealismSettings, precision: Precision
) -> str:
    """Return a text of everything that the result of the training depends on, but the code."""
    parts = {
        "line_train": dataclasses.asdict(parameters),
        "realism": dataclasses.asdict(realism),
        "precision": precision,
        "pages": md5(PAGES),
        "versions": versions(),
    }
    return json.dumps(parts, sort_keys=True)


if __name__ == "__main__":
    logs.run(main)
