"""The comparison with the peers, on toy readers: one that works and all ways not to."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alpr.reading.collection import LabelledImage
from alpr.reading.reader import RELEASED
from benchmarks import peers

FILES = ["1.png", "2.png", "3.png"]

WORKS = """
def version():
    print("a library's greeting")  # on standard output, where only measure.py's JSON belongs
    return "toy 1"

def reader(setup):
    return lambda file: f"{setup} {file[0]}"
"""
FAILS_ON_ONE = """
def version():
    return "toy 1"

def reader(setup):
    def read(file):
        if file == "2.png":
            raise ValueError("broken")
        return "A1"
    return read
"""


def run_toy(folder: Path, source: str) -> peers.Run:
    worker = folder / "worker.py"
    worker.write_text(source, encoding="utf-8")
    command = peers.worker_command(Path(sys.executable), worker, "A")
    return peers.run_worker(command, FILES, 60)


def test_a_worker_reads_every_file_and_its_prints_do_no_harm(tmp_path: Path) -> None:
    run = run_toy(tmp_path, WORKS)
    assert run.version == "toy 1"
    assert run.texts == ("A 1", "A 2", "A 3")
    assert len(run.cpu_ms) == len(FILES)
    assert 1 < run.peak_mb < 100  # a bare Python; the process that started it is far larger


def test_one_bad_picture_does_not_cost_the_others_their_figures(tmp_path: Path) -> None:
    assert run_toy(tmp_path, FAILS_ON_ONE).texts == ("A1", None, "A1")


def test_the_processor_time_of_programs_counts(tmp_path: Path) -> None:
    source = """
import subprocess, sys
def version():
    return "toy 1"
def reader(setup):
    busy = "import time\\nwhile time.process_time() < 0.1: pass"
    return lambda file: str(subprocess.run([sys.executable, "-I", "-c", busy]).returncode)
