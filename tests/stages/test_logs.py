"""What a user reads when a stage cannot go on."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alpr.dataset.archive import ArchiveError
from alpr.dataset.downloading import DownloadError, StorageError
from alpr.errors import UserError
from alpr.parameters import ParameterError
from alpr.reading.collection import CollectionError
from alpr.reading.images import ImageError
from alpr.reading.model_folder import ModelError
from alpr.stages import logs


def test_a_slip_in_the_parameters_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("generate: {nationl: {count: 1, seed: 1}}\n")
    done = subprocess.run(
        [sys.executable, "-m", "alpr.stages.generate"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(logs.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith("ERROR params.yaml: generate.nationl is not known")
    assert (done.stdout, done.returncode) == ("", 1)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "kind",
    [
        ArchiveError,
        CollectionError,
        DownloadError,
        ImageError,
        ModelError,
        ParameterError,
        StorageError,
    ],
)
def test_what_a_user_can_mend_is_logged_as_one_line(
    kind: type[UserError], caplog: pytest.LogCaptureFixture
) -> None:
    def main() -> None:
        raise kind("a.yaml: broken:\n  in line 1 % of it")  # as YAML says it

    with pytest.raises(SystemExit) as caught:
        logs.run(main)
    assert caught.value.code == 1
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "a.yaml: broken: in line 1 % of it"


def test_any_other_error_keeps_its_traceback() -> None:
    def main() -> None:
        raise ValueError("a mistake of ours")

    with pytest.raises(ValueError, match="of ours"):
        logs.run(main)


def test_a_stage_that_works_just_runs() -> None:
    ran: list[int] = []
    logs.run(lambda: ran.append(1))
    assert ran == [1]
