"""The report says what the metrics say; figures of the stand-in never stand beside the paper's."""

import copy
import subprocess
from pathlib import Path
from typing import Any

import pytest

from alpr.commits import current_commit
from alpr.intervals import Rate
from alpr.report import Facts, write_report

MEASURES: dict[str, Any] = {
    "strict": Rate(90, 100).as_dict(),
    "merged": Rate(95, 100).as_dict(),
    "loss": 0.1,
    "ece": 0.03,
    "confusions": [{"truth": "O", "read": "0", "count": 12}],
}
EVALUATION: dict[str, Any] = {
    "model_md5": "0123abcd",
    "data": {
        "dataset": {"source": "chars74k", "md5": "feed"},
        "filter": {
            "kept": 34584,
            "removed": 1992,
            "split": {"train": 28012, "validation": 3113, "test": 3459},
        },
    },
    **dict.fromkeys(("train", "validation", "test", "removed"), MEASURES),
    "calibration": {"temperature": 1.25, "ece": 0.01, "ece_uncalibrated": 0.02},
    "export": {"bytes": 8_600_000, "max_difference": 1e-6, "max_difference_half": 2e-3},
}
SCORE = {
    "total": 100,
    "correct": 98,
    "failed": 2,
    "strict": Rate(98, 100).as_dict(),
    "merged": Rate(99, 100).as_dict(),
    "characters_strict": Rate(697, 700).as_dict(),
    "characters_merged": Rate(698, 700).as_dict(),
    "failures": {"segmentation": 1, "character": 1, "unreadable": 0},
}


def report(source: str = "chars74k", **scores: Any) -> str:
    evaluation = copy.deepcopy(EVALUATION)
    evaluation["data"]["dataset"]["source"] = source
    return write_report(Facts("c0ffee", "paper", evaluation, scores or {"national": SCORE}))


def test_it_names_where_the_figures_come_from() -> None:
    for said in ("c0ffee", "0123abcd", "feed", "the real Chars74K", "28,012", "3,459", "34,584"):
        assert said in report()


def test_the_papers_figures_stand_beside_ours() -> None:
    text = report()
    assert "| test, strict | 97.83 % | 90.00 % | 100 | 82.56 to 94.48 % |" in text
    assert "| National Matriculas | 100 | 98 | 2 | 100 of 100 |" in text


def test_figures_of_the_stand_in_stand_alone() -> None:
    text = report("typefaces")
    assert "stand-in" in text
    assert "97.83" not in text
    assert "100 of 100" not in text
    assert "| test, strict | 90.00 % | 100 |" in text


def test_a_collection_of_the_users_own_has_no_figure_in_the_paper() -> None:
    assert "| mine | 100 | 98 | 2 | not given |" in report(mine=SCORE)


def test_every_row_has_as_many_cells_as_its_header() -> None:
    for source in ("chars74k", "typefaces"):
        for table in report(source).split("\n\n"):
            if table.startswith("|"):
                assert (
                    len({line.count(" | ") for line in table.splitlines() if "---" not in line})
                    == 1
                )


def test_no_confusions_is_said() -> None:
    evaluation = {**EVALUATION, "test": {**MEASURES, "confusions": []}}
    assert "| none |" in write_report(Facts("c", "paper", evaluation, {}))


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def test_the_commit_is_marked_where_the_code_was_changed(tmp_path: Path) -> None:
    assert current_commit(tmp_path) == "unknown"
    git(tmp_path, "init")
    (tmp_path / "params.yaml").write_text("a: 1")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    clean = current_commit(tmp_path)
    assert len(clean) == 12
    (tmp_path / "output.json").write_text("{}")
    assert current_commit(tmp_path) == clean, "an output of the run is no change of the code"
    (tmp_path / "params.yaml").write_text("a: 2")
    assert current_commit(tmp_path) == clean + "+"


@pytest.mark.parametrize("name", ["national", "usa"])
def test_the_papers_table_is_as_in_its_section_6(name: str) -> None:
    text = report("chars74k", **{name: SCORE})
    assert {"national": "100 of 100", "usa": "60 of 100"}[name] in text
