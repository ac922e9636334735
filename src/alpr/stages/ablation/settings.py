"""Where the fourth pipeline keeps its numbers and its files."""

import argparse
from pathlib import Path

PARAMS = Path("line/ablation/params.yaml")
METRICS = Path("metrics/line/ablation")
MODELS = Path("models/line/ablation")
TABLE = Path("docs/line-ablation.md")
RECIPE = "line-ablation"

EVERYTHING = "everything"
"""The variant that the others are set against: nothing is changed in it."""


def network_path(variant: str) -> Path:
    """Return where the network of a variant is kept."""
    return MODELS / f"{variant}.keras"


def metrics_path(variant: str) -> Path:
    """Return where the figures of a variant are kept."""
    return METRICS / f"{variant}.json"


def variant_argument(description: str | None) -> str:
    """Parse `python -m alpr.stages.ablation.<stage> VARIANT` and return the variant's name."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variant", help=f"a key under `ablation.variants` in {PARAMS}")
    variant: str = parser.parse_args().variant
    return variant
