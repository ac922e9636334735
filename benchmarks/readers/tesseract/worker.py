"""Tesseract by pytesseract, which starts the system's program for each picture."""

import json
from collections.abc import Callable
from importlib.metadata import version as installed
from typing import Any

import pytesseract  # type: ignore[import-not-found]  # its own environment's
from PIL import Image, ImageOps

SETUPS = {"one line, 128 px": (7, 128), "one word, 64 px": (8, 64)}
"""Set-up to the page segmentation mode and the height in pixels to which the crop is scaled."""

PHOTOGRAPHS = {"photograph, sparse text": 1, "photograph, sparse text, doubled": 2}
"""The same for photographs, all of whose lines are given: how many times as large it is made."""

SPARSE = "--psm 11"

WHITELIST = "-c tessedit_char_whitelist=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def version() -> str:
    """Return what reads; fails where the program is not installed."""
    program = pytesseract.get_tesseract_version()
    return f"Tesseract {program}, pytesseract {installed('pytesseract')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text.

    Of a photograph the text is JSON: text, confidence and box (x_min, y_min, x_max, y_max) of each
    line.
    """
    if setup in PHOTOGRAPHS:
        return lambda file: json.dumps(lines(file, PHOTOGRAPHS[setup]))
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


def lines(file: str, times: int) -> list[tuple[str, float, list[float]]]:
    """Return all lines of a photograph: text, confidence, upright box.

    The confidence of a line is that of its least sure word.
    """
    with Image.open(file) as image:
        grey = image.convert("L")
    scaled = grey.resize((grey.width * times, grey.height * times), Image.Resampling.BICUBIC)
    found = pytesseract.image_to_data(
        scaled, config=f"{SPARSE} {WHITELIST}", output_type=pytesseract.Output.DICT
    )
    words: dict[tuple[int, ...], list[int]] = {}
    for place, text in enumerate(found["text"]):
        if text.strip():
            line = tuple(found[name][place] for name in ("block_num", "par_num", "line_num"))
            words.setdefault(line, []).append(place)
    return [(*joined(found, places), box_of(found, places, times)) for places in words.values()]


def joined(found: dict[str, list[Any]], places: list[int]) -> tuple[str, float]:
    """Return a line's text and confidence, 0 to 1."""
    text = " ".join(found["text"][place] for place in places)
    return text, min(float(found["conf"][place]) for place in places) / 100


def box_of(found: dict[str, list[Any]], places: list[int], times: int) -> list[float]:
    """Return the upright box around a line's words, pixels of the photograph."""
    lefts, tops = ([found[name][place] for place in places] for name in ("left", "top"))
    rights = [found["left"][place] + found["width"][place] for place in places]
    bottoms = [found["top"][place] + found["height"][place] for place in places]
    return [value / times for value in (min(lefts), min(tops), max(rights), max(bottoms))]
