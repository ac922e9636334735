"""Stage train: learn the robust character network on one split.

Deps: data/arrays, data/robust/glyphs.npz.
Params: robust_train (robust/params.yaml).
Outs: models/robust/<split>/network.keras, metrics/robust/train_<split>.json, its learning curves
as CSV.

A split is `font_0`, `font_1`, ..., each leaving out a fold of the fonts, or `image`, the paper's.
Stopped at any moment and run again, it goes on from its last checkpoint in models/checkpoints.
"""

import argparse
import dataclasses
import json
import logging

import yaml

from alpr.files import md5
from alpr.learning.arrays import GlyphArrays
from alpr.learning.export import save_network
from alpr.learning.line_network import Precision
from alpr.learning.robust_training import LabelledGlyphs, train_robust
from alpr.parameters import read_parameters
from alpr.stages import logs
from alpr.stages.curves import measures, versions, write_curves
from alpr.stages.line.precision import resolved_precision
from alpr.stages.resuming import resumable
from alpr.stages.robust.settings import ARRAYS, GLYPHS, METRICS, PARAMS, RECIPE, network_path
from alpr.stages.robust.splits import SUBSETS, RobustTrainParameters, division, plates_part

_log = logging.getLogger(__name__)


def main() -> None:
    """Learn the network of the split named on the command line."""
    logs.configure()
    split = split_argument(__doc__)
    logs.load_tensorflow()
    parameters = read_parameters(RobustTrainParameters, "robust_train", PARAMS)
    precision = resolved_precision(parameters.precision)
    _log.info("learning in %s", precision)
    images = division(split, parameters)
    known = identity(parameters, split, precision)
    with resumable(f"{RECIPE}-{split}", f"robust_{split}", known) as (run, kept):
        run.parameters({**yaml.safe_load(PARAMS.read_text(encoding="utf-8")), "split": split})
        run.dataset(json.loads((ARRAYS / "origin.json").read_text(encoding="utf-8"))["dataset"])
        network, curve = train_robust(
            parameters.training,
            [labelled(images.training), plates_part("learnt")],
            {"characters": labelled(images.validation), "plates": plates_part("held")},
            kept,
            precision,
            watch=lambda point: run.metrics(measures(point), step=point.step),
        )
        path = network_path(split)
        save_network(network, path)
        write_curves(curve, METRICS / f"train_{split}.json")
        run.tags({"model_md5": md5(path)})
        run.artifact(path)


def split_argument(description: str | None) -> str:
    """Parse `python -m alpr.stages.robust.train SPLIT` and return the split's name."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("split", help="font_0, font_1, ... or image")
    split: str = parser.parse_args().split
    return split


def labelled(arrays: GlyphArrays) -> LabelledGlyphs:
    """Return images and labels alone."""
    return LabelledGlyphs(arrays.images, arrays.labels)


def identity(parameters: RobustTrainParameters, split: str, precision: Precision) -> str:
    """Return a text of everything that the result of the training depends on, but the code."""
    parts = {
        "robust_train": dataclasses.asdict(parameters),
        "split": split,
        "precision": precision,
        "arrays": [md5(ARRAYS / f"{subset}.npz") for subset in SUBSETS],
        "glyphs": md5(GLYPHS),
        "versions": versions(),
    }
    return json.dumps(parts, sort_keys=True)


if __name__ == "__main__":
    logs.run(main)
