"""Stage train: learn the line network for a short while with one ingredient changed.

Deps: data/line/pages.npz.
Params: realism, line_train (line/params.yaml), ablation.common and the variant
(line/ablation/params.yaml).
Outs: models/line/ablation/<variant>.keras.

Stopped at any moment and run again, it goes on from its last checkpoint in models/checkpoints.
"""

import dataclasses
import json
import logging

from alpr.files import md5
from alpr.learning.export import save_network
from alpr.learning.line_network import Precision
from alpr.learning.line_training import train_line
from alpr.reading.column_decoding import column_text
from alpr.stages import logs
from alpr.stages.ablation.reduction import reduced_maker
from alpr.stages.ablation.settings import RECIPE, network_path, variant_argument
from alpr.stages.ablation.variants import Variant, read_variant, variant_values
from alpr.stages.curves import measures
from alpr.stages.line import train
from alpr.stages.line.plates import draw_maker
from alpr.stages.line.precision import resolved_precision
from alpr.stages.resuming import resumable

_log = logging.getLogger(__name__)


def main() -> None:
    """Learn the variant named on the command line."""
    logs.configure()
    name = variant_argument(__doc__)
    variant = read_variant(name)
    training = variant.line_train.training
    logs.load_tensorflow()
    precision = resolved_precision(variant.line_train.precision)
    _log.info("learning %s in %s", name, precision)
    known = identity(variant, precision)
    with resumable(RECIPE, f"line_ablation_{name}", known) as (run, kept):
        run.tags({"variant": name})
        run.parameters(variant_values(name))
        network, _ = train_line(
            training,
            reduced_maker(
                draw_maker(
                    variant.realism, variant.line_train.faces, training.seed, variant.face_shares
                ),
                variant.seen_px,
            ),
            {},  # nothing is watched: the variants are measured when they are done
            column_text,
            kept,
            precision,
            watch=lambda point: run.metrics(measures(point), step=point.step),
        )
        path = network_path(name)
        save_network(network, path)
        run.tags({"model_md5": md5(path)})


def identity(variant: Variant, precision: Precision) -> str:
    """Return a text of everything that the result of the training depends on, but the code."""
    parts = {
        "line": train.identity(variant.line_train, variant.realism, precision),
        "face_shares": dataclasses.asdict(variant.face_shares),
        "seen_px": variant.seen_px,
    }
    return json.dumps(parts, sort_keys=True)


if __name__ == "__main__":
    logs.run(main)
