"""The state of an unfinished training on disk."""

import dataclasses
import json
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alpr.files import replacing

if TYPE_CHECKING:
    from alpr.learning.training import CurvePoint

_log = logging.getLogger(__name__)

_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
"""What reading a file that is no checkpoint, or only a part of one, raises."""


@dataclass
class Progress:
    """How far a training has come: finished iterations and the learning curves so far."""

    iteration: int
    curve: "list[CurvePoint]"


class Checkpoints:
    """One checkpoint file of one training, told apart from others by an identity.

    The identity is a text made from everything the result depends on (settings, data, versions):
    a checkpoint of another identity is never gone on from. `notes` are kept beside the weights
    for whoever runs the training (the id of the tracked run).
    """

    def __init__(self, path: Path, identity: str) -> None:
        self._path = path
        self._identity = identity
        self.notes: dict[str, str] = self._read_notes()

    def load(self, variables: list[Any]) -> Progress | None:
        """Put the stored values into the variables and return how far they are.

        Returns None, and leaves the variables alone, where there is no checkpoint of this
        identity; a damaged file is reported and counts as none.
        """
        from alpr.learning.training import CurvePoint

        header = self._header()
        if header is None:
            return None
        try:
            with np.load(self._path) as stored:
                values = [stored[f"variable_{index}"] for index in range(len(variables))]
        except _DAMAGED as error:
            _log.warning("%s is damaged (%s); starting anew", self._path, error)
            return None
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        curve = [CurvePoint(**point) for point in header["curve"]]
        return Progress(header["iteration"], curve)

    def save(self, progress: Progress, variables: list[Any]) -> None:
        """Store the state; the old checkpoint stays until the new one is whole."""
        header = {
            "identity": self._identity,
            "iteration": progress.iteration,
            "curve": [dataclasses.asdict(point) for point in progress.curve],
            "notes": self.notes,
        }
        values = {f"variable_{i}": np.asarray(variable) for i, variable in enumerate(variables)}
        with replacing(self._path) as temporary, temporary.open("wb") as stream:
            np.savez(stream, allow_pickle=False, header=np.array(json.dumps(header)), **values)

    def remove(self) -> None:
        """Forget the checkpoint: the training is finished."""
        self._path.unlink(missing_ok=True)

    def _read_notes(self) -> dict[str, str]:
        header = self._header()
        return dict(header["notes"]) if header else {}

    def _header(self) -> dict[str, Any] | None:
        if not self._path.exists():
            return None
        try:
            with np.load(self._path) as stored:
                header: dict[str, Any] = json.loads(str(stored["header"]))
        except _DAMAGED as error:
            _log.warning("%s cannot be read (%s); starting anew", self._path, error)
            return None
        if header.get("identity") != self._identity:
            _log.info("%s belongs to another training; starting anew", self._path)
            return None
        return header
