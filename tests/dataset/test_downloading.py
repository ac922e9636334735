"""Downloads against a local server that cuts off, stalls, refuses and lies."""

from __future__ import annotations

import dataclasses
import errno
import io
import os
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from alpr.dataset.downloading import (
    DownloadError,
    DownloadParameters,
    StorageError,
    download,
)

if TYPE_CHECKING:
    from toy_archives import Answer, ScriptedServer

pytest_plugins = ("toy_archives",)


CONTENT = np.random.default_rng(1).bytes(300_000)
PARAMETERS = DownloadParameters(
    urls=(),
    connect_timeout_s=1,
    read_timeout_s=0.3,
    patience_s=5,
    tries=3,
    back_off_s=0.01,
    bytes_least=1000,
    bytes_most=1_000_000,
)


def whole(content: bytes = CONTENT, *, tag: str = '"one"', length: bool = True) -> Answer:
    """Send everything, or from where Range asks, if If-Range still fits."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        start = 0
        if asked and request.headers.get("If-Range", tag) == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            request.send_response(200)
        if tag:
            request.send_header("ETag", tag)
        if length:
            request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        request.wfile.write(content[start:])

    return answer


def cut_off(after: int, *, tag: str = '"one"', stall_s: float = 0) -> Answer:
    """Promise everything, send the beginning, then hang up (or say nothing more)."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(CONTENT)))
        if tag:
            request.send_header("ETag", tag)
        request.end_headers()
        request.wfile.write(CONTENT[:after])
        request.wfile.flush()
        time.sleep(stall_s)

    return answer


def status(code: int) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def check(path: Path) -> None:
    if path.read_bytes() != CONTENT:
        raise ValueError("not the archive")


def fetch(target: Path, *urls: str, **changes: float) -> str:
    return download(target, dataclasses.replace(PARAMETERS, urls=urls, **changes), check)  # type: ignore[arg-type]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "raw" / "a.tgz"


def ranges(server: ScriptedServer) -> list[str | None]:
    return [asked for _, asked in server.requests]


def test_a_file_is_fetched_and_nothing_else_stays(server: ScriptedServer, target: Path) -> None:
    url = server.script("/a", whole())
    assert fetch(target, url) == url
    assert target.read_bytes() == CONTENT
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("tag", ['"one"', ""])  # with an ETag, and with nothing to hold on to
def test_a_cut_off_transfer_goes_on_where_it_was(
    server: ScriptedServer, target: Path, tag: str
) -> None:
    fetch(target, server.script("/a", cut_off(100_000, tag=tag), whole(tag=tag)))
    assert target.read_bytes() == CONTENT
    assert ranges(server) == [None, "bytes=100000-"]


def test_a_stalled_server_is_left_after_seconds(server: ScriptedServer, target: Path) -> None:
    start = time.monotonic()
    fetch(target, server.script("/a", cut_off(100_000, stall_s=3), whole()))
    assert target.read_bytes() == CONTENT
    assert time.monotonic() - start < 2.5


def test_a_later_call_goes_on_with_the_part(server: ScriptedServer, target: Path) -> None:
    url = server.script("/a", cut_off(100_000), status(503))
    with pytest.raises(DownloadError, match="503"):
        fetch(target, url)
    assert not target.exists()
    server.script("/a", whole())
    fetch(target, url)
    assert target.read_bytes() == CONTENT
    assert ranges(server)[-1] == "bytes=100000-"


def test_a_part_of_another_url_is_not_continued(server: ScriptedServer, target: Path) -> None:
    with pytest.raises(DownloadError):
        fetch(target, server.script("/a", cut_off(100_000), status(404)))
    fetch(target, server.script("/b", whole()))
    assert target.read_bytes() == CONTENT
    assert ranges(server)[-1] is None


def test_a_file_that_changed_meanwhile_is_begun_again(server: ScriptedServer, target: Path) -> None:
    fetch(target, server.script("/a", cut_off(100_000, tag='"old"'), whole(tag='"new"')))
    assert target.read_bytes() == CONTENT


def lying_range(request: BaseHTTPRequestHandler) -> None:
    request.send_response(206)
    request.send_header("Content-Range", f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}")
    request.end_headers()
    request.wfile.write(CONTENT[5:])


@pytest.mark.parametrize(
    "answer",
    [
        lying_range,  # 206, but of another place
        status(416),  # the part is longer than the file
    ],
)
def test_a_resumption_that_does_not_fit_is_begun_again(
    server: ScriptedServer, target: Path, answer: Answer
) -> None:
    fetch(target, server.script("/a", cut_off(100_000), answer, whole()))
    assert target.read_bytes() == CONTENT
    assert ranges(server) == [None, "bytes=100000-", None]


