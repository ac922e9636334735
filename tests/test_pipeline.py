"""The pipelines say the truth: each stage depends on every module that it imports, on no other."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
PIPELINES = (
    "dvc.yaml",
    "line/dvc.yaml",
    "robust/dvc.yaml",
    "locator/dvc.yaml",
    "line/ablation/dvc.yaml",
)


def stages_of(pipeline: str) -> dict[str, Any]:
    stages: dict[str, Any] = yaml.safe_load((ROOT / pipeline).read_text())["stages"]
    return stages


STAGES = [(pipeline, name) for pipeline in PIPELINES for name in stages_of(pipeline)]


def module_file(name: str) -> Path | None:
    path = SRC / Path(*name.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def imported(path: Path) -> set[Path]:
    """Modules of alpr that one file imports anywhere in it, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from alpr import charts` names a module, `from alpr.boxes import Box` does not.
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        found |= {file for name in names if name.startswith("alpr") and (file := module_file(name))}
    return found


def closure(path: Path) -> set[Path]:
    """All modules behind one file; packages' own files hold no code that a stage runs."""
    seen: set[Path] = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current in seen or current.name == "__init__.py":
            continue
        seen.add(current)
        waiting.extend(imported(current))
    return seen


def stage_module(stage: dict[str, Any]) -> Path:
    (name,) = (word for word in stage["cmd"].split() if word.startswith("alpr.stages."))
    path = module_file(name)
    assert path, f"{name} is not there"
    return path


@pytest.mark.parametrize(("pipeline", "name"), STAGES)
def test_a_stage_lists_the_modules_it_imports(pipeline: str, name: str) -> None:
    stage = stages_of(pipeline)[name]
    expected = {str(path.relative_to(ROOT)) for path in closure(stage_module(stage))}
    listed = {dep for dep in stage["deps"] if dep.startswith("src/")}
    missing, needless = sorted(expected - listed), sorted(listed - expected)
    assert not missing, f"add to the deps of {name} in {pipeline}:\n" + "\n".join(missing)
    assert not needless, f"remove from the deps of {name} in {pipeline}:\n" + "\n".join(needless)


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_every_stage_script_is_a_stage(pipeline: str) -> None:
    scripts = {
        path.stem
        for path in (SRC / "alpr" / "stages" / Path(pipeline).parent.name).glob("*.py")
        if '__name__ == "__main__"' in path.read_text()
    }
    assert scripts == set(stages_of(pipeline))


@pytest.mark.parametrize(("pipeline", "name"), STAGES)
def test_a_stage_runs_in_the_root_and_says_what_it_does(pipeline: str, name: str) -> None:
    stage = stages_of(pipeline)[name]
    # Paths and PYTHONPATH count from the repository's root.
    up = [".."] * len(Path(pipeline).parent.parts)
    assert stage.get("wdir") == ("/".join(up) or None)
    assert stage.get("desc"), f"{name} has no desc"
    doc = ast.get_docstring(ast.parse(stage_module(stage).read_text())) or ""
    assert doc.startswith(f"Stage {name}: "), f"the docstring of {name} begins otherwise"
