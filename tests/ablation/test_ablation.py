"""The ablation: variants differ as they say, and the pipeline runs from a network to the table."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from alpr.errors import UserError
from alpr.files import write_csv, write_image
from alpr.intervals import Rate
from alpr.parameters import ParameterError, read_parameters
from alpr.stages.ablation import measure, table, train
from alpr.stages.ablation.reduction import reduced
from alpr.stages.ablation.settings import EVERYTHING, PARAMS
from alpr.stages.ablation.variants import described_variants, read_variant, with_value
from alpr.stages.line.evaluate import LineEvaluateParameters
from alpr.stages.line.settings import PAGES
from alpr.stages.line.settings import PARAMS as LINE_PARAMS
from alpr.stages.line.train import LineTrainParameters, WatchSettings

ROOT = Path(__file__).parents[2]
PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "line" / "ablation" / "dvc.yaml").read_text())
VALUES = {"size": {"a": 1, "b": 2}, "levels": [{"share": 1}, {"share": 2}]}
Stage = Callable[..., None]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("size", {**VALUES, "size": 0}),
        ("size.b", {**VALUES, "size": {"a": 1, "b": 0}}),
        ("size.*", {**VALUES, "size": {"a": 0, "b": 0}}),
        ("levels.*.share", {**VALUES, "levels": [{"share": 0}, {"share": 0}]}),
    ],
)
def test_a_key_says_what_is_changed(key: str, expected: dict[str, Any]) -> None:
    before = json.dumps(VALUES)
    assert with_value(VALUES, key, 0) == expected
    assert json.dumps(VALUES) == before


@pytest.mark.parametrize(
    "key",
    [
        "",  # nothing at all
        "c",  # not there
        "size.c",  # not there, further down
        "size.a.c",  # below a number
        "size.a.*",
        "levels.0.share",  # a list has no names: all of it or nothing
    ],
)
def test_a_key_that_is_not_known_is_an_error(key: str) -> None:
    with pytest.raises(ParameterError, match="not known"):
        with_value(VALUES, key, 0)


@pytest.mark.parametrize(
    "entry",
    [None, {"what": "nothing"}, {"set": {}}, {"what": "nothing", "set": {}, "seed": 1}],
)
def test_a_variant_says_what_it_is_and_what_it_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    write_yaml(PARAMS, {"ablation": {"variants": {"bare": entry}}})
    with pytest.raises(ParameterError, match="bare"):
        described_variants()


def test_every_variant_is_valid_and_differs_from_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    base = read_variant(EVERYTHING)
    same = [name for name in described_variants() if read_variant(name) == base]
    assert same == [EVERYTHING]


def test_the_pipeline_runs_all_variants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names = list(described_variants())
    assert PIPELINE["vars"] == [{"variants": names}]
    gathered = PIPELINE["stages"]["table"]["deps"]
    assert {f"metrics/line/ablation/{name}.json" for name in names} <= set(gathered)


def test_the_plates_are_neither_learnt_from_nor_those_of_the_released_network() -> None:
    measured = read_parameters(WatchSettings, "ablation.measure", ROOT / PARAMS)
    line = ROOT / LINE_PARAMS
    learnt = read_parameters(LineTrainParameters, "line_train", line)
    evaluate = read_parameters(LineEvaluateParameters, "line_evaluate", line)
    streams = {learnt.training.seed, learnt.watch.seed, evaluate.seed, evaluate.calibration_seed}
    assert measured.seed not in streams
    assert measured.faces.seed not in {
        learnt.faces.seed, learnt.watch.faces.seed, evaluate.faces.seed
    }  # fmt: skip


def figures(right: int, plates: int = 10, **collections: int) -> dict[str, Any]:
    """Return what `measure` writes; strict figures are 0, so that they are not mistaken."""

    def both(correct: int) -> dict[str, Any]:
        return {"strict": Rate(0, plates).as_dict(), "merged": Rate(correct, plates).as_dict()}

    return {
        "steps": 800, "batch_size": 64, "seed": 1, "weights": 1234567,
        "levels": {f"L{level}": both(right) for level in range(5)},
        "collections": {name: both(correct) for name, correct in collections.items()},
    }  # fmt: skip


def test_the_table_shows_figures_and_differences() -> None:
    described = {"everything": "nothing", "dull": "no colours"}
    text = table.page(described, {"everything": figures(9, us=8), "dull": figures(5, us=9)})
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert lines[0].endswith("| drawn, L0 to L2 (30) | drawn, L3 and L4 (20) | us (10) |")
    assert lines[2] == "| `everything` | nothing | 1,234,567 | 800 | 90.0 | 90.0 | 80.0 |"
    assert lines[3] == (
        "| `dull` | no colours | 1,234,567 | 800 | 50.0 (-40.0) | 50.0 (-40.0) | 90.0 (+10.0) |"
    )
    assert lines[4].endswith("| 49.0 to 94.3 |")
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("measured", "named"),
    [
        ({}, "everything"),  # nothing to set the others against
        ({"dull": figures(5)}, "everything"),
        ({"everything": figures(9, us=8), "dull": figures(5)}, "dull"),  # without a collection
        ({"everything": figures(9), "dull": figures(5, plates=11)}, "dull"),  # more plates
    ],
)
def test_what_cannot_be_compared_is_not(measured: dict[str, Any], named: str) -> None:
    with pytest.raises(UserError, match=named):
        table.page({"everything": "nothing", "dull": "no colours"}, measured)


def test_a_picture_that_cannot_be_opened_counts_as_misread(tmp_path: Path) -> None:
    write_image(tmp_path / "grey.png", np.full((20, 60), 120, np.uint8))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    crops = [measure.opened(tmp_path / name) for name in ("broken.png", "grey.png")]
    assert [crop if crop is None else crop.shape for crop in crops] == [None, (48, 160)]
    blank = np.eye(37, dtype=np.float32)[np.full((1, 40), 36)]
    found = measure.score(lambda _: blank, [("broken.png", "A1"), ("grey.png", "B2")], crops)
    assert [plate.read for plate in found.plates] == [None, ""]


def test_a_reduced_crop_has_lost_what_is_fine() -> None:
    stripes = np.zeros((48, 160), np.uint8)
    stripes[:, ::2] = 200
    assert reduced(stripes, (48, 160)) is stripes
    small = reduced(stripes, (24, 80))
    assert small.shape == (48, 160)
    assert small.std() < 5 < stripes.std()
    half = np.zeros((48, 160), np.uint8)
    half[:, 80:] = 200
    assert np.abs(reduced(half, (24, 80)).astype(int) - half).mean() < 5  # what is coarse stays


def test_a_variant_sees_no_more_than_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    variant = read_variant(EVERYTHING)
    with pytest.raises(ValueError, match="seen_px must be at most 48, 160, not 60, 200"):
        dataclasses.replace(variant, seen_px=(60, 200))


def write_yaml(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(values))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's own parameters in little, pages without a face, and two small collections."""
    line = yaml.safe_load((ROOT / LINE_PARAMS).read_text())
    line["line_train"]["faces"]["count"] = 3
    line["line_train"]["training"] |= {"batch_size": 8, "warmup_steps": 1, "steps": 99}
    line["line_train"]["training"]["feed"] = {"block": 8, "uses": 2, "drawers": 1}
    line["line_train"]["training"]["network"] |= {
        "filters": [4, 4, 4, 4, 4, 4], "column_units": 8, "context_units": 8,
    }  # fmt: skip
    small = {
        "common": {"line_train.training.steps": 4},
        "measure": {"plates_per_level": 2, "faces": {"count": 2, "seed": 4}, "seed": 5},
        "variants": {
            "everything": {"what": "nothing", "set": {}},
            "short": {
                "what": "half as long",
                "set": {"line_train.training.steps": 2, "seen_px": [24, 80]},
            },
        },
    }
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALPR_TRACKING", "off")
    write_yaml(LINE_PARAMS, line)
    write_yaml(PARAMS, {"ablation": small})
    listed = "data/collections/two"  # there as well, not to be read twice
    write_yaml(Path("params.yaml"), {"collections": [listed, "data/plates/absent"]})
    for name in ("one", "two"):
        folder = Path("data/collections") / name
        write_image(folder / "plate.png", np.full((30, 90, 3), 200, np.uint8))
        write_csv(folder / "labels.csv", ["file", "plate"], [("plate.png", "1234 BCD")])
    PAGES.parent.mkdir(parents=True)
    none = np.zeros((0, 36, 128, 128), np.uint8)
    np.savez(PAGES, learnt=none, held=none)
    return tmp_path


def test_two_variants_come_through_to_the_table(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(stage: Stage, *arguments: str) -> None:
        monkeypatch.setattr("sys.argv", ["stage", *arguments])
        stage()

    for name in ("everything", "short"):
        run(train.main, name)
        run(measure.main, name)
    assert not list((project / "models" / "checkpoints").glob("*")), "unfinished business"
    found = json.loads((project / "metrics/line/ablation/short.json").read_text())
    assert (found["steps"], found["levels"]["L4"]["merged"]["n"]) == (2, 2)
    assert set(found["collections"]) == {"one", "two"}
    run(table.main)
    first = (project / "docs/line-ablation.md").read_text()
    run(table.main)
    assert (project / "docs/line-ablation.md").read_text() == first
    assert "batches of\n8 drawn plates" in first
    assert "| `short` | half as long |" in first


def test_a_variant_that_is_not_measured_is_left_out(project: Path) -> None:
    (project / "metrics/line/ablation").mkdir(parents=True)
    (project / "metrics/line/ablation/everything.json").write_text(json.dumps(figures(9)))
    table.main()
    assert "`short`" not in (project / "docs/line-ablation.md").read_text()
