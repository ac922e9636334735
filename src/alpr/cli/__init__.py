"""The command line: read plates, watch videos, score a folder of plates, generate plates.

What takes long to import is imported by the command that needs it.
"""

import click

from alpr.cli.common import examples
from alpr.cli.drawing import generate
from alpr.cli.reading import read
from alpr.cli.scoring import score
from alpr.cli.watching import watch


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "alpr read plate.png",
        "alpr read --json --explain steps/ *.jpg",
        "alpr read --format es --top 3 plate.png",
        "alpr watch --annotate out.mp4 traffic.mp4",
        "alpr score my-plates/",
        "alpr generate --format usa --count 100 --seed 7 --out usa/",
    ),
)
@click.version_option(package_name="alpr", prog_name="alpr")
def main() -> None:
    """Read licence plates, measure how well, and draw plates to measure with."""


for _command in (read, watch, score, generate):
    main.add_command(_command)
