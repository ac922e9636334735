"""This project's readers, by name."""

import json
from collections.abc import Callable
from importlib.metadata import version as installed

import cv2

from alpr import PhotographReader, PlateReader

PHOTOGRAPH = "photograph"


def version() -> str:
    """Return what reads."""
    return f"alpr {installed('alpr')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text; the set-up is the reader's name.

    Of a photograph the text is JSON: text, confidence and box (x_min, y_min, x_max, y_max) of each
    plate, the surest first.
    """
    cv2.setNumThreads(1)
    # A guess for each character, as the peers give.
    if setup != PHOTOGRAPH:
        plates = PlateReader(reader=setup, threshold=0)
        return lambda file: plates.read(file).text
    photographs = PhotographReader(threshold=0)

    def read(file: str) -> str:
        found = photographs.read(file, PHOTOGRAPH).plates
        return json.dumps(
            [(one.reading.text, one.reading.confidence, one.box.as_tuple()) for one in found]
        )

    return read
