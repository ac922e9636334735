"""Toy videos: plates are patches of one colour, and a reader that knows what each colour says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.calibration import Rescaling
from alpr.characters import CHARACTERS
from alpr.places import Corners
from alpr.reading.decision import Decision, DecisionSettings
from alpr.reading.localization import Refusal
from alpr.reading.located import PHOTOGRAPH, LocatedReading, PhotographReading
from alpr.reading.look import LineSteps, Look
from alpr.reading.readings import Reading
from alpr.reading.slots import Slot

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

WIDTH, HEIGHT = 160, 120
BLUE, RED, GREEN = (255, 0, 0), (0, 0, 255), (0, 255, 0)
CROP_PX = 100

DECISION = Decision(DecisionSettings(), Rescaling())
STEPS = LineSteps(np.zeros((48, 160), np.uint8), CROP_PX, np.zeros((1, 40, 37), np.float32))


def frame(*plates: tuple[Colour, int, int], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image:
    """Return a grey picture with plates of 40 x 12 pixels, each of a colour, at x, y."""
    image = np.full((size[1], size[0], 3), 90, np.uint8)
    for colour, x, y in plates:
        image[y : y + 12, x : x + 40] = colour
    return image


def quad(x: float, y: float, width: float = 40, height: float = 12) -> Corners:
    """Return the corners of an upright plate."""
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], float)


def shares(spread: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the probabilities of the classes; what is left goes to all of them."""
    values = np.full(len(CHARACTERS), (1 - sum(spread.values())) / len(CHARACTERS))
    for character, share in spread.items():
        values[CHARACTERS.index(character)] += share
    return values


def located(
    spreads: Sequence[Mapping[str, float]],
    corners: Corners | None = None,
    presences: Sequence[float] | None = None,
    places: Sequence[float] | None = None,
    confidence: float | None = None,
) -> LocatedReading:
    """Return a plate whose characters are spread like that, evenly placed if nothing is said."""
    corners = quad(10, 10) if corners is None else corners
    count = len(spreads)
    middles = [(i + 0.5) / count for i in range(count)] if places is None else list(places)
    seen = [1.0] * count if presences is None else list(presences)
    slots = tuple(
        Slot((CROP_PX * (middle - 0.02), CROP_PX * (middle + 0.02)), presence, shares(spread))
        for middle, presence, spread in zip(middles, seen, spreads, strict=True)
    )
    left, top = corners[0]
    boxes = tuple(
        Box(int(left + 40 * middle) - 1, int(top), int(left + 40 * middle) + 2, int(top) + 12)
        for middle in middles
    )
    look = Look(slots, boxes, STEPS)
    reading = DECISION.reading(look)
    if confidence is not None:
        reading = Reading(reading.text, confidence, reading.characters, None, reading.raw, ())
    points = tuple((float(x), float(y)) for x, y in corners)
    return LocatedReading(points, 0.9, reading, look, CROP_PX)


def plate(text: str, corners: Corners | None = None, sure: float = 0.99) -> LocatedReading:
    """Return a plate that says a text, each character as sure."""
    return located([{character: sure} for character in text], corners)


class ToyReader:
    """Finds patches of the colours that it knows; a text of "" is a place that it refuses."""

    def __init__(self, texts: Mapping[Colour, str]) -> None:
        self._texts = texts
        self.kinds: list[str | None] = []

    def read(self, image: Image, kind: str | None = None) -> PhotographReading:
        self.kinds.append(kind)
        plates, refused = [], []
        for colour, text in self._texts.items():
            near = np.asarray((np.abs(image.astype(int) - colour) < 70).all(axis=2), np.uint8)
            solid = np.asarray(cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
            if solid.any():
                x, y, width, height = cv2.boundingRect(solid)
                corners = quad(x, y, width, height)
                if text:
                    plates.append(plate(text, corners))
                else:
                    refused.append(Refusal(corners, 0.4, "nothing legible in it"))
        return PhotographReading(PHOTOGRAPH, tuple(plates), tuple(refused))

    def decide(self, look: Look) -> Reading:
        return DECISION.reading(look)


def write_video(path: Path, frames: Iterable[Image], rate: float, codec: str) -> Path:
    """Write a video with OpenCV."""
    writer: cv2.VideoWriter | None = None
    for image in frames:
        if writer is None:
            size = (image.shape[1], image.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), rate, size)
            assert writer.isOpened(), f"OpenCV cannot write {codec}"
        writer.write(image)
    assert writer is not None
    writer.release()
    return path


def read_video(path: Path) -> list[Image]:
    """Return all frames of a video."""
    capture = cv2.VideoCapture(str(path))
    frames: list[Image] = []
    while True:
        sound, image = capture.read()
        if not sound:
            return frames
        frames.append(np.asarray(image, np.uint8))


class ToyCapture:
    """What VideoCapture is, from a list: None is a frame that cannot be decoded."""

    def __init__(
        self, frames: Sequence[Image | None], opened: bool = True, **properties: Any
    ) -> None:
        self._frames: Iterator[Image | None] = iter(frames)
        self._now: Image | None = None
        self._opened = opened
        self._properties = {getattr(cv2, f"CAP_PROP_{k}"): v for k, v in properties.items()}
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self._opened

    def grab(self) -> bool:
        try:
            self._now = next(self._frames)
        except StopIteration:
            return False
        return True

    def retrieve(self) -> tuple[bool, Any]:
        return self._now is not None, self._now

    def get(self, prop: int, /) -> float:
        value = self._properties.get(prop, 0.0)
        return float(value() if isinstance(value, Callable) else value)  # type: ignore[arg-type]

    def release(self) -> None:
        self.released = True
