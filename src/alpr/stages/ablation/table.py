"""Stage table: the figures of all variants as one page, each beside the one with everything.

Deps: metrics/line/ablation.
Params: ablation.variants (line/ablation/params.yaml).
Outs: docs/line-ablation.md.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

from alpr.errors import UserError
from alpr.files import write_text
from alpr.intervals import Rate
from alpr.stages import logs
from alpr.stages.ablation.settings import EVERYTHING, TABLE, metrics_path
from alpr.stages.ablation.variants import described_variants

GROUPS = {"drawn, L0 to L2": ("L0", "L1", "L2"), "drawn, L3 and L4": ("L3", "L4")}
"""Columns of the table: clean, out of focus, from aside; then cluttered, and at its worst."""

_ABOUT = """\
# What each ingredient of the line reader brings

Written by `dvc repro line/ablation/dvc.yaml`, not by hand. `line/ablation/params.yaml` says what
each row sets.

Each row is a training as in `line/dvc.yaml`, but a short one, as long as stands there in batches of
{batch} drawn plates. One thing is changed in it; all others, the seed too, are as in the first row.
Every row is measured on the same plates: drawn ones, with everything that the generator draws and
with faces that none has learnt from, from clean (L0) to night, glare and strong compression (L4),
and the collections of photographed or drawn plates that were there.

The figures are the plates read wholly right, 0 and O taken for the same character, and 1 and I, in
%; in brackets what the change did to them, in points. The number of plates stands in the head.
Every training ran once. The last row is the 95 % interval of the first: differences that stay
within it may be chance.
"""

_log = logging.getLogger(__name__)


def main() -> None:
    """Write the page of all variants that are measured."""
    logs.configure()
    measured = {}
    for name in described_variants():
        path = metrics_path(name)
        if path.is_file():
            measured[name] = json.loads(path.read_text(encoding="utf-8"))
        else:
            _log.warning("variant %s is left out: there is no %s", name, path)
    write_text(TABLE, page(described_variants(), measured))


def page(described: Mapping[str, str], measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page as Markdown: the same figures give the same bytes.

    Args:
        described: what each variant changes.
        measured: contents of metrics/line/ablation/<variant>.json, in the order of the rows.

    Raises:
        UserError: `everything` is not among them, or one was measured on other plates.
    """
    if EVERYTHING not in measured:
        raise UserError(f"there is no {metrics_path(EVERYTHING)} to set the others against")
    base = columns(measured[EVERYTHING])
    lines = [
        _row("variant", "changed", "weights", "batches", *_heads(base)),
        _row("---", "---", *["---:"] * (2 + len(base))),
    ]
    for name, one in measured.items():
        found = columns(one)
        if _heads(found) != _heads(base):
            raise UserError(f"{metrics_path(name)} is of other plates: measure {name} again")
        cells = [
            _cell(rate, None if name == EVERYTHING else base[head]) for head, rate in found.items()
        ]
        lines.append(
            _row(f"`{name}`", described[name], f"{one['weights']:,}", f"{one['steps']:,}", *cells)
        )
    lines.append(_row(f"`{EVERYTHING}`", "95 % interval", "", "", *map(_interval, base.values())))
    about = _ABOUT.format(batch=measured[EVERYTHING]["batch_size"])
    return "\n".join([about, *lines]) + "\n"


def columns(one: Mapping[str, Any]) -> dict[str, Rate]:
    """Return a variant's figures, 0/O and 1/I merged: groups of levels, then collections."""
    levels = {name: _rate(values) for name, values in one["levels"].items()}
    found = {
        head: Rate(
            sum(levels[name].correct for name in names), sum(levels[name].n for name in names)
        )
        for head, names in GROUPS.items()
    }
    return found | {name: _rate(values) for name, values in sorted(one["collections"].items())}


def _rate(values: Mapping[str, Any]) -> Rate:
    return Rate(values["merged"]["correct"], values["merged"]["n"])


def _heads(found: Mapping[str, Rate]) -> list[str]:
    return [f"{head} ({rate.n:,})" for head, rate in found.items()]


def _cell(rate: Rate, base: Rate | None) -> str:
    figure = f"{100 * rate.rate:.1f}"
    return figure if base is None else f"{figure} ({100 * (rate.rate - base.rate):+.1f})"


def _interval(rate: Rate) -> str:
    low, high = rate.interval
    return f"{100 * low:.1f} to {100 * high:.1f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    logs.run(main)
