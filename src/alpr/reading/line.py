"""A picture of a plate to its text in one look: no segmentation, each column says what it shows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.calibration import tempered
from alpr.characters import CHARACTERS
from alpr.columns import CLASSES, COLUMN_PX, COLUMNS, HEIGHT, WIDTH
from alpr.files import DECIMALS
from alpr.reading.classifier import DESCRIPTION, NETWORK, ModelError
from alpr.reading.column_decoding import ColumnRun, decode_columns
from alpr.reading.images import as_bgr, read_image
from alpr.reading.readings import CharacterReading, Reading

INPUT, OUTPUT = "crops", "probabilities"

RELEASED_LINE = Path("models/plate-line")
"""Where the released model lies, in the current folder or in the source checkout."""

ALTERNATIVES = 3
"""How many other characters a reading names for each place."""

_FATAL_ONLY = 4


@dataclass(frozen=True)
class LineTrace:
    """A reading together with the steps that led to it."""

    crop: NDArray[np.uint8]
    """(48, 160) grey: what the network saw."""
    columns: NDArray[np.float32]
    """(40, 37): what it said, before calibration."""
    runs: tuple[ColumnRun, ...]
    """One for each character."""
    reading: Reading


class LineReader:
    """Reads plates. Holds nothing that changes: one reader is safe to use from several threads."""

    def __init__(self, model: str | Path | None = None, threads: int = 1) -> None:
        """Load a model folder (`network.onnx` and `model.json`).

        Args:
            model: the folder; if None, `models/plate-line`.
            threads: processor threads for one plate.

        Raises:
            ModelError: there is no such folder or it is damaged; the message says what to do.
        """
        folder = find_line_model(model)
        self._temperature = _read_temperature(folder / DESCRIPTION)
        self._session = _load(folder / NETWORK, threads)

    def read(self, image: NDArray[Any] | str | Path) -> Reading:
        """Read one plate; the reading is empty where none is seen.

        Args:
            image: a file, or an array: uint8 or uint16; grey, BGR or BGRA.

        Raises:
            ImageError: the file cannot be read as an image.
            ValueError: the array is no such image.
        """
        return self.trace(image).reading

    def trace(self, image: NDArray[Any] | str | Path) -> LineTrace:
        """Read one plate as `read` does, and return the steps too."""
        pixels = read_image(Path(image)) if isinstance(image, str | Path) else as_bgr(image)
        crop = line_crop(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        columns = self.columns(crop[np.newaxis])[0]
        runs = decode_columns(columns)
        height, width = pixels.shape[:2]
        return LineTrace(crop, columns, runs, reading(runs, width, height, self._temperature))

    def columns(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the uncalibrated column probabilities, (N, 40, 37), of crops (N, 48, 160) uint8.

        Raises:
            ValueError: another shape or type.
        """
        if crops.shape[1:] != (HEIGHT, WIDTH) or crops.dtype != np.uint8:
            raise ValueError(
                f"crops must be (N, {HEIGHT}, {WIDTH}) uint8, not {crops.shape} {crops.dtype}"
            )
        batch = crops[..., np.newaxis].astype(np.float32)  # (N, 48, 160, 1)
        (columns,) = self._session.run([OUTPUT], {INPUT: batch})
        return np.asarray(columns, np.float32)


def line_crop(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale a grey picture to the network's (48, 160), its aspect ratio not kept.

    Each axis by its own way: averaged where it shrinks, interpolated where it grows.
    """
    height, width = grey.shape
    smaller = (min(width, WIDTH), min(height, HEIGHT))
    shrunk = cv2.resize(grey, smaller, interpolation=cv2.INTER_AREA)
    grown = cv2.resize(shrunk, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown, np.uint8)


def reading(runs: tuple[ColumnRun, ...], width: int, height: int, temperature: float) -> Reading:
    """Turn the runs of columns into a reading of a picture that is width x height pixels."""
    return Reading(tuple(_character(run, width, height, temperature) for run in runs))


def find_line_model(model: str | Path | None = None) -> Path:
    """Return the model folder: the argument or the released one.

    Raises:
        ModelError: there is none; the message says how to get one.
    """
    checkout = Path(__file__).resolve().parents[3]
    places = [Path(model)] if model else [RELEASED_LINE, checkout / RELEASED_LINE]
    for folder in places:
        if (folder / DESCRIPTION).is_file():
            return folder
    raise ModelError(
        f"no model of the line reader in {' or '.join(str(place) for place in places)}: train one "
        "by `make repro-reader` in the project's folder, or name a model folder"
    )


def _character(run: ColumnRun, width: int, height: int, temperature: float) -> CharacterReading:
    probabilities = run.presence * tempered(run.probabilities[np.newaxis], temperature)[0]
    # A stable sort: of two equal probabilities the earlier class wins, on every machine.
    order = np.argsort(-probabilities, kind="stable")[: ALTERNATIVES + 1]
    best, *others = (
        (CHARACTERS[place], round(float(probabilities[place]), DECIMALS)) for place in order
    )
    scale = width * COLUMN_PX / WIDTH
    left = min(int(run.start * scale), width - 1)
    right = max(round(run.end * scale), left + 1)
    return CharacterReading(best[0], best[1], Box(left, 0, right, height), tuple(others))


def _read_temperature(path: Path) -> float:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        temperature, characters = float(content["temperature"]), content["characters"]
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: damaged, or a key is missing: {error!r}") from error
    if characters != CHARACTERS:
        raise ModelError(f"{path}: characters must be {CHARACTERS}, not {characters!r}")
    if not 0 < temperature < float("inf"):
        raise ModelError(f"{path}: temperature must be above 0, not {temperature}")
    return temperature


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
    outputs = {item.name: item.shape[1:] for item in session.get_outputs()}
    if inputs != [INPUT] or outputs.get(OUTPUT) != [COLUMNS, CLASSES]:
        raise ModelError(
            f"{path}: must take {INPUT!r} and give {OUTPUT!r} (N, {COLUMNS}, {CLASSES}), "
            f"but takes {inputs} and gives {outputs}"
        )
    return session
