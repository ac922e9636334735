"""Fixtures: toy archives of the real layout, and a web server that does as it is told."""

import io
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from alpr.dataset.archive import Layout, PageName
from alpr.glyphs import Image

Member = tuple[str, bytes | tarfile.TarInfo]
Answer = Callable[[BaseHTTPRequestHandler], None]


def _page(name: PageName, side: int) -> Image:
    """A white page with a black bar; each page differs from every other."""
    image = np.full((side, side), 255, np.uint8)
    image[2 : 4 + name.class_index, 3 : 4 + name.face] = 0
    return image


def _png(image: Image) -> bytes:
    return cv2.imencode(".png", image)[1].tobytes()


def _write_archive(path: Path, contents: Iterable[Member], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in contents:
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def layout() -> Layout:
    """Three classes of four faces on pages of 16 pixels."""
    return Layout(classes=3, faces=4, side=16)


@pytest.fixture
def png() -> Callable[[Image], bytes]:
    """Encode an image as PNG."""
    return _png


@pytest.fixture
def members(layout: Layout) -> dict[str, bytes]:
    """The members of a right archive by name."""
    names = [
        PageName(index, face)
        for index in range(layout.classes)
        for face in range(1, layout.faces + 1)
    ]
    return {f"English/Fnt/{name.image}": _png(_page(name, layout.side)) for name in names}


@pytest.fixture
def write_archive() -> Callable[..., Path]:
    """Write (name, bytes) to a tar, gzipped unless the mode says otherwise; TarInfo as it is."""
    return _write_archive


@pytest.fixture
def toy_archive(tmp_path: Path, members: dict[str, bytes]) -> Path:
    return _write_archive(tmp_path / "toy.tgz", members.items())


class ScriptedServer:
    """Answers each path with the next of its answers (the last one again and again)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, str | None]] = []
        """Path and Range header of each request."""

    def script(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return self.url + path

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append((request.path, request.headers.get("Range")))
        answers = self.answers[request.path]
        (answers.pop(0) if len(answers) > 1 else answers[0])(request)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scripted.handle(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    scripted = ScriptedServer(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield scripted
    http.shutdown()
    thread.join()
    http.server_close()
