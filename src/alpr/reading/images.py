"""An image file, or an array of any usual kind, to the BGR bytes that the reader works on."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.errors import UserError
from alpr.reading.headers import HeaderError, check_pixels, read_header

Image = NDArray[np.uint8]

MAX_FILE_BYTES = 64 * 1024 * 1024
"""A larger file is no picture of a plate."""

MAX_PIXELS = 50_000_000
"""What the largest ordinary cameras give; more is refused before it is decoded."""

# What is wrong with a file comes as an ImageError: OpenCV need not print it as well.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


class ImageError(UserError, ValueError):
    """A file that cannot be read as an image; the message names it and says why."""


def read_image(path: Path) -> Image:
    """Read an image file as (height, width, 3) uint8 BGR.

    The rotation that a camera has noted in a JPEG file is applied.

    Raises:
        ImageError: the file is missing, a folder, empty, cut off, too large or no image.
    """
    data = _bytes(path)
    try:
        header = read_header(data)
    except HeaderError as error:
        raise ImageError(f"{path}: {error}") from error
    pixels = header.width * header.height
    if not 0 < pixels <= MAX_PIXELS:
        raise ImageError(
            f"{path}: {header.width} x {header.height} pixels; from 1 to {MAX_PIXELS} can be read"
        )
    try:
        check_pixels(data)
    except HeaderError as error:
        raise ImageError(f"{path}: {error}") from error
    # Only IMREAD_UNCHANGED keeps transparency, only the others turn a JPEG upright.
    flags = cv2.IMREAD_COLOR if header.format == "JPEG" else cv2.IMREAD_UNCHANGED
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ImageError(f"{path}: the {header.format} file cannot be decoded") from error
    if decoded is None:
        raise ImageError(f"{path}: the {header.format} file is damaged and cannot be decoded")
    try:
        return as_bgr(decoded)
    except ValueError as error:
        raise ImageError(f"{path}: {error}") from error


def as_bgr(image: NDArray[Any]) -> Image:
    """Turn a grey, BGR or BGRA array of 8 or 16 bits into (height, width, 3) uint8 BGR.

    Transparent pixels become white, as most viewers show them. The argument is left as it is.

    Raises:
        ValueError: another kind of array, an empty one, or one of more than MAX_PIXELS.
    """
    if not isinstance(image, np.ndarray):
        raise ValueError(f"an image must be a numpy array, not {type(image).__name__}")
    if image.ndim == 2:
        image = image[:, :, np.newaxis]
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4):
        raise ValueError(
            "an image must be (height, width), (height, width, 3) BGR or (height, width, 4) BGRA, "
            f"not {image.shape}"
        )
    if image.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"an image must be uint8 or uint16, not {image.dtype}")
    height, width, channels = image.shape
    if not 0 < height * width <= MAX_PIXELS:
        raise ValueError(f"an image must have 1 to {MAX_PIXELS} pixels, not {width} x {height}")
    if image.dtype == np.uint16:
        image = (image // 257).astype(np.uint8)  # 65535 is 255 times 257
    if channels == 1:
        return np.repeat(image, 3, axis=2)
    if channels == 4:
        opaque = image[:, :, 3:].astype(np.uint16)
        return ((image[:, :, :3] * opaque + 255 * (255 - opaque) + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(image)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImageError(f"{path}: a folder, not an image")
        if not path.exists():
            raise ImageError(f"{path}: no such file")
        # A pipe could give bytes for ever.
        if not path.is_file():
            raise ImageError(f"{path}: not an ordinary file")
        size = path.stat().st_size
        if size == 0:
            raise ImageError(f"{path}: the file is empty")
        if size > MAX_FILE_BYTES:
            raise ImageError(f"{path}: {size} bytes; at most {MAX_FILE_BYTES} can be read")
        return path.read_bytes()
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror or error}") from error
