"""Stage package: put the folder together that is released as the model `plate-line`.

Deps: models/line/exported, metrics/dataset.json, metrics/line/train.json,
metrics/line/evaluate.json.
Outs: models/plate-line (network.onnx, model.json, MODEL_CARD.md).
"""

import json
import logging
from pathlib import Path
from typing import Any

from alpr.files import replacing, write_text
from alpr.stages import logs
from alpr.stages.line.card import write_line_card
from alpr.stages.line.settings import EXPORTED, METRICS, RELEASED

SIZE_LIMIT = 4_000_000
"""Bytes: Git keeps every released version, so a larger network is an error."""

_log = logging.getLogger(__name__)


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    dataset = facts(Path("metrics/dataset.json"))
    card = write_line_card(dataset, facts(METRICS / "train.json"), facts(METRICS / "evaluate.json"))
    for name in ("network.onnx", "model.json"):
        contents = (EXPORTED / name).read_bytes()
        if len(contents) > SIZE_LIMIT:
            raise ValueError(f"{EXPORTED / name} has {len(contents)} bytes, over {SIZE_LIMIT}")
        with replacing(RELEASED / name) as temporary:
            temporary.write_bytes(contents)
    write_text(RELEASED / "MODEL_CARD.md", card)
    if dataset["source"] != "chars74k":
        _log.warning("%s was learned from the stand-in: it cannot be released", RELEASED)


def facts(path: Path) -> dict[str, Any]:
    """Return the contents of one metrics file."""
    contents: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return contents


if __name__ == "__main__":
    logs.run(main)
