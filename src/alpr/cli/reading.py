"""`alpr read`: pictures to texts."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alpr.cli.common import (
    UNREADABLE,
    complain,
    examples,
    load_reader,
    reader_options,
    write_picture,
)

if TYPE_CHECKING:
    from alpr.reading.reader import PlateReader
    from alpr.reading.readings import Reading


@click.command(
    epilog=examples(
        "alpr read plate.png                     1234BCD",
        "alpr read *.png | cut -f 2              several texts alone",
        "alpr read --json *.png | jq -r .text    the same",
        "alpr read --explain steps/ plate.png    draws steps/plate_steps.png",
        "alpr read --format es --top 3 plate.png the three likeliest Spanish plates",
    )
)
# As texts: a Path cannot tell an empty name from the folder at hand.
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line instead of text.")
@click.option(
    "--explain",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also draw each reading step by step: DIR/<image>_steps.png.",
)
@click.option(
    "--top",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="How many of the likeliest texts, a line each: text, probability, format.",
)
@reader_options
def read(
    images: tuple[str, ...], as_json: bool, explain: Path | None, top: int, **options: Any
) -> None:
    """Read pictures of one plate each, cut out of the photograph.

    Prints one line per image: the plate's text, empty where no plate is seen or, under a format,
    none that follows it. With several images each line begins with the file's name and a tab. With
    --json each line is an object with file, text, confidence (the probability that all of it is
    right), format, raw (what was read without the format), candidates, and characters: character,
    probability, box (x_min, y_min, x_max, y_max in pixels of the image), alternatives and raw.

    An image that cannot be read gives a line on stderr, and the others are read.
    Exit status: 0 all images were read, 1 some could not be, 2 wrong usage or no model.
    """
    from alpr.reading.failures import picture_name
    from alpr.reading.images import ImageError

    reader = load_reader(top=top, **options)
    taken: set[str] = set()
    failed = False
    for image in images:
        name = click.format_filename(image)
        picture = explain / f"{picture_name(image, taken)}_steps.png" if explain else None
        try:
            reading = _read_one(reader, image, picture)
        except ImageError as error:
            complain(str(error))
            failed = True
            continue
        if as_json:
            click.echo(json.dumps({"file": name, **reading.as_dict()}))
        else:
            for line in _lines(reading, top):
                click.echo(line if len(images) == 1 else f"{name}\t{line}")
    if failed:
        raise SystemExit(UNREADABLE)


def _read_one(reader: "PlateReader", name: str, picture: Path | None) -> "Reading":
    """Read one file, and draw the steps into `picture` if there is one."""
    from alpr.reading.images import ImageError, read_image

    if not name:
        raise ImageError("'': the name is empty")
    path = Path(name)
    if path.is_dir():
        raise ImageError(f"{path}: a folder; name its pictures, such as {path / '*.png'}")
    image = read_image(path)
    trace = reader.trace(image)
    if picture is not None:
        from alpr.reading.explain import draw_steps

        write_picture(picture, draw_steps(image, trace))
    return trace.reading


def _lines(reading: "Reading", top: int) -> list[str]:
    if top == 1 or not reading.candidates:
        return [reading.text]
    return [
        f"{item.text}\t{item.probability:.4f}\t{item.format or 'none'}"
        for item in reading.candidates
    ]
