"""Stage package: put the folder together that is released as the model `plate-cnn`.

Deps: models/paper/exported, metrics/evaluate/paper.json, metrics/score/paper.json.
Outs: models/plate-cnn (network.onnx, model.json, MODEL_CARD.md).
"""

from pathlib import Path

from alpr.model_card import CardFacts, write_model_card
from alpr.stages import logs
from alpr.stages.packaging import facts, put_together, warn_of_stand_in

EXPORTED = Path("models/paper/exported")
RELEASED = Path("models/plate-cnn")
METRICS = Path("metrics")

SIZE_LIMIT = 10_000_000
"""Bytes: a larger network is an error."""


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    evaluation = facts(METRICS / "evaluate/paper.json")
    card = CardFacts(evaluation=evaluation, scores=facts(METRICS / "score/paper.json"))
    put_together(EXPORTED, RELEASED, write_model_card(card), SIZE_LIMIT)
    warn_of_stand_in(evaluation["data"]["dataset"], RELEASED)


if __name__ == "__main__":
    logs.run(main)
