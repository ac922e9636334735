"""`alpr read`: photographs and crops to texts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alpr.cli.common import (
    UNREADABLE,
    complain,
    examples,
    load_photograph_reader,
    load_reader,
    locator_option,
    reader_options,
    write_picture,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alpr.reading.located import PhotographReading, PhotographTrace
    from alpr.reading.readings import Reading

    Tracer = Callable[[NDArray[np.uint8]], PhotographTrace]


@click.command(
    epilog=examples(
        "alpr read car.jpg                       1234BCD",
        "alpr read *.jpg | cut -f 2              several texts alone",
        "alpr read --json *.jpg | jq -r .text    the surest plate of each",
        "alpr read --explain steps/ car.jpg      draws steps/car_steps.png",
        "alpr read --plate plate.png             the whole picture is a plate",
        "alpr read --format es --top 3 plate.png the three likeliest Spanish plates",
    )
)
# As texts: a Path cannot tell an empty name from the folder at hand.
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object per image instead of text.")
@click.option("--plate", is_flag=True, help="Each picture is a plate, cut out: nothing is located.")
@click.option(
    "--explain",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also draw each reading step by step: DIR/<image>_steps.png.",
)
@click.option(
    "--blur",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write each picture with every plate made unreadable: DIR/<image>_blurred.png.",
)
@click.option(
    "--top",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="How many of the likeliest texts, a line each: text, probability, format, and of which "
    "plate, 1 being the surest.",
)
@locator_option
@reader_options
def read(
    images: tuple[str, ...],
    as_json: bool,
    plate: bool,
    explain: Path | None,
    blur: Path | None,
    locator: Path | None,
    top: int,
    **options: Any,
) -> None:
    """Read photographs of cars, and pictures of plates that were cut out of them.

    Prints one line per plate, the surest first: its text. A photograph without plates gives an
    empty line, and so does a crop where no plate is seen or, under a format, none that follows it.
    With several images each line begins with the file's name and a tab. What each was taken for,
    photograph or crop, is said on stderr.

    With --json each image gives an object with file, and of its surest plate text, confidence (the
    probability that all of it is right), format, raw (what was read without the format),
    characters (character, probability, box x_min, y_min, x_max, y_max in pixels of the image,
    alternatives and raw), candidates, views (looks at the plate), formats (how likely the plate
    follows each of those asked for), corners (x, y of four points,
    clockwise from the plate's own top left), location (the probability that there is a plate); then
    kind, photograph or crop, and plates, all of them.

    An image that cannot be read gives a line on stderr, and the others are read.
    Exit status: 0 all images were read, 1 some could not be, 2 wrong usage or no model.
    """
    from alpr.reading.failures import picture_name
    from alpr.reading.images import ImageError

    trace = _tracer(plate, locator, top=top, **options)
    taken: set[str] = set()
    failed = False
    for image in images:
        name = click.format_filename(image)
        try:
            pixels = _pixels(image)
        except ImageError as error:
            complain(str(error))
            failed = True
            continue
        traced = trace(pixels)
        reading = traced.reading
        _draw(pixels, traced, picture_name(image, taken), explain, blur)
        if not plate:
            _report(name, reading)
        if as_json:
            click.echo(json.dumps({"file": name, **reading.as_dict()}))
        else:
            for line in _lines(reading, top):
                click.echo(line if len(images) == 1 else f"{name}\t{line}")
    if failed:
        raise SystemExit(UNREADABLE)


def _tracer(plate: bool, locator: Path | None, **options: Any) -> "Tracer":
    """Return what reads a picture: as a plate, or as whatever it is."""
    if not plate:
        return load_photograph_reader(locator=locator, **options).trace
    reader = load_reader(**options)

    def trace(pixels: "NDArray[np.uint8]") -> "PhotographTrace":
        from alpr.reading.photograph import trace_crop

        return trace_crop(reader, pixels)

    return trace


def _pixels(name: str) -> "NDArray[np.uint8]":
    from alpr.reading.images import ImageError, read_image

    if not name:
        raise ImageError("'': the name is empty")
    path = Path(name)
    if path.is_dir():
        raise ImageError(f"{path}: a folder; name its pictures, such as {path / '*.png'}")
    return read_image(path)


def _draw(
    pixels: "NDArray[np.uint8]",
    traced: "PhotographTrace",
    name: str,
    explain: Path | None,
    blur: Path | None,
) -> None:
    """Write the pictures that were asked for."""
    if explain:
        from alpr.reading.explain_photograph import draw_photograph_steps

        write_picture(explain / f"{name}_steps.png", draw_photograph_steps(pixels, traced))
    if blur:
        from alpr.reading.privacy import hide_all

        write_picture(blur / f"{name}_blurred.png", hide_all(pixels, traced.reading))


def _report(name: str, reading: "PhotographReading") -> None:
    """Say what a picture was taken for."""
    from alpr.reading.located import PHOTOGRAPH

    if reading.kind == PHOTOGRAPH:
        count = len(reading.plates)
        plates = "1 plate" if count == 1 else f"{count} plates"
        click.echo(f"{name}: taken as a photograph, {plates}", err=True)
    else:
        click.echo(f"{name}: taken as a crop of a plate", err=True)


def _lines(reading: "PhotographReading", top: int) -> list[str]:
    return [
        line
        for number, item in enumerate(reading.plates, start=1)
        for line in _plate_lines(item.reading, top, number)
    ] or [""]


def _plate_lines(reading: "Reading", top: int, number: int) -> list[str]:
    if top == 1 or not reading.candidates:
        return [reading.text]
    return [
        f"{item.text}\t{item.probability:.4f}\t{item.format or 'none'}\t{number}"
        for item in reading.candidates
    ]