"""
    assert min(run_toy(tmp_path, source).cpu_ms) > 99


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        # Its package is not installed.
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
        # Its program or its model is not there.
        ("def version():\n    raise OSError('no program')", "OSError: no program"),
        # It does not know the set-up.
        ("def version(): return ''\ndef reader(setup): return {}[setup]", "KeyError: 'A'"),
        # It reads nothing at all: 0 % would be a figure for something that was not measured.
        (WORKS.replace("file[0]", "no"), "could read no file: 3.png: NameError"),
        # It dies in the middle, without a word.
        ("import os\nos._exit(3)", "ended with exit code 3"),
    ],
)
def test_a_reader_that_cannot_be_measured_says_why(
    tmp_path: Path, source: str, reason: str
) -> None:
    with pytest.raises(peers.NotMeasuredError, match=reason):
        run_toy(tmp_path, source)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        # Nothing.
        ("", "cannot be understood"),
        # No JSON.
        ("Hello.\\nGood\\nbye.", "cannot be understood"),
        # JSON of another kind.
        ("[]\\n[]\\n[]", "cannot be understood"),
        # A plate is missing.
        ('{"version": "1"}\\n{"peak_mb": 1}', "other files"),
    ],
)
def test_a_wrong_answer_is_no_figure(answer: str, reason: str) -> None:
    with pytest.raises(peers.NotMeasuredError, match=reason):
        peers.run_worker([sys.executable, "-I", "-c", f"print('''{answer}''')"], FILES, 60)


def test_a_hung_reader_is_stopped() -> None:
    command = [sys.executable, "-I", "-c", "import time; time.sleep(60)"]
    with pytest.raises(peers.NotMeasuredError, match=r"stopped after 0\.2 s"):
        peers.run_worker(command, FILES, 0.2)


def test_an_environment_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    # Fails before pip asks for anything on the network.
    (tmp_path / "requirements.txt").write_text("two words\n", encoding="ascii")
    with pytest.raises(peers.NotMeasuredError, match=r"not installed: .*words"):
        peers.environment(tmp_path, tmp_path / "environment")


def test_an_environment_is_made_once_and_again_when_its_requirements_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[int] = []

    def pretended(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, outcomes.pop(), stderr="no network")

    monkeypatch.setattr(subprocess, "run", pretended)
    requirements, folder = tmp_path / "requirements.txt", tmp_path / "environment"
    requirements.write_text("toy==1.0\n", encoding="ascii")
    outcomes += [1, 0]  # the packages fail, the environment for them does not
    with pytest.raises(peers.NotMeasuredError, match="not installed: no network"):
        peers.environment(tmp_path, folder)
    for expected in ("made after the failure", "made once", "made again"):
        outcomes[:] = [] if expected == "made once" else [0, 0]
        if expected == "made again":
            requirements.write_text("toy==2.0\n", encoding="ascii")
        assert peers.environment(tmp_path, folder) == folder / "bin/python", expected
        assert outcomes == [], expected


def test_a_worker_without_requirements_runs_in_this_environment(tmp_path: Path) -> None:
    assert peers.environment(tmp_path, tmp_path / "none") == Path(sys.executable)


def toy_sets() -> dict[str, list[LabelledImage]]:
    def labelled(file: str, plate: str) -> LabelledImage:
        return LabelledImage(file, Path(file), plate)

    return {
        "near": [labelled("1.png", "AB10"), labelled("2.png", "CD20")],
        "far": [labelled("3.png", "EF30")],
    }


def test_figures_are_set_by_set_and_on_all_plates() -> None:
    # The first is right when merged only, the second as it is but for its small letters.
    run = peers.Run("toy 1", ("AB1O", "cd 20", None), (1.0, 3.0, 8.0), 5.0)
    measured = peers.scored("A", run, toy_sets())
    found = [
        (one.score.strict.correct, one.score.merged.correct, one.score.total, one.cpu_ms)
        for one in (*measured.sets, measured.total)
    ]
    assert found == [(1, 2, 2, 2.0), (0, 0, 1, 8.0), (1, 2, 3, 3.0)]


def test_the_best_set_up_is_the_most_accurate_and_of_equals_the_quickest() -> None:
    def measured(setup: str, text: str, cpu_ms: float) -> peers.Measured:
        run = peers.Run("toy 1", (text, "", ""), (cpu_ms,) * 3, 5.0)
        return peers.scored(setup, run, toy_sets())

    candidates = [measured("slow", "AB10", 9), measured("quick", "AB10", 4), measured("no", "", 1)]
    assert peers.best(candidates).setup == "quick"


def test_tables_name_what_was_not_measured_and_compare_the_rest() -> None:
    sets = toy_sets()
    other, missing = peers.Reader("other", "other", ("A",)), peers.Reader("none", "none", ("A",))

    def measured(cpu_ms: float) -> list[peers.Measured]:
        run = peers.Run("toy 1", ("AB10", "", "EF30"), (cpu_ms,) * 3, 5.0)
        return [peers.scored("A", run, sets)]

    found = peers.tables(
        list(sets), [(peers.BASELINE, measured(2)), (other, measured(8)), (missing, "no program")]
    )
    lines = [[cell.strip() for cell in line.split("|")] for line in found.splitlines()]
    half, characters = "50.0 (9.5 to 90.5)", "50.0 (21.5 to 78.5)"
    row = ["near", "other", "A", "2", half, half, characters, "8.0", "0.250", "5"]
    assert row in [line[1:-1] for line in lines]
    assert ["far", "none", "not measured"] in [line[1:4] for line in lines]
    assert "Not measured: none. no program" in found
    # Without the baseline there is nothing to compare with, and the others keep their figures.
    alone = peers.tables(list(sets), [(peers.BASELINE, "no model"), (other, measured(8))])
    assert "| 8.0     | -" in alone


def test_tables_stand_under_one_another() -> None:
    found = peers.table(["a", "b"], [["long one", "1"], ["x|y", "22"]]).splitlines()
    assert len({len(line) for line in found}) == 1
    assert found[-1] == "| x/y      | 22 |"  # a bar in a cell would open another one


def test_every_set_up_is_one_that_its_worker_knows() -> None:
    peers_only = [reader for reader in peers.READERS if reader.folder != "ours"]
    assert peers_only
    for reader in peers_only:
        source = (peers.WORKERS / reader.folder / "worker.py").read_text(encoding="utf-8")
        for setup in reader.setups:
            assert f"{json.dumps(setup)}: " in source, f"{reader.name} has no set-up {setup!r}"


def test_our_readers_are_all_measured() -> None:
    ours = {setup for one in peers.READERS if one.folder == "ours" for setup in one.setups}
    assert ours == set(RELEASED)


def test_collections_are_found_where_there_are_labels_of_plates(tmp_path: Path) -> None:
    for folder in ("one/b", "two/a", "two/no_labels", "two/photographs"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("one/b", "two/a"):
        (tmp_path / folder / "labels.csv").write_text("file,plate\n")
    (tmp_path / "two/photographs/labels.csv").write_text("file,plate,x,y,width,height\n")
    places = [tmp_path / "one", tmp_path / "two", tmp_path / "not there"]
    assert [folder.name for folder in peers.found_collections(places)] == ["a", "b"]