@pytest.mark.parametrize("code", [500, 502, 503, 504, 429])
def test_a_server_in_trouble_is_asked_again(
    server: ScriptedServer, target: Path, code: int
) -> None:
    fetch(target, server.script("/a", status(code), status(code), whole()))
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        status(404),
        status(403),
        whole(b"<!DOCTYPE html>" * 1000),  # a page in place of the file
        whole(CONTENT[:-1]),  # right size in the bounds, wrong content
        whole(b"x" * 999),  # too small, announced
        whole(b"x" * 999, length=False),  # too small, seen at the end
        whole(b"x" * 1_000_001),  # too large, announced
        whole(b"x" * 1_200_000, length=False),  # too large, seen on the way
    ],
)
def test_what_will_not_do_is_asked_once_and_the_next_url_taken(
    server: ScriptedServer, target: Path, answer: Answer
) -> None:
    good = server.script("/good", whole())
    assert fetch(target, server.script("/bad", answer), good) == good
    assert [path for path, _ in server.requests] == ["/bad", "/good"]
    assert list(target.parent.iterdir()) == [target]


def test_a_gzip_is_not_unpacked_on_the_way(server: ScriptedServer, target: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")  # some servers say so of a .tgz
        request.send_header("Content-Length", str(len(CONTENT)))
        request.end_headers()
        request.wfile.write(CONTENT)

    fetch(target, server.script("/a", answer))
    assert target.read_bytes() == CONTENT


def test_all_reasons_are_told_when_nothing_works(server: ScriptedServer, target: Path) -> None:
    urls = [server.script("/gone", status(410)), server.script("/busy", status(503))]
    with pytest.raises(DownloadError) as caught:
        fetch(target, *urls)
    assert "410" in str(caught.value)
    assert "503" in str(caught.value)
    assert not target.exists()


def test_without_a_url_the_error_says_so(target: Path) -> None:
    with pytest.raises(DownloadError, match="no URL"):
        fetch(target)


def test_patience_bounds_all_urls_together(server: ScriptedServer, target: Path) -> None:
    def silence(request: BaseHTTPRequestHandler) -> None:
        time.sleep(3)

    urls = [server.script(f"/{index}", silence) for index in range(10)]
    start = time.monotonic()
    with pytest.raises(DownloadError, match="not tried"):
        fetch(target, *urls, patience_s=0.8)
    assert time.monotonic() - start < 2


def test_a_host_that_is_not_there_is_given_up(target: Path) -> None:
    start = time.monotonic()
    with pytest.raises(DownloadError, match="Connection"):
        fetch(target, "http://127.0.0.1:9/a", tries=2)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("after", [0, 2])  # at once; with bytes there to go on with
def test_a_folder_that_cannot_be_written_to_is_no_trouble_of_the_network(
    server: ScriptedServer,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    after: int,
) -> None:
    class Full(io.FileIO):
        writes = 0

        def write(self, data: Any) -> int:
            self.writes += 1
            if self.writes > after:
                raise OSError(number, os.strerror(number))
            return super().write(data)

    opened = Path.open

    def open_(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if path.name.endswith(".part"):
            return Full(path, mode)
        return opened(path, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_)
    urls = [server.script("/a", whole()), server.script("/b", whole())]
    with pytest.raises(StorageError, match=os.strerror(number)) as caught:
        fetch(target, *urls)
    assert str(target) in str(caught.value)
    assert not isinstance(caught.value, DownloadError), "the stand-in would need the disk, too"
    assert len(server.requests) == 1


def test_a_folder_that_cannot_be_made_is_named(
    target: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, **_: bool) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(StorageError, match=f"Permission denied: '{target.parent}'"):
        fetch(target, server.script("/a", whole()))
    assert not server.requests


@pytest.mark.parametrize("note", [None, "", "http://elsewhere/a\n"])  # none, cut short, another's
def test_a_part_that_nobody_vouches_for_is_begun_again(
    server: ScriptedServer, target: Path, note: str | None
) -> None:
    target.parent.mkdir()
    target.with_name("a.tgz.part").write_bytes(b"x" * 5000)
    if note is not None:
        target.with_name("a.tgz.part.from").write_text(note)
    fetch(target, server.script("/a", whole()))
    assert ranges(server) == [None]


@pytest.mark.parametrize(
    "changes",
    [
        {"urls": ("ftp://host/a",)},
        {"urls": ("file:///etc/passwd",)},
        {"connect_timeout_s": 0},
        {"read_timeout_s": -1},
        {"patience_s": float("nan")},
        {"tries": 0},
        {"back_off_s": -1},
        {"bytes_least": 0},
        {"bytes_least": 2_000_000},
    ],
)
def test_parameters_out_of_range(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        dataclasses.replace(PARAMETERS, **changes)  # type: ignore[arg-type]
