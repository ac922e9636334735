"""`alpr generate`: plates to measure with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alpr.cli.common import examples, progress, refuse

if TYPE_CHECKING:
    from alpr.plates.realism.sampler import RealismSettings


@click.command(
    epilog=examples(
        "alpr generate --format national --count 100 --seed 7 --out plates/",
        "alpr score plates/",
        "alpr generate --format usa --level 1 --out usa-soft/     drawings before a camera",
        "alpr generate --format eu --level 4 --seed 2 --out eu-hard/ realistic, at their hardest",
        "jq -r 'select(.drawn.night) | .file' eu-hard/records.jsonl  those taken at night",
        "alpr generate --format photographs --count 20 --out photos/ whole streets with cars",
    )
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["national", "usa", "es", "us", "eu", "br", "free", "photographs"]),
    required=True,
    help="The paper's drawings: national, Spain's 0000 BBB; usa, 000 AAA on designs after real "
    "states. Realistic plates as the line reader learns from, in random alphabets: es, us, eu, br, "
    "with texts of that format; free, with any text. photographs: streets and cars, plates in "
    "them.",
)
@click.option(
    "--level",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="Of plates. 0: clean. 1: blur, noise, few pixels. 2: turned, uneven light, shadow. "
    "3: dirt, frames, stickers, emblems. 4: motion, night, glare, strong compression. Levels add "
    "up.",
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

    Photographs are in colour, JPEG, 800x600 and 1280x720, with no plate, one, two or three; each
    can be read. Their labels.csv has a row for each plate: file, plate, x, y, width, height of the
    upright box around it; a photograph without plates has one row with nothing but its file. A line
    of records.jsonl is a file and its plates: plate, region, corners (clockwise from the plate's
    own top left).
    """
    try:
        # US plates are lettered by Pillow, which is imported when the first one is drawn.
        from alpr.plates.collections import FORMATS, generate_collection, write_plates

        if format_name == "photographs":
            _generate_scenes(count, seed, level, out)
            return
        if level == 0 and format_name in FORMATS:
            plates = generate_collection(format_name, count, seed)
        else:
            from alpr.plates.photographs import generate_photographs

            plates = generate_photographs(format_name, count, seed, level, _realism())
        write_plates(out, plates, count, progress=progress)
    except ModuleNotFoundError as error:
        refuse(
            f"drawing {format_name} plates needs {error.name}, which comes with the `train` "
            "extra: run `make setup`, or `pip install '.[train]'`, in a clone of the project"
        )
    except (OSError, ValueError) as error:
        refuse(str(error))


def _generate_scenes(count: int, seed: int, level: int, out: Path) -> None:
    if level:
        refuse("photographs have no levels: leave --level out")
    from alpr.parameters import read_parameters
    from alpr.plates.collections import PHOTOGRAPH_HEADER, write_plates
    from alpr.plates.scenes.collection import generate_scenes
    from alpr.plates.scenes.settings import SceneSettings

    scenes = read_parameters(SceneSettings, "scenes", _params("locator"))
    photographs = generate_scenes(count, seed, _realism(), scenes)
    write_plates(out, photographs, count, header=PHOTOGRAPH_HEADER, progress=progress)


def _realism() -> "RealismSettings":
    """Read the distributions of realistic plates."""
    from alpr.parameters import read_parameters
    from alpr.plates.realism.sampler import RealismSettings

    return read_parameters(RealismSettings, "realism", _params("line"))


def _params(pipeline: str) -> Path:
    """Return a pipeline's parameters, which lie beside the package's source."""
    path = Path(__file__).resolve().parents[3] / pipeline / "params.yaml"
    if not path.is_file():
        refuse(
            f"realistic plates, photographs and levels from 1 on need {pipeline}/params.yaml, "
            "which comes with a clone of the project: run `make setup` there, and `alpr` from its "
            ".venv/bin"
        )
    return path
