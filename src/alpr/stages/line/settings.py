"""Where the second pipeline keeps its numbers and its files."""

from pathlib import Path

PARAMS = Path("line/params.yaml")
PAGES = Path("data/line/pages.npz")
METRICS = Path("metrics/line")
NETWORK = Path("models/line/network.keras")
EXPORTED = Path("models/line/exported")
RELEASED = Path("models/plate-line")
RECIPE = "line"
