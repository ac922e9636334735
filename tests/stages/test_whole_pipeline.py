"""Every stage, one after the other, on a small stand-in: what one writes the next can read."""

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from alpr import parameters

ROOT = Path(__file__).parents[2]
PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]

ORIGINAL_READ_KEY = parameters.read_key

STAGES = [
    ("download",),
    ("filter",),
    ("preprocess",),
    ("train", "paper"),
    ("evaluate", "paper"),
    ("generate",),
    ("score", "paper"),
    ("package",),
    ("report",),
]


@pytest.fixture(scope="module")
def workspace(
    tmp_path_factory: pytest.TempPathFactory, small_params: dict[str, Any]
) -> Iterator[Path]:
    """A folder in which every stage has run, tracked in a database of its own."""
    folder = tmp_path_factory.mktemp("a pipeline")
    small_params["collections"].append("data/plates/nowhere")
    (folder / "params.yaml").write_text(yaml.safe_dump(small_params))
    for name in ("external", "collections"):
        (folder / "data" / name).mkdir(parents=True)
    shutil.copy(ROOT / "data/overrides.yaml", folder / "data/overrides.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DVC_ROOT", str(folder))
        patch.delenv("CHARS74K_ARCHIVE", raising=False)
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setenv("ALPR_TRACKING", "on")
        for stage, *arguments in STAGES:
            patch.setattr(sys, "argv", [stage, *arguments])
            module = importlib.import_module(f"alpr.stages.{stage}")
            record_reading(patch, stage, module)
            module.main()
        yield folder


READ: dict[str, set[str]] = {stage: set() for stage, *_ in STAGES}
"""The keys of params.yaml that each stage asked for."""


def record_reading(patch: pytest.MonkeyPatch, stage: str, module: ModuleType) -> None:
    def read_key(key: str, path: Path = parameters.PARAMS) -> Any:
        if path == parameters.PARAMS:
            READ[stage].add(key)
        return original(key, path)

    original = ORIGINAL_READ_KEY
    patch.setattr(parameters, "read_key", read_key)
    if hasattr(module, "read_key"):
        patch.setattr(module, "read_key", read_key)


def outputs(name: str) -> list[str]:
    stage = PIPELINE[name]
    entries = [*stage["outs"], *stage.get("metrics", [])]
    paths = [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]
    return [path.replace("${item.recipe}", "paper") for path in paths]


@pytest.mark.parametrize("stage", [stage for stage, *_ in STAGES])
def test_a_stage_reads_the_parameters_that_it_declares(workspace: Path, stage: str) -> None:
    declared = [key.replace("${item.recipe}", "paper") for key in PIPELINE[stage].get("params", [])]
    # The whole file is read by train for the tracked run alone; it decides nothing.
    read = READ[stage] - {""}
    hidden = [key for key in read if not any(f"{key}.".startswith(f"{one}.") for one in declared)]
    needless = [one for one in declared if not any(f"{key}.".startswith(f"{one}.") for key in read)]
    assert not hidden
    assert not needless


@pytest.mark.parametrize("stage", [stage for stage, *_ in STAGES])
def test_a_stage_writes_its_outputs(workspace: Path, stage: str) -> None:
    missing = [path for path in outputs(stage) if not (workspace / path).exists()]
    assert not missing


def test_no_stage_writes_anything_else(workspace: Path) -> None:
    declared = [workspace / path for stage, *_ in STAGES for path in outputs(stage)]
    written = [
        path
        for folder in ("data", "models", "metrics")
        for path in (workspace / folder).rglob("*")
        if path.is_file() and path.name != "overrides.yaml"
    ]
    stray = [path for path in written if not any(path.is_relative_to(out) for out in declared)]
    assert not stray


def test_the_figures_belong_together(workspace: Path) -> None:
    evaluation = json.loads((workspace / "metrics/evaluate/paper.json").read_text())
    assert evaluation["test"]["strict"]["n"] == 90
    assert evaluation["removed"]["strict"]["n"] == 720 - 680
    assert evaluation["export"]["max_difference"] < 1e-5
    scores = json.loads((workspace / "metrics/score/paper.json").read_text())
    assert {name: score["total"] for name, score in scores.items()} == {"national": 3, "usa": 3}
    report = (workspace / "metrics/report.md").read_text()
    assert "stand-in" in report
    assert evaluation["model_md5"] in report


def test_one_tracked_run_carries_through(workspace: Path) -> None:
    from mlflow.tracking import MlflowClient

    client = MlflowClient(f"sqlite:///{workspace}/mlflow.db")
    (experiment,) = client.search_experiments(filter_string="name = 'alpr'")
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params["train.paper.batch_size"] == "50"
    assert run.data.tags["dataset.source"] == "typefaces"
    for metric in ("validation_accuracy", "test_accuracy", "national_plates", "usa_plates"):
        assert metric in run.data.metrics
    points = client.get_metric_history(run.info.run_id, "training_loss")
    assert [point.step for point in points] == [0, 10, 20, 30]
    (version,) = client.search_model_versions("name = 'plate-cnn'")
    assert version.run_id == run.info.run_id
