"""Every stage, one after the other, on a small stand-in: what one writes the next can read."""

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]

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


def small(params: dict[str, Any]) -> dict[str, Any]:
    """The project's own parameters, with a fiftieth of the images and of the training."""
    params["dataset"] |= {"source": "typefaces", "layout": {"classes": 62, "faces": 20, "side": 64}}
    params["typefaces"]["processes"] = 1
    params["filter"]["scoring"] |= {"folds": 2, "epochs": 1}
    params["filter"]["rule"] |= {"keep_images": 680, "whole_faces": 1, "class_least": 10}
    params["split"] |= {"train": 500, "validation": 90, "test": 90}
    paper = params["train"]["paper"]
    paper["network"] |= {"filters": [4, 8], "dense_units": 32}
    paper |= {"iterations": 30, "batch_size": 50, "average_last": 5, "watch_every": 10}
    paper |= {"learning_rate": 0.001, "checkpoint_every": 10}
    params["generate"] = {name: {"count": 3, "seed": 1} for name in ("national", "usa")}
    params["collections"].append("data/plates/nowhere")
    return params


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which every stage has run, tracked in a database of its own."""
    folder = tmp_path_factory.mktemp("a pipeline")
    params = small(yaml.safe_load((ROOT / "params.yaml").read_text()))
    (folder / "params.yaml").write_text(yaml.safe_dump(params))
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
            importlib.import_module(f"alpr.stages.{stage}").main()
        yield folder


def outputs(name: str) -> list[str]:
    stage = PIPELINE[name]
    entries = [*stage["outs"], *stage.get("metrics", [])]
    paths = [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]
    return [path.replace("${item.recipe}", "paper") for path in paths]


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
