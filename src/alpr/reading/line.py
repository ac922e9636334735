"""A plate in one look, or in a second one: each column of the picture says what it shows."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.calibration import tempered
from alpr.columns import CLASSES, COLUMNS, HEIGHT, WIDTH
from alpr.reading.look import LineSteps, Look
from alpr.reading.model_folder import ModelDescription, load_network, read_description
from alpr.reading.second_look import fused, is_unsure, views_of
from alpr.reading.slots import Slot, line_slots

INPUT, OUTPUT = "crops", "probabilities"


class LineReader:
    """The exported line network. Holds nothing that changes: safe to use from several threads."""

    def __init__(
        self, folder: Path, threads: int = 1, description: ModelDescription | None = None
    ) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Args:
            folder: the model folder.
            threads: processor threads for one plate.
            description: what model.json says, where it was read before.

        Raises:
            ModelError: a file is missing or damaged, or the network is another one.
        """
        self.description = description or read_description(folder)
        self._session = load_network(folder, INPUT, OUTPUT, [[COLUMNS, CLASSES]], threads)

    def look(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate, (height, width, 3) uint8 BGR, and again where it is read unsurely."""
        return self.look_again(pixels, self.glance(pixels))

    def glance(self, pixels: NDArray[np.uint8]) -> Look:
        """Look at one plate once."""
        crop = line_crop(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        height, width = pixels.shape[:2]
        columns = self.columns(crop[np.newaxis])
        return line_look(crop, columns, width, height, self.description.temperature)

    def look_again(self, pixels: NDArray[np.uint8], glance: Look) -> Look:
        """Return the glance at one plate where it was sure, else what its VIEWS say with it.

        A look that has these views already stays as it is.
        """
        steps = glance.steps
        if not isinstance(steps, LineSteps):
            raise ValueError("the glance must be one of a line reader")
        if glance.views > 1:
            return glance
        looks = self._with_views(steps)
        if looks is steps.columns:
            return glance
        height, width = pixels.shape[:2]
        return line_look(steps.crop, looks, width, height, self.description.temperature)

    def looks(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the columns of a crop (48, 160), and of its VIEWS where it is read unsurely.

        Returns:
            (1 or 1 + len(VIEWS), 40, 37): uncalibrated column probabilities.
        """
        return self._with_views(LineSteps(crop, WIDTH, self.columns(crop[np.newaxis])))

    def _with_views(self, steps: LineSteps) -> NDArray[np.float32]:
        # Before calibration, so that whether a plate is looked at again does not depend on it.
        if not is_unsure(steps.first):
            return steps.columns
        return np.concatenate([steps.columns, self.columns(views_of(steps.crop))])

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

    Each axis by its own way: averaged where it shrinks, interpolated where it grows; by cubic
    curves, since straight lines between the pixels of a small picture blur it.
    """
    height, width = grey.shape
    smaller = (min(width, WIDTH), min(height, HEIGHT))
    shrunk = cv2.resize(grey, smaller, interpolation=cv2.INTER_AREA)
    grown = cv2.resize(shrunk, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.uint8)


def line_look(
    crop: NDArray[np.uint8],
    columns: NDArray[np.float32],
    width: int,
    height: int,
    temperature: float,
) -> Look:
    """Turn what the network said of a picture that is width x height pixels into slots.

    Args:
        crop: (48, 160), what it saw at first.
        columns: what it said, see `LineReader.looks`.
        width: of the picture.
        height: of the picture.
        temperature: of the characters' probabilities.
    """
    steps = LineSteps(crop, width, columns)
    slots = _calibrated(steps.first, temperature)
    if len(columns) > 1:
        again = [_calibrated(line_slots(one, width), temperature) for one in columns[1:]]
        slots = fused(slots, again, width)
    boxes = tuple(_box(slot, width, height) for slot in slots)
    return Look(slots, boxes, steps)


def _calibrated(slots: tuple[Slot, ...], temperature: float) -> tuple[Slot, ...]:
    if not slots:
        return ()
    probabilities = tempered(np.stack([slot.probabilities for slot in slots]), temperature)
    return tuple(
        replace(slot, probabilities=row) for slot, row in zip(slots, probabilities, strict=True)
    )


def _box(slot: Slot, width: int, height: int) -> Box:
    # A place that a view brought in may lie partly outside the picture.
    left = min(max(int(slot.span[0]), 0), width - 1)
    return Box(left, 0, min(max(round(slot.span[1]), left + 1), width), height)
