"""Our readers beside Tesseract and rapidocr: the same plates, one run, one thread each.

Each reader runs in a process and an environment of its own; the peers' environments are made in
build/peers by pip. The tables are printed and put into docs/peers.md.
"""

import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from alpr.characters import plate_text
from alpr.files import write_text
from alpr.intervals import Rate
from alpr.reading.collection import LABELS, LabelledImage, read_labels
from alpr.reading.photograph_labels import holds_photographs
from alpr.readme import with_results
from alpr.scoring import CollectionScore, PlateScore

WORKERS = Path(__file__).parent / "readers"
ENVIRONMENTS = Path("build/peers")
DOCUMENT = Path("docs/peers.md")
FOLDERS = (Path("data/plates"), Path("data/collections"))
"""Where collections lie, a folder each: the generated ones and, if there, real plates."""

LIMIT_S = 3600
"""A reader that takes longer than this for all plates hangs."""

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Reader:
    """What stands in a row: a name, the worker's folder, and the set-ups that are tried."""

    name: str
    folder: str
    setups: tuple[str, ...]


BASELINE = Reader("alpr, line", "ours", ("line",))
"""The reader whose processor time the others' is compared with."""

READERS = (
    BASELINE,
    Reader("alpr, segments", "ours", ("segments",)),
    Reader("alpr, paper", "ours", ("paper",)),
    Reader("PP-OCRv6", "rapidocr", ("recognition alone", "lines, 32 px, margin",
                                    "lines, 160 px", "lines, 160 px, margin")),
    Reader("Tesseract", "tesseract", ("one line, 128 px", "one word, 64 px")),
)  # fmt: skip


class NotMeasuredError(Exception):
    """A reader cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Run:
    """What a worker gave: texts and milliseconds file by file, in the order asked for."""

    version: str
    texts: tuple[str | None, ...]
    cpu_ms: tuple[float, ...]
    peak_mb: float


@dataclass(frozen=True)
class Figures:
    """One set-up of one reader on one set of plates."""

    score: CollectionScore
    cpu_ms: float
    peak_mb: float


@dataclass(frozen=True)
class Measured:
    """One set-up of one reader: set by set in the order of the sets, and on all plates at once."""

    setup: str
    version: str
    sets: tuple[Figures, ...]
    total: Figures


def main() -> None:
    """Measure every reader, print the tables and put them into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plates", type=Path, nargs="+", metavar="FOLDER",
                        help="collections of labelled plates; without it all that are found in "
                        + " and ".join(str(folder) for folder in FOLDERS))  # fmt: skip
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="takes the tables")
    arguments = parser.parse_args()
    folders = arguments.plates or found_collections(FOLDERS)
    if not folders:
        sys.exit("not measured: no collection of labelled plates; `make repro` draws two")
    sets = {folder.resolve().name: read_labels(folder) for folder in folders}
    if len(sets) < len(folders):
        sys.exit("not measured: two collections have one name, which would be one row's")
    fill(
        arguments.document,
        lambda: tables(list(sets), [(reader, measure(reader, sets)) for reader in READERS]),
    )


def fill(document: Path, measured: Callable[[], str]) -> None:
    """Measure, print what came of it, and put that into a document."""
    text = document.read_text(encoding="utf-8")
    with_results(text, "")  # a document without marks fails now, not after the measuring
    results = measured()
    print(results)
    write_text(document, with_results(text, results))


def found_collections(places: Iterable[Path]) -> list[Path]:
    """Return the folders in these places that hold labelled plates, sorted by name.

    Photographs are measured by photograph_peers.py.
    """
    folders = [labels.parent for place in places for labels in place.glob(f"*/{LABELS}")]
    return sorted(
        (folder for folder in folders if not holds_photographs(folder)),
        key=lambda folder: folder.name,
    )


def measure(reader: Reader, sets: dict[str, list[LabelledImage]]) -> list[Measured] | str:
    """Run all set-ups of a reader; returns the reason where it cannot be measured."""
    files = [str(item.path.resolve()) for labelled in sets.values() for item in labelled]
    try:
        return [scored(setup, run, sets) for setup, run in run_setups(reader, files)]
    except NotMeasuredError as error:
        return str(error)


def run_setups(reader: Reader, files: Sequence[str]) -> list[tuple[str, Run]]:
    """Run all set-ups of a reader over files, each with one thread.

    Raises:
        NotMeasuredError: a set-up cannot be run.
    """
    python = environment(WORKERS / reader.folder, ENVIRONMENTS / reader.folder)
    runs = []
    for setup in reader.setups:
        print(f"{reader.name}: {setup}", file=sys.stderr, flush=True)
        command = worker_command(python, WORKERS / reader.folder / "worker.py", setup)
        runs.append((setup, run_worker(command, files, LIMIT_S)))
    return runs


def environment(worker: Path, folder: Path) -> Path:
    """Return the Python of a worker's environment, made anew where its requirements changed.

    A worker without requirements runs in the environment of this process.

    Raises:
        NotMeasuredError: the packages cannot be installed.
    """
    requirements, python, stamp = worker / "requirements.txt", folder / "bin/python", folder / "of"
    if not requirements.is_file():
        return Path(sys.executable)
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return python
    # This environment's pip fills the other one: to install a second pip takes long.
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python),
           "install", "--quiet", "--require-hashes", "-r", str(requirements)]  # fmt: skip
    for command in ([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], pip):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotMeasuredError(f"not installed: {last_line(done.stderr)}")
    # Written last, so that an interrupted set-up is done again.
    write_text(stamp, wanted)
    return python


