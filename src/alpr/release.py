"""Publish models/plate-cnn as a version: `python -m alpr.release 1.2.3`, behind `make release`.

The model's files go to the DVC remote `release`, a folder that Git keeps unless a team has pointed
it to its own bucket, and a tag `plate-cnn@v1.2.3` names the commit that holds them. Everything
is checked before anything is written, and a release that was cut off can be run again.
"""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from alpr.files import md5
from alpr.stages import logs

MODEL = "plate-cnn"
FOLDER = Path("models") / MODEL
REMOTE = Path("release")

_log = logging.getLogger(__name__)


class ReleaseError(Exception):
    """The model cannot be released; the message says why and what to do."""


def main() -> None:
    """Release the version named on the command line."""
    logs.configure()
    try:
        release(" ".join(sys.argv[1:]))
    except ReleaseError as error:
        sys.exit(f"not released: {error}")


def release(version: str) -> None:
    """Check, push, commit and tag; does nothing where that very model already has that version.

    Raises:
        ReleaseError: a check fails, or a program that is called fails.
    """
    tag = checked_tag(version)
    check_source()
    check_committed()
    if tag in _lines("git", "tag", "--list", tag):
        if model_hash(tag) != model_hash("HEAD"):
            raise ReleaseError(f"{tag} is taken by another model; choose a higher version")
        _log.info("%s is this model already; publish it: git push --follow-tags", tag)
        return
    check_reproduced()
    # Else it is a team's own bucket, whose contents are the team's.
    in_git = Path(_run("dvc", "config", "remote.release.url").strip()) == REMOTE.resolve()
    if in_git:
        check_remote()
    _run("dvc", "push", "--remote", "release", str(FOLDER))
    if in_git:
        _run("git", "add", "--all", str(REMOTE))
    if _lines("git", "diff", "--cached", "--name-only"):
        _run("git", "commit", "--quiet", "--message", f"Release {MODEL} v{version}")
        _log.info("committed the files of the model in %s/", REMOTE)
    _run("gto", "register", MODEL, "--version", f"v{version}")
    _log.info("%s is tagged; publish it: git push --follow-tags", tag)


def checked_tag(version: str) -> str:
    """Return the tag of a version such as 1.2.3."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise ReleaseError(f"a version is like 1.2.3, not {version!r}: make release VERSION=1.2.3")
    return f"{MODEL}@v{version}"


def check_source() -> None:
    """Only a network that was learned from the real archive is released."""
    try:
        source = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))["source"]
    except FileNotFoundError as error:
        raise ReleaseError(f"{error.filename} is not there: run `make repro`") from error
    if source != "chars74k":
        raise ReleaseError(
            f"{FOLDER} was learned from {source!r}, and only a model of the real archive is "
            "released: put EnglishFnt.tgz in data/external, then run `make repro`"
        )


def check_committed() -> None:
    """What is released is what Git holds; only the remote's own files may be new."""
    changed = _lines("git", "status", "--porcelain", "--", ".", f":!{REMOTE}")
    if changed:
        raise ReleaseError(f"commit or undo these changes first:\n{_shown(changed)}")


def check_reproduced() -> None:
    """The model is what the committed code and parameters give."""
    status = json.loads(_run("dvc", "status", "--json", "dvc.yaml"))
    if status:
        raise ReleaseError(
            f"these stages are not up to date, run `dvc repro` and commit:\n{_shown(list(status))}"
        )


def check_remote() -> None:
    """The remote in Git holds versions of the model and nothing else."""
    files = (path for path in FOLDER.iterdir() if path.is_file())
    known = {_object(model_hash("HEAD")), *(_object(md5(path)) for path in files)}
    for tag in _lines("git", "tag", "--list", f"{MODEL}@v*"):
        known |= model_objects(model_hash(tag))
    found = {path for path in REMOTE.rglob("*") if path.is_file()}
    if strangers := sorted(str(path) for path in found - known):
        raise ReleaseError(
            f"{REMOTE}/ holds files of no version of {MODEL}, remove them:\n{_shown(strangers)}"
        )


def model_hash(revision: str) -> str:
    """Return the hash that dvc.lock of a Git revision gives the model folder."""
    lock: dict[str, Any] = yaml.safe_load(_run("git", "show", f"{revision}:dvc.lock"))
    outs = lock["stages"]["package"]["outs"]
    return next(str(out["md5"]) for out in outs if out["path"] == FOLDER.as_posix())


def model_objects(folder_hash: str) -> set[Path]:
    """Return the remote's files for one version: the folder's list, and what it lists."""
    listing = _object(folder_hash)
    if not listing.is_file():
        return set()  # a version that was released to another remote
    entries = json.loads(listing.read_text(encoding="utf-8"))
    return {listing, *(_object(entry["md5"]) for entry in entries)}


def _object(digest: str) -> Path:
    return REMOTE / "files" / "md5" / digest[:2] / digest[2:]


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise ReleaseError(f"`{' '.join(command)}` failed:\n{said}")
    return done.stdout


def _lines(*command: str) -> list[str]:
    return _run(*command).splitlines()


def _shown(lines: list[str], limit: int = 10) -> str:
    more = [f"... and {len(lines) - limit} more"] if len(lines) > limit else []
    return "\n".join(f"  {line}" for line in [*lines[:limit], *more])


if __name__ == "__main__":
    main()
