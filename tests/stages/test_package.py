"""The stage that puts the released folder together, and the card that it writes."""

import copy
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from alpr.files import write_json
from alpr.intervals import Rate
from alpr.model_card import CardFacts, write_model_card
from alpr.stages import package, packaging


def both(correct: int, n: int) -> dict[str, Any]:
    return {"strict": Rate(correct, n).as_dict(), "merged": Rate(n, n).as_dict()}


METRICS: dict[str, dict[str, Any]] = {
    "evaluate/paper.json": {
        "data": {
            "dataset": {
                "source": "chars74k",
                "md5": "ab" * 16,
                "content_sha256": "ef" * 32,
            },
            "filter": {
                "kept": 34584,
                "removed": 1992,
                "split": {"train": 28012, "validation": 3113, "test": 3459},
            },
        },
        "test": {**both(3400, 3459), "confusions": [{"truth": "0", "read": "O", "count": 12}]},
        "removed": both(1000, 1992),
        "calibration": {"temperature": 1.25, "ece": 0.004, "ece_uncalibrated": 0.021},
        "export": {"bytes": 8_400_000, "max_difference_half": 0.00042},
        "model_md5": "cd" * 16,
    },
    "score/paper.json": {
        "usa": {
            **both(60, 100),
            "failures": {"segmentation": 30, "character": 10, "unreadable": 0},
        },
        "national": {
            **both(100, 100),
            "failures": {"segmentation": 0, "character": 0, "unreadable": 0},
        },
    },
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, contents in METRICS.items():
        write_json(tmp_path / "metrics" / name, contents)
    exported = tmp_path / "models/paper/exported"
    exported.mkdir(parents=True)
    (exported / "network.onnx").write_bytes(b"\x00network")
    (exported / "model.json").write_text('{"source": "chars74k"}')
    return tmp_path


def card(source: str = "chars74k", **test: Any) -> str:
    contents = copy.deepcopy(METRICS)
    contents["evaluate/paper.json"]["test"] |= test
    contents["evaluate/paper.json"]["data"]["dataset"]["source"] = source
    return write_model_card(
        CardFacts(contents["evaluate/paper.json"], contents["score/paper.json"])
    )


def test_the_folder_holds_the_network_as_exported_and_its_card(workspace: Path) -> None:
    package.main()
    released = workspace / "models/plate-cnn"
    assert {path.name for path in released.iterdir()} == {
        "network.onnx",
        "model.json",
        "MODEL_CARD.md",
    }
    assert (released / "network.onnx").read_bytes() == b"\x00network"
    assert json.loads((released / "model.json").read_text()) == {"source": "chars74k"}
    first = (released / "MODEL_CARD.md").read_bytes()
    package.main()  # again over its own output: the same bytes
    assert (released / "MODEL_CARD.md").read_bytes() == first


def test_a_network_too_large_for_git_is_refused(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "SIZE_LIMIT", 7)
    with pytest.raises(ValueError, match=r"network\.onnx has 8 bytes, over 7"):
        package.main()


@pytest.mark.parametrize(
    "said",
    [
        "98.29 % (3400 of 3459, 95 % interval",  # an accuracy never stands without its n
        "100.00 % (3459 of 3459",  # nor strict without merged
        "50.20 % (1000 of 1992",  # the removed images too
        "| usa | 60.00 % (60 of 100, 95 % interval 50.20 to 69.06)",
        "0 as O (12)",
        "Of 36,576 images of the 36 classes 34,584 were kept and 1,992 removed",
        "28,012 images to learn from, 3,113",
        "temperature 1.250: expected calibration error 0.40 %, 2.10 % without",
        "8,400,000 bytes",
        "VISAPP",  # the citation that the data set's authors ask for
        "AEPD",
        f"`{'ab' * 16}`",  # which archive
        f"`{'ef' * 32}`",  # which images, however they are packed
        f"`{'cd' * 16}`",  # which network
    ],
)
def test_the_card_says(said: str) -> None:
    assert " ".join(said.split()) in " ".join(card().split())


def test_the_card_of_the_stand_in_does_not_claim_chars74k() -> None:
    text = card("typefaces")
    assert "stand-in" in text
    assert "VISAPP" not in text


@pytest.mark.parametrize(("source", "warnings"), [("chars74k", 0), ("typefaces", 1)])
def test_only_a_model_of_the_stand_in_is_warned_of(
    caplog: pytest.LogCaptureFixture, source: str, warnings: int
) -> None:
    with caplog.at_level(logging.WARNING):
        packaging.warn_of_stand_in({"source": source}, Path("models/plate-line"))
    said = ["models/plate-line was learned from the stand-in: it cannot be released"]
    assert caplog.messages == said * warnings


def test_a_source_that_nobody_knows_has_no_card() -> None:
    with pytest.raises(KeyError, match="elsewhere"):
        card("elsewhere")


def test_without_confusions_the_card_says_so() -> None:
    assert "test images: nothing." in card(confusions=[])
