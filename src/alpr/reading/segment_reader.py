"""A plate cut into characters, and each of them read by itself."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.reading.classifier import CharacterClassifier
from alpr.reading.look import Look
from alpr.reading.model_folder import ModelDescription, ModelError
from alpr.reading.segmentation import Settings, build_settings, segment
from alpr.reading.slots import SEEN, Slot


class SegmentReader:
    """A segmenter and a character network; safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        threads: int = 1,
        description: ModelDescription | None = None,
    ) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Args:
            folder: the model folder.
            settings: instead of those stored in the folder.
            threads: processor threads for one plate.
            description: what model.json says, where it was read before.

        Raises:
            ModelError: a file is missing or damaged, or the network is another one.
        """
        self._classifier = CharacterClassifier(folder, threads, description)
        self.description = self._classifier.description
        self._settings = settings or _stored_settings(self.description)

    def glance(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate, (height, width, 3) uint8 BGR."""
        # Rivals are compared by what is less sharp: calibrated, too many of them are all but sure.
        segmentation = segment(pixels, self._settings, self._classifier.uncalibrated)
        boxes = tuple(segmentation.in_source(kept.box) for kept in segmentation.kept)
        rows = self._classifier.probabilities(segmentation.glyphs).astype(np.float64)
        slots = tuple(
            _slot((float(box.x_min), float(box.x_max)), row)
            for box, row in zip(boxes, rows, strict=True)
        )
        return Look(slots, boxes, segmentation)

    def look_again(self, pixels: NDArray[np.uint8], glance: Look) -> Look:
        """Return the glance: the cut is tried by several thresholds already."""
        return glance


def _slot(span: tuple[float, float], probabilities: NDArray[np.float64]) -> Slot:
    """Split off the class of no character, if the network has one: what is left is presence.

    The segmentation has taken the box for a character with the whole line in sight, so that the
    network's doubt about one glyph leaves it at least SEEN; a format may still leave it out.
    """
    characters = probabilities[: len(CHARACTERS)]
    presence = SEEN + (1 - SEEN) * float(characters.sum() / probabilities.sum())
    return Slot(span, min(presence, 1.0), characters / characters.sum())


def _stored_settings(description: ModelDescription) -> Settings:
    try:
        stored = description.content["segmentation"]
        return build_settings(stored, "segmentation")
    except (KeyError, ValueError) as error:
        raise ModelError(f"{description.path}: {error}") from error
