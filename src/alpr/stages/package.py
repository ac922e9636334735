"""Stage package: put the folder together that is released as the model `plate-cnn`.

Deps: models/paper/exported, metrics/evaluate/paper.json, metrics/score/paper.json.
Outs: models/plate-cnn (network.onnx, model.json, MODEL_CARD.md).
"""

import logging
from pathlib import Path

from alpr.model_card import CardFacts, write_model_card
from alpr.stages import logs
from alpr.stages.packaging import facts, put_together

EXPORTED = Path("models/paper/exported")
RELEASED = Path("models/plate-cnn")
METRICS = Path("metrics")

SIZE_LIMIT = 10_000_000
"""Bytes: a larger network is an error."""

_log = logging.getLogger(__name__)


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    evaluation = facts(METRICS / "evaluate/paper.json")
    card = CardFacts(evaluation=evaluation, scores=facts(METRICS / "score/paper.json"))
    put_together(EXPORTED, RELEASED, write_model_card(card), SIZE_LIMIT)
    if evaluation["data"]["dataset"]["source"] != "chars74k":
        _log.warning("%s was learned from the stand-in: it cannot be released", RELEASED)


if __name__ == "__main__":
    logs.run(main)
