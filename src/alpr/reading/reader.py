"""A picture of a plate to its text, by one of three readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling
from alpr.parameters import build
from alpr.reading.decision import Decision, DecisionSettings
from alpr.reading.images import as_bgr, read_image
from alpr.reading.line import LineReader
from alpr.reading.look import Look
from alpr.reading.model_folder import ModelDescription, ModelError, find_model, read_description
from alpr.reading.readings import Reading
from alpr.reading.segment_reader import SegmentReader
from alpr.reading.segmentation import Settings

RELEASED: Mapping[str, Path] = MappingProxyType(
    {
        "line": Path("models/plate-line"),
        "segments": Path("models/plate-cnn-robust"),
        "paper": Path("models/plate-cnn"),
    }
)
"""Reader to its released model, in the current folder or in the source checkout."""


@dataclass(frozen=True, eq=False)
class Trace:
    """A reading together with what led to it."""

    look: Look
    reading: Reading


class PlateReader:
    """Reads plates. Holds nothing that changes: one reader is safe to use from several threads."""

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        reader: str | None = None,
        format: str | Path = "none",
        top: int = 1,
        threshold: float = DecisionSettings.threshold,
        segmentation: Settings | None = None,
    ) -> None:
        """Load a model folder (`network.onnx` and `model.json`).

        Args:
            model: the folder; if None, the one that ALPR_MODEL names, else the released one.
            reader: `line` reads the whole plate at once, `segments` cuts it into characters,
                `paper` does so in the paper's way; if None, what the model is for, `line` without
                a model.
            format: `none`; `auto`, the built-in ones or none of them; `es`, `us`, `eu`, `br`; or
                the path of a YAML file.
            top: how many candidates a reading names.
            threshold: characters less probable than this are `?` in the text.
            segmentation: instead of the settings stored in the model folder.

        Raises:
            ModelError: there is no such folder, it is damaged, or it is for another reader.
            UserError: there is no such format, or its file is wrong.
            ValueError: reader, top or threshold is out of range.
        """
        if reader is not None and reader not in RELEASED:
            raise ValueError(f"reader must be {', '.join(RELEASED)}, not {reader!r}")
        settings = DecisionSettings(str(format), top, threshold)
        folder = find_model(RELEASED[reader or "line"], model)
        description = read_description(folder)
        self.name: str = _reader_of(description, reader)
        self._reader: LineReader | SegmentReader = (
            LineReader(folder, description=description)
            if self.name == "line"
            else SegmentReader(folder, segmentation, description=description)
        )
        self._decision = Decision(settings, _calibration(description))

    def read(self, image: NDArray[Any] | str | Path) -> Reading:
        """Read one plate; the reading is empty where none is seen.

        Args:
            image: a file, or an array: uint8 or uint16; grey, BGR or BGRA.

        Raises:
            ImageError: the file cannot be read as an image.
            ValueError: the array is no such image.
        """
        return self.trace(image).reading

    def trace(self, image: NDArray[Any] | str | Path) -> Trace:
        """Read one plate as `read` does, and return the steps too."""
        pixels = read_image(Path(image)) if isinstance(image, str | Path) else as_bgr(image)
        look = self.look(pixels)
        return Trace(look, self.decide(look))

    def look(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate, (height, width, 3) uint8 BGR, and decide nothing."""
        return self.look_again(pixels, self.glance(pixels))

    def glance(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate once, however unsure it is: `look` is this, then `look_again`."""
        return self._reader.glance(pixels)

    def look_again(self, pixels: NDArray[np.uint8], glance: Look) -> Look:
        """Return what a second look at an unsure plate adds; a sure one stays as it is."""
        return self._reader.look_again(pixels, glance)

    def decide(self, look: Look) -> Reading:
        """Make a reading of what was seen, by the format, threshold and calibration asked for."""
        return self._decision.reading(look)


def _reader_of(description: ModelDescription, wanted: str | None) -> str:
    """Return which reader a model is for, and check that it is the wanted one."""
    cuts = "segmentation" in description.content
    if wanted is None:
        readers = {path.name: name for name, path in RELEASED.items()}
        return readers.get(str(description.content.get("name")), "segments" if cuts else "line")
    if cuts != (wanted != "line"):
        fitting = "paper or segments" if cuts else "line"
        raise ModelError(
            f"{description.path.parent}: is a model of the reader {fitting}, not of {wanted}"
        )
    return wanted


def _calibration(description: ModelDescription) -> Rescaling:
    try:
        return build(Rescaling, description.content.get("confidence", {}), "confidence")
    except ValueError as error:
        raise ModelError(f"{description.path}: {error}") from error
