"""What the commands share: how readers are asked for, and how people are told what went wrong."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alpr.reading.photograph import PhotographReader
    from alpr.reading.reader import PlateReader

UNREADABLE = 1
UNUSABLE = 2


def examples(*lines: str) -> str:
    """Return the examples of a command's help, line by line."""
    # The backspace tells click to keep the line ends.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


_READER_OPTIONS = (
    click.option(
        "--reader",
        type=click.Choice(["line", "segments", "paper"]),
        help="line: the whole plate at once. segments: cut into characters. paper: cut in the "
        "paper's way. Without it: what the model is for, else line.",
    ),
    click.option(
        "--format",
        "format_name",
        default="none",
        show_default=True,
        metavar="NAME|FILE",
        help="What the plate may say: none, auto (the built-in formats, or none of them), es, us, "
        "eu, br, or a YAML file (docs/formats.md).",
    ),
    click.option(
        "--threshold",
        type=click.FloatRange(0, 1),
        default=0.25,
        show_default=True,
        help="Characters less probable than this are printed as ?.",
    ),
    click.option(
        "--model",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Model folder; without it the one that ALPR_MODEL names, else the reader's released "
        "one in models/.",
    ),
)


def reader_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how plates are read."""
    for option in reversed(_READER_OPTIONS):
        command = option(command)
    return command


locator_option = click.option(
    "--locator",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Model folder of what finds the plates; without it the one that ALPR_LOCATOR names, else "
    "models/plate-locator.",
)


def load_reader(format_name: str, **options: Any) -> "PlateReader":
    """Return the reader that the options ask for; without a model the command ends."""
    from alpr.errors import UserError
    from alpr.reading.reader import PlateReader

    try:
        return PlateReader(format=format_name, **options)
    except UserError as error:
        refuse(str(error))


def load_photograph_reader(format_name: str, **options: Any) -> "PhotographReader":
    """Return the reader of photographs that the options ask for; without models it ends."""
    from alpr.errors import UserError
    from alpr.reading.photograph import PhotographReader

    try:
        return PhotographReader(format=format_name, **options)
    except UserError as error:
        refuse(str(error))


def write_picture(path: Path, picture: "NDArray[np.uint8]") -> None:
    """Write a picture that the user asked for; if that cannot be, the command ends."""
    from alpr.files import write_image

    try:
        write_image(path, picture)
    except OSError as error:
        refuse(f"{path}: cannot be written: {error.strerror or error}")


def progress(steps: Iterable[int]) -> Iterator[int]:
    """Show a bar on a terminal's stderr, and nothing where it goes into a file."""
    with click.progressbar(steps, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def complain(message: str) -> None:
    """Say on stderr what was wrong."""
    click.echo(f"alpr: {message}", err=True)


def refuse(message: str) -> NoReturn:
    """Say what was wrong, and end the command."""
    complain(message)
    raise SystemExit(UNUSABLE)