def worker_command(python: Path, worker: Path, setup: str) -> list[str]:
    """Return the command that measures a worker; -I keeps this project out of its imports."""
    return [str(python), "-I", str(WORKERS / "measure.py"), str(worker), setup]


def run_worker(command: Sequence[str], files: Sequence[str], limit_s: float) -> Run:
    """Run a worker over files.

    Raises:
        NotMeasuredError: it fails, takes too long, or says something else than measure.py says.
    """
    try:
        done = subprocess.run(
            command, input=json.dumps(list(files)), capture_output=True, text=True,
            check=False, timeout=limit_s, env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotMeasuredError(f"stopped after {limit_s:g} s") from error
    if done.returncode:
        raise NotMeasuredError(last_line(done.stderr) or f"ended with exit code {done.returncode}")
    try:
        first, *lines, last = [json.loads(line) for line in done.stdout.splitlines()]
        if [line["file"] for line in lines] != list(files):
            raise NotMeasuredError("its answer is about other files than it was asked about")
        texts = tuple(None if line["text"] is None else str(line["text"]) for line in lines)
        if all(text is None for text in texts):
            raise NotMeasuredError(f"could read no file: {last_line(done.stderr)}")
        cpu_ms = tuple(float(line["cpu_ms"]) for line in lines)
        return Run(str(first["version"]), texts, cpu_ms, float(last["peak_mb"]))
    except (ValueError, KeyError, TypeError) as error:
        raise NotMeasuredError(f"its answer cannot be understood: {error!r}") from error


def last_line(text: str) -> str:
    """Return the last line that is not empty, files of this project named from its folder."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].replace(f"{Path.cwd()}/", "") if lines else ""


def scored(setup: str, run: Run, sets: dict[str, list[LabelledImage]]) -> Measured:
    """Set the texts against the labels, set by set; capitals and digits alone count."""
    labelled = [item for items in sets.values() for item in items]
    plates = [
        PlateScore(item.file, item.plate, None if text is None else plate_text(text))
        for item, text in zip(labelled, run.texts, strict=True)
    ]

    def figures(start: int, end: int) -> Figures:
        score = CollectionScore(tuple(plates[start:end]))
        return Figures(score, statistics.median(run.cpu_ms[start:end]), run.peak_mb)

    ends = list(accumulate(len(items) for items in sets.values()))
    by_set = tuple(figures(start, end) for start, end in pairwise([0, *ends]))
    return Measured(setup, run.version, by_set, figures(0, len(plates)))


def best(measured: Sequence[Measured]) -> Measured:
    """Return the set-up that reads most plates of all sets, merged; of two equals the quicker."""
    return max(measured, key=lambda one: (one.total.score.merged.correct, -one.total.cpu_ms))


def tables(sets: Sequence[str], results: Sequence[tuple[Reader, list[Measured] | str]]) -> str:
    """Return the Markdown: each reader's best set-up set by set, then all set-ups."""
    measured = {reader: found for reader, found in results if not isinstance(found, str)}
    missing = [(reader, found) for reader, found in results if isinstance(found, str)]
    chosen = {reader: best(found) for reader, found in measured.items()}
    baseline = chosen.get(BASELINE)
    header = ["set-up", "n", "strict, %", "merged, %", "characters, merged, %",
              "CPU, ms", "alpr's CPU / this", "memory, MB"]  # fmt: skip
    rows = []
    for place, name in enumerate(sets):
        against = baseline.sets[place] if baseline else None
        for reader, _ in results:
            row = ["not measured", *[""] * (len(header) - 1)]
            if reader in chosen:
                row = [chosen[reader].setup, *cells(chosen[reader].sets[place], against)]
            rows.append([name, reader.name, *row])
    against = baseline.total if baseline else None
    setups = [
        [reader.name, one.setup, *cells(one.total, against)]
        for reader, found in measured.items()
        for one in found
    ]
    versions = dict.fromkeys(one.version for one in chosen.values())
    sections = [
        table(["plates", "reader", *header], rows),
        *(f"Not measured: {reader.name}. {reason}" for reader, reason in missing),
        "All set-ups on all plates together; the table above holds each reader's best, the one "
        "with most plates right when merged:",
        table(["reader", *header], setups),
        f"Versions: {'; '.join(versions) or 'none'}. Processor: {processor()}.",
    ]
    return "\n" + "\n\n".join(sections) + "\n\n"


def processor() -> str:
    """Return what the processor calls itself, as far as the system tells."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def cells(figures: Figures, baseline: Figures | None) -> list[str]:
    """Return a row's figures from n on."""
    score = figures.score
    rates = [share(rate) for rate in (score.strict, score.merged, score.characters_merged)]
    ratio = f"{baseline.cpu_ms / figures.cpu_ms:.3f}" if baseline and figures.cpu_ms else "-"
    return [str(score.total), *rates, f"{figures.cpu_ms:.1f}", ratio, f"{figures.peak_mb:.0f}"]


def share(rate: Rate) -> str:
    """Return per cent with the interval's ends.

    >>> share(Rate(60, 100))
    '60.0 (50.2 to 69.1)'
    """
    low, high = rate.interval
    return f"{100 * rate.rate:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns stand under one another."""
    clean = [[cell.replace("|", "/") for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(header, *clean, strict=True)]
    ruler = ["-" * width for width in widths]
    lines = [
        [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        for row in (header, ruler, *clean)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
