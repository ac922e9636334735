"""Stage filter: keep the representative images, list them with their split, show what went.

Deps: data/raw/EnglishFnt.tgz, data/overrides.yaml, metrics/dataset.json.
Params: dataset.layout, filter, split.
Outs: data/filtered/manifest.csv, data/filtered/removed.csv, data/filtered/sheets,
metrics/filter.json.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from alpr.characters import CHARACTERS, merged
from alpr.dataset import glyph_rows
from alpr.dataset.archive import Layout, PageName
from alpr.dataset.arrays import Glyphs, read_glyphs
from alpr.dataset.curation import (
    CurationParameters,
    Overrides,
    curate,
    recognition_scores,
    weighted_scores,
)
from alpr.dataset.manifest import Removed, write_manifest, write_removed
from alpr.dataset.splitting import SPLITS, SplitParameters, split
from alpr.files import write_image, write_json
from alpr.intervals import Rate
from alpr.learning.fold_scores import FoldParameters, fold_probabilities
from alpr.parameters import PARAMS, ParameterError, read_parameters
from alpr.stages import logs

ARCHIVE = Path("data/raw/EnglishFnt.tgz")
OVERRIDES = Path("data/overrides.yaml")
DATASET = Path("metrics/dataset.json")
FILTERED = Path("data/filtered")
METRICS = Path("metrics/filter.json")

SHEET_COLUMNS = 36
SAMPLE_FACES = 40


@dataclass(frozen=True)
class FilterParameters:
    """The classifier that scores the images, and the rule that chooses among them."""

    scoring: FoldParameters
    rule: CurationParameters


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(FilterParameters, "filter")
    division = read_parameters(SplitParameters, "split")
    _check_sizes(parameters.rule, division)
    layout = read_parameters(Layout, "dataset.layout")
    source = json.loads(DATASET.read_text(encoding="utf-8"))["source"]
    overrides = read_parameters(Overrides, source, OVERRIDES)
    logs.load_tensorflow()

    glyphs = read_glyphs(ARCHIVE, layout)
    scores, recognition = _scored(glyphs, parameters.scoring)
    removed = curate(scores, glyphs.blank, overrides, parameters.rule)
    gone = {row.name for row in removed}
    splits = split([name for name in scores if name not in gone], division)

    write_manifest(FILTERED / "manifest.csv", splits.items())
    write_removed(FILTERED / "removed.csv", removed)
    ranked = weighted_scores(scores, parameters.rule.image_weight)
    _write_sheets(glyphs, ranked, removed, list(splits), division.seed)
    write_json(METRICS, recognition | _counts(removed, splits))


def _check_sizes(rule: CurationParameters, division: SplitParameters) -> None:
    """Check before the slow part that the split is of as many images as the rule keeps."""
    divided = division.train + division.validation + division.test
    if divided != rule.keep_images:
        raise ParameterError(
            f"{PARAMS}: filter.rule.keep_images is {rule.keep_images}, but split.train, "
            f"split.validation and split.test make {divided}; they must be the same"
        )


def _scored(
    glyphs: Glyphs, parameters: FoldParameters
) -> tuple[dict[PageName, float], dict[str, Any]]:
    """Return each image's score (0 where it is blank), and how well the classifier reads."""
    names = sorted(glyphs.images)
    labels = np.array([name.class_index for name in names], np.uint8)
    fonts = np.array([name.font for name in names], np.uint16)
    probabilities = fold_probabilities(glyphs.stacked(names), labels, fonts, parameters)
    own = recognition_scores(probabilities, labels)
    scores = dict.fromkeys(glyphs.blank, 0.0) | dict(zip(names, own.tolist(), strict=True))
    truth = "".join(CHARACTERS[label] for label in labels)
    read = "".join(CHARACTERS[index] for index in probabilities.argmax(axis=1))
    rates = {"strict": (read, truth), "merged": (merged(read), merged(truth))}
    recognition = {
        key: Rate(sum(a == b for a, b in zip(*pair, strict=True)), len(truth)).as_dict()
        for key, pair in rates.items()
    }
    return dict(sorted(scores.items())), {"unseen_fonts": recognition}


def _counts(removed: list[Removed], splits: dict[PageName, str]) -> dict[str, Any]:
    classes = [name.class_index for name in splits]
    per_class = np.bincount(classes, minlength=len(CHARACTERS)).tolist()
    reasons = [row.reason for row in removed]
    return {
        "kept": len(splits),
        "removed": len(removed),
        "removed_by": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        "per_class": dict(zip(CHARACTERS, per_class, strict=True)),
        "per_class_least": min(per_class),
        "per_class_most": max(per_class),
        "split": {part: list(splits.values()).count(part) for part in SPLITS},
    }


def _write_sheets(
    glyphs: Glyphs,
    ranked: dict[PageName, float],
    removed: list[Removed],
    kept: list[PageName],
    seed: int,
) -> None:
    folder = FILTERED / "sheets"
    write_image(
        folder / "removed.png", glyph_rows.removed_sheet(removed, glyphs.images, SHEET_COLUMNS)
    )
    barely = glyph_rows.worst_rows(kept, glyphs.images, ranked, SHEET_COLUMNS)
    write_image(folder / "barely_kept.png", glyph_rows.row_sheet(barely))
    faces = sorted({name.face for name in kept})
    drawn = sorted(np.random.default_rng(seed).permutation(faces)[:SAMPLE_FACES].tolist())
    sample = glyph_rows.face_rows(drawn, glyphs.images, kept)
    write_image(folder / "kept_sample.png", glyph_rows.row_sheet(sample))


if __name__ == "__main__":
    logs.run(main)
