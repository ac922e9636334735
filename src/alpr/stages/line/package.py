"""Stage package: put the folder together that is released as the model `plate-line`.

Deps: models/line/exported, metrics/dataset.json, metrics/line/train.json,
metrics/line/evaluate.json.
Outs: models/plate-line (network.onnx, model.json, MODEL_CARD.md).
"""

from pathlib import Path

from alpr.stages import logs
from alpr.stages.line.card import write_line_card
from alpr.stages.line.settings import EXPORTED, METRICS, RELEASED
from alpr.stages.packaging import facts, put_together, warn_of_stand_in

SIZE_LIMIT = 4_000_000
"""Bytes: a larger network is an error."""


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    dataset = facts(Path("metrics/dataset.json"))
    card = write_line_card(dataset, facts(METRICS / "train.json"), facts(METRICS / "evaluate.json"))
    put_together(EXPORTED, RELEASED, card, SIZE_LIMIT)
    warn_of_stand_in(dataset, RELEASED)


if __name__ == "__main__":
    logs.run(main)
