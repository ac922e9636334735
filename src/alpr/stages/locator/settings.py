"""Where the locator's pipeline keeps its numbers and its files."""

from pathlib import Path

PARAMS = Path("locator/params.yaml")
LINE_PARAMS = Path("line/params.yaml")
"""What plates look like is the line reader's matter: its parameter `realism`."""

METRICS = Path("metrics/locator")
NETWORK = Path("models/locator/network.keras")
EXPORTED = Path("models/locator/exported")
JUDGED = Path("models/locator/judged")
"""As exported, with what the judge has learned beside it."""

RELEASED = Path("models/plate-locator")
RECIPE = "locator"
