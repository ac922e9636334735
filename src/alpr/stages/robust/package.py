"""Stage package: put the folder together that is released as the model `plate-cnn-robust`.

Deps: models/robust/exported, metrics/dataset.json, metrics/robust/evaluate.json.
Outs: models/plate-cnn-robust (network.onnx, model.json, MODEL_CARD.md).
"""

from pathlib import Path

from alpr.stages import logs
from alpr.stages.packaging import facts, put_together, warn_of_stand_in
from alpr.stages.robust.card import write_robust_card
from alpr.stages.robust.settings import EXPORTED, METRICS, RELEASED

SIZE_LIMIT = 4_000_000
"""Bytes: a larger network is an error."""


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    dataset = facts(Path("metrics/dataset.json"))
    card = write_robust_card(dataset, facts(METRICS / "evaluate.json"))
    put_together(EXPORTED, RELEASED, card, SIZE_LIMIT)
    warn_of_stand_in(dataset, RELEASED)


if __name__ == "__main__":
    logs.run(main)
