"""`alpr score`: how well the readers read a labelled folder."""

import json
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alpr.cli.common import (
    UNREADABLE,
    complain,
    examples,
    load_photograph_reader,
    load_reader,
    locator_option,
    progress,
    reader_options,
    refuse,
    write_picture,
)

if TYPE_CHECKING:
    from alpr.reading.collection import LabelledImage
    from alpr.reading.images import Image, ImageError
    from alpr.reading.located import PhotographReading
    from alpr.reading.photograph import PhotographReader
    from alpr.reading.photograph_labels import LabelledPhotograph
    from alpr.scoring import CollectionScore
    from alpr.scoring_photographs import PhotographsScore

Item = TypeVar("Item")


@click.command(
    epilog=examples(
        "alpr score my-plates/",
        "alpr score --json --failures look/ my-plates/",
        "alpr score --honesty look/ my-plates/    what the confidences are worth, as charts",
        "alpr score benchmarks/endtoend/eu/       photographs of OpenALPR's benchmark",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of the table.")
@click.option(
    "--failures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw each failure, what was found and the rules that dropped the rest: "
    "DIR/<image>_failure.png.",
)
@click.option(
    "--honesty",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw how often readings of each confidence are right, and how many are wrong among the "
    "surest: DIR/reliability.png, DIR/risk_coverage.png, and the same as CSV.",
)
@locator_option
@reader_options
def score(
    folder: Path,
    as_json: bool,
    failures: Path | None,
    honesty: Path | None,
    locator: Path | None,
    **options: Any,
) -> None:
    """Score the reader on a folder of labelled plates or photographs.

    Plates, each cut out: FOLDER holds the pictures and labels.csv with the columns file and plate
    (others are left alone); a file is looked for in FOLDER and in FOLDER/images. Plates may be
    written with spaces, dashes and small letters.

    Photographs: labels.csv has the columns file, plate, x, y, width and height (the upright box
    around the plate in pixels), a row for each plate; all but the file empty where there is none,
    the plate alone where nobody can tell it. Or text files as in OpenALPR's benchmark lie beside
    the pictures: lines of file, x, y, width, height and plate, separated by tabs.

    Every figure comes with its n and its 95 % interval (Wilson's; of false plates the exact
    Poisson one), strict and with 0/O and 1/I counted as the same. Of plates: how many were read. A
    failure arose in the segmentation where the number of characters is wrong, else in a character.
    Of photographs: how many of the plates were found (a found plate and a labelled box share half
    of what they cover, one to one); how many more were found per photograph (some of them are
    there, where labels are incomplete); and end to end, with one choice per photograph: the surest
    plate's text is what stands on one of its plates. A picture that cannot be read is a failure
    too.

    Exit status: 0 scored, 1 scored but some pictures could not be read, 2 wrong usage, no model
    or no such collection.
    """
    from alpr.reading.collection import CollectionError, read_labels
    from alpr.reading.photograph_labels import holds_photographs, read_photographs
    from alpr.scoring import UNREADABLE as UNREADABLE_PICTURE
    from alpr.scoring import score_table
    from alpr.scoring_photographs import photographs_table

    if honesty is not None and find_spec("matplotlib") is None:
        refuse("--honesty draws charts with matplotlib: pip install matplotlib")
    name = folder.resolve().name
    result: CollectionScore | PhotographsScore
    try:
        if holds_photographs(folder):
            options["locator"] = locator
            result = _score_photographs(read_photographs(folder), failures, options)
            table, readings = photographs_table(name, result), result.choices
        else:
            result = _score_plates(read_labels(folder), failures, options)
            table, readings = score_table(name, result), result
    except CollectionError as error:
        refuse(str(error))
    if honesty is not None:
        _draw_honesty(readings, honesty)
    if as_json:
        click.echo(json.dumps({"collection": name, **result.as_dict()}, indent=2))
    else:
        click.echo(table)
    if result.origins[UNREADABLE_PICTURE]:
        raise SystemExit(UNREADABLE)


def _draw_honesty(readings: "CollectionScore", folder: Path) -> None:
    """Write what the confidences are worth as CSV and charts."""
    from alpr.confidence import confidence_reliability
    from alpr.stages.reliability import write_reliability, write_risk

    curve = readings.risk
    if not curve:
        refuse("--honesty: nothing was read, so there is nothing to draw")
    bins = {"plates": confidence_reliability(*readings.confidences)}
    try:
        write_reliability(bins, folder / "reliability.csv")
        write_risk(curve, folder / "risk_coverage.csv")
    except OSError as error:
        refuse(f"{folder}: cannot be written to: {error.strerror or error}")


def _score_plates(
    labelled: "Sequence[LabelledImage]", failures: Path | None, options: dict[str, Any]
) -> "CollectionScore":
    """Read plate after plate, and draw the failures into a folder if there is one."""
    from alpr.reading.collection import read_collection
    from alpr.reading.failures import draw_failure, picture_name
    from alpr.reading.images import ImageError
    from alpr.scoring import CollectionScore, PlateScore

    plates: list[PlateScore] = []
    taken: set[str] = set()
    complaints: list[str] = []
    for plate, outcome in read_collection(load_reader(**options), _shown(labelled)):
        plates.append(plate)
        if isinstance(outcome, ImageError):
            complaints.append(str(outcome))
        if failures is not None and not plate.correct:
            picture = failures / f"{picture_name(plate.file, taken)}_failure.png"
            write_picture(picture, draw_failure(outcome, plate.plate))
    _complain(complaints)
    return CollectionScore(tuple(plates))


def _score_photographs(
    labelled: "Sequence[LabelledPhotograph]", failures: Path | None, options: dict[str, Any]
) -> "PhotographsScore":
    """Read photograph after photograph, and draw the failures into a folder if there is one."""
    from alpr.reading.failures import picture_name
    from alpr.reading.images import ImageError
    from alpr.reading.photograph_failures import draw_photograph_failure
    from alpr.reading.photograph_labels import photograph_score
    from alpr.scoring_photographs import PhotographsScore

    reader = load_photograph_reader(**options)
    scores = []
    taken: set[str] = set()
    complaints: list[str] = []
    for item in _shown(labelled):
        image, reading, cpu_ms = _read_photograph(reader, item.path)
        scores.append(score := photograph_score(item, reading, cpu_ms))
        if isinstance(image, ImageError):
            complaints.append(str(image))
        if failures is not None and not score.faultless:
            picture = failures / f"{picture_name(item.file, taken)}_failure.png"
            write_picture(picture, draw_photograph_failure(image, reading, score))
    _complain(complaints)
    return PhotographsScore(tuple(scores))


def _read_photograph(
    reader: "PhotographReader", path: Path
) -> "tuple[Image | ImageError, PhotographReading | None, float]":
    """Read one file; returns what it shows, and the milliseconds that this took once decoded."""
    from alpr.reading.images import ImageError, read_image
    from alpr.reading.located import PHOTOGRAPH

    try:
        image = read_image(path)
    except ImageError as error:
        return error, None, 0.0
    start = time.process_time()
    reading = reader.read(image, PHOTOGRAPH)
    return image, reading, 1000 * (time.process_time() - start)


def _shown(items: "Sequence[Item]") -> "Iterator[Item]":
    """Yield the items, under a bar on a terminal."""
    return (items[place] for place in progress(range(len(items))))


def _complain(messages: Sequence[str]) -> None:
    """Say what was wrong, after the bar, which would be torn."""
    for message in messages:
        complain(message)
