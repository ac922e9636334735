"""The download stage: an archive at hand, and the truth about it in the metrics."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from alpr.dataset.archive import ArchiveError, Layout
from alpr.dataset.typefaces import TypefaceParameters, render_archive
from alpr.files import md5
from alpr.parameters import ParameterError, build
from alpr.stages import download

ROOT = Path(__file__).parents[2]
LAYOUT = {"classes": 2, "faces": 4, "side": 24}


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The project's parameters with a tiny layout and no URL, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHARS74K_ARCHIVE", raising=False)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    params: dict[str, Any] = yaml.safe_load((ROOT / "params.yaml").read_text())
    params["dataset"]["layout"] = LAYOUT
    params["dataset"]["download"] |= {"urls": [], "bytes_least": 1, "tries": 1}
    params["typefaces"]["processes"] = 1
    return params


def run(params: dict[str, Any]) -> dict[str, Any]:
    Path("params.yaml").write_text(yaml.safe_dump(params))
    download.main()
    facts: dict[str, Any] = json.loads(download.METRICS.read_text())
    return facts


@pytest.fixture
def archive(tmp_path: Path, params: dict[str, Any]) -> Path:
    path = tmp_path / "elsewhere" / "mine.tgz"
    settings = build(TypefaceParameters, params["typefaces"] | {"seed": 99}, "typefaces")
    render_archive(path, Layout(**LAYOUT), settings)
    return path


def test_auto_without_anything_renders_the_stand_in(params: dict[str, Any]) -> None:
    facts = run(params)
    assert facts["source"] == "typefaces"
    assert "font-roboto" in facts["origin"]
    assert facts["md5"] == md5(download.ARCHIVE)
    assert (facts["classes"], facts["images_per_class"]) == (2, 4)
    assert len(facts["content_sha256"]) == 64


def test_a_dropped_archive_is_taken_and_taking_it_away_is_noticed(
    params: dict[str, Any], archive: Path
) -> None:
    stand_in = run(params)
    download.DROPPED.parent.mkdir(parents=True)
    shutil.copy(archive, download.DROPPED)
    facts = run(params)
    assert (facts["source"], facts["origin"]) == ("chars74k", "data/external/EnglishFnt.tgz")
    assert facts["md5"] == md5(archive)
    download.DROPPED.unlink()
    assert run(params) == stand_in


def test_an_archive_named_by_the_environment_is_taken(
    params: dict[str, Any], archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARS74K_ARCHIVE", str(archive))
    facts = run(params)
    assert facts["source"] == "chars74k"
    assert str(archive.parent) not in json.dumps(facts), "a user's folders stay out of the metrics"


def test_a_broken_dropped_archive_stops_the_stage(params: dict[str, Any]) -> None:
    download.DROPPED.parent.mkdir(parents=True)
    download.DROPPED.write_bytes(b"half of it")
    with pytest.raises(ArchiveError, match=r"data/external/EnglishFnt\.tgz cannot be used"):
        run(params)
    assert not download.METRICS.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [("source", "surrey"), ("layout", {"classes": 0, "faces": 4, "side": 24}), ("sorce", "auto")],
)
def test_a_wrong_parameter_is_named(params: dict[str, Any], key: str, value: object) -> None:
    params["dataset"][key] = value
    with pytest.raises(ParameterError, match=f"dataset.{key}"):
        run(params)
