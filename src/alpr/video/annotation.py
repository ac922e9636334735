"""The annotated video: plates outlined and named, or painted over."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.errors import UserError
from alpr.files import replacing
from alpr.reading.drawing import BLACK, GREEN, GREY, WHITE, Colour, put_text, text_width
from alpr.video.frames import Image
from alpr.video.sightings import Outline

CODECS = MappingProxyType({".mp4": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"})
"""What OpenCV's own FFmpeg can write on every machine."""

LONGEST_HOLD_S = 1
"""A gap in a stream holds the last picture for so long, and then time is cut out."""


class AnnotationError(UserError):
    """A video that cannot be written; the message names it."""


def annotated(image: Image, outlines: Sequence[Outline]) -> Image:
    """Return a copy of a frame with each plate outlined, its text above it.

    Plates that this frame does not show are grey, where they should be; one that should have left
    the picture is not drawn.
    """
    drawn = image.copy()
    size = max(0.5, image.shape[0] / 900)
    for outline in outlines:
        if not (outline.seen or _within(outline.corners.mean(axis=0), image)):
            continue
        colour = GREEN if outline.seen else GREY
        points = np.round(outline.corners - 0.5).astype(np.int32)
        cv2.polylines(drawn, [points], True, colour, max(1, round(2 * size)), cv2.LINE_AA)
        if outline.text:
            _label(drawn, outline.text, points, size, colour)
    return drawn


def _within(point: NDArray[np.float64], image: Image) -> bool:
    rows, columns = image.shape[:2]
    return bool(0 <= point[0] < columns and 0 <= point[1] < rows)


def _label(drawn: Image, text: str, points: NDArray[np.int32], size: float, colour: Colour) -> None:
    """Write a text on its ground above the points, or below where there is no room."""
    height, width = round(22 * size) + 6, text_width(text, size) + 6
    left = max(0, min(int(points[:, 0].min()), drawn.shape[1] - width))
    top = int(points[:, 1].min()) - height - 2
    if top < 0:
        top = min(int(points[:, 1].max()) + 3, drawn.shape[0] - height)
    cv2.rectangle(drawn, (left, top), (left + width, top + height), colour, -1)
    put_text(drawn, text, (left + 3, top + height - 5), size, WHITE)


class AnnotatedVideo:
    """A video file that takes its place when it is closed, whole, however the watching ended.

    Used in a `with` block. Frames are shown at the source's mean rate: where the source's frames
    are not evenly spaced some are shown longer, some are left out, so that times hold.
    """

    def __init__(self, path: Path, rate: Fraction) -> None:
        """Say where to; nothing is written before the first frame.

        Raises:
            AnnotationError: the name has another suffix than those of CODECS.
        """
        if path.suffix.lower() not in CODECS:
            raise AnnotationError(f"{path}: a video's name must end in {', '.join(CODECS)}")
        self._path, self._rate = path, rate
        self._stack = ExitStack()
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._start, self._written = Fraction(0), 0
        self._last: Image | None = None

    def __enter__(self) -> "AnnotatedVideo":
        return self

    def write(self, time: Fraction, image: Image) -> None:
        """Add a frame, later than all before; one of another size is fitted in.

        Raises:
            AnnotationError: the file cannot be written.
        """
        if self._writer is None:
            self._writer = self._open(image)
            self._start = time
        image = _fitted(image, self._size)
        due = round((time - self._start) * self._rate)
        hold = self._last if self._last is not None else image
        held = min(due - self._written, round(LONGEST_HOLD_S * self._rate))
        for _ in range(held):
            self._writer.write(hold)
        if due < self._written and self._last is not None:
            return  # the frame before has this one's place
        self._written = due + 1
        self._writer.write(image)
        self._last = image

    def _open(self, image: Image) -> cv2.VideoWriter:
        rows, columns = image.shape[:2]
        # MPEG-4 stores colours for two pixels by two.
        self._size = (columns + columns % 2, rows + rows % 2)
        try:
            temporary = self._stack.enter_context(replacing(self._path))
        except OSError as error:
            raise _unwritten(self._path, error) from error
        code = cv2.VideoWriter.fourcc(*CODECS[self._path.suffix.lower()])
        writer = cv2.VideoWriter(
            str(temporary), cv2.CAP_FFMPEG, code, float(self._rate), self._size
        )
        if not writer.isOpened():
            raise AnnotationError(f"{self._path}: OpenCV cannot write such a video")
        self._stack.enter_context(_completing(self._path, temporary))
        return writer

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.release()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            kind = error = trace = None
        self._stack.__exit__(kind, error, trace)


@contextmanager
def _completing(path: Path, temporary: Path) -> Iterator[None]:
    """Refuse a video behind whose end there is no room: OpenCV does not say that a disk is full."""
    yield
    size = temporary.stat().st_size
    try:
        with temporary.open("ab", buffering=0) as end:
            end.write(b"\0")
            end.truncate(size)
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> AnnotationError:
    return AnnotationError(f"{path}: cannot be written: {error.strerror or error}")


def _fitted(image: Image, size: tuple[int, int]) -> Image:
    """Return the image in the middle of a frame of that size, shrunk if it is larger."""
    columns, rows = size
    factor = min(1.0, columns / image.shape[1], rows / image.shape[0])
    if factor < 1:
        wanted = (max(1, int(image.shape[1] * factor)), max(1, int(image.shape[0] * factor)))
        image = np.asarray(cv2.resize(image, wanted, interpolation=cv2.INTER_AREA), np.uint8)
    if image.shape[:2] == (rows, columns):
        return image
    page = np.full((rows, columns, 3), BLACK, np.uint8)
    top, left = (rows - image.shape[0]) // 2, (columns - image.shape[1]) // 2
    page[top : top + image.shape[0], left : left + image.shape[1]] = image
    return page
