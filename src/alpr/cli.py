"""The command line: read plates, score a folder of plates, generate plates.

What takes long to import is imported by the command that needs it.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alpr.plates.realism.sampler import RealismSettings
    from alpr.reading.reader import PlateReader
    from alpr.reading.readings import Reading

_UNREADABLE = 1
_UNUSABLE = 2


def _examples(*lines: str) -> str:
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


def _reader_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how plates are read."""
    for option in reversed(_READER_OPTIONS):
        command = option(command)
    return command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples(
        "alpr read plate.png",
        "alpr read --json --explain steps/ *.jpg",
        "alpr read --format es --top 3 plate.png",
        "alpr score my-plates/",
        "alpr generate --format usa --count 100 --seed 7 --out usa/",
    ),
)
@click.version_option(package_name="alpr", prog_name="alpr")
def main() -> None:
    """Read licence plates, measure how well, and draw plates to measure with."""


@main.command(
    epilog=_examples(
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
@_reader_options
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

    reader = _reader(top=top, **options)
    taken: set[str] = set()
    failed = False
    for image in images:
        name = click.format_filename(image)
        picture = explain / f"{picture_name(image, taken)}_steps.png" if explain else None
        try:
            reading = _read_one(reader, image, picture)
        except ImageError as error:
            _complain(str(error))
            failed = True
            continue
        if as_json:
            click.echo(json.dumps({"file": name, **reading.as_dict()}))
        else:
            for line in _lines(reading, top):
                click.echo(line if len(images) == 1 else f"{name}\t{line}")
    if failed:
        raise SystemExit(_UNREADABLE)


@main.command(
    epilog=_examples("alpr score my-plates/", "alpr score --json --failures look/ my-plates/")
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of the table.")
@click.option(
    "--failures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw each failure, its boxes and the rules that dropped them: DIR/<image>_failure.png.",
)
@_reader_options
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
        _refuse(str(error))
    plates: list[PlateScore] = []
    taken: set[str] = set()
    for plate, outcome in read_collection(_reader(**options), labelled):
        plates.append(plate)
        if isinstance(outcome, ImageError):
            _complain(str(outcome))
        if failures is not None and not plate.correct:
            picture = failures / f"{picture_name(plate.file, taken)}_failure.png"
            _write_picture(picture, draw_failure(outcome, plate.plate))
    result = CollectionScore(tuple(plates))
    name = folder.resolve().name
    if as_json:
        click.echo(json.dumps({"collection": name, **result.as_dict()}, indent=2))
    else:
        click.echo(score_table(name, result))
    if result.origins["unreadable"]:
        raise SystemExit(_UNREADABLE)


@main.command(
    epilog=_examples(
        "alpr generate --format national --count 100 --seed 7 --out plates/",
        "alpr score plates/",
        "alpr generate --format usa --level 1 --out usa-soft/     drawings before a camera",
        "alpr generate --format eu --level 4 --seed 2 --out eu-hard/ realistic, at their hardest",
        "jq -r 'select(.drawn.night) | .file' eu-hard/records.jsonl  those taken at night",
    )
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["national", "usa", "es", "us", "eu", "br", "free"]),
    required=True,
    help="The paper's drawings: national, Spain's 0000 BBB; usa, 000 AAA on designs after real "
    "states. Realistic plates as the line reader learns from, in random alphabets: es, us, eu, br, "
    "with texts of that format; free, with any text.",
)
@click.option(
    "--level",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="0: clean. 1: blur, noise, few pixels. 2: turned, uneven light, shadow. 3: dirt, frames, "
    "stickers, emblems. 4: motion, night, glare, strong compression. Levels add up.",
)
@click.option(
    "--count", type=click.IntRange(min=1), default=100, show_default=True, help="How many."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Other seeds give other plates.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    required=True,
    help="Where to; made if it is not there.",
)
def generate(format_name: str, level: int, count: int, seed: int, out: Path) -> None:
    """Draw a collection of plates.

    It holds pictures, labels.csv (file, plate), as `alpr score` takes them, and records.jsonl: an
    object a line with a plate's file, plate, format, level, design, boxes (x_min, y_min, x_max,
    y_max of each character) and what else was drawn. The same format, level, count and seed give
    the same plates. A generated collection that lies in DIR is replaced; a folder that holds
    anything else is left alone.

    Realistic plates and levels from 1 on are grey pictures as a camera stores them; a plate says
    the same at every level. How often a level does what stands in line/params.yaml, which comes
    with a clone of the project.
    """
    try:
        # US plates are lettered by Pillow, which is imported when the first one is drawn.
        from alpr.plates.collections import FORMATS, generate_collection, write_plates

        if level == 0 and format_name in FORMATS:
            plates = generate_collection(format_name, count, seed)
        else:
            from alpr.plates.photographs import generate_photographs

            plates = generate_photographs(format_name, count, seed, level, _realism())
        write_plates(out, plates, count, progress=_progress)
    except ModuleNotFoundError as error:
        _refuse(
            f"drawing {format_name} plates needs {error.name}, which comes with the `train` "
            "extra: run `make setup`, or `pip install '.[train]'`, in a clone of the project"
        )
    except (OSError, ValueError) as error:
        _refuse(str(error))


def _realism() -> "RealismSettings":
    """Read the distributions of realistic plates, which lie beside the package's source."""
    from alpr.parameters import read_parameters
    from alpr.plates.realism.sampler import RealismSettings

    path = Path(__file__).resolve().parents[2] / "line" / "params.yaml"
    if not path.is_file():
        _refuse(
            "realistic plates and levels from 1 on need line/params.yaml, which comes with a clone "
            "of the project: run `make setup` there, and `alpr` from its .venv/bin"
        )
    return read_parameters(RealismSettings, "realism", path)


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

        _write_picture(picture, draw_steps(image, trace))
    return trace.reading


def _lines(reading: "Reading", top: int) -> list[str]:
    if top == 1 or not reading.candidates:
        return [reading.text]
    return [
        f"{item.text}\t{item.probability:.4f}\t{item.format or 'none'}"
        for item in reading.candidates
    ]


def _reader(format_name: str, **options: Any) -> "PlateReader":
    from alpr.errors import UserError
    from alpr.reading.reader import PlateReader

    try:
        return PlateReader(format=format_name, **options)
    except UserError as error:
        _refuse(str(error))


def _write_picture(path: Path, picture: "NDArray[np.uint8]") -> None:
    from alpr.files import write_image

    try:
        write_image(path, picture)
    except OSError as error:
        _refuse(f"{path}: cannot be written: {error.strerror or error}")


def _progress(steps: Iterable[int]) -> Iterator[int]:
    """Show a bar on a terminal's stderr, and nothing where it goes into a file."""
    with click.progressbar(steps, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def _complain(message: str) -> None:
    click.echo(f"alpr: {message}", err=True)


def _refuse(message: str) -> NoReturn:
    _complain(message)
    raise SystemExit(_UNUSABLE)
