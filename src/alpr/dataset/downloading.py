"""A file from the first of several URLs: bounded, resumed when cut off, given up in time.

Half a file stays beside the target as `NAME.part`, with `NAME.part.from` saying of what.
"""

import errno
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests
import urllib3
from tqdm import tqdm

from alpr.errors import UserError

_LOG = logging.getLogger(__name__)
_CHUNK = 2**16
_TROUBLE = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
_STORAGE_FAULTS = frozenset({errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.EROFS})
_MAY_RECOVER = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class DownloadParameters:
    """How long to wait and how much to take.

    `patience_s` bounds the time in which not one byte arrives, over all URLs and tries together:
    with no network the download is given up that soon.
    """

    urls: tuple[str, ...]
    connect_timeout_s: float
    read_timeout_s: float
    patience_s: float
    tries: int
    back_off_s: float
    bytes_least: int
    bytes_most: int

    def __post_init__(self) -> None:
        for url in self.urls:
            if not url.startswith(("http://", "https://")):
                raise ValueError(f"urls must be http or https, not {url!r}")
        for name in ("connect_timeout_s", "read_timeout_s", "patience_s"):
            if not 0 < getattr(self, name) <= 600:
                raise ValueError(f"{name} must be in (0, 600], not {getattr(self, name)}")
        if not 1 <= self.tries <= 100:
            raise ValueError(f"tries must be 1 to 100, not {self.tries}")
        if not 0 <= self.back_off_s <= 60:
            raise ValueError(f"back_off_s must be in [0, 60], not {self.back_off_s}")
        if not 0 < self.bytes_least <= self.bytes_most:
            raise ValueError(f"bytes_least {self.bytes_least}, bytes_most {self.bytes_most}")


class DownloadError(UserError, OSError):
    """No URL gave the file; the message says for each one why."""


class StorageError(UserError, OSError):
    """The file cannot be written where it is wanted: no network would help."""


class _RefusedError(Exception):
    """What this URL answers will not do, now or later."""


def download(target: Path, parameters: DownloadParameters, check: Callable[[Path], object]) -> str:
    """Fetch `target` from the first URL whose file passes `check`, and return that URL.

    The URLs are tried in turn, up to `tries` rounds; one that refuses (404, a wrong size, a file
    that `check` raises ValueError for) is not asked again. `target` appears only when checked.

    Raises:
        DownloadError: no URL worked.
        StorageError: the disk is full, or the folder may not be written to.
    """
    attempt = _Attempt(target, parameters)
    left = dict.fromkeys(parameters.urls, "not tried")
    refused: dict[str, str] = {}
    for round_number in range(parameters.tries):
        if round_number and left:
            time.sleep(min(parameters.back_off_s * 2 ** (round_number - 1), attempt.patience_left))
        for url in list(left):
            if attempt.patience_left <= 0:
                break
            try:
                attempt.fetch(url, check)
            except _RefusedError as error:
                refused[url] = str(error)
                del left[url]
            except _TROUBLE as error:
                if _of_storage(error):
                    raise StorageError(f"{target}: cannot be written: {error}") from error
                left[url] = f"{type(error).__name__}: {error}"
            else:
                return url
            _LOG.warning("%s: %s", url, refused.get(url) or left[url])
    reasons = "; ".join(f"{url}: {why}" for url, why in (refused | left).items())
    raise DownloadError(f"no archive could be downloaded ({reasons or 'no URL is given'})")


