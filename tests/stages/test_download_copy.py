"""A queued experiment runs in a copy without what Git ignores, and finds the dropped archive."""

from pathlib import Path

import pytest

from alpr.stages import download


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository; the current folder is its copy."""
    (tmp_path / "copy").mkdir()
    monkeypatch.chdir(tmp_path / "copy")
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    return tmp_path


def test_nothing_was_dropped(repository: Path) -> None:
    download.bring_dropped()
    assert not download.DROPPED.exists()


def test_the_dropped_archive_is_linked(repository: Path) -> None:
    dropped = repository / download.DROPPED
    dropped.parent.mkdir(parents=True)
    dropped.write_bytes(b"archive")
    download.bring_dropped()
    download.bring_dropped()  # run again: the link is there already
    assert download.DROPPED.read_bytes() == b"archive"


def test_in_the_repository_itself_nothing_is_linked(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    download.DROPPED.parent.mkdir(parents=True)
    download.DROPPED.write_bytes(b"archive")
    download.bring_dropped()
    assert not download.DROPPED.is_symlink()
