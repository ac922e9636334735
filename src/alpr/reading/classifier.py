"""The exported network: glyphs in, the probabilities of the 36 characters out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.errors import UserError
from alpr.glyphs import GLYPH_SIZE

NETWORK = "network.onnx"
DESCRIPTION = "model.json"
INPUT, OUTPUT = "glyphs", "probabilities"

_FATAL_ONLY = 4


class ModelError(UserError, ValueError):
    """A model folder is missing or damaged; the message says what to do."""


@dataclass(frozen=True)
class ModelDescription:
    """What model.json says that a reader needs; it may say more."""

    temperature: float
    segmentation: dict[str, Any]
    """The settings of the reader that the network was scored with."""


class CharacterClassifier:
    """An exported network. Holds nothing that changes: safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Raises:
            ModelError: a file is missing or damaged, or the network is for other characters.
        """
        self.description = _read_description(folder / DESCRIPTION)
        self._session = _load(folder / NETWORK, threads)

    def probabilities(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the calibrated probabilities, (N, 36), each row summing to 1.

        Args:
            glyphs: (N, 32, 32) uint8, ink 255 on 0; N may be 0.

        Raises:
            ValueError: another shape or type.
        """
        if glyphs.shape[1:] != (GLYPH_SIZE, GLYPH_SIZE) or glyphs.dtype != np.uint8:
            raise ValueError(f"glyphs must be (N, 32, 32) uint8, not {glyphs.shape} {glyphs.dtype}")
        if len(glyphs) == 0:
            return np.zeros((0, len(CHARACTERS)), np.float32)
        batch = glyphs[..., np.newaxis].astype(np.float32)  # (N, 32, 32, 1)
        (raw,) = self._session.run([OUTPUT], {INPUT: batch})  # (N, 36)
        return tempered(raw, self.description.temperature).astype(np.float32)


def _read_description(path: Path) -> ModelDescription:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ModelError(f"{path}: damaged: {error}") from error
    try:
        temperature = float(content["temperature"])
        described = ModelDescription(temperature, dict(content["segmentation"]))
        characters = content["characters"]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: a key is missing or of the wrong type: {error!r}") from error
    if characters != CHARACTERS:
        raise ModelError(f"{path}: characters must be {CHARACTERS}, not {characters!r}")
    if not 0 < temperature < float("inf"):
        raise ModelError(f"{path}: temperature must be above 0, not {temperature}")
    return described


def _load(path: Path, threads: int) -> onnxruntime.InferenceSession:
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
    outputs = {item.name: item.shape for item in session.get_outputs()}
    if inputs != [INPUT] or outputs.get(OUTPUT, [None])[-1] != len(CHARACTERS):
        raise ModelError(
            f"{path}: must take {INPUT!r} and give {OUTPUT!r} (N, {len(CHARACTERS)}), "
            f"but takes {inputs} and gives {outputs}"
        )
    return session
