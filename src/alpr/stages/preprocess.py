"""Stage preprocess: turn the listed images into arrays of glyphs, the removed ones too.

Deps: data/raw/EnglishFnt.tgz, data/filtered/manifest.csv, data/filtered/removed.csv,
metrics/dataset.json, metrics/filter.json.
Params: dataset.layout.
Outs: data/arrays (the arrays, and origin.json: what is known of where they come from),
metrics/preprocess.json.
"""

import json
from pathlib import Path

from alpr.dataset.archive import Layout
from alpr.dataset.arrays import read_glyphs, write_arrays
from alpr.dataset.curation import BLANK
from alpr.dataset.manifest import read_manifest, read_removed
from alpr.dataset.splitting import SPLITS, TRAIN
from alpr.files import write_json
from alpr.parameters import read_parameters
from alpr.stages import logs

ARCHIVE = Path("data/raw/EnglishFnt.tgz")
MANIFEST = Path("data/filtered/manifest.csv")
REMOVED = Path("data/filtered/removed.csv")
ORIGINS = {"dataset": Path("metrics/dataset.json"), "filter": Path("metrics/filter.json")}
ARRAYS = Path("data/arrays")
METRICS = Path("metrics/preprocess.json")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    layout = read_parameters(Layout, "dataset.layout")
    splits = read_manifest(MANIFEST)
    removed = read_removed(REMOVED)
    parts = {part: [name for name in splits if splits[name] == part] for part in SPLITS}
    # A blank page has no glyph.
    parts["removed"] = [name for name in removed if removed[name] != BLANK]

    glyphs = read_glyphs(ARCHIVE, layout)
    for part, names in parts.items():
        write_arrays(ARRAYS / f"{part}.npz", glyphs, names)
    origins = {key: json.loads(path.read_text(encoding="utf-8")) for key, path in ORIGINS.items()}
    # Whether the same archive was dropped or downloaded must not train anything again.
    del origins["dataset"]["origin"]
    write_json(ARRAYS / "origin.json", origins)
    write_json(
        METRICS,
        {
            "images": {part: len(names) for part, names in parts.items()},
            "train_pixel_mean": float(glyphs.stacked(parts[TRAIN]).mean()),
        },
    )


if __name__ == "__main__":
    logs.run(main)
