"""Stage package: put the folder together that is released as the model `plate-locator`.

Deps: models/locator/judged, metrics/dataset.json, metrics/locator/train.json,
metrics/locator/evaluate.json, metrics/locator/judge.json.
Params: locator_package (locator/params.yaml).
Outs: models/plate-locator (network.onnx, model.json, MODEL_CARD.md).
"""

from dataclasses import dataclass
from pathlib import Path

from alpr.parameters import read_parameters
from alpr.stages import logs
from alpr.stages.locator.card import write_locator_card
from alpr.stages.locator.settings import JUDGED, METRICS, PARAMS, RELEASED
from alpr.stages.packaging import facts, put_together, warn_of_stand_in


@dataclass(frozen=True)
class LocatorPackageParameters:
    """What may be released."""

    bytes_most: int
    """A larger network is an error: Git keeps every released version."""

    def __post_init__(self) -> None:
        if self.bytes_most < 1:
            raise ValueError(f"bytes_most must be at least 1, not {self.bytes_most}")


def main() -> None:
    """Copy the exported network and write its card beside it."""
    logs.configure()
    parameters = read_parameters(LocatorPackageParameters, "locator_package", PARAMS)
    dataset = facts(Path("metrics/dataset.json"))
    training, evaluation = facts(METRICS / "train.json"), facts(METRICS / "evaluate.json")
    card = write_locator_card(dataset, training, evaluation, facts(METRICS / "judge.json"))
    put_together(JUDGED, RELEASED, card, parameters.bytes_most)
    warn_of_stand_in(dataset, RELEASED)


if __name__ == "__main__":
    logs.run(main)
