"""The part of OpenCV's VideoCapture that is used, and a frame out of it."""

import os
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Protocol

import cv2

from alpr.reading.images import as_bgr
from alpr.video.frames import Image

TIMEOUT_MS = 10_000
"""How long a stream may take to open, or to bring its next frame."""

_LOOK_S = 0.05
"""How often somebody looks whether it is to stop."""

# What FFmpeg finds wrong in a file is said in a line of our own.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


class Capture(Protocol):
    """What is used of cv2.VideoCapture."""

    def isOpened(self) -> bool:  # noqa: N802
        """Whether frames can be asked for."""

    def grab(self) -> bool:
        """Go to the next frame; false where there is none."""

    def retrieve(self) -> tuple[bool, Any]:
        """Whether the frame could be decoded, and its pixels."""

    def get(self, prop: int, /) -> float:
        """Return a cv2.CAP_PROP, 0 or less where it is not known."""

    def release(self) -> None:
        """Let go of the source."""


Opener = Callable[[str | int], Capture]
"""Opens a file's name, a pattern, an address or a camera's index."""


def open_capture(name: str | int) -> Capture:
    """Open a source with OpenCV; ask isOpened whether that worked."""
    if isinstance(name, str) and "://" in name:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, TIMEOUT_MS]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, TIMEOUT_MS]
        return cv2.VideoCapture(name, cv2.CAP_FFMPEG, limits)
    return cv2.VideoCapture(name)


def opened_unless(stop: Event, opener: Opener = open_capture) -> Opener:
    """Return an opener that does not wait for an address any longer once it is to stop.

    What it returns then is not open. OpenCV cannot be interrupted: it is left to its timeout.
    """

    def open_until(name: str | int) -> Capture:
        if not (isinstance(name, str) and "://" in name):
            return opener(name)
        found: list[Capture] = []
        thread = Thread(target=lambda: found.append(opener(name)), daemon=True)
        thread.start()
        while thread.is_alive() and not stop.is_set():
            thread.join(_LOOK_S)
        return found[0] if found else cv2.VideoCapture()

    return open_until


def decoded(capture: Capture) -> Image | None:
    """Return the frame grabbed last, (height, width, 3) uint8 BGR; None if it is broken."""
    sound, pixels = capture.retrieve()
    if not sound:
        return None
    try:
        return as_bgr(pixels)
    except ValueError:
        return None
