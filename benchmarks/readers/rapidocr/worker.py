"""PP-OCRv6 small by rapidocr and onnxruntime; the wheel holds the networks."""

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

TALL = 0.7
"""Lines this tall, against the tallest, belong to the number; the others are small print."""

THREADS = {
    f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")
}  # fmt: skip


def version() -> str:
    """Return what reads."""
    return f"PP-OCRv6 small, rapidocr {installed('rapidocr')}"


def reader(setup: str) -> Callable[[str], str]:
    """Return the function from a file to its text."""
    cv2.setNumThreads(1)
    chosen = SETUPS[setup]
    parameters: dict[str, object] = {**THREADS, "Global.log_level": "error"}
    if chosen is not None:
        parameters["Det.limit_side_len"] = chosen[0]
    engine = RapidOCR(params=parameters)

    def read(file: str) -> str:
        image = cv2.imread(file)
        if image is None:
            raise OSError(f"{file} cannot be read as an image")
        if chosen is None:
            return whole(engine, image)
        margin = image.shape[0] // 4 if chosen[1] else 0
        framed = cv2.copyMakeBorder(image, *(margin,) * 4, cv2.BORDER_REPLICATE)
        # A crop so tight that no line is found in it may still be one.
        return tall_lines(engine, framed) or whole(engine, image)

    return read


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