class _Attempt:
    """The partial file and the clock that one download shares over its URLs."""

    def __init__(self, target: Path, parameters: DownloadParameters) -> None:
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.from")
        self._parameters = parameters
        self._moved = time.monotonic()

    @property
    def patience_left(self) -> float:
        """Seconds until the download is given up unless a byte arrives, at least 0."""
        return max(0.0, self._parameters.patience_s - (time.monotonic() - self._moved))

    def fetch(self, url: str, check: Callable[[Path], object]) -> None:
        """Bring the whole file from one URL, going on after each break that brought bytes."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            before = self._size()
            try:
                self._receive(url)
                break
            except _TROUBLE as error:
                if _of_storage(error) or self._size() <= before:
                    raise
                _LOG.warning("%s: cut off at %d bytes (%s), going on", url, self._size(), error)
        size = self._size()
        if size < self._parameters.bytes_least:
            self._discard()
            raise _RefusedError(
                f"only {size} bytes, at least {self._parameters.bytes_least} expected"
            )
        try:
            check(self._part)
        except ValueError as error:
            self._discard()
            raise _RefusedError(str(error)) from error
        self._part.replace(self._target)
        self._note.unlink(missing_ok=True)

    def _receive(self, url: str) -> None:
        headers = {"Accept-Encoding": "identity"} | self._resume_headers(url)
        parameters = self._parameters
        # requests wants a wait above 0.
        connect_s = max(0.05, min(parameters.connect_timeout_s, self.patience_left))
        read_s = max(0.05, min(parameters.read_timeout_s, self.patience_left))
        with requests.get(
            url, headers=headers, stream=True, timeout=(connect_s, read_s)
        ) as response:
            start = self._start(response, resuming="Range" in headers)
            total = self._total(response, start)
            self._note.write_text(f"{url}\n{_validator(response)}", encoding="utf-8")
            with (
                self._part.open("r+b" if start else "wb") as part,
                tqdm(
                    total=total, initial=start, unit="B", unit_scale=True, desc=self._target.name
                ) as bar,
            ):
                part.truncate(start)
                part.seek(start)
                # The bytes as they are sent: decoding would turn the .tgz into a .tar.
                for chunk in response.raw.stream(_CHUNK, decode_content=False):
                    part.write(chunk)
                    self._moved = time.monotonic()
                    bar.update(len(chunk))
                    if part.tell() > parameters.bytes_most:
                        self._too_large(part.tell())

    def _resume_headers(self, url: str) -> dict[str, str]:
        size = self._size()
        if size == 0 or not self._note.is_file():
            return {}
        known, _, validator = self._note.read_text(encoding="utf-8").partition("\n")
        if known != url:
            return {}
        # Without a validator a changed file would show in the check of the whole.
        condition = {"If-Range": validator} if validator else {}
        return {"Range": f"bytes={size}-"} | condition

    def _start(self, response: requests.Response, *, resuming: bool) -> int:
        """Return the position that the body begins at, in bytes."""
        status = response.status_code
        if status == 416:
            # The part is no beginning of this file (any more): start over.
            self._discard()
            raise requests.ConnectionError("the partial file does not fit, starting over")
        if resuming and status == 206:
            given = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
            if given is None or int(given[1]) != self._size():
                self._discard()
                raise requests.ConnectionError("the server resumed elsewhere, starting over")
            return self._size()
        if status == 200:
            return 0
        if status in _MAY_RECOVER:
            raise requests.HTTPError(f"the server answers {status} {response.reason}")
        raise _RefusedError(f"the server answers {status} {response.reason}")

    def _total(self, response: requests.Response, start: int) -> int | None:
        length = response.headers.get("Content-Length", "")
        if not length.isdigit():
            return None
        total = start + int(length)
        if total > self._parameters.bytes_most:
            self._too_large(total)
        if total < self._parameters.bytes_least:
            raise _RefusedError(
                f"only {total} bytes, at least {self._parameters.bytes_least} expected"
            )
        return total

    def _too_large(self, size: int) -> None:
        self._discard()
        raise _RefusedError(f"{size} bytes or more, at most {self._parameters.bytes_most} expected")

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.is_file() else 0

    def _discard(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


def _of_storage(error: Exception) -> bool:
    # Those of the network come wrapped by requests or urllib3, without a number of their own.
    return isinstance(error, OSError) and error.errno in _STORAGE_FAULTS


def _validator(response: requests.Response) -> str:
    """Return what names this version of the file: a strong ETag or the date of its last change."""
    tag = response.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
