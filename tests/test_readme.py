"""The README's results are the text of the committed report, word for word."""

import re
import subprocess
from pathlib import Path

import pytest

from alpr.readme import with_results

ROOT = Path(__file__).parents[1]


def git(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def commit() -> str:
    """The commit checked out: a pipeline run may have changed the files on disk."""
    head = git("rev-parse", "--verify", "HEAD")
    if head.returncode:
        pytest.skip(f"not in a Git checkout: {head.stderr.strip()}")
    return head.stdout.strip()


def committed(commit: str, path: str) -> str:
    shown = git("show", f"{commit}:{path}")
    assert shown.returncode == 0, f"{path} is not committed"
    return shown.stdout


def test_the_results_are_the_report(commit: str) -> None:
    readme = committed(commit, "README.md")
    report = committed(commit, "metrics/report.md")
    assert readme == with_results(readme, report), "run `make readme` and commit README.md"


def test_links_lead_somewhere(commit: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", committed(commit, "README.md"))
    targets = [link.removeprefix("/") for link in links if "://" not in link]
    assert targets
    missing = [path for path in targets if git("cat-file", "-e", f"{commit}:{path}").returncode]
    assert not missing


def test_results_are_put_between_the_marks() -> None:
    readme = "# x\n<!-- results: said -->\nold\n<!-- /results -->\nend\n"
    filled = "# x\n<!-- results: said -->\nnew \\1\n<!-- /results -->\nend\n"
    assert with_results(readme, "new \\1\n") == filled


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        with_results("# x\n", "new\n")
