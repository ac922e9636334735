"""robust/params.yaml is valid, and robust/dvc.yaml measures every network that it trains."""

from pathlib import Path
from typing import Any

import yaml

from alpr.parameters import read_parameters
from alpr.stages.robust.glyphs import GlyphsParameters
from alpr.stages.robust.splits import RobustTrainParameters

ROOT = Path(__file__).parents[2]
PARAMS = ROOT / "robust" / "params.yaml"
STAGES: dict[str, Any] = yaml.safe_load((ROOT / "robust" / "dvc.yaml").read_text())["stages"]


def test_the_parameters_are_valid() -> None:
    read_parameters(GlyphsParameters, "robust_glyphs", PARAMS)
    read_parameters(RobustTrainParameters, "robust_train", PARAMS)


def test_every_split_is_trained_and_measured() -> None:
    splits = read_parameters(RobustTrainParameters, "robust_train", PARAMS).splits
    assert STAGES["train"]["matrix"] == {"split": list(splits)}
    networks = {f"models/robust/{split}/network.keras" for split in splits}
    assert networks <= set(STAGES["evaluate"]["deps"])
