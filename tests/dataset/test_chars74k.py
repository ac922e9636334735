"""Which archive is taken, and that a broken one of the user's is never passed over."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alpr.dataset.archive import ArchiveError, Layout, check_archive
from alpr.dataset.chars74k import DatasetParameters, Obtained, obtain
from alpr.dataset.downloading import DownloadError, DownloadParameters

if TYPE_CHECKING:
    from toy_archives import ScriptedServer

pytest_plugins = ("toy_archives",)


@pytest.fixture
def parameters(layout: Layout) -> DatasetParameters:
    """No URL: the download fails at once."""
    download = DownloadParameters((), 1, 1, 1, 1, 0, 1, 1_000_000)
    return DatasetParameters("auto", layout, download)


class Place:
    """A folder with the places that `obtain` looks at, and a renderer that copies an archive."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.target = folder / "data/raw/EnglishFnt.tgz"
        self.dropped = folder / "data/external/EnglishFnt.tgz"
        self.dropped.parent.mkdir(parents=True)
        self.archive = archive
        self.rendered = 0

    def render(self, path: Path) -> str:
        self.rendered += 1
        path.write_bytes(self.archive.read_bytes())
        return "toy fonts"

    def obtain(self, parameters: DatasetParameters, named: str = "") -> Obtained:
        return obtain(self.target, self.dropped, named, parameters, self.render)


@pytest.fixture
def place(tmp_path: Path, toy_archive: Path) -> Place:
    return Place(tmp_path / "checkout", toy_archive)


@pytest.mark.parametrize("source", ["auto", "chars74k"])
def test_a_dropped_archive_is_copied(
    place: Place, parameters: DatasetParameters, layout: Layout, source: str
) -> None:
    place.dropped.write_bytes(place.archive.read_bytes())
    obtained = place.obtain(dataclasses.replace(parameters, source=source))  # type: ignore[arg-type]
    assert place.target.read_bytes() == place.archive.read_bytes()
    assert obtained.source == "chars74k"
    assert obtained.origin.endswith("data/external/EnglishFnt.tgz")
    assert obtained.content_sha256 == check_archive(place.archive, layout)
    assert place.rendered == 0


def test_a_named_archive_wins_over_a_dropped_one(
    place: Place, parameters: DatasetParameters
) -> None:
    place.dropped.write_bytes(b"never looked at")
    obtained = place.obtain(parameters, named=str(place.archive))
    # The name alone: metrics are kept in Git, and a user's folders are nobody's business.
    assert obtained.origin == "CHARS74K_ARCHIVE (toy.tgz)"


@pytest.mark.parametrize("source", ["auto", "chars74k"])
@pytest.mark.parametrize("named", [False, True])
def test_a_broken_archive_of_the_users_is_an_error(
    place: Place, parameters: DatasetParameters, source: str, named: bool
) -> None:
    broken = place.archive.with_name("mine.tgz") if named else place.dropped
    broken.write_bytes(place.archive.read_bytes()[:-50])
    place.target.parent.mkdir(parents=True)
    place.target.write_bytes(b"the last good one")
    with pytest.raises(ArchiveError, match=broken.name) as caught:
        place.obtain(
            dataclasses.replace(parameters, source=source),  # type: ignore[arg-type]
            named=str(broken) if named else "",
        )
    assert "cannot be used" in str(caught.value)
    assert place.rendered == 0
    assert place.target.read_bytes() == b"the last good one"
    assert list(place.target.parent.iterdir()) == [place.target], "no temporary file stays"


@pytest.mark.parametrize("named", ["missing.tgz", "."])  # not there; a folder
def test_a_named_archive_that_is_no_file_is_an_error(
    place: Place, parameters: DatasetParameters, named: str
) -> None:
    with pytest.raises(ArchiveError, match="no file"):
        place.obtain(parameters, named=named)


def test_a_link_to_nowhere_is_an_error(place: Place, parameters: DatasetParameters) -> None:
    place.dropped.symlink_to("gone.tgz")
    with pytest.raises(ArchiveError, match="no file"):
        place.obtain(parameters)


def test_a_downloaded_archive_is_checked_and_named(
    place: Place, parameters: DatasetParameters, server: ScriptedServer
) -> None:
    content = place.archive.read_bytes()

    def answer(request: object) -> None:
        request.send_response(200)  # type: ignore[attr-defined]
        request.send_header("Content-Length", str(len(content)))  # type: ignore[attr-defined]
        request.end_headers()  # type: ignore[attr-defined]
        request.wfile.write(content)  # type: ignore[attr-defined]

    url = server.script("/a", answer)
    download = dataclasses.replace(parameters.download, urls=(url,))
    obtained = place.obtain(dataclasses.replace(parameters, download=download))
    assert (obtained.source, obtained.origin) == ("chars74k", url)
    assert place.target.read_bytes() == content


def test_auto_falls_back_to_the_stand_in_loudly(
    place: Place, parameters: DatasetParameters, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        obtained = place.obtain(parameters)
    assert (obtained.source, obtained.origin) == ("typefaces", "toy fonts")
    assert "CHARS74K IS NOT AT HAND" in caplog.text
    assert "dvc repro --force --single-item download" in caplog.text
    assert place.target.read_bytes() == place.archive.read_bytes()


def test_chars74k_does_not_fall_back(place: Place, parameters: DatasetParameters) -> None:
    with pytest.raises(DownloadError, match="CHARS74K_ARCHIVE"):
        place.obtain(dataclasses.replace(parameters, source="chars74k"))
    assert place.rendered == 0


def test_typefaces_looks_nowhere_else(place: Place, parameters: DatasetParameters) -> None:
    place.dropped.write_bytes(b"never looked at")
    obtained = place.obtain(dataclasses.replace(parameters, source="typefaces"))
    assert obtained.source == "typefaces"
    assert place.rendered == 1
