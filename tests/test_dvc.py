"""The project's own dvc.yaml, run by the `dvc` command in a copy of the repository in little."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from alpr.dataset.archive import Layout
from alpr.dataset.typefaces import TypefaceParameters, render_archive
from alpr.files import md5
from alpr.parameters import build

pytest.importorskip("dvc.cli")

# Each stage imports TensorFlow or DVC anew; a busy machine takes several times as long.
pytestmark = pytest.mark.timeout(1800)

ROOT = Path(__file__).parents[1]
PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text())
STAGES = {
    f"{name}@paper" if "matrix" in PIPELINE["stages"][name] else name: name
    for name in PIPELINE["stages"]
}
DROPPED = "data/external/EnglishFnt.tgz"
COPIED = (
    ".dvc/config",
    ".dvc/.gitignore",
    ".dvcignore",
    ".gitignore",
    "data/collections/README.md",
    "data/external/README.md",
    "data/overrides.yaml",
    "dvc.yaml",
)
QUEUE_SECONDS = 600


@dataclass(frozen=True)
class Project:
    """A repository with the pipeline in it."""

    folder: Path

    def run(self, *command: str) -> str:
        """Run a command that must succeed; return all that it printed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout

    def dvc(self, *arguments: str) -> str:
        return self.run("dvc", *arguments)

    def commit(self, message: str) -> None:
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", message)

    def of_experiment(self, name: str, path: str) -> str:
        """Return the text of a file that an experiment has committed."""
        (ref,) = self.run(
            "git", "for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}"
        ).split()
        return self.run("git", "show", f"{ref}:{path}")

    def source(self) -> str:
        facts = json.loads((self.folder / "metrics/dataset.json").read_text())
        return str(facts["source"])


def ran(output: str) -> set[str]:
    """Names of the stages that DVC ran."""
    return {name for stage, name in STAGES.items() if f"Running stage '{stage}'" in output}


@pytest.fixture(autouse=True, scope="module")
def _isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's settings of Git, DVC and this project out of the tests."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text("[user]\nname = toy\nemail = toy@example.org\n")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CHARS74K_ARCHIVE", "DVC_ROOT", "DVC_STAGE", "PYTHONPATH"):
            patch.delenv(name, raising=False)
        patch.setenv("ALPR_TRACKING", "off")
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        for name in ("GLOBAL_CONFIG", "SYSTEM_CONFIG", "SITE_CACHE"):
            patch.setenv(f"DVC_{name}_DIR", str(home / name))
        yield


@pytest.fixture(scope="module")
def auto_params(small_params: dict[str, Any]) -> dict[str, Any]:
    """Small parameters that take a dropped archive, else the stand-in, and never the web."""
    download = small_params["dataset"]["download"] | {"urls": [], "bytes_least": 1}
    dataset = small_params["dataset"] | {"source": "auto", "download": download}
    return small_params | {"dataset": dataset}


def new_project(folder: Path, params: dict[str, Any]) -> Project:
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "params.yaml").write_text(yaml.safe_dump(params))
    project = Project(folder)
    project.run("git", "init", "--quiet")
    project.commit("The pipeline")
    return project


@pytest.fixture(scope="module")
def first(
    tmp_path_factory: pytest.TempPathFactory, auto_params: dict[str, Any]
) -> tuple[Project, str]:
    """A project whose stages have all run and are committed, and what DVC said."""
    project = new_project(tmp_path_factory.mktemp("all stages"), auto_params)
    output = project.dvc("repro")
    project.commit("The first run")
    return project, output


@pytest.fixture(scope="module")
def project(first: tuple[Project, str]) -> Project:
    return first[0]


@pytest.fixture(scope="module")
def experiment(project: Project) -> str:
    """What DVC said of an experiment with another learning rate, whose results lie there since."""
    return project.dvc(
        "exp", "run", "--name", "faster", "--set-param", "train.paper.learning_rate=0.003"
    )


def test_repro_runs_every_stage(first: tuple[Project, str]) -> None:
    assert ran(first[1]) == set(PIPELINE["stages"])


def test_a_second_repro_runs_nothing(project: Project) -> None:
    # Run before the experiment or after it: both leave everything up to date.
    output = project.dvc("repro")
    assert "Data and pipelines are up to date" in output
    assert not ran(output)
    assert "Data and pipelines are up to date" in project.dvc("status")


def test_metrics_show_has_the_test_accuracy(project: Project) -> None:
    shown = json.loads(project.dvc("metrics", "show", "--json"))
    files = shown[""]["data"]
    assert 0 <= files["metrics/evaluate/paper.json"]["data"]["test"]["strict"]["rate"] <= 1


def test_the_graph_fits_a_screen(project: Project) -> None:
    lines = project.dvc("dag").splitlines()
    assert len(lines) <= 60
    assert max(len(line.rstrip()) for line in lines) <= 80


def test_an_experiment_runs_what_depends_on_the_parameter(experiment: str) -> None:
    assert ran(experiment) == {"train", "evaluate", "score", "package", "report"}


