"""What to watch: a video file, a folder of frames, a camera or a stream, as OpenCV opens them.

PyAV would give time stamps as whole numbers of the container's own clock. OpenCV gives the same
stamps as doubles, which `times` brings back to exact fractions, and needs no further package.
"""

import re
from fractions import Fraction
from pathlib import Path

import cv2

from alpr.video.capture import Opener, open_capture
from alpr.video.folder import FolderSource
from alpr.video.frames import Report, Source, SourceError
from alpr.video.recording import RecordingSource
from alpr.video.stream import BackOff, StreamSource, Waiting
from alpr.video.times import exact_rate

DEFAULT_RATE = Fraction(25)
"""Frames a second of a folder, and of a camera that does not say."""

_MOST_COUNT = 1 << 40
"""A stream without an end states a count that is negative or absurd."""


def open_source(
    name: str,
    *,
    waiting: Waiting,
    report: Report,
    rate: Fraction | None = None,
    every: int = 1,
    back_off: BackOff | None = None,
    opener: Opener = open_capture,
) -> Source:
    """Open a source by its name.

    Args:
        name: A video file; a folder of pictures; a pattern such as frames/%04d.png; a camera's
            index; an address such as rtsp://. A file named 0 is ./0.
        waiting: The clock that frames of streams are timed by.
        report: Is told what was lost on the way.
        rate: Frames a second, instead of what the source says; of a folder without it DEFAULT_RATE.
        every: 1 takes every frame, 2 every second one.
        back_off: When a stream that dropped is opened again.
        opener: Opens it.

    Raises:
        SourceError: it does not open.
        ValueError: every is below 1.
    """
    if every < 1:
        raise ValueError(f"every must be at least 1, not {every}")
    if not name:
        raise SourceError("'': the name is empty")
    address, camera = "://" in name, name.isascii() and name.isdigit()
    shown = without_password(name)
    path = Path(name)
    if not (address or camera):
        if path.is_dir():
            return FolderSource(path, rate or DEFAULT_RATE, every, report)
        if not path.exists() and "%" not in name:
            raise SourceError(f"{name}: no such file or folder")
    wanted = int(name) if camera else name
    capture = opener(wanted)
    if not capture.isOpened():
        capture.release()
        raise SourceError(f"{shown}: {_closed(address, camera)}")
    # An address may be that of a recording: one that has an end is not begun anew.
    if not camera and not (address and not 0 < capture.get(cv2.CAP_PROP_FRAME_COUNT) < _MOST_COUNT):
        return RecordingSource(shown, capture, rate, every, report)
    return StreamSource(
        shown,
        capture,
        lambda: opener(wanted),
        rate or _stated_rate(capture.get(cv2.CAP_PROP_FPS)),
        every,
        report,
        waiting,
        back_off or BackOff(),
    )


def without_password(name: str) -> str:
    """Return an address as it may be printed.

    >>> without_password("rtsp://guest:secret@camera/1")
    'rtsp://guest:***@camera/1'
    """
    return re.sub(r"^([^/:]+://[^/:@]*):[^/]*@", r"\1:***@", name)


def _stated_rate(stated: float) -> Fraction:
    try:
        return exact_rate(stated)
    except ValueError:
        return DEFAULT_RATE


def _closed(address: bool, camera: bool) -> str:
    if camera:
        return "there is no such camera, or it is in use"
    if address:
        return "the stream cannot be opened"
    return "cannot be opened as a video: damaged, cut off, or of a kind that OpenCV does not know"
