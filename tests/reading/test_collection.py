"""labels.csv as people write it, and folders that are no collection."""

from pathlib import Path
from typing import Any

import cv2
import pytest

from alpr.reading.collection import CollectionError, read_collection, read_labels
from alpr.reading.images import ImageError
from alpr.reading.reader import PlateReader, Trace


def labels(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    (folder / "labels.csv").write_text(content, encoding=encoding)
    return folder


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="gone: no such folder"):
        read_labels(tmp_path / "gone")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "plate.png").touch()
    with pytest.raises(CollectionError, match=r"plate\.png: no such folder"):
        read_labels(tmp_path / "plate.png")


def test_no_labels(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"labels\.csv: no such file.*columns file, plate"):
        read_labels(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "columns must be file, plate .*not none"),
        ("file,plate\n", "no plates"),
        ("file,plate\n\n \n", "no plates"),
        ("name,text\na.png,1234BCD\n", "columns must be file, plate .*not name, text"),
        ("file;plate\na.png;1234BCD\n", "separated by commas.*not file;plate"),
        ("a.png,1234BCD\n", "columns must be"),  # no header
        ("file,plate\n,1234BCD\n", "line 2: no file"),
        ("file,plate\na.png,\n", "line 2: plate '' has no characters"),
        ("file,plate\na.png\n", "line 2: plate '' has no characters"),  # a cell too few
        ("file,plate\na.png, - \n", "line 2: plate '-' has no characters"),
        ("file,plate\na.png,1\nb.png,2\na.png,3\n", r"line 4: a\.png for the second time"),
        ("file,plate\na.png,BÄ 123\n", "line 2: plate 'BÄ 123' holds Ä"),
    ],
)
def test_bad_labels_are_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(CollectionError, match=rf"labels\.csv: .*{message}"):
        read_labels(labels(tmp_path, content))


def test_labels_in_another_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="cannot be read as UTF-8"):
        read_labels(labels(tmp_path, "file,plate\né.png,1234BCD\n", "latin-1"))


@pytest.mark.parametrize(
    "content",
    [
        "file,plate\na.png,1234BCD\n",
        "\ufefffile,plate\r\na.png,1234BCD\r\n",  # as a spreadsheet saves it
        " File , PLATE \n a.png , 1234-bcd \n",
        "state,plate,file\nak,1234 BCD,a.png\n",  # further columns, another order
        'file,plate\n"a.png","1234·BCD"\n\n',
    ],
)
def test_labels_as_people_write_them(tmp_path: Path, content: str) -> None:
    (one,) = read_labels(labels(tmp_path, content))
    assert (one.file, one.plate) == ("a.png", "1234BCD")


def test_pictures_may_lie_in_images(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").touch()
    (tmp_path / "b.png").touch()
    found = read_labels(labels(tmp_path, "file,plate\na.png,1\nimages/a.png,1\nb.png,2\nc.png,3\n"))
    places = [str(one.path.relative_to(tmp_path)) for one in found]
    assert places == ["images/a.png", "images/a.png", "b.png", "c.png"]


def test_broken_picture_does_not_stop_the_others(
    tmp_path: Path, toy_model: Path, draw_plate: Any
) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.png").write_bytes(cv2.imencode(".png", draw_plate("1234BCD"))[1].tobytes())
    labelled = read_labels(labels(tmp_path, "file,plate\na.png,1\nb.png,1234BCD\n"))
    (broken, error), (whole, trace) = read_collection(PlateReader(toy_model), labelled)
    assert isinstance(error, ImageError)
    assert broken.read is None
    assert isinstance(trace, Trace)
    assert whole.correct
