"""The README's results are the text of the committed report, word for word."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def committed(path: str) -> str:
    """A file as the last commit holds it: a pipeline run may have changed the one on disk."""
    shown = subprocess.run(
        ["git", "-C", str(ROOT), "show", f"HEAD:{path}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode:
        pytest.skip(f"{path} is not in a Git commit here: {shown.stderr.strip()}")
    return shown.stdout


def test_the_results_are_the_report() -> None:
    found = re.search(r"<!-- results:.*?-->\n(.*?)<!-- /results -->", committed("README.md"), re.S)
    assert found, "README.md has lost the marks around its results"
    assert found.group(1) == committed("metrics/report.md"), (
        "paste metrics/report.md into README.md"
    )


def test_the_released_results_are_from_the_real_archive() -> None:
    assert "the real Chars74K" in committed("metrics/report.md")


def test_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert targets
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing
