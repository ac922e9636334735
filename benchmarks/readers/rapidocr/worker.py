"""PP-OCRv6 small by rapidocr and onnxruntime; the wheel holds the networks."""

import json
from collections.abc import Callable
from importlib.metadata import version as installed
from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR  # type: ignore[import-not-found]  # its own environment's

SETUPS = {
    "recognition alone": None,
    "lines, 32 px, margin": (32, True),
    "lines, 160 px": (160, False),
    "lines, 160 px, margin": (160, True),
}
"""Set-up to the least height or width, in pixels, at which lines are looked for (rapidocr's own,
736, costs many times as much), and whether the crop first gets a margin; None: no detection, the
whole crop is taken for one line."""

PHOTOGRAPHS = {"photograph, 736 px": 736}
"""The same for photographs, all of whose lines are given: rapidocr's own length."""

TALL = 0.7
"""Lines this tall, against the tallest, belong to the number; the others are small print."""

THREADS = {
    f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")
}  # fmt: skip


def version() -> str:
    """Return what reads."""
    return f"PP-OCRv6 small, rapidocr {installed('rapidocr')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text.

    Of a photograph the text is JSON: text, confidence and box (x_min, y_min, x_max, y_max) of each
    line.
    """
    cv2.setNumThreads(1)
    if setup in PHOTOGRAPHS:
        whole_pictures = made_engine(PHOTOGRAPHS[setup])
        return lambda file: json.dumps(lines(whole_pictures, opened(file)))
    chosen = SETUPS[setup]
    engine = made_engine(chosen[0] if chosen else None)

    def read(file: str) -> str:
        image = opened(file)
        if chosen is None:
            return whole(engine, image)
        margin = image.shape[0] // 4 if chosen[1] else 0
        framed = cv2.copyMakeBorder(image, *(margin,) * 4, cv2.BORDER_REPLICATE)
        # A crop so tight that no line is found in it may still be one.
        return tall_lines(engine, framed) or whole(engine, image)

    return read


def made_engine(least_px: int | None) -> Any:
    """Return an engine that looks for lines at such a least height or width."""
    parameters: dict[str, object] = {**THREADS, "Global.log_level": "error"}
    if least_px is not None:
        parameters["Det.limit_side_len"] = least_px
    return RapidOCR(params=parameters)


def opened(file: str) -> Any:
    """Return a file's pixels."""
    image = cv2.imread(file)
    if image is None:
        raise OSError(f"{file} cannot be read as an image")
    return image


def lines(engine: Any, image: Any) -> list[tuple[str, float, list[float]]]:
    """Return all lines of a photograph: text, confidence, upright box."""
    found = engine(image, use_det=True, use_cls=False, use_rec=True)
    if not found.txts:
        return []
    return [
        (text, float(score), [*map(float, box.min(axis=0)), *map(float, box.max(axis=0))])
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
    ]


def whole(engine: Any, image: Any) -> str:
    """Return the crop read as one line."""
    found = engine(image, use_det=False, use_cls=False, use_rec=True)
    return "".join(found.txts or ())


def tall_lines(engine: Any, image: Any) -> str:
    """Return the text of the tall lines, from left to right."""
    found = engine(image, use_det=True, use_cls=False, use_rec=True)
    if not found.txts:
        return ""
    # Corners clockwise from the upper left one.
    lines = [
        (box[:, 0].min(), float(np.linalg.norm(box[3] - box[0])), text)
        for box, text in zip(found.boxes, found.txts, strict=True)
        if any(character.isalnum() for character in text)
    ]
    tallest = max((height for _, height, _ in lines), default=0.0)
    return "".join(text for _, height, text in sorted(lines) if height >= TALL * tallest)
