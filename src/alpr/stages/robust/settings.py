"""Where the third pipeline keeps its numbers and its files."""

from pathlib import Path

PARAMS = Path("robust/params.yaml")
LINE_PARAMS = Path("line/params.yaml")
SEGMENTATION = "segmentation.relative"
"""The segmenter's parameters, under this key of params.yaml."""

ARRAYS = Path("data/arrays")
GLYPHS = Path("data/robust/glyphs.npz")
METRICS = Path("metrics/robust")
MODELS = Path("models/robust")
EXPORTED = MODELS / "exported"
RELEASED = Path("models/plate-cnn-robust")
RECIPE = "robust"

IMAGE = "image"
"""The paper's split; every other one leaves out a fold of fonts."""


def network_path(split: str) -> Path:
    """Return where the network of a split is kept."""
    return MODELS / split / "network.keras"
