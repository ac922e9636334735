"""`alpr score` on photographs as a user meets it; what it reads with is pretended."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from alpr import cli
from alpr.errors import UserError
from alpr.reading.images import Image
from alpr.reading.localization import Refusal
from alpr.reading.located import PHOTOGRAPH, LocatedReading, PhotographReading
from alpr.reading.look import LineSteps, Look
from alpr.reading.readings import NOTHING

BOX = "40,30,60,20"


class PretendedReader:
    """Finds in the middle of a picture what its grey says: 100 AB12, 150 AB13, 200 nothing."""

    TEXTS = MappingProxyType({100: "AB12", 150: "AB13"})

    def __init__(self, **options: Any) -> None:
        if options.pop("locator"):
            raise UserError("no such locator")
        assert options == {"format": "none", "reader": None, "threshold": 0.25, "model": None}

    def read(self, image: Image, kind: str | None) -> PhotographReading:
        assert kind == PHOTOGRAPH
        corners = ((40.0, 30.0), (100.0, 30.0), (100.0, 50.0), (40.0, 50.0))
        look = Look((), (), LineSteps(np.zeros((48, 160), np.uint8), 9, np.zeros((40, 37), "f4")))
        text = self.TEXTS.get(int(image[0, 0, 0]))
        found = replace(NOTHING, text=text or "", confidence=0.9)
        plates = (LocatedReading(corners, 0.8, found, look, 60),) if text else ()
        refused = (Refusal(np.array(corners) + 20, 0.2, "too small"),)
        return PhotographReading(PHOTOGRAPH, plates, refused)


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr("alpr.reading.photograph.PhotographReader", PretendedReader)
    return lambda *arguments: CliRunner().invoke(cli.main, ["score", *map(str, arguments)])


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Right, misread, nothing found, nothing there, something found where nothing is."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    greys = {"right": 100, "misread": 150, "missed": 200, "empty": 200, "false": 100}
    for name, grey in greys.items():
        blank = np.full((80, 160, 3), grey, np.uint8)
        (folder / f"{name}.png").write_bytes(cv2.imencode(".png", blank)[1].tobytes())
    rows = [f"{name}.png,AB12,{BOX}" for name in ("right", "misread", "missed")]
    rows += ["empty.png,,,,,", "false.png,,,,,"]
    (folder / "labels.csv").write_text("file,plate,x,y,width,height\n" + "\n".join(rows) + "\n")
    return folder


def test_table(score: Callable[..., Result], photographs: Path) -> None:
    done = score(photographs)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "5, with 3 plates to read" in done.stdout
    assert "66.67 % (2 of 3" in done.stdout  # found
    assert "0.200 (1 in 5" in done.stdout  # false
    assert "33.33 % (1 of 3" in done.stdout  # one choice
    assert "not found 1, another chosen 0, misread 1, unreadable 0" in done.stdout
    assert "87.50 % (7 of 8" in done.stdout  # characters
    assert "ms per photograph" in done.stdout


def test_json_with_pictures_of_failures(
    score: Callable[..., Result], photographs: Path, tmp_path: Path
) -> None:
    done = score("--json", "--failures", tmp_path / "look", photographs)
    values = json.loads(done.stdout)
    assert values["collection"] == "photographs"
    assert values["photographs"] == 5
    assert (values["recall"]["correct"], values["false_plates"]["count"]) == (2, 1)
    assert values["choice"]["strict"]["correct"] == 1
    names = sorted(path.name for path in (tmp_path / "look").iterdir())
    assert names == ["false_failure.png", "misread_failure.png", "missed_failure.png"]


def test_broken_pictures_are_named_and_count_as_failures(
    score: Callable[..., Result], photographs: Path, tmp_path: Path
) -> None:
    whole = (photographs / "right.png").read_bytes()
    (photographs / "right.png").write_bytes(whole[: len(whole) // 2])
    (photographs / "empty.png").unlink()
    done = score("--failures", tmp_path / "look", photographs)
    assert done.exit_code == 1
    first, second = done.stderr.splitlines()
    assert first == f"alpr: {photographs / 'right.png'}: the PNG file is cut off"
    assert second == f"alpr: {photographs / 'empty.png'}: no such file"
    assert "unreadable 2" in done.stdout
    assert "33.33 % (1 of 3" in done.stdout  # its plate was not found
    assert (tmp_path / "look" / "right_failure.png").is_file()


def test_openalpr_layout(score: Callable[..., Result], photographs: Path) -> None:
    (photographs / "labels.csv").unlink()
    line = "\t".join(["right.png", *BOX.split(","), "AB12"])
    (photographs / "right.txt").write_text(line + "\n")
    done = score(photographs)
    assert done.exit_code == 0
    assert "1, with 1 plates to read" in done.stdout


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("right.png,AB12,40,30,-60,20", "line 2: width must be at least 1 pixel"),
        ("right.png,AB12,400,30,60,20", "line 2: the box at 400, 30, 60 x 20 px, lies outside"),
    ],
)
def test_bad_labels_end_the_command(
    score: Callable[..., Result], photographs: Path, row: str, message: str
) -> None:
    labels = photographs / "labels.csv"
    labels.write_text(f"file,plate,x,y,width,height\n{row}\n")
    done = score(photographs)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"alpr: {labels}: {message}")


def test_missing_locator_says_so(score: Callable[..., Result], photographs: Path) -> None:
    done = score("--locator", photographs / "gone", photographs)
    assert (done.exit_code, done.stderr) == (2, "alpr: no such locator\n")


def test_complaints_come_after_the_bar(
    score: Callable[..., Result], photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photographs / "missed.png").unlink()
    events: list[object] = []

    def bar(steps: range) -> Iterator[int]:
        yield from steps
        events.append(steps)

    monkeypatch.setattr("alpr.cli.scoring.progress", bar)
    monkeypatch.setattr("alpr.cli.scoring.complain", events.append)
    assert score(photographs).exit_code == 1
    assert events == [range(5), f"{photographs / 'missed.png'}: no such file"]
