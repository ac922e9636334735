"""Releasing: two versions of a toy model through the real remote settings and real remotes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from alpr import release

dvc_cli = pytest.importorskip("dvc.cli")

ROOT = Path(__file__).parents[1]
MODEL = "models/plate-cnn"
COPY = "import pathlib, shutil; shutil.copytree('exported', 'models/plate-cnn', dirs_exist_ok=True)"
AWS = {
    "AWS_ACCESS_KEY_ID": "toy",
    "AWS_SECRET_ACCESS_KEY": "toy",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


@pytest.fixture(autouse=True, scope="module")
def _isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's own Git and DVC settings, and DVC's site-wide cache, out of the tests."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text("[user]\nname = toy\nemail = toy@example.org\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        for name in ("GLOBAL_CONFIG", "SYSTEM_CONFIG", "SITE_CACHE"):
            patch.setenv(f"DVC_{name}_DIR", str(home / name))
        for name, value in AWS.items():
            patch.setenv(name, value)
        yield


@dataclass(frozen=True)
class Project:
    """A Git and DVC repository in little, with this project's remote and its artifact."""

    folder: Path

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def dvc(self, *arguments: str) -> int:
        return run_dvc(self.folder, *arguments)

    def make_version(self, text: str, source: str = "chars74k") -> None:
        """Train a new network, which here means to write a text, and commit what came of it."""
        exported = self.folder / "exported"
        exported.mkdir(exist_ok=True)
        (exported / "network.onnx").write_text(text)
        (exported / "model.json").write_text(json.dumps({"source": source}))
        assert self.dvc("repro", "--quiet") == 0
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", text)

    def clone(self, folder: Path) -> "Project":
        self.git("clone", "--quiet", str(self.folder), str(folder))
        return Project(folder)

    def network(self) -> str:
        return (self.folder / MODEL / "network.onnx").read_text()


