"""Publish a model as a version: `python -m alpr.release plate-line 1.2.3`, behind `make release`.

The files of models/plate-line go to the DVC remote `release`, a folder that Git keeps unless a team
has pointed it to its own bucket, and a tag `plate-line@v1.2.3` names the commit that holds them.
Everything is checked before anything is written, and a release that was cut off can be run again.
"""

import json
import logging
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from alpr.files import md5
from alpr.stages import logs

REMOTE = Path("release")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Model:
    """A model that is released: its name, the pipeline that makes it, and the command for that."""

    name: str
    pipeline: str
    command: str

    @property
    def folder(self) -> Path:
        """Where the pipeline puts it."""
        return Path("models") / self.name

    @property
    def lock(self) -> str:
        """The file in which DVC keeps the hash of its folder."""
        return str(Path(self.pipeline).with_suffix(".lock"))


MODELS = (
    Model("plate-cnn", "dvc.yaml", "make repro"),
    Model("plate-line", "line/dvc.yaml", "make repro-reader"),
    Model("plate-locator", "locator/dvc.yaml", "make repro-locator"),
    Model("plate-cnn-robust", "robust/dvc.yaml", "make repro-segments"),
)


class ReleaseError(Exception):
    """The model cannot be released; the message says why and what to do."""


def main() -> None:
    """Release the model and the version named on the command line."""
    logs.configure()
    name, *version = sys.argv[1:] or [""]
    try:
        release(name, " ".join(version))
    except ReleaseError as error:
        sys.exit(f"not released: {error}")


def release(name: str, version: str) -> None:
    """Check, push, commit and tag; does nothing where that very model already has that version.

    Args:
        name: one of MODELS.
        version: such as 1.2.3.

    Raises:
        ReleaseError: a check fails, or a program that is called fails.
    """
    model = named_model(name)
    tag = checked_tag(model, version)
    check_source(model)
    check_committed()
    if tag in _lines("git", "tag", "--list", tag):
        if model_hash(model, tag) != model_hash(model, "HEAD"):
            raise ReleaseError(f"{tag} is taken by another model; choose a higher version")
        _log.info("%s is this model already; publish it: git push --follow-tags", tag)
        return
    check_reproduced(model)
    # Else it is a team's own bucket, whose contents are the team's.
    in_git = Path(_run("dvc", "config", "remote.release.url").strip()) == REMOTE.resolve()
    if in_git:
        check_remote()
    _run("dvc", "push", "--remote", "release", str(model.folder))
    if in_git:
        _run("git", "add", "--all", str(REMOTE))
    if _lines("git", "diff", "--cached", "--name-only"):
        _run("git", "commit", "--quiet", "--message", f"Release {name} v{version}")
        _log.info("committed the files of the model in %s/", REMOTE)
    _run("gto", "register", name, "--version", f"v{version}")
    _log.info("%s is tagged; publish it: git push --follow-tags", tag)


def named_model(name: str) -> Model:
    """Return the model of a name."""
    found = [model for model in MODELS if model.name == name]
    if not found:
        names = " or ".join(model.name for model in MODELS)
        raise ReleaseError(f"MODEL must be {names}, not {name!r}")
    return found[0]


def checked_tag(model: Model, version: str) -> str:
    """Return the tag of a version such as 1.2.3."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise ReleaseError(f"a version is like 1.2.3, not {version!r}: make release VERSION=1.2.3")
    return f"{model.name}@v{version}"


def check_source(model: Model) -> None:
    """Only a network that was learned from the real archive is released."""
    try:
        source = json.loads((model.folder / "model.json").read_text(encoding="utf-8"))["source"]
    except FileNotFoundError as error:
        raise ReleaseError(f"{error.filename} is not there: run `{model.command}`") from error
    if source != "chars74k":
        raise ReleaseError(
            f"{model.folder} was learned from {source!r}, and only a model of the real archive is "
            f"released: put EnglishFnt.tgz in data/external, then run `{model.command}`"
        )


def check_committed() -> None:
    """What is released is what Git holds; only the remote's own files may be new."""
    changed = _lines("git", "status", "--porcelain", "--", ".", f":!{REMOTE}")
    if changed:
        raise ReleaseError(f"commit or undo these changes first:\n{_shown(changed)}")


def check_reproduced(model: Model) -> None:
    """The model is what the committed code and parameters give."""
    status = json.loads(_run("dvc", "status", "--json", model.pipeline))
    if status:
        raise ReleaseError(
            f"these stages are not up to date, run `{model.command}` and commit:\n"
            f"{_shown(list(status))}"
        )


def check_remote() -> None:
    """The remote in Git holds versions of the models and nothing else."""
    known: set[Path] = set()
    for model in MODELS:
        if model.folder.is_dir():
            files = (path for path in model.folder.iterdir() if path.is_file())
            known |= {_object(model_hash(model, "HEAD")), *(_object(md5(path)) for path in files)}
        for tag in _lines("git", "tag", "--list", f"{model.name}@v*"):
            known |= model_objects(model_hash(model, tag))
    found = {path for path in REMOTE.rglob("*") if path.is_file()}
    if strangers := sorted(str(path) for path in found - known):
        raise ReleaseError(
            f"{REMOTE}/ holds files of no version of any model: fetch the tags (git fetch --tags), "
            f"or remove the files:\n{_shown(strangers)}"
        )


def model_hash(model: Model, revision: str) -> str:
    """Return the hash that a model's folder has in the lock file of a Git revision."""
    lock: dict[str, Any] = yaml.safe_load(_run("git", "show", f"{revision}:{model.lock}"))
    outs = lock["stages"]["package"]["outs"]
    return next(str(out["md5"]) for out in outs if out["path"] == model.folder.as_posix())


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
