"""A plate in one look: no segmentation, each column of the picture says what it shows."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.calibration import tempered
from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.reading.look import LineSteps, Look
from alpr.reading.model_folder import load_network, read_description
from alpr.reading.slots import Slot, line_slots

INPUT, OUTPUT = "crops", "probabilities"


class LineReader:
    """The exported line network. Holds nothing that changes: safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Raises:
            ModelError: a file is missing or damaged, or the network is another one.
        """
        self.description = read_description(folder)
        self._session = load_network(folder, INPUT, OUTPUT, [[COLUMNS, CLASSES]], threads)

    def look(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate, (height, width, 3) uint8 BGR."""
        crop = line_crop(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        columns = self.columns(crop[np.newaxis])[0]
        height, width = pixels.shape[:2]
        return line_look(crop, columns, width, height, self.description.temperature)

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


def line_look(
    crop: NDArray[np.uint8],
    columns: NDArray[np.float32],
    width: int,
    height: int,
    temperature: float,
) -> Look:
    """Turn what the network said of a picture that is width x height pixels into slots."""
    slots = tuple(
        replace(slot, probabilities=tempered(slot.probabilities[np.newaxis], temperature)[0])
        for slot in line_slots(columns, width)
    )
    boxes = tuple(_box(slot, width, height) for slot in slots)
    return Look(slots, boxes, LineSteps(crop, width, columns))


def _box(slot: Slot, width: int, height: int) -> Box:
    left = min(int(slot.span[0]), width - 1)
    return Box(left, 0, max(round(slot.span[1]), left + 1), height)
