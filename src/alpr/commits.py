"""Which code made a result."""

import subprocess
from pathlib import Path

CODE = ("src", "params.yaml", "data/overrides.yaml", "dvc.yaml", "requirements.lock")
"""What decides a result; the outputs of a run change while it runs and say nothing."""


def current_commit(folder: Path) -> str:
    """Return the short hash of the commit checked out, with a `+` where the code was changed.

    Outside a Git checkout, or before its first commit, it is `unknown`.
    """
    commit = _git(folder, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return "unknown"
    changed = _git(folder, "status", "--porcelain", "--", *CODE)
    return commit + ("+" if changed else "")


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
