"""`alpr score`: how well the readers read a labelled folder."""

import json
from pathlib import Path
from typing import Any

import click

from alpr.cli.common import (
    UNREADABLE,
    complain,
    examples,
    load_reader,
    reader_options,
    refuse,
    write_picture,
)


@click.command(
    epilog=examples("alpr score my-plates/", "alpr score --json --failures look/ my-plates/")
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of the table.")
@click.option(
    "--failures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw each failure, its boxes and the rules that dropped them: DIR/<image>_failure.png.",
)
@reader_options
def score(folder: Path, as_json: bool, failures: Path | None, **options: Any) -> None:
    """Score the reader on a folder of labelled plates.

    FOLDER holds pictures of one plate each and labels.csv with the columns file and plate (others
    are left alone); a file is looked for in FOLDER and in FOLDER/images. Plates may be written
    with spaces, dashes and small letters.

    Every accuracy comes with its n and its 95 % Wilson interval, strict and with 0/O and 1/I
    counted as the same. A failure arose in the segmentation where the number of characters is
    wrong, else in a character; a picture that cannot be read is a failure too.

    Exit status: 0 scored, 1 scored but some pictures could not be read, 2 wrong usage, no model
    or no such collection.
    """
    from alpr.reading.collection import CollectionError, read_collection, read_labels
    from alpr.reading.failures import draw_failure, picture_name
    from alpr.reading.images import ImageError
    from alpr.scoring import CollectionScore, PlateScore, score_table

    try:
        labelled = read_labels(folder)
    except CollectionError as error:
        refuse(str(error))
    plates: list[PlateScore] = []
    taken: set[str] = set()
    for plate, outcome in read_collection(load_reader(**options), labelled):
        plates.append(plate)
        if isinstance(outcome, ImageError):
            complain(str(outcome))
        if failures is not None and not plate.correct:
            picture = failures / f"{picture_name(plate.file, taken)}_failure.png"
            write_picture(picture, draw_failure(outcome, plate.plate))
    result = CollectionScore(tuple(plates))
    name = folder.resolve().name
    if as_json:
        click.echo(json.dumps({"collection": name, **result.as_dict()}, indent=2))
    else:
        click.echo(score_table(name, result))
    if result.origins["unreadable"]:
        raise SystemExit(UNREADABLE)
