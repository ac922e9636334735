"""The exported character network: glyphs in, the probabilities of the characters out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import tempered
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.glyphs import GLYPH_SIZE
from alpr.reading.model_folder import ModelDescription, load_network, read_description

INPUT, OUTPUT = "glyphs", "probabilities"


class CharacterClassifier:
    """An exported network. Holds nothing that changes: safe to use from several threads."""

    def __init__(
        self, folder: Path, threads: int = 1, description: ModelDescription | None = None
    ) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Args:
            folder: the model folder.
            threads: processor threads for one batch of glyphs.
            description: what model.json says, where it was read before.

        Raises:
            ModelError: a file is missing or damaged, or the network is for other characters.
        """
        self.description: ModelDescription = description or read_description(folder)
        shapes = [[NOT_A_CHARACTER], [NOT_A_CHARACTER + 1]]
        self._session = load_network(folder, INPUT, OUTPUT, shapes, threads)
        self.classes: int = self._session.get_outputs()[0].shape[1]

    def probabilities(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the calibrated probabilities, (N, classes), each row summing to 1.

        The classes are the 36 characters; networks with a 37th know what is no character.

        Args:
            glyphs: (N, 32, 32) uint8, ink 255 on 0; N may be 0.

        Raises:
            ValueError: another shape or type.
        """
        raw = self.uncalibrated(glyphs)
        return tempered(raw, self.description.temperature).astype(np.float32)

    def uncalibrated(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probabilities as the network gives them; see `probabilities`."""
        if glyphs.shape[1:] != (GLYPH_SIZE, GLYPH_SIZE) or glyphs.dtype != np.uint8:
            raise ValueError(f"glyphs must be (N, 32, 32) uint8, not {glyphs.shape} {glyphs.dtype}")
        if len(glyphs) == 0:
            return np.zeros((0, self.classes), np.float32)
        batch = glyphs[..., np.newaxis].astype(np.float32)  # (N, 32, 32, 1)
        (raw,) = self._session.run([OUTPUT], {INPUT: batch})  # (N, classes)
        return np.asarray(raw, np.float32)
