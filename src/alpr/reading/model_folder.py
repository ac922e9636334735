"""A model folder: `network.onnx`, and `model.json` that says what a reader must know of it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime

from alpr.characters import CHARACTERS
from alpr.errors import UserError

NETWORK = "network.onnx"
DESCRIPTION = "model.json"

MODEL_VARIABLE = "ALPR_MODEL"
"""The environment variable that names a model folder."""

_FATAL_ONLY = 4


class ModelError(UserError, ValueError):
    """A model folder is missing or damaged; the message says what to do."""


@dataclass(frozen=True)
class ModelDescription:
    """What model.json says; `content` is all of it."""

    path: Path
    temperature: float
    content: dict[str, Any]


def find_model(released: Path, model: str | Path | None = None) -> Path:
    """Return a model folder: the argument, else what ALPR_MODEL names, else the released one.

    The released one lies in the current folder or in the source checkout.

    Args:
        released: where, such as `models/plate-line`.
        model: the folder that the user named.

    Raises:
        ModelError: there is none; the message says how to get one.
    """
    remedy = (
        "run `make model` in the project's folder, or name a model folder by --model or "
        f"{MODEL_VARIABLE}"
    )
    return find_folder(released, model or os.environ.get(MODEL_VARIABLE), remedy)


def find_folder(released: Path, named: str | Path | None, remedy: str) -> Path:
    """Return a model folder: the one that is named, else the released one.

    Args:
        released: where, in the current folder or in the source checkout.
        named: the folder that the user named.
        remedy: what to do where there is none.

    Raises:
        ModelError: there is none; the message ends with the remedy.
    """
    checkout = Path(__file__).resolve().parents[3]
    places = [Path(named)] if named else [released, checkout / released]
    for folder in places:
        if (folder / DESCRIPTION).is_file():
            return folder
    raise ModelError(f"no model in {' or '.join(str(place) for place in places)}: {remedy}")


def read_description(folder: Path) -> ModelDescription:
    """Read and check model.json.

    Raises:
        ModelError: it is missing or damaged, or it is of other characters.
    """
    path, content = folder / DESCRIPTION, read_content(folder)
    try:
        temperature, characters = float(content["temperature"]), content["characters"]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: a key is missing or of the wrong type: {error!r}") from error
    if characters != CHARACTERS:
        raise ModelError(f"{path}: characters must be {CHARACTERS}, not {characters!r}")
    if not 0 < temperature < float("inf"):
        raise ModelError(f"{path}: temperature must be above 0, not {temperature}")
    return ModelDescription(path, temperature, content)


def read_content(folder: Path) -> dict[str, Any]:
    """Return all that model.json says.

    Raises:
        ModelError: it is missing or damaged.
    """
    path = folder / DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ModelError(f"{path}: damaged: {error}") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path}: must hold an object, not {content!r}")
    return content


def load_network(
    folder: Path, given: str, wanted: str, shapes: Sequence[Sequence[int | None]], threads: int
) -> onnxruntime.InferenceSession:
    """Load network.onnx for one reader.

    Args:
        folder: the model folder.
        given: name of the only input.
        wanted: name of the output.
        shapes: what the output may be beyond its first axis; None where any length will do.
        threads: processor threads for one run.

    Raises:
        ModelError: it is missing or damaged, or has other inputs or outputs.
    """
    path = folder / NETWORK
    if not path.is_file():
        raise ModelError(f"{path}: no such file")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    try:
        session = onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the runtime's own errors have no base class of theirs
        raise ModelError(f"{path}: cannot be loaded: {error}") from error
    inputs = [item.name for item in session.get_inputs()]
    outputs = {
        # A length that the input decides is a name, or nothing.
        item.name: [size if isinstance(size, int) else None for size in item.shape[1:]]
        for item in session.get_outputs()
    }
    if inputs != [given] or outputs.get(wanted) not in [list(shape) for shape in shapes]:
        raise ModelError(
            f"{path}: must take {given!r} and give {wanted!r} (N, "
            f"{' or '.join(', '.join(map(str, shape)) for shape in shapes)}), "
            f"but takes {inputs} and gives {outputs}"
        )
    return session
