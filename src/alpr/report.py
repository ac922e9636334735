"""The report: the paper's figures beside ours, as Markdown made from the metrics files alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAPER_TEST_ACCURACY = 97.83
"""Per cent; the paper, section 5.3."""

PAPER_PLATES = {"national": ("National Matriculas", 100, 100), "usa": ("Matriculas USA", 100, 60)}
"""Collection to the paper's name of it, images and correct ones; the paper, section 6."""

ORIGINS = {
    "segmentation": "wrong number of characters",
    "character": "wrong class",
    "unreadable": "broken file",
}
"""Where a failure arose, and how the report calls it."""

SOURCES = {
    "chars74k": "the real Chars74K *EnglishFnt* archive",
    "typefaces": "the **stand-in** rendered from open fonts, **not** Chars74K",
}


@dataclass(frozen=True)
class Facts:
    """Everything the report is made of: the contents of the metrics files, and whose they are."""

    commit: str
    recipe: str
    evaluation: Mapping[str, Any]
    scores: Mapping[str, Any]

    @property
    def compared(self) -> bool:
        """Whether the network learned from what the paper's network learned from."""
        return bool(self.evaluation["data"]["dataset"]["source"] == "chars74k")


def write_report(facts: Facts) -> str:
    """Return the report as Markdown: where the figures come from, then one table a question."""
    sections = [
        _origin(facts),
        _characters(facts),
        _picture("Accuracy and loss along the iterations", f"train/{facts.recipe}_curves.png"),
        _picture("Which class was read as which", f"evaluate/{facts.recipe}_confusion.png"),
        _plates(facts),
        _failures(facts),
        _network(facts),
        _picture(
            "Confidence and the share read rightly", f"evaluate/{facts.recipe}_reliability.png"
        ),
    ]
    return "\n\n".join(sections) + "\n"


def _picture(title: str, path: str) -> str:
    # From the repository's root, so that the link holds wherever this text is pasted.
    return f"![{title}](/metrics/{path})"


def _origin(facts: Facts) -> str:
    dataset = facts.evaluation["data"]["dataset"]
    lines = [
        f"Learned from {SOURCES[dataset['source']]} (archive md5 `{dataset['md5']}`), recipe "
        f"`{facts.recipe}`, code at commit `{facts.commit}`, network md5 "
        f"`{facts.evaluation['model_md5']}`. Every share stands with its n and its 95 % Wilson "
        "interval; *merged* counts 0 and O, and 1 and I, as the same character."
    ]
    if not facts.compared:
        lines.append(
            "The paper learned from Chars74K, so its figures are not set beside these. Drop the "
            "archive at `data/external/EnglishFnt.tgz` and run `make repro` again to compare."
        )
    return "\n\n".join(lines)


def _characters(facts: Facts) -> str:
    paper = {
        "test, strict": f"{PAPER_TEST_ACCURACY} %",
        "validation, strict": "about 98 %",
        "train, strict": "about 99 %",
    }
    rows = []
    for subset in ("test", "validation", "train", "removed"):
        for reading in ("strict", "merged"):
            name = f"{subset}, {reading}"
            measured = _shares(facts.evaluation[subset][reading])
            rows.append([name, paper.get(name, "not given"), *measured])
    header = ["images", "paper", "ours", "n", "95 % interval"]
    if not facts.compared:
        rows = [[row[0], *row[2:]] for row in rows]
        header.remove("paper")
    filtered = facts.evaluation["data"]["filter"]
    counts = filtered["split"]
    used = (
        f"{filtered['kept']:,} images of 36 classes kept, {filtered['removed']:,} removed by the "
        f"filter; {counts['train']:,} to train, {counts['validation']:,} to validate, "
        f"{counts['test']:,} to test."
    )
    return "\n\n".join(["### Characters", used, _table(header, rows)])


def _plates(facts: Facts) -> str:
    rows = []
    for name, score in facts.scores.items():
        title, paper_total, paper_correct = PAPER_PLATES.get(name, (name, 0, 0))
        paper = f"{paper_correct} of {paper_total}" if paper_total else "not given"
        strict, merged = score["strict"], score["merged"]
        row = [title, str(score["total"]), str(score["correct"]), str(score["failed"]), paper]
        row += [_interval(strict), f"{merged['correct']} ({_interval(merged)})"]
        rows.append(row)
    header = ["collection", "total images", "correct", "failed", "paper, correct",
              "95 % interval", "correct, merged"]  # fmt: skip
    if not facts.compared:
        rows = [[*row[:4], *row[5:]] for row in rows]
        header.remove("paper, correct")
    return "\n\n".join(["### Plates, the paper's reader", _table(header, rows)])


def _failures(facts: Facts) -> str:
    rows = [
        [
            PAPER_PLATES.get(name, (name,))[0],
            *(str(score["failures"][origin]) for origin in ORIGINS),
            *_shares(score["characters_strict"]),
            *_shares(score["characters_merged"])[::2],
        ]
        for name, score in facts.scores.items()
    ]
    header = ["collection", *ORIGINS.values()]
    header += ["characters right", "n", "95 % interval", "merged", "95 % interval"]
    return "\n\n".join(["### Where the failures arose", _table(header, rows)])


def _network(facts: Facts) -> str:
    calibration, export = facts.evaluation["calibration"], facts.evaluation["export"]
    pairs = ", ".join(
        f"{pair['truth']} as {pair['read']} ({pair['count']})"
        for pair in facts.evaluation["test"]["confusions"]
    )
    rows = [
        ["expected calibration error on the test images", _percent(calibration["ece"])],
        [
            "the same on the images that the filter removed",
            _percent(facts.evaluation["removed"]["ece"]),
        ],
        ["on the test images before the temperature", _percent(calibration["ece_uncalibrated"])],
        ["temperature, fitted on the validation images", f"{calibration['temperature']:.3f}"],
        ["largest difference of a probability, ONNX to Keras", f"{export['max_difference']:.6f}"],
        ["the same with weights in half precision", f"{export['max_difference_half']:.6f}"],
        ["released network", f"{export['bytes'] / 1e6:.1f} MB"],
        ["most frequent mistakes on the test images", pairs or "none"],
    ]
    return "\n\n".join(["### Calibration and export", _table(["measure", "value"], rows)])


def _shares(rate: Mapping[str, float]) -> list[str]:
    return [_percent(rate["rate"]), f"{rate['n']:,}", _interval(rate)]


def _interval(rate: Mapping[str, float]) -> str:
    return f"{100 * rate['low']:.2f} to {100 * rate['high']:.2f} %"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
