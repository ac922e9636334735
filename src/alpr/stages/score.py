"""Stage score: read whole collections of plates with one recipe's network, the paper's way.

Deps: models/<recipe>/exported, metrics/evaluate/<recipe>.json (the network's MD5, for tracking),
data/plates, data/collections, metrics/generate (sheets, for tracking).
Params: segmentation.paper, collections.
Outs: metrics/score/<recipe>.json (one score per collection), metrics/score/<recipe>_readings.csv,
metrics/score/<recipe>_failures (a picture of each failure), metrics/score/<recipe>_failures.png,
metrics/score/<recipe>_steps.png (the first plate on its way through the reader).
"""

import json
import logging
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from alpr import tracking
from alpr.files import write_csv, write_image, write_json
from alpr.parameters import build, read_key, read_parameters
from alpr.reading.collection import read_collection, read_labels
from alpr.reading.explain import draw_steps
from alpr.reading.failures import draw_failure, picture_name
from alpr.reading.images import Image, ImageError, read_image
from alpr.reading.reader import PlateReader
from alpr.reading.segmentation import SegmentationSettings
from alpr.scoring import CollectionScore, PlateScore, score_table
from alpr.sheets import Tile, contact_sheet
from alpr.stages import logs
from alpr.stages.arguments import recipe_argument

METRICS = Path("metrics/score")
SHEETS = (Path("metrics/generate/national.png"), Path("metrics/generate/usa.png"))
"""What the collections look like; only the tracked run takes them."""

SHEET_PICTURES = 24
"""How many failures the sheet shows, so that it stays small; each has a picture of its own."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Collections:
    """The folders to score."""

    folders: tuple[str, ...]


def main() -> None:
    """Score the recipe named on the command line on every collection that is there."""
    logs.configure()
    recipe = recipe_argument(__doc__)
    settings = read_parameters(SegmentationSettings, "segmentation.paper")
    reader = PlateReader(f"models/{recipe}/exported", segmentation=settings)
    folders = present(build(Collections, {"folders": read_key("collections")}, "params.yaml"))
    scores: dict[str, CollectionScore] = {}
    pictures: dict[str, Image] = {}
    for name, folder in folders.items():
        scores[name], drawn = score_collection(reader, folder)
        pictures |= {f"{name}_{title}": picture for title, picture in drawn.items()}
        _log.info("\n%s", score_table(name, scores[name]))
    write_scores(recipe, scores)
    write_pictures(recipe, pictures)
    write_image(METRICS / f"{recipe}_steps.png", first_steps(reader, folders.values()))
    track(recipe, scores)


def present(collections: Collections) -> dict[str, Path]:
    """Return the folders that are there by their names, and warn of the others.

    Raises:
        ValueError: two folders have the same name.
    """
    found: dict[str, Path] = {}
    for text in collections.folders:
        folder = Path(text)
        if not folder.is_dir():
            _log.warning("collection %s is skipped: there is no such folder", folder)
        elif folder.name in found:
            raise ValueError(f"collections: {found[folder.name]} and {folder} have the same name")
        else:
            found[folder.name] = folder
    return found


def score_collection(reader: PlateReader, folder: Path) -> tuple[CollectionScore, dict[str, Image]]:
    """Read every plate of a folder; returns the score and a picture of each failure."""
    plates: list[PlateScore] = []
    pictures: dict[str, Image] = {}
    taken: set[str] = set()
    labelled = tqdm(read_labels(folder), desc=folder.name, unit="plate")
    for plate, outcome in read_collection(reader, labelled):
        plates.append(plate)
        if isinstance(outcome, ImageError):
            _log.warning("%s", outcome)
        if not plate.correct:
            pictures[picture_name(plate.file, taken)] = draw_failure(outcome, plate.plate)
    return CollectionScore(tuple(plates)), pictures


def first_steps(reader: PlateReader, folders: Iterable[Path]) -> Image:
    """Draw the first readable plate step by step; a picture that says `none` without any."""
    for item in (item for folder in folders for item in read_labels(folder)):
        try:
            image = read_image(item.path)
        except ImageError:
            continue  # it is in the scores as unreadable
        return draw_steps(image, reader.trace(image))
    return contact_sheet([], columns=1, tile_height_px=40)


def write_scores(recipe: str, scores: Mapping[str, CollectionScore]) -> None:
    """Write the scores as JSON and every reading as CSV."""
    write_json(
        METRICS / f"{recipe}.json", {name: score.as_dict() for name, score in scores.items()}
    )
    header = ["collection", "file", "plate", "read", "correct", "correct_merged", "origin"]
    write_csv(
        METRICS / f"{recipe}_readings.csv",
        header,
        (
            (name, one.file, one.plate, one.read, one.correct, one.correct_merged, one.origin)
            for name, score in scores.items()
            for one in score.plates
        ),
    )


def write_pictures(recipe: str, pictures: Mapping[str, Image]) -> None:
    """Write the picture of each failure, and the first of them on one sheet."""
    folder = METRICS / f"{recipe}_failures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for title, picture in pictures.items():
        write_image(folder / f"{title}.png", picture)
    tiles = [Tile(picture, title) for title, picture in pictures.items()][:SHEET_PICTURES]
    sheet = contact_sheet(tiles, columns=4, tile_height_px=170)
    write_image(METRICS / f"{recipe}_failures.png", sheet)


def track(recipe: str, scores: Mapping[str, CollectionScore]) -> None:
    """Add the scores to the run that trained this network."""
    evaluated = json.loads(Path(f"metrics/evaluate/{recipe}.json").read_text())
    with tracking.run(recipe, "score", model_md5=evaluated["model_md5"]) as run:
        for name, score in scores.items():
            run.metrics(
                {
                    f"{name}_plates": score.strict.rate,
                    f"{name}_plates_merged": score.merged.rate,
                    f"{name}_characters": score.characters_strict.rate,
                }
            )
        run.artifact(METRICS / f"{recipe}_readings.csv")
        run.artifact(METRICS / f"{recipe}_failures.png")
        for sheet in SHEETS:
            run.artifact(sheet)
        run.artifact(METRICS / f"{recipe}_steps.png")


if __name__ == "__main__":
    logs.run(main)
