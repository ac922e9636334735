"""`alpr read` on photographs and crops, as a user meets it: output, stderr and exit status."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from alpr import cli


@pytest.fixture
def alpr(
    toy_model: Path, toy_locator: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    monkeypatch.setenv("ALPR_MODEL", str(toy_model))
    monkeypatch.setenv("ALPR_LOCATOR", str(toy_locator))
    return lambda *arguments: CliRunner().invoke(cli.main, [str(one) for one in arguments])


@pytest.fixture
def pictures(tmp_path: Path, draw_photograph: Any, draw_plate: Any) -> Path:
    two = draw_photograph(("1234BCD", (80, 80), 251), ("8046FGH", (160, 320), 254))
    for name, image in (
        ("car.png", two),
        ("crop.png", draw_plate("9999ZZZ", paper=200)),
        ("street.png", draw_photograph()),
        ("dot.png", np.zeros((1, 1), np.uint8)),
    ):
        (tmp_path / name).write_bytes(cv2.imencode(".png", image)[1].tobytes())
    whole = cv2.imencode(".jpg", two)[1].tobytes()
    (tmp_path / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "moving.gif").write_bytes(b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(40))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "stdout", "stderr"),
    [
        ("dot.png", "\n", "taken as a crop of a plate\n"),
        ("street.png", "\n", "taken as a photograph, 0 plates\n"),
        ("car.png", "8046FGH\n1234BCD\n", "taken as a photograph, 2 plates\n"),
        ("crop.png", "9999ZZZ\n", "taken as a crop of a plate\n"),
    ],
)
def test_one_picture(
    alpr: Callable[..., Result], pictures: Path, name: str, stdout: str, stderr: str
) -> None:
    done = alpr("read", pictures / name)
    assert (done.stdout, done.stderr, done.exit_code) == (stdout, f"{pictures / name}: {stderr}", 0)


def test_a_batch_goes_on_after_broken_files(alpr: Callable[..., Result], pictures: Path) -> None:
    names = ["broken.jpg", "moving.gif", "car.png", "street.png", "crop.png"]
    done = alpr("read", *(pictures / name for name in names))
    assert done.exit_code == 1
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(Path(name).name, text) for name, text in lines] == [
        ("car.png", "8046FGH"), ("car.png", "1234BCD"), ("street.png", ""), ("crop.png", "9999ZZZ"),
    ]  # fmt: skip
    broken, moving, *_ = done.stderr.splitlines()
    assert broken == f"alpr: {pictures / 'broken.jpg'}: the JPEG file is cut off"
    assert moving.startswith(f"alpr: {pictures / 'moving.gif'}: not an image of a known format")


def test_json_says_what_it_was_taken_for(alpr: Callable[..., Result], pictures: Path) -> None:
    names = ["car.png", "crop.png", "street.png"]
    done = alpr("read", "--json", *(pictures / name for name in names))
    car, crop, street = (json.loads(line) for line in done.stdout.splitlines())
    assert [item["kind"] for item in (car, crop, street)] == ["photograph", "crop", "photograph"]
    assert [plate["text"] for plate in car["plates"]] == ["8046FGH", "1234BCD"]
    assert car["text"] == "8046FGH"
    assert car["corners"] == [[160, 320], [680, 320], [680, 430], [160, 430]]
    assert crop["corners"] == [[0, 0], [520, 0], [520, 110], [0, 110]]
    assert (street["text"], street["corners"], street["plates"]) == ("", None, [])


def test_plate_skips_the_locating(
    alpr: Callable[..., Result], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALPR_LOCATOR", str(pictures / "gone"))
    done = alpr("read", "--plate", pictures / "crop.png")
    assert (done.stdout, done.stderr, done.exit_code) == ("9999ZZZ\n", "", 0)
    assert json.loads(alpr("read", "--plate", "--json", pictures / "car.png").stdout)["kind"] == (
        "crop"
    )


def test_without_a_locator_the_way_out_is_named(
    alpr: Callable[..., Result], pictures: Path
) -> None:
    done = alpr("read", "--locator", pictures / "gone", pictures / "car.png")
    assert (done.stdout, done.exit_code) == ("", 2)
    for part in (str(pictures / "gone"), "make model", "make repro-locator", "--plate"):
        assert part in done.stderr


def test_top_lists_the_candidates_of_each_plate(
    alpr: Callable[..., Result], pictures: Path
) -> None:
    done = alpr("read", "--top", 2, pictures / "car.png")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines][::2] == ["8046FGH", "1234BCD"]
    assert [line[3] for line in lines] == ["1", "1", "2", "2"]


def test_explain_draws_photographs_and_crops(
    alpr: Callable[..., Result], pictures: Path, tmp_path: Path
) -> None:
    out = tmp_path / "steps"
    images = [pictures / name for name in ("car.png", "crop.png", "street.png", "dot.png")]
    assert alpr("read", "--explain", out, *images).exit_code == 0
    drawn = sorted(path.name for path in out.iterdir())
    assert drawn == [f"{name}_steps.png" for name in ("car", "crop", "dot", "street")]


def test_blur_hides_plates_and_nothing_else(
    alpr: Callable[..., Result], pictures: Path, tmp_path: Path
) -> None:
    assert alpr("read", "--blur", tmp_path / "out", pictures / "car.png").exit_code == 0
    before = cv2.imread(str(pictures / "car.png"))
    after = cv2.imread(str(tmp_path / "out/car_blurred.png"))
    assert before is not None and after is not None
    assert np.array_equal(before[560:], after[560:])
    # Letters and paper of the first plate have become one tone.
    assert before[100:170, 100:580].std() > 50
    assert after[100:170, 100:580].std() < 5
