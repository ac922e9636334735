"""line/dvc.yaml says the truth, as tests/test_pipeline.py checks for the first pipeline."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from alpr.parameters import read_parameters
from alpr.stages.line.evaluate import LineEvaluateParameters
from alpr.stages.line.pages import PagesParameters
from alpr.stages.line.train import LineTrainParameters

ROOT = Path(__file__).parents[2]
PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "line" / "dvc.yaml").read_text())
STAGES: dict[str, Any] = PIPELINE["stages"]


@pytest.fixture(scope="module")
def checks() -> ModuleType:
    """The first pipeline's test: it knows how to follow imports."""
    spec = importlib.util.spec_from_file_location("checks", ROOT / "tests" / "test_pipeline.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_the_modules_it_imports(name: str, checks: ModuleType) -> None:
    stage = STAGES[name]
    found = checks.closure(checks.stage_module(stage))
    expected = {str(path.relative_to(ROOT)) for path in found}
    listed = {dep for dep in stage["deps"] if dep.startswith("src/")}
    missing, needless = sorted(expected - listed), sorted(listed - expected)
    assert not missing, f"add to the deps of {name} in line/dvc.yaml:\n" + "\n".join(missing)
    assert not needless, f"remove from the deps of {name}:\n" + "\n".join(needless)


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_runs_in_the_root_and_says_what_it_does(name: str, checks: ModuleType) -> None:
    stage = STAGES[name]
    assert stage["wdir"] == "..", "paths and PYTHONPATH count from the repository's root"
    assert stage["desc"]
    doc = ast.get_docstring(ast.parse(checks.stage_module(stage).read_text())) or ""
    assert doc.startswith(f"Stage {name}: ")


def test_every_stage_script_is_a_stage() -> None:
    scripts = {
        path.stem
        for path in (ROOT / "src" / "alpr" / "stages" / "line").glob("*.py")
        if '__name__ == "__main__"' in path.read_text()
    }
    assert scripts == set(STAGES)


def test_the_parameters_are_valid() -> None:
    params = ROOT / "line" / "params.yaml"
    for kind, key in (
        (PagesParameters, "line_pages"),
        (LineTrainParameters, "line_train"),
        (LineEvaluateParameters, "line_evaluate"),
    ):
        read_parameters(kind, key, params)


def test_watched_and_measured_plates_are_never_learnt_from() -> None:
    params = ROOT / "line" / "params.yaml"
    train = read_parameters(LineTrainParameters, "line_train", params)
    evaluate = read_parameters(LineEvaluateParameters, "line_evaluate", params)
    streams = {train.training.seed, train.watch.seed, evaluate.seed, evaluate.calibration_seed}
    assert len(streams) == 4
    faces = {train.faces.seed, train.watch.faces.seed, evaluate.faces.seed}
    assert len(faces) == 3
