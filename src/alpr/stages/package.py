"""Stage package: put the folder together that is released as the model `plate-cnn`.

Deps: models/paper/exported, metrics/evaluate/paper.json, metrics/score/paper.json.
Outs: models/plate-cnn (network.onnx, model.json, MODEL_CARD.md).
"""

import json
import logging
from pathlib import Path
from typing import Any

from alpr.files import replacing, write_text
from alpr.model_card import CardFacts, write_model_card
from alpr.stages import logs

EXPORTED = Path("models/paper/exported")
RELEASED = Path("models/plate-cnn")
METRICS = Path("metrics")

SIZE_LIMIT = 10_000_000
"""Bytes: Git keeps every released version, so a larger network is an error."""

_log = logging.getLogger(__name__)


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    facts = CardFacts(evaluation=metrics("evaluate/paper.json"), scores=metrics("score/paper.json"))
    for name in ("network.onnx", "model.json"):
        contents = (EXPORTED / name).read_bytes()
        if len(contents) > SIZE_LIMIT:
            raise ValueError(f"{EXPORTED / name} has {len(contents)} bytes, over {SIZE_LIMIT}")
        with replacing(RELEASED / name) as temporary:
            temporary.write_bytes(contents)
    write_text(RELEASED / "MODEL_CARD.md", write_model_card(facts))
    if facts.evaluation["data"]["dataset"]["source"] != "chars74k":
        _log.warning("%s was learned from the stand-in: it cannot be released", RELEASED)


def metrics(name: str) -> dict[str, Any]:
    """Return the contents of one metrics file."""
    contents: dict[str, Any] = json.loads((METRICS / name).read_text(encoding="utf-8"))
    return contents


if __name__ == "__main__":
    logs.run(main)
