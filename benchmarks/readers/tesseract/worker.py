"""Tesseract by pytesseract, which starts the system's program for each picture."""

from collections.abc import Callable
from importlib.metadata import version as installed

import pytesseract  # type: ignore[import-not-found]  # its own environment's
from PIL import Image, ImageOps

SETUPS = {"one line, 128 px": (7, 128), "one word, 64 px": (8, 64)}
"""Set-up to the page segmentation mode and the height in pixels to which the crop is scaled."""

WHITELIST = "-c tessedit_char_whitelist=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def version() -> str:
    """Return what reads; fails where the program is not installed."""
    program = pytesseract.get_tesseract_version()
    return f"Tesseract {program}, pytesseract {installed('pytesseract')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text."""
    mode, height = SETUPS[setup]

    def read(file: str) -> str:
        with Image.open(file) as image:
            grey = image.convert("L")
        width = max(1, round(grey.width * height / grey.height))
        scaled = grey.resize((width, height), Image.Resampling.BICUBIC)
        # A quiet margin in the most frequent grey: tight crops read worse.
        histogram = scaled.histogram()
        framed = ImageOps.expand(scaled, height // 8, fill=histogram.index(max(histogram)))
        return str(pytesseract.image_to_string(framed, config=f"--psm {mode} {WHITELIST}"))

    return read
