"""This project's readers, by name."""

from collections.abc import Callable
from importlib.metadata import version as installed

import cv2

from alpr import PlateReader


def version() -> str:
    """Return what reads."""
    return f"alpr {installed('alpr')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text; the set-up is the reader's name."""
    cv2.setNumThreads(1)
    plates = PlateReader(reader=setup, threshold=0)  # a guess for each character, as the peers give
    return lambda file: plates.read(file).text
