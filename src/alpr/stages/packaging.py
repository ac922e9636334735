"""A model folder put together for release: what every package stage does."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alpr.files import replacing, write_text

_log = logging.getLogger(__name__)


def facts(path: Path) -> dict[str, Any]:
    """Return the contents of one metrics file."""
    contents: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return contents


def put_together(exported: Path, released: Path, card: str, bytes_most: int) -> None:
    """Copy network.onnx and model.json, and write the model card beside them.

    Raises:
        ValueError: a file is larger than `bytes_most`: Git keeps every released version.
    """
    for name in ("network.onnx", "model.json"):
        contents = (exported / name).read_bytes()
        if len(contents) > bytes_most:
            raise ValueError(f"{exported / name} has {len(contents)} bytes, over {bytes_most}")
        with replacing(released / name) as temporary:
            temporary.write_bytes(contents)
    write_text(released / "MODEL_CARD.md", card)


def warn_of_stand_in(dataset: Mapping[str, Any], released: Path) -> None:
    """Log that a model is not to be released if its characters are not those of Chars74K."""
    if dataset["source"] != "chars74k":
        _log.warning("%s was learned from the stand-in: it cannot be released", released)