@pytest.mark.usefixtures("experiment")
def test_params_diff_names_the_parameter(project: Project) -> None:
    (change,) = json.loads(project.dvc("params", "diff", "--json"))["params.yaml"].items()
    assert change == ("train.paper.learning_rate", {"old": 0.001, "new": 0.003, "diff": 0.002})


@pytest.mark.usefixtures("experiment")
def test_metrics_diff_has_the_validation_loss(project: Project) -> None:
    changes = json.loads(project.dvc("metrics", "diff", "--json"))
    assert "validation_loss" in changes["metrics/train/paper.json"]


@pytest.mark.usefixtures("experiment")
def test_exp_show_lists_the_experiment(project: Project) -> None:
    rows = list(csv.DictReader(io.StringIO(project.dvc("exp", "show", "--csv"))))
    (row,) = [row for row in rows if row["Experiment"] == "faster"]
    assert float(row["train.paper.learning_rate"]) == 0.003


def test_plots_show_has_every_plot(project: Project) -> None:
    output = project.dvc("plots", "show")
    assert "ERROR" not in output
    assert "WARNING" not in output
    page = (project.folder / "dvc_plots" / "index.html").read_text()
    for plot in PIPELINE["plots"]:
        if isinstance(plot, str):
            assert Path(plot).name in page
        else:
            ((_, settings),) = plot.items()
            assert settings["title"] in page
    # Pages are made anew at will: Git must not see them as work that is not committed.
    assert not project.run("git", "ls-files", "--others", "--exclude-standard")


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory, auto_params: dict[str, Any]) -> Project:
    """A project in which the stand-in has been rendered, and no other stage has run."""
    project = new_project(tmp_path_factory.mktemp("stand in"), auto_params)
    project.dvc("repro", "download")
    project.commit("The stand-in")
    return project


@pytest.fixture
def downloads(stand_in: Project, tmp_path: Path) -> Project:
    """The project with the stand-in, to be changed by one test."""
    return Project(Path(shutil.copytree(stand_in.folder, tmp_path / "a project", symlinks=True)))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, auto_params: dict[str, Any]) -> Path:
    """An archive of the layout that is asked for, which is not the stand-in's."""
    path = tmp_path_factory.mktemp("elsewhere") / "mine.tgz"
    settings = build(TypefaceParameters, auto_params["typefaces"] | {"seed": 99}, "typefaces")
    render_archive(path, Layout(**auto_params["dataset"]["layout"]), settings)
    return path


def test_an_archive_is_dropped_and_taken_away(downloads: Project, archive: Path) -> None:
    raw = downloads.folder / "data/raw/EnglishFnt.tgz"
    stand_in = md5(raw)
    assert downloads.source() == "typefaces"

    shutil.copy(archive, downloads.folder / DROPPED)
    downloads.dvc("repro", "download")
    assert (downloads.source(), md5(raw)) == ("chars74k", md5(archive))

    (downloads.folder / DROPPED).unlink()
    downloads.dvc("repro", "download")
    assert (downloads.source(), md5(raw)) == ("typefaces", stand_in)


@pytest.mark.parametrize(
    ("reproduced", "options"),
    [
        # dvc.lock holds the archive and the copy has none: not the stand-in of the run before.
        (True, ()),
        # dvc.lock has not seen the archive yet, so that DVC must be told to bring it.
        (False, ("--copy-paths", DROPPED)),
    ],
)
def test_an_experiment_in_a_copy_has_the_dropped_archive(
    downloads: Project, archive: Path, reproduced: bool, options: tuple[str, ...]
) -> None:
    shutil.copy(archive, downloads.folder / DROPPED)
    if reproduced:
        downloads.dvc("repro", "download")
    downloads.dvc("exp", "run", "--temp", "--name", "copy", *options, "download")
    facts = json.loads(downloads.of_experiment("copy", "metrics/dataset.json"))
    assert (facts["source"], facts["md5"]) == ("chars74k", md5(archive))


def test_two_workers_run_the_queue(
    tmp_path_factory: pytest.TempPathFactory, auto_params: dict[str, Any]
) -> None:
    counts = {"two": 2, "four": 4}
    project = new_project(tmp_path_factory.mktemp("a queue"), auto_params)
    for name, count in counts.items():
        change = f"generate.national.count={count}"
        project.dvc("exp", "run", "--queue", "--name", name, "--set-param", change, "generate")
    assert "Started '2' new" in project.dvc("queue", "start", "--jobs", "2")
    try:
        wait_for_success(project, len(counts))
    finally:
        project.dvc("queue", "stop", "--kill")
    files = {}
    for name in counts:
        lock = yaml.safe_load(project.of_experiment(name, "dvc.lock"))
        (plates,) = (
            out for out in lock["stages"]["generate"]["outs"] if out["path"] == "data/plates"
        )
        files[name] = plates["nfiles"]
    assert files["four"] - files["two"] == 2


def wait_for_success(project: Project, count: int) -> None:
    """Wait until so many experiments of the queue have succeeded; none may fail."""
    end = time.monotonic() + QUEUE_SECONDS
    while time.monotonic() < end:
        status = project.dvc("queue", "status")
        assert "Failed" not in status, status
        if status.count("Success") == count:
            return
        time.sleep(2)
    pytest.fail(f"the queue was not done within {QUEUE_SECONDS} s")
