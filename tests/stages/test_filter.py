"""The filter stage on a small stand-in: lists, counts, sheets, overrides, the same every time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest
import yaml

from alpr.dataset.archive import Layout
from alpr.dataset.curation import Overrides
from alpr.dataset.manifest import read_manifest, read_removed
from alpr.dataset.typefaces import TypefaceParameters, render_archive
from alpr.files import md5, read_csv
from alpr.parameters import ParameterError, build, read_parameters
from alpr.stages import filter as filter_stage

ROOT = Path(__file__).parents[2]
LAYOUT = {"classes": 37, "faces": 12, "side": 40}
"""One class more than digits and capitals: small letters must stay out. 432 images are left."""

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    params = yaml.safe_load((ROOT / "params.yaml").read_text())["typefaces"] | {"processes": 1}
    path = tmp_path_factory.mktemp("filter") / "EnglishFnt.tgz"
    render_archive(path, Layout(**LAYOUT), build(TypefaceParameters, params, "typefaces"))
    return path


@pytest.fixture
def run(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the stage with the project's parameters made small; return its metrics."""
    monkeypatch.chdir(tmp_path)
    filter_stage.ARCHIVE.parent.mkdir(parents=True)
    filter_stage.ARCHIVE.symlink_to(archive)
    filter_stage.DATASET.parent.mkdir()
    filter_stage.DATASET.write_text('{"source": "typefaces"}')
    params = yaml.safe_load((ROOT / "params.yaml").read_text())
    params["dataset"]["layout"] = LAYOUT
    params["filter"]["scoring"] |= {"folds": 2, "epochs": 1, "batch": 32}
    params["filter"]["rule"] |= {"keep_images": 380, "whole_faces": 1, "class_least": 9}
    params["split"] |= {"train": 300, "validation": 40, "test": 40}

    def stage(overrides: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        for key, value in changes.items():
            params[key] |= value
        Path("params.yaml").write_text(yaml.safe_dump(params))
        filter_stage.OVERRIDES.write_text(yaml.safe_dump({"typefaces": overrides or {}}))
        filter_stage.main()
        metrics: dict[str, Any] = json.loads(filter_stage.METRICS.read_text())
        return metrics

    return stage


def test_lists_counts_and_sheets_agree(run: Run) -> None:
    metrics = run()
    kept = read_manifest(Path("data/filtered/manifest.csv"))
    removed = read_removed(Path("data/filtered/removed.csv"))
    assert (len(kept), len(removed)) == (380, 52) == (metrics["kept"], metrics["removed"])
    assert not set(kept) & set(removed)
    assert {name.class_index for name in kept} == set(range(36))
    assert metrics["split"] == {"train": 300, "validation": 40, "test": 40}
    assert metrics["removed_by"] == {"image": 16, "typeface": 36}
    assert sum(metrics["per_class"].values()) == 380
    assert metrics["per_class_least"] == min(metrics["per_class"].values()) >= 9
    assert metrics["unseen_fonts"]["strict"]["n"] == 432
    assert (
        metrics["unseen_fonts"]["merged"]["correct"] >= metrics["unseen_fonts"]["strict"]["correct"]
    )
    for sheet in ("removed", "barely_kept", "kept_sample"):
        assert cv2.imread(f"data/filtered/sheets/{sheet}.png") is not None


def test_the_same_seed_gives_the_same_files(run: Run) -> None:
    run()
    files = [path for path in sorted(Path("data/filtered").rglob("*")) if path.is_file()]
    first = [md5(path) for path in files]
    run()
    assert [md5(path) for path in files] == first


def test_the_hand_wins_over_the_rule(run: Run) -> None:
    run()
    worst = next(row for row in read_csv(Path("data/filtered/removed.csv")))["image"]
    metrics = run({"keep": {"images": [worst]}, "drop": {"faces": [2]}})
    assert metrics["kept"] == 380
    assert metrics["removed_by"]["hand"] == 36
    kept = read_manifest(Path("data/filtered/manifest.csv"))
    assert worst in {name.image for name in kept}
    assert not [name for name in kept if name.face == 2]


def test_a_split_that_does_not_fit_the_number_kept_is_told_before_the_slow_part(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filter_stage, "read_glyphs", None)  # to call it would be a TypeError
    with pytest.raises(ParameterError) as caught:
        run(split={"train": 301})
    for part in ("params.yaml: filter.rule.keep_images is 380", "split.train", "make 381"):
        assert part in str(caught.value)


@pytest.mark.parametrize("overrides", [{"kep": {}}, {"keep": {"faces": ["one"]}}])
def test_a_slip_in_the_overrides_is_named(run: Run, overrides: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=r"overrides\.yaml: typefaces"):
        run(overrides)


def test_the_projects_overrides_can_be_read() -> None:
    for source in ("chars74k", "typefaces"):
        read_parameters(Overrides, source, ROOT / "data" / "overrides.yaml")
