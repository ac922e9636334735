"""Photographs to texts, ours beside Tesseract and rapidocr: the same files, one run, one thread.

Each reader runs in a process and an environment of its own, as in peers.py. The table is printed
and put into docs/peers-photographs.md.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from alpr.boxes import Box
from alpr.characters import plate_text
from alpr.counts import MeanCount
from alpr.photograph_score import FoundPlate, PhotographScore
from alpr.reading.photograph_labels import LabelledPhotograph, holds_photographs, read_photographs
from alpr.scoring_photographs import PhotographsScore

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file, only its own folder is there

from benchmarks.peers import (
    FOLDERS,
    NotMeasuredError,
    Reader,
    Run,
    fill,
    processor,
    run_setups,
    share,
    table,
)

DOCUMENT = Path("docs/peers-photographs.md")

OURS = Reader("alpr", "ours", ("photograph",))
READERS = (
    OURS,
    Reader("PP-OCRv6", "rapidocr", ("photograph, 736 px",)),
    Reader("Tesseract", "tesseract", ("photograph, sparse text",
                                      "photograph, sparse text, doubled")),
)  # fmt: skip

PLATE_LENGTHS = range(4, 10)
"""Capitals and digits of a line that may be a plate, for readers that know of no plates."""

TOGETHER = "all"
HEADER = (
    "photographs", "reader", "set-up", "n", "plates found, %", "false plates, each",
    "one choice, strict, %", "one choice, merged, %", "CPU, ms", "memory, MB",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One set-up of one reader: set by set in the order of the sets, and on all of them."""

    setup: str
    version: str
    sets: tuple[PhotographsScore, ...]
    total: PhotographsScore
    peak_mb: float


def main() -> None:
    """Measure every reader, print the table and put it into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=Path, nargs="+", metavar="FOLDER",
                        help="collections of labelled photographs; without it all that are found "
                        "in " + " and ".join(str(folder) for folder in FOLDERS))  # fmt: skip
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="takes the table")
    arguments = parser.parse_args()
    folders = arguments.photographs or found_photographs(FOLDERS)
    if not folders:  # as in every fresh clone: no failure of `make bench`
        print("not measured: no labelled photographs in data/collections")
        return
    # As the folders are called here: links may lead to folders of one name.
    sets = {folder.absolute().name: read_photographs(folder) for folder in folders}
    if len(sets) < len(folders):
        sys.exit("not measured: two collections have one name, which would be one row's")
    fill(
        arguments.document,
        lambda: report(list(sets), [(reader, measure(reader, sets)) for reader in READERS]),
    )


def found_photographs(places: Iterable[Path]) -> list[Path]:
    """Return the folders in these places that hold labelled photographs, sorted by name."""
    folders = [folder for place in places for folder in place.glob("*/")]
    return sorted(filter(holds_photographs, folders), key=lambda folder: folder.name)


def measure(reader: Reader, sets: dict[str, list[LabelledPhotograph]]) -> list[Measured] | str:
    """Run all set-ups of a reader; returns the reason where it cannot be measured."""
    files = [str(item.path.resolve()) for labelled in sets.values() for item in labelled]
    try:
        return [scored(reader, setup, run, sets) for setup, run in run_setups(reader, files)]
    except NotMeasuredError as error:
        return str(error)


def scored(
    reader: Reader, setup: str, run: Run, sets: dict[str, list[LabelledPhotograph]]
) -> Measured:
    """Set what was found against the labels, set by set; capitals and digits alone count."""
    labelled = [item for items in sets.values() for item in items]
    scores = [
        PhotographScore(item.file, item.plates, None if text is None else found(text, reader), ms)
        for item, text, ms in zip(labelled, run.texts, run.cpu_ms, strict=True)
    ]
    ends = list(accumulate(len(items) for items in sets.values()))
    by_set = tuple(PhotographsScore(tuple(scores[a:b])) for a, b in pairwise([0, *ends]))
    return Measured(setup, run.version, by_set, PhotographsScore(tuple(scores)), run.peak_mb)


def found(answer: str, reader: Reader) -> tuple[FoundPlate, ...]:
    """Return the plates of a worker's answer, the surest first.

    Ours are all plates. The peers read whatever is written: of their lines those may be plates
    that have 4 to 9 capitals and digits, a digit among them.

    Raises:
        NotMeasuredError: the answer is not JSON of texts, confidences and boxes.
    """
    try:
        plates = [
            FoundPlate(plate_text(text), float(confidence), _box(corners))
            for text, confidence, corners in json.loads(answer)
        ]
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise NotMeasuredError(f"its answer cannot be understood: {error!r}") from error
    if reader == OURS:
        return tuple(plates)
    like = [plate for plate in plates if plate_like(plate.text)]
    return tuple(sorted(like, key=lambda plate: -plate.confidence))


def plate_like(text: str) -> bool:
    """Say whether a line, its capitals and digits alone, may be a plate.

    >>> [plate_like(text) for text in ("1234BCD", "GARAGE", "A1", "2014061708")]
    [True, False, False, False]
    """
    return len(text) in PLATE_LENGTHS and any(character.isdigit() for character in text)


def _box(corners: Sequence[Any]) -> Box:
    left, top, right, bottom = map(float, corners)
    x, y = math.floor(left), math.floor(top)
    return Box(x, y, max(x + 1, math.ceil(right)), max(y + 1, math.ceil(bottom)))


def report(names: Sequence[str], results: Sequence[tuple[Reader, list[Measured] | str]]) -> str:
    """Return the Markdown: each set-up of each reader, set by set and on all of them."""
    rows = []
    for place, name in enumerate([*names, TOGETHER] if len(names) > 1 else names):
        for reader, measured in results:
            if isinstance(measured, str):
                rows.append([name, reader.name, "not measured", *[""] * (len(HEADER) - 3)])
                continue
            for one in measured:
                score = (*one.sets, one.total)[place]
                figures = cells(score, located=reader == OURS)
                rows.append([name, reader.name, one.setup, *figures, f"{one.peak_mb:.0f}"])
    missing = [(reader, reason) for reader, reason in results if isinstance(reason, str)]
    found_versions = (
        one.version for _, many in results if not isinstance(many, str) for one in many
    )
    versions = dict.fromkeys(found_versions)
    sections = [
        table(HEADER, rows),
        *(f"Not measured: {reader.name}. {reason}" for reader, reason in missing),
        f"Versions: {'; '.join(versions) or 'none'}. Processor: {processor()}.",
    ]
    return "\n" + "\n\n".join(sections) + "\n\n"


def cells(score: PhotographsScore, located: bool) -> list[str]:
    """Return a row's figures from n to the processor time; of locating where it is one."""
    choices = score.choices
    cpu = "-" if score.cpu_ms is None else f"{score.cpu_ms:.0f}"
    return [
        str(choices.total),
        share(score.recall) if located else "-",
        mean(score.false_plates) if located else "-",
        share(choices.strict),
        share(choices.merged),
        cpu,
    ]


def mean(count: MeanCount) -> str:
    """Return events per item with the interval's ends.

    >>> mean(MeanCount(2, 50))
    '0.04 (0.00 to 0.14)'
    """
    low, high = count.interval
    return f"{count.mean:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
