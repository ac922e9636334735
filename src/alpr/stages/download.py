"""Stage download: bring the archive of character images, or render the stand-in, and check it.

Deps: data/external (a dropped EnglishFnt.tgz).
Params: dataset, typefaces.
Outs: data/raw/EnglishFnt.tgz, metrics/dataset.json.

The environment variable CHARS74K_ARCHIVE names an archive elsewhere; it wins over a dropped one.
"""

import dataclasses
import logging
import os
from pathlib import Path

from alpr.dataset.chars74k import VARIABLE, DatasetParameters, obtain
from alpr.dataset.typefaces import TypefaceParameters, render_archive
from alpr.files import md5, write_json
from alpr.parameters import read_parameters
from alpr.stages import logs

DROPPED = Path("data/external/EnglishFnt.tgz")
ARCHIVE = Path("data/raw/EnglishFnt.tgz")
METRICS = Path("metrics/dataset.json")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(DatasetParameters, "dataset")
    typefaces = read_parameters(TypefaceParameters, "typefaces")
    bring_dropped()
    obtained = obtain(
        ARCHIVE,
        DROPPED,
        os.environ.get(VARIABLE, ""),
        parameters,
        lambda path: render_archive(path, parameters.layout, typefaces),
    )
    facts = {
        **dataclasses.asdict(obtained),
        "md5": md5(ARCHIVE),
        "classes": parameters.layout.classes,
        "images_per_class": parameters.layout.faces,
    }
    write_json(METRICS, facts)
    logging.info("dataset source: %s (%s)", obtained.source, obtained.origin)


def bring_dropped() -> None:
    """Link to the archive that was dropped in the repository, if this is a copy of it.

    A queued experiment runs in a copy of what Git keeps, and Git leaves the archive out; DVC names
    the repository itself by DVC_ROOT.
    """
    original = Path(os.environ.get("DVC_ROOT", "")) / DROPPED
    if original.exists() and not DROPPED.exists():
        DROPPED.parent.mkdir(parents=True, exist_ok=True)
        DROPPED.symlink_to(original.resolve())


if __name__ == "__main__":
    logs.run(main)
