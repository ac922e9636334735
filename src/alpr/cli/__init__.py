"""The command line: read plates, watch videos, score a folder of plates, generate plates.

What takes long to import is imported by the command that needs it.
"""

import errno
from typing import Any

import click

from alpr.cli.common import examples, refuse
from alpr.cli.drawing import generate
from alpr.cli.reading import read
from alpr.cli.scoring import score
from alpr.cli.watching import watch


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            # What the commands write themselves they guard themselves: this is stdout.
            if error.errno != errno.ENOSPC:
                raise
            refuse(f"the output cannot be written: {error.strerror}")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "alpr read car.jpg",
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
