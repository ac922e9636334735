"""Writing files so that a reader sees the old file or the new one, never half of one."""

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

DECIMALS = 6
"""Floats in text outputs are rounded to this many decimals, so that files are byte-stable."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it takes the place of `path`.

    On an exception the temporary file is removed and `path` is left as it was. The temporary
    name keeps the suffix, since some writers choose the format by it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files private; outputs are as readable as any file the user makes.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, its line ends as they are given."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode())


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write JSON with sorted keys, two spaces, floats rounded to DECIMALS.

    Raises:
        ValueError: a float is not finite.
    """
    rounded = json.dumps(_rounded(value), indent=2, sort_keys=True, allow_nan=False)
    write_text(path, rounded + "\n")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV with a header line, Unix line ends, floats rounded to DECIMALS."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_rounded(cell) for cell in row] for row in rows)
    write_text(path, buffer.getvalue())


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a CSV with a header line, each row as a dict."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_image(path: Path, image: NDArray[np.uint8]) -> None:
    """Write a grey or BGR uint8 image in the format of the path's suffix.

    Raises:
        ValueError: OpenCV cannot encode such an image in that format.
    """
    encoded, data = cv2.imencode(path.suffix, image)
    if not encoded:
        raise ValueError(f"{path}: cannot encode {image.shape} {image.dtype} as {path.suffix}")
    with replacing(path) as temporary:
        temporary.write_bytes(data.tobytes())


def md5(path: Path) -> str:
    """Return the MD5 of a file's bytes in hex: the same that dvc.lock records."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _rounded(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return round(float(value), DECIMALS)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
