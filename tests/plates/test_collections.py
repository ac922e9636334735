import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from alpr.files import read_csv
from alpr.plates.collections import FORMATS, generate_collection, write_collection
from alpr.plates.designs_usa import USA


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing_rename(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path, Path], bool]) -> None:
    rename = Path.rename

    def refused(source: Path, to: Path) -> Path:
        if source.is_dir() and fails(source, to):
            raise PermissionError(f"{source} may not become {to}")
        return rename(source, to)

    monkeypatch.setattr(Path, "rename", refused)


@pytest.mark.parametrize(
    ("name", "count", "seed", "named"),
    [
        ("", 1, 1, "''"),
        ("france", 1, 1, "'france'"),
        ("national", 0, 1, "not 0"),
        ("national", -5, 1, "not -5"),
        ("national", 1, -1, "not -1"),
    ],
)
def test_what_cannot_be_generated_is_refused_at_once(
    name: str, count: int, seed: int, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        generate_collection(name, count, seed)


@pytest.mark.parametrize("name", FORMATS)
def test_ten_plates_are_the_first_ten_of_a_hundred(name: str) -> None:
    few = list(generate_collection(name, 10, 3))
    many = list(islice(generate_collection(name, 100, 3), 10))
    for (image, record), (other_image, other_record) in zip(few, many, strict=True):
        assert record == other_record
        assert np.array_equal(image, other_image)


@pytest.mark.parametrize("name", FORMATS)
def test_another_seed_gives_other_plates(name: str) -> None:
    texts = [[record.plate for _, record in generate_collection(name, 5, seed)] for seed in (1, 2)]
    assert texts[0] != texts[1]


def test_national_plates_are_four_digits_and_three_of_twenty_consonants() -> None:
    plates = [record.plate for _, record in generate_collection("national", 150, 1)]
    assert {len(plate) for plate in plates} == {7}
    assert {c for plate in plates for c in plate[:4]} == set("0123456789")
    assert {c for plate in plates for c in plate[4:]} == set("BCDFGHJKLMNPRSTVWXYZ")


def test_american_plates_are_three_digits_and_any_three_letters() -> None:
    plates = [record.plate for _, record in generate_collection("usa", 150, 1)]
    assert {len(plate) for plate in plates} == {6}
    assert {c for plate in plates for c in plate[:3]} == set("0123456789")
    assert {c for plate in plates for c in plate[3:]} == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_a_hundred_american_plates_show_every_design() -> None:
    designs = [record.design for _, record in generate_collection("usa", 100, 1)]
    assert set(designs) == {design.name for design in USA}


@pytest.mark.parametrize("name", FORMATS)
def test_records_describe_their_picture(name: str) -> None:
    for image, record in generate_collection(name, 3, 5):
        assert image.dtype == np.uint8 and image.ndim == 3
        assert len(record.boxes) == len(record.plate)
        height, width = image.shape[:2]
        assert all(box.x_min >= 0 and box.x_max <= width for box in record.boxes)
        assert all(box.y_min >= 0 and box.y_max <= height for box in record.boxes)


@pytest.mark.parametrize("name", FORMATS)
def test_a_written_collection_lists_its_pictures(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "plates"
    write_collection(folder, name, 4, 2)
    rows = read_csv(folder / "labels.csv")
    assert list(rows[0]) == ["file", "plate", "design"]
    for row, (image, record) in zip(rows, generate_collection(name, 4, 2), strict=True):
        assert (row["file"], row["plate"], row["design"]) == (
            record.file,
            record.plate,
            record.design,
        )
        written = cv2.imread(str(folder / row["file"]))
        assert written is not None and np.array_equal(written, image)
    assert len(list(folder.iterdir())) == 6
    assert [path.name for path in folder.parent.iterdir()] == ["plates"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_plate_has_its_record(name: str, tmp_path: Path) -> None:
    write_collection(tmp_path / "plates", name, 3, 2)
    lines = (tmp_path / "plates" / "records.jsonl").read_text().splitlines()
    for line, (_, record) in zip(lines, generate_collection(name, 3, 2), strict=True):
        written = json.loads(line)
        assert (written["file"], written["plate"]) == (record.file, record.plate)
        assert (written["format"], written["level"]) == (name, 0)
        assert written["boxes"] == [list(box.as_tuple()) for box in record.boxes]


def test_a_collection_from_before_there_were_records_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "plates"
    write_collection(folder, "usa", 2, 1)
    (folder / "records.jsonl").unlink()
    write_collection(folder, "usa", 1, 1)
    assert {path.name for path in folder.iterdir()} == {
        "00000.png", "labels.csv", "records.jsonl",
    }  # fmt: skip


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_collection(tmp_path / name, "usa", 3, 4)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_an_earlier_collection_is_replaced_whole(tmp_path: Path) -> None:
    write_collection(tmp_path / "plates", "usa", 5, 1)
    write_collection(tmp_path / "plates", "national", 2, 1)
    assert len(list((tmp_path / "plates").iterdir())) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["plates"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "plates").mkdir()
    write_collection(tmp_path / "plates", "national", 1, 1)
    assert (tmp_path / "plates" / "labels.csv").is_file()


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.txt": "ten years of work"},  # no collection at all
        {"labels.csv": "file,plate\nmine.jpg,1234BCD\n", "mine.jpg": ""},  # one's own photographs
        {"labels.csv": "file,plate,design\n", "mine.jpg": ""},  # something was put beside it
        {"labels.csv": "", "00000.png": ""},  # no labels
        {"labels.csv": "file,plate,design\n", "records.jsonl": '{"mine": 1}\n'},  # own records
        {"records.jsonl": '{"file": "00000.png", "plate": "1"}\n', "00000.png": ""},  # no labels
    ],
    ids=[
        "other files",
        "own photographs",
        "a file more",
        "empty labels",
        "own records",
        "no labels",
    ],
)
def test_a_folder_with_anything_else_is_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "plates"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    with pytest.raises(FileExistsError, match="plates"):
        write_collection(folder, "national", 1, 1)
    assert {path.name: path.read_text() for path in folder.iterdir()} == files


@pytest.mark.parametrize("named", [".", "../plates", "../plates/."])
@pytest.mark.parametrize("filled", [False, True])
def test_the_folder_that_one_is_in_is_left_alone(
    named: str, filled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plates"
    if filled:
        write_collection(folder, "national", 1, 1)
    else:
        folder.mkdir()
    before = contents(folder)
    monkeypatch.chdir(folder)
    with pytest.raises(ValueError, match=f"{folder} cannot be replaced from inside"):
        write_collection(Path(named), "national", 2, 1)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["plates"]


@pytest.mark.parametrize("named", ["../plates", "x/../../plates", "link"])
def test_a_folder_may_be_named_in_a_roundabout_way(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_collection(tmp_path / "plates", "national", 1, 1)
    (tmp_path / "here" / "x").mkdir(parents=True)
    (tmp_path / "here" / "link").symlink_to(tmp_path / "plates")
    monkeypatch.chdir(tmp_path / "here")
    write_collection(Path(named), "national", 3, 1)
    assert len(list((tmp_path / "plates").iterdir())) == 5
    assert (tmp_path / "here" / "link").is_symlink()


@pytest.mark.parametrize("failing", ["plates", "replaced"])  # the new one, the old one aside
def test_a_folder_that_cannot_be_moved_leaves_the_old_collection(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plates"
    write_collection(folder, "national", 2, 1)
    before = contents(folder)
    failing_rename(monkeypatch, lambda source, to: (source.name, to.name) == ("plates", failing))
    with pytest.raises(PermissionError):
        write_collection(folder, "national", 3, 2)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["plates"]


def test_an_old_collection_that_cannot_be_put_back_is_kept_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plates"
    write_collection(folder, "national", 2, 1)
    before = contents(folder)
    failing_rename(monkeypatch, lambda _, to: to == folder)
    with pytest.raises(PermissionError):
        write_collection(folder, "national", 3, 2)
    (aside,) = tmp_path.glob(".plates-*/replaced")
    assert contents(aside) == before


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plates").write_text("a file")
    with pytest.raises(FileExistsError):
        write_collection(tmp_path / "plates", "national", 1, 1)
    assert (tmp_path / "plates").read_text() == "a file"


def test_an_interrupted_run_leaves_the_old_collection(tmp_path: Path) -> None:
    folder = tmp_path / "plates"
    write_collection(folder, "national", 2, 1)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupted(steps: object) -> list[int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_collection(folder, "national", 9, 2, progress=interrupted)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["plates"]


def test_progress_sees_every_plate(tmp_path: Path) -> None:
    seen: list[int] = []

    def watched(steps: object) -> object:
        for step in steps:  # type: ignore[attr-defined]
            seen.append(step)
            yield step

    write_collection(tmp_path / "plates", "national", 3, 1, progress=watched)  # type: ignore[arg-type]
    assert seen == [0, 1, 2]
