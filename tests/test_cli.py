"""The command line as a user meets it: output, stderr and exit status."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from alpr import cli
from alpr.reading.readings import Reading


@pytest.fixture
def alpr(
    toy_model: Path, toy_locator: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    monkeypatch.setenv("ALPR_MODEL", str(toy_model))
    monkeypatch.setenv("ALPR_LOCATOR", str(toy_locator))
    return lambda *arguments: CliRunner().invoke(cli.main, [str(one) for one in arguments])


@pytest.fixture
def plates(tmp_path: Path, draw_plate: Any) -> Path:
    for name, image in (
        ("a.png", draw_plate("1234BCD")),
        ("b.jpg", draw_plate("8046FGH")),
        ("blank.png", np.full((50, 230), 255, np.uint8)),
    ):
        (tmp_path / name).write_bytes(cv2.imencode(Path(name).suffix, image)[1].tobytes())
    (tmp_path / "broken.png").write_bytes((tmp_path / "a.png").read_bytes()[:300])
    return tmp_path


def test_no_images_is_wrong_usage(alpr: Callable[..., Result]) -> None:
    assert alpr("read").exit_code == 2


def test_one_image_gives_its_text_alone(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("read", plates / "a.png")
    said = f"{plates / 'a.png'}: taken as a crop of a plate\n"
    assert (done.stdout, done.stderr, done.exit_code) == ("1234BCD\n", said, 0)
    assert alpr("read", "--plate", plates / "a.png").stderr == ""  # nothing was to be found out


def test_no_plate_is_an_empty_reading_and_no_error(
    alpr: Callable[..., Result], plates: Path
) -> None:
    done = alpr("read", "--plate", plates / "blank.png")
    assert (done.stdout, done.stderr, done.exit_code) == ("\n", "", 0)


def test_several_images_give_name_and_text(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("read", plates / "b.jpg", plates / "a.png")
    assert done.stdout == f"{plates / 'b.jpg'}\t8046FGH\n{plates / 'a.png'}\t1234BCD\n"


def test_bad_files_are_named_and_the_others_read(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr(
        "read", "--plate", plates / "gone.png", plates, plates / "broken.png", plates / "a.png"
    )
    assert done.exit_code == 1
    assert done.stdout == f"{plates / 'a.png'}\t1234BCD\n"
    missing, folder, broken = done.stderr.splitlines()
    assert missing == f"alpr: {plates / 'gone.png'}: no such file"
    assert folder.startswith(f"alpr: {plates}: a folder")
    assert broken == f"alpr: {plates / 'broken.png'}: the PNG file is cut off"


def test_an_empty_name_is_not_taken_for_the_folder_at_hand(
    alpr: Callable[..., Result], plates: Path
) -> None:
    done = alpr("read", "--plate", "", plates / "a.png")
    assert done.exit_code == 1
    assert done.stderr == "alpr: '': the name is empty\n"
    assert done.stdout == f"{plates / 'a.png'}\t1234BCD\n"


def test_json_lines(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("read", "--json", plates / "a.png", plates / "blank.png")
    first, blank = map(json.loads, done.stdout.splitlines())
    reading = ["text", "confidence", "format", "raw", "characters", "candidates", "views"]
    reading.append("formats")
    assert list(first) == ["file", *reading, "corners", "location", "kind", "plates"]
    assert (first["file"], first["text"]) == (str(plates / "a.png"), "1234BCD")
    assert first["characters"][0]["character"] == "1"
    assert len(first["characters"][0]["alternatives"]) == 3
    assert Reading.from_json(json.dumps(first)).text == "1234BCD"
    assert (blank["text"], blank["confidence"], blank["characters"]) == ("", 0.0, [])


def test_top_lists_texts_with_probability_and_format(
    alpr: Callable[..., Result], plates: Path
) -> None:
    done = alpr("read", "--top", 3, "--format", "auto", plates / "a.png")
    first, *others = [line.split("\t") for line in done.stdout.splitlines()]
    assert (first[0], first[2]) == ("1234BCD", "es")
    assert len(others) == 2
    assert float(first[1]) > 0.5 > float(others[0][1])


def test_a_format_of_ones_own(alpr: Callable[..., Result], plates: Path) -> None:
    own = plates / "own.yaml"
    own.write_text('name: own\ndescription: four digits, three letters\npatterns: ["0000 AAA"]\n')
    assert alpr("read", "--format", own, plates / "a.png").stdout == "1234BCD\n"
    own.write_text("name: own\n")
    done = alpr("read", "--format", own, plates / "a.png")
    assert done.exit_code == 2
    assert str(own) in done.stderr
    done = alpr("read", "--format", "xx", plates / "a.png")
    assert done.exit_code == 2
    assert "es, us, eu, br or a YAML file" in done.stderr


def test_a_model_of_another_reader_is_refused(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("read", "--reader", "line", plates / "a.png")
    assert done.exit_code == 2
    assert "paper or segments, not of line" in done.stderr


def test_explain_writes_a_picture_per_image_beside_none(
    alpr: Callable[..., Result], plates: Path
) -> None:
    (plates / "other").mkdir()
    (plates / "other/a.png").write_bytes((plates / "a.png").read_bytes())
    before = (plates / "a.png").read_bytes()
    images = [plates / "a.png", plates / "other/a.png", plates / "blank.png"]
    # Into the very folder that the images lie in: none of them may be overwritten.
    assert alpr("read", "--explain", plates, *images).exit_code == 0
    drawn = sorted(path.name for path in plates.glob("*_steps.png"))
    assert drawn == ["a-2_steps.png", "a_steps.png", "blank_steps.png"]
    assert (plates / "a.png").read_bytes() == before


def test_missing_model_says_what_to_do(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("read", "--model", plates / "gone", plates / "a.png")
    assert done.exit_code == 2
    assert "make model" in done.stderr
    assert "--model" in done.stderr


@pytest.fixture
def collection(plates: Path) -> Path:
    rows = ["a.png,1234-bcd", "b.jpg,8046 FGJ", "broken.png,1", "blank.png,2", "gone.png,3"]
    (plates / "labels.csv").write_text("file,plate\n" + "\n".join(rows) + "\n")
    return plates


def test_score_reports_broken_pictures_and_goes_on(
    alpr: Callable[..., Result], collection: Path
) -> None:
    done = alpr("score", collection)
    assert done.exit_code == 1
    assert "20.00 % (1 of 5" in done.stdout
    assert "segmentation 1, character 1, unreadable 2" in done.stdout
    assert len(done.stderr.splitlines()) == 2


def test_score_as_json_with_pictures_of_failures(
    alpr: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    look = tmp_path / "look"
    values = json.loads(alpr("score", "--json", "--failures", look, collection).stdout)
    assert values["collection"] == collection.name
    assert (values["total"], values["correct"], values["failed"]) == (5, 1, 4)
    names = sorted(path.name for path in look.iterdir())
    assert names == [f"{stem}_failure.png" for stem in ("b", "blank", "broken", "gone")]


def test_score_draws_what_the_confidences_are_worth(
    alpr: Callable[..., Result], collection: Path, tmp_path: Path
) -> None:
    look = tmp_path / "look"
    assert alpr("score", "--honesty", look, collection).exit_code == 1  # broken pictures
    names = sorted(path.name for path in look.iterdir())
    assert names == [f"{one}.{kind}" for one in ("reliability", "risk_coverage")
                     for kind in ("csv", "png")]  # fmt: skip
    with (look / "reliability.csv").open() as file:
        # Of five two are broken, and one shows nothing.
        assert sum(int(row["n"]) for row in csv.DictReader(file)) == 2


@pytest.mark.parametrize("content", [None, "name\n", "file,plate\na.png,\n"])
def test_score_of_no_collection_says_why(
    alpr: Callable[..., Result], tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "labels.csv").write_text(content)
    done = alpr("score", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"alpr: {tmp_path / 'labels.csv'}: ")


def test_generate_and_its_formats(alpr: Callable[..., Result], tmp_path: Path) -> None:
    from alpr.cli.drawing import generate
    from alpr.plates import collections, photographs
    from alpr.plates.scenes.collection import PHOTOGRAPHS

    option = next(one for one in generate.params if one.name == "format_name")
    offered = (*collections.FORMATS, *photographs.REALISTIC_FORMATS, PHOTOGRAPHS)
    assert tuple(option.type.choices) == offered  # type: ignore[attr-defined]
    out = tmp_path / "plates"
    arguments = ["generate", "--format", "national", "--count", "2", "--seed", "7", "--out", out]
    assert alpr(*arguments).exit_code == 0
    assert alpr("score", out).exit_code == 0
    assert len((out / "labels.csv").read_text().splitlines()) == 3


def test_generate_leaves_other_folders_alone(alpr: Callable[..., Result], plates: Path) -> None:
    done = alpr("generate", "--format", "usa", "--count", "1", "--out", plates)
    assert done.exit_code == 2
    assert str(plates) in done.stderr
    assert (plates / "a.png").exists()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("es", 0),  # drawn realistically at every level
        ("usa", 2),  # a drawing before the camera
    ],
)
def test_generate_realistic_plates(
    alpr: Callable[..., Result], tmp_path: Path, name: str, level: int
) -> None:
    out = tmp_path / "plates"
    arguments = ["generate", "--format", name, "--level", level, "--count", "2", "--out", out]
    for _ in range(2):
        assert alpr(*arguments).exit_code == 0
    assert alpr("score", out).exit_code == 0
    records = [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]
    assert [(one["format"], one["level"]) for one in records] == [(name, level)] * 2


def test_generate_realistic_plates_without_a_clone_says_so(
    alpr: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the package lay elsewhere, with no line/params.yaml beside it.
    drawing = tmp_path / "site" / "alpr" / "cli" / "drawing.py"
    monkeypatch.setattr("alpr.cli.drawing.__file__", str(drawing))
    done = alpr("generate", "--format", "eu", "--count", "1", "--out", tmp_path / "new")
    assert done.exit_code == 2
    assert done.stderr.startswith("alpr: realistic plates") and "line/params.yaml" in done.stderr
    assert not (tmp_path / "new").exists()


def test_generate_without_its_packages_says_what_to_install(
    alpr: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alpr.plates import canvas, rendering

    # What other tests drew must not be there already.
    rendering._background.cache_clear()
    canvas._set_line.cache_clear()
    monkeypatch.setitem(sys.modules, "PIL", None)
    done = alpr("generate", "--format", "usa", "--count", "1", "--out", tmp_path / "new")
    assert done.exit_code == 2
    assert ".[train]" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", ["read", "score", "generate"])
def test_help_teaches_by_examples(alpr: Callable[..., Result], command: str) -> None:
    assert f"\n    alpr {command}" in alpr(command, "--help").stdout


def test_help_and_version_load_neither_opencv_nor_the_runtime() -> None:
    code = (
        "import sys, alpr.cli\n"
        "assert not {'cv2', 'numpy', 'onnxruntime', 'yaml'} & set(sys.modules)\n"
        "alpr.cli.main(['--version'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("alpr, version ")


def test_closed_pipe_is_no_traceback(toy_model: Path, plates: Path) -> None:
    command = [sys.executable, "-c", "from alpr.cli import main; main()", "read", "--json"]
    command += ["--plate"]
    command += ["--model", str(toy_model), *[str(plates / "a.png")] * 40]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()  # as `head` does
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_no_traceback(toy_model: Path, plates: Path) -> None:
    command = [sys.executable, "-c", "from alpr.cli import main; main()", "read", "--plate"]
    command += ["--model", str(toy_model), str(plates / "a.png")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("alpr: the output cannot be written: No space left")
