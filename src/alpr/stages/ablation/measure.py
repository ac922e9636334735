"""Stage measure: read drawn plates and the collections with the network of one variant.

Deps: models/line/ablation/<variant>.keras, data/line/pages.npz, data/plates, data/collections.
Params: realism, line_train (line/params.yaml), ablation.common, ablation.measure and the variant
(line/ablation/params.yaml), collections (params.yaml).
Outs: metrics/line/ablation/<variant>.json.

The drawn plates are the same for every variant: with all that the generator draws, and with faces
that none has learnt from. Collections are those of params.yaml and whatever lies in
data/collections; those that are not there are skipped.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr import tracking
from alpr.files import md5, write_json
from alpr.learning.line_export import load_line_network
from alpr.learning.line_training import columns_reader
from alpr.parameters import build, read_key, read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.reading.collection import LABELS, LabelledImage, has_boxes, read_labels
from alpr.reading.column_decoding import column_text
from alpr.reading.images import ImageError, read_image
from alpr.reading.line import line_crop
from alpr.scoring import CollectionScore, PlateScore
from alpr.stages import logs
from alpr.stages.ablation.reduction import reduced
from alpr.stages.ablation.settings import (
    PARAMS,
    RECIPE,
    metrics_path,
    network_path,
    variant_argument,
)
from alpr.stages.ablation.variants import read_variant
from alpr.stages.line.plates import LEVELS, make_sampler, watched_plates
from alpr.stages.line.settings import PARAMS as LINE_PARAMS
from alpr.stages.line.train import WatchSettings
from alpr.stages.score import Collections, present

DROPPED = Path("data/collections")

Crop = NDArray[np.uint8]
Read = Callable[[Crop], NDArray[np.float32]]
"""Crops (N, 48, 160) to column probabilities (N, 40, 37)."""


def main() -> None:
    """Measure the variant named on the command line."""
    logs.configure()
    name = variant_argument(__doc__)
    variant = read_variant(name)
    training = variant.line_train.training
    settings = read_parameters(WatchSettings, "ablation.measure", PARAMS)
    realism = read_parameters(RealismSettings, "realism", LINE_PARAMS)
    logs.load_tensorflow()
    network = load_line_network(network_path(name))
    whole = columns_reader(network)

    def read(crops: Crop) -> NDArray[np.float32]:
        return whole(np.stack([reduced(crop, variant.seen_px) for crop in crops]))

    sampler = make_sampler(realism, settings.faces, "held")
    levels = {}
    for level in LEVELS:
        plates = watched_plates(sampler, level, settings.plates_per_level, settings.seed)
        labels = [(f"{index}", text) for index, text in enumerate(plates.texts)]
        levels[f"L{level}"] = rates(score(read, labels, list(plates.images)))
    results = {
        "steps": training.steps,
        "batch_size": training.batch_size,
        "seed": training.seed,
        "weights": network.count_params(),
        "levels": levels,
        "collections": {
            folder.name: rates(folder_score(read, read_labels(folder))) for folder in folders()
        },
    }
    write_json(metrics_path(name), results)
    with tracking.run(RECIPE, "measure", model_md5=md5(network_path(name))) as run:
        run.metrics({key: results[key] for key in ("weights", "levels", "collections")})


def folders() -> list[Path]:
    """Return the collections of crops that are there: the listed ones, then the dropped ones."""
    listed = build(Collections, {"folders": read_key("collections")}, "params.yaml").folders
    found = sorted(DROPPED.glob(f"*/{LABELS}"))
    dropped = [str(labels.parent) for labels in found if not has_boxes(labels)]
    return list(present(Collections(tuple(dict.fromkeys((*listed, *dropped))))).values())


def folder_score(read: Read, labelled: list[LabelledImage]) -> CollectionScore:
    """Read a collection; pictures that cannot be opened count as misread."""
    labels = [(item.file, item.plate) for item in labelled]
    return score(read, labels, [opened(item.path) for item in labelled])


def opened(path: Path) -> Crop | None:
    """Return a picture as the network takes it, None where it cannot be opened."""
    try:
        pixels = read_image(path)
    except ImageError:
        return None
    return line_crop(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))


def score(
    read: Read, labels: list[tuple[str, str]], crops: list[Crop] | list[Crop | None]
) -> CollectionScore:
    """Compare what is read of crops with their labels (file, plate)."""
    there = [crop for crop in crops if crop is not None]
    columns = iter(read(np.stack(there)) if there else ())
    texts = [None if crop is None else column_text(next(columns)) for crop in crops]
    pairs = zip(labels, texts, strict=True)
    return CollectionScore(tuple(PlateScore(file, plate, text) for (file, plate), text in pairs))


def rates(one: CollectionScore) -> dict[str, Any]:
    """Return the shares of plates that are wholly right, as the metrics files hold them."""
    return {"strict": one.strict.as_dict(), "merged": one.merged.as_dict()}


if __name__ == "__main__":
    logs.run(main)