def run_dvc(folder: Path, *arguments: str) -> int:
    """Run DVC in this process, which saves its start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        code: int = dvc_cli.main(list(arguments))
    return code


def new_project(folder: Path, **remote: str) -> Project:
    """Make a project with the settings of .dvc/config and dvc.yaml as they are here.

    Another remote is set by the very commands of the README.
    """
    project = Project(folder)
    (folder / ".dvc").mkdir(parents=True)
    for name in (".dvc/config", ".dvc/.gitignore", ".dvcignore"):
        shutil.copy(ROOT / name, folder / name)
    real: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text())
    package = {
        "cmd": f'python -c "{COPY}"',
        "deps": ["exported"],
        "outs": real["stages"]["package"]["outs"],
    }
    # What is not released must never get into the remote.
    other = {"cmd": "python -c \"open('other', 'w').write('big')\"", "outs": ["other"]}
    pipeline = {"stages": {"package": package, "other": other}, "artifacts": real["artifacts"]}
    (folder / "dvc.yaml").write_text(yaml.safe_dump(pipeline))
    project.git("init", "--quiet")
    for option, value in remote.items():
        assert project.dvc("remote", "modify", "release", option, value) == 0
    return project


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two versions released by `make release`, into the remote that Git keeps."""
    project = new_project(tmp_path_factory.mktemp("released project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        for version, text in (("1.0.0", "first"), ("1.1.0", "second")):
            project.make_version(text)
            release.release("plate-cnn", version)
    return project


@pytest.fixture
def copy(released: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the released project, cache and all, to spoil; the current directory."""
    folder = tmp_path / "copy"
    shutil.copytree(released.folder, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return Project(folder)


def test_a_fresh_clone_pulls_each_version(released: Project, tmp_path: Path) -> None:
    clone = released.clone(tmp_path / "clone")
    assert clone.dvc("pull", MODEL) == 0
    assert clone.network() == "second"
    clone.git("checkout", "--quiet", "plate-cnn@v1.0.0")
    assert clone.dvc("pull", MODEL) == 0
    assert clone.network() == "first"
    # The rest of the pipeline is nowhere to be had, and need not be.
    assert clone.dvc("pull", "--allow-missing") == 0
    assert not (clone.folder / "other").exists()


def test_the_remote_in_git_holds_the_released_versions_alone(released: Project) -> None:
    files = released.git("ls-files", "release").splitlines()
    contents = {(released.folder / file).read_text() for file in files}
    listings = {text for text in contents if text.startswith("[")}
    assert len(listings) == 2
    assert contents - listings == {"first", "second", '{"source": "chars74k"}'}
    assert released.git("status", "--porcelain") == ""
    assert released.git("tag").split() == ["plate-cnn@v1.0.0", "plate-cnn@v1.1.0"]
    # GTO finds versions by annotated tags.
    assert released.git("cat-file", "-t", "plate-cnn@v1.0.0").strip() == "tag"


def test_get_brings_both_versions_out_of_the_remote_in_git(
    released: Project, tmp_path: Path
) -> None:
    """Its path is relative to the clone, so `dvc get` must be told where the clone is."""
    clone = released.clone(tmp_path / "clone")
    place = ("--remote", "release", "--remote-config", f"url={clone.folder / 'release'}")
    check_both_versions(str(clone.folder), tmp_path, place)


def check_both_versions(url: str, folder: Path, place: tuple[str, ...] = ()) -> None:
    for version, text in (("v1.0.0", "first"), ("v1.1.0", "second")):
        by_path, by_name = f"path-{version}", f"name-{version}"
        tag = f"plate-cnn@{version}"
        assert run_dvc(folder, "get", url, MODEL, "--rev", tag, "--out", by_path, *place) == 0
        wanted = ("plate-cnn", "--rev", version, "--out", by_name)
        assert run_dvc(folder, "artifacts", "get", url, *wanted, *place) == 0
        for name in (by_path, by_name):
            assert (folder / name / "network.onnx").read_text() == text


@pytest.fixture(params=["folder", "s3"])
def team_remote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Options of a remote of the team's own."""
    if request.param == "folder":
        yield {"url": str(tmp_path / "team storage")}
        return
    boto3 = pytest.importorskip("boto3")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    place = {"LocationConstraint": AWS["AWS_DEFAULT_REGION"]}
    storage = boto3.client("s3", endpoint_url=address)
    storage.create_bucket(Bucket="team", CreateBucketConfiguration=place)
    yield {"url": "s3://team/alpr", "endpointurl": address}
    server.stop()


def test_a_team_uses_its_own_remote(team_remote: dict[str, str], tmp_path: Path) -> None:
    """From any address of the repository, since the remote is reachable from everywhere."""
    project = new_project(tmp_path / "project", **team_remote)
    for version, text in (("v1.0.0", "first"), ("v1.1.0", "second")):
        project.make_version(text)
        assert project.dvc("push", "--remote", "release", MODEL) == 0
        project.git("tag", "--annotate", f"plate-cnn@{version}", "--message", "as gto does")
    assert not (project.folder / "release").exists()
    clone = project.clone(tmp_path / "clone")
    assert clone.dvc("pull", MODEL) == 0
    assert clone.network() == "second"
    check_both_versions(f"file://{project.folder}", tmp_path)


def test_what_is_not_released_goes_to_the_teams_default_remote(
    copy: Project, tmp_path: Path
) -> None:
    storage = tmp_path / "team storage"
    assert copy.dvc("remote", "add", "--local", "--default", "team", str(storage)) == 0
    assert copy.dvc("push") == 0
    assert {path.read_text() for path in storage.rglob("*") if path.is_file()} == {"big"}
    assert copy.git("status", "--porcelain") == ""


def test_releasing_the_same_again_does_nothing(copy: Project) -> None:
    before = copy.git("rev-parse", "HEAD", "--tags")
    release.release("plate-cnn", "1.1.0")
    assert copy.git("rev-parse", "HEAD", "--tags") == before


def test_a_release_cut_off_in_its_push_is_finished(copy: Project) -> None:
    copy.make_version("third")
    assert copy.dvc("push", MODEL) == 0
    new = copy.git("ls-files", "--others", "release").split()
    (listing,) = (name for name in new if name.endswith(".dir"))
    (copy.folder / listing).unlink()  # DVC pushes the list of the files last
    assert copy.git("status", "--porcelain", "release") != ""
    release.release("plate-cnn", "1.2.0")
    assert copy.git("status", "--porcelain") == ""
    assert "plate-cnn@v1.2.0" in copy.git("tag", "--points-at", "HEAD")


@pytest.mark.parametrize("version", ["", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0 2"])
def test_a_version_must_be_three_numbers(version: str) -> None:
    with pytest.raises(release.ReleaseError, match="make release VERSION="):
        release.release("plate-cnn", version)


def no_model(project: Project) -> None:
    shutil.rmtree(project.folder / MODEL)


def stand_in(project: Project) -> None:
    project.make_version("third", source="typefaces")


def uncommitted_code(project: Project) -> None:
    (project.folder / "code.py").write_text("new")


def not_reproduced(project: Project) -> None:
    (project.folder / "exported" / "network.onnx").write_text("third")
    project.git("commit", "--all", "--quiet", "--message", "a new network")


def stray_file(project: Project) -> None:
    stray = project.folder / "release" / "files" / "md5" / "00" / "stray"
    stray.parent.mkdir()
    stray.write_text("data")


@pytest.mark.parametrize(
    ("spoil", "version", "message"),
    [
        (no_model, "1.2.0", "run `make repro`"),
        (stand_in, "1.2.0", "learned from 'typefaces'"),
        (uncommitted_code, "1.2.0", r"commit or undo.*\n.*code.py"),
        (not_reproduced, "1.2.0", r"run `make repro` and commit:\n  package"),
        (stray_file, "1.2.0", r"files of no version.*\n.*00/stray"),
        (lambda project: project.make_version("third"), "1.0.0", "taken by another model"),
    ],
)
def test_what_must_not_be_released_is_refused(
    spoil: Any, version: str, message: str, copy: Project
) -> None:
    spoil(copy)
    tags = copy.git("tag")
    with pytest.raises(release.ReleaseError, match=message):
        release.release("plate-cnn", version)
    assert copy.git("tag") == tags


def test_a_second_model_has_a_pipeline_and_versions_of_its_own(
    copy: Project, tmp_path: Path
) -> None:
    real: dict[str, Any] = yaml.safe_load((ROOT / "line/dvc.yaml").read_text())
    package = {
        "wdir": "..",
        "cmd": f'python -c "{COPY.replace("plate-cnn", "plate-line")}"',
        "deps": ["exported"],
        "outs": real["stages"]["package"]["outs"],
    }
    (copy.folder / "line").mkdir()
    (copy.folder / "line/dvc.yaml").write_text(yaml.safe_dump({"stages": {"package": package}}))
    assert copy.dvc("repro", "--quiet", "line/dvc.yaml") == 0
    copy.git("add", "--all")
    copy.git("commit", "--quiet", "--message", "a reader of whole plates")
    release.release("plate-line", "1.0.0")
    assert copy.git("tag", "--points-at", "HEAD").split() == ["plate-line@v1.0.0"]
    clone = copy.clone(tmp_path / "clone")
    assert clone.dvc("pull", "models/plate-line") == 0
    assert (clone.folder / "models/plate-line/network.onnx").read_text() == "second"
    # The other model's next version takes these files for what they are.
    copy.make_version("third")
    release.release("plate-cnn", "1.2.0")
    assert "plate-cnn@v1.2.0" in copy.git("tag", "--points-at", "HEAD")


def test_a_model_must_be_one_of_ours(copy: Project) -> None:
    with pytest.raises(release.ReleaseError, match="MODEL must be plate-cnn or"):
        release.release("plate-nothing", "1.0.0")
