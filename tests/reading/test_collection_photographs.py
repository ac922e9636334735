"""Labels of photographs: labels.csv with boxes, OpenALPR's layout, and what is wrong elsewhere."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from alpr.boxes import Box
from alpr.photograph_score import LabelledPlate
from alpr.reading.collection import CollectionError
from alpr.reading.photograph_labels import (
    LabelledPhotograph,
    holds_photographs,
    read_photographs,
)

HEADER = "file,plate,x,y,width,height\n"
SHARED = Path(__file__).parents[3] / "shared" / "photos"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a.jpg and b.png, 200 wide and 100 high."""
    for name in ("a.jpg", "b.png"):
        picture(tmp_path / name)
    return tmp_path


def picture(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    blank = np.full((100, 200, 3), 90, np.uint8)
    path.write_bytes(cv2.imencode(path.suffix, blank)[1].tobytes())


def labels(folder: Path, content: str) -> Path:
    (folder / "labels.csv").write_text(content, encoding="utf-8")
    return folder


def plates_of(photographs: list[LabelledPhotograph]) -> dict[str, tuple[LabelledPlate, ...]]:
    return {one.file: one.plates for one in photographs}


@pytest.mark.parametrize(
    ("content", "photographs"),
    [
        (None, False),  # an empty folder
        ("file,plate\n", False),
        ("file,plate,state\n", False),
        ("file,plate,width,height\n", False),  # how large crops are, say
        (HEADER, True),
        ("x,file,plate\n", True),  # not all that it takes: read_photographs says so
    ],
)
def test_boxes_tell_photographs_from_plates(
    tmp_path: Path, content: str | None, photographs: bool
) -> None:
    if content is not None:
        labels(tmp_path, content)
    assert holds_photographs(tmp_path) == photographs


def test_no_folder_holds_no_photographs(tmp_path: Path) -> None:
    assert not holds_photographs(tmp_path / "gone")


def test_labels_with_boxes(folder: Path) -> None:
    rows = ["b.png,,,,,", "a.jpg,1234-bcd,10,20,30,15", "a.jpg,8046 FGH,100,20,30,15"]
    found = read_photographs(labels(folder, HEADER + "\n".join(rows)))
    assert [(one.file, one.path) for one in found] == [
        ("b.png", folder / "b.png"),
        ("a.jpg", folder / "a.jpg"),
    ]
    assert plates_of(found) == {
        "b.png": (),  # a photograph without plates
        "a.jpg": (
            LabelledPlate("1234BCD", Box(10, 20, 40, 35)),
            LabelledPlate("8046FGH", Box(100, 20, 130, 35)),
        ),
    }


@pytest.mark.parametrize(
    ("row", "plate"),
    [
        ("a.jpg,,10,20,30,15", LabelledPlate("", Box(10, 20, 40, 35))),  # nobody can tell it
        (" a.jpg , ab1 , 10 , 20 , 30 , 15 ", LabelledPlate("AB1", Box(10, 20, 40, 35))),
        # As a program writes a column of numbers in which some are missing.
        ("a.jpg,AB1,10.0,20.0,30.0,15.0", LabelledPlate("AB1", Box(10, 20, 40, 35))),
        ("a.jpg,AB1,9.6,20.4,30.2,14.9", LabelledPlate("AB1", Box(10, 20, 40, 35))),
        # A plate at the picture's edge.
        ("a.jpg,AB1,-10,90,30,15", LabelledPlate("AB1", Box(-10, 90, 20, 105))),
        # A picture that is not there is no fault of the box.
        ("gone.jpg,AB1,900,900,30,15", LabelledPlate("AB1", Box(900, 900, 930, 915))),
    ],
)
def test_boxes_as_people_write_them(folder: Path, row: str, plate: LabelledPlate) -> None:
    (one,) = read_photographs(labels(folder, HEADER + row + "\n"))
    assert one.plates == (plate,)


def test_a_box_in_a_photograph_that_the_camera_held_upright(folder: Path) -> None:
    # The labels may count in the picture as it is stored or as it is shown.
    found = read_photographs(labels(folder, HEADER + "a.jpg,AB1,20,170,30,15\n"))
    assert found[0].plates[0].box == Box(20, 170, 50, 185)
    with pytest.raises(CollectionError, match="lies outside"):
        read_photographs(labels(folder, HEADER + "b.png,AB1,20,170,30,15\n"))  # never turned


def test_photographs_may_lie_in_images(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    (one,) = read_photographs(labels(tmp_path, HEADER + "a.jpg,AB1,10,20,30,15\n"))
    assert one.path == tmp_path / "images" / "a.jpg"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "labels.csv: no photographs"),
        (",AB1,10,20,30,15", "line 2: no file"),
        ("a.jpg,AB1,,,,", "line 2: plate 'AB1' has no box"),
        ("a.jpg,AB1", "line 2: plate 'AB1' has no box"),  # a short row
        ("a.jpg,AB1,10,20,30,", "line 2: height must be a number of pixels, not ''"),
        ("a.jpg,AB1,ten,20,30,15", "line 2: x must be a number of pixels, not 'ten'"),
        ("a.jpg,AB1,10,nan,30,15", "line 2: y must be a number of pixels, not 'nan'"),
        ("a.jpg,AB1,10,1e999,30,15", "line 2: y must be a number of pixels, not '1e999'"),
        ("a.jpg,AB1,10,20,-30,15", "line 2: width must be at least 1 pixel, not -30"),
        ("a.jpg,AB1,10,20,30,0", "line 2: height must be at least 1 pixel, not 0"),
        ("a.jpg,ÄB1,10,20,30,15", "line 2: plate 'ÄB1' holds Ä"),
        ("a.jpg,--,10,20,30,15", "line 2: plate '--' has no characters"),
        # Of another picture, or of this one before it was scaled.
        (
            "a.jpg,AB1,1000,20,30,15",
            "line 2: the box at 1000, 20, 30 x 15 px, lies outside a.jpg, 200 x 100 px",
        ),
        # The far corner instead of the size.
        ("a.jpg,AB1,150,80,180,95", "line 2: the box at 150, 80, 180 x 95 px, lies outside"),
        (
            "a.jpg,AB1,10,20,30,15\nb.png,,,,,\na.jpg,AB2,10,20,30,15",
            "line 4: the same box in a.jpg for the second time",
        ),
        ("a.jpg,,,,,\na.jpg,AB1,10,20,30,15", "line 3: a row without a plate must be the only"),
        ("a.jpg,AB1,10,20,30,15\na.jpg,,,,,", "line 3: a row without a plate must be the only"),
    ],
)
def test_bad_labels_are_named_with_their_line(folder: Path, rows: str, message: str) -> None:
    with pytest.raises(CollectionError) as caught:
        read_photographs(labels(folder, HEADER + rows + "\n"))
    assert str(folder / "labels.csv") in str(caught.value)
    assert message in str(caught.value)


def test_missing_columns_are_named(folder: Path) -> None:
    with pytest.raises(CollectionError, match=r"labels\.csv: .* missing: width, height"):
        read_photographs(labels(folder, "file,plate,x,y\na.jpg,AB1,10,20\n"))


def test_openalpr_layout(folder: Path) -> None:
    (folder / "a.txt").write_text("a.jpg\t10\t20\t30\t15\tAB 1\n\na.jpg\t100\t20\t30\t15\tCD2\n")
    (folder / "b.txt").write_text("")
    (folder / "README.txt").write_text("Photographs of my street\n")  # of no picture
    picture(folder / "unlabelled.jpg")
    assert holds_photographs(folder)
    found = read_photographs(folder)
    assert [one.path for one in found] == [folder / "a.jpg", folder / "b.png"]
    texts = {file: [one.plate for one in plates] for file, plates in plates_of(found).items()}
    assert texts == {"a.jpg": ["AB1", "CD2"], "b.png": []}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("b.jpg\t10\t20\t30\t15\tAB1", "b.png"),  # as in the real one: stored anew, still named so
        ("b.png 10 20 30 15 AB1", "b.png"),  # blanks, which their own program takes as well
        ("b.png\t10\t20\t30\t15\tAB1\r\n", "b.png"),
        ("c.jpg\t10\t20\t30\t15\tAB1", "c.jpg"),  # another picture, and it is not there
    ],
)
def test_openalpr_lines_as_they_are_found(folder: Path, line: str, name: str) -> None:
    (folder / "b.txt").write_text(line, newline="")
    (one,) = read_photographs(folder)
    assert one.path == folder / name
    assert one.plates == (LabelledPlate("AB1", Box(10, 20, 40, 35)),)


def test_openalpr_labels_of_a_picture_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a.jpg\t10\t20\t30\t15\tAB1\n")
    assert holds_photographs(tmp_path)
    assert [one.path for one in read_photographs(tmp_path)] == [tmp_path / "a.jpg"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a.jpg\t10\t20\t30\tAB1", "must be file, x, y, width, height, plate, separated by tabs"),
        ("AB1", "must be file, x, y, width, height, plate"),
        ("\t10\t20\t30\t15\tAB1", "no file"),
        ("a.jpg\t10\tAB1\t30\t15\t20", "y must be a number of pixels, not 'AB1'"),
        ("a.jpg\t10\t20\t-30\t15\tAB1", "width must be at least 1 pixel, not -30"),
    ],
)
def test_bad_openalpr_lines_are_named(folder: Path, line: str, message: str) -> None:
    (folder / "a.txt").write_text(f"a.jpg\t10\t60\t30\t15\tAB1\n{line}\n")
    with pytest.raises(CollectionError) as caught:
        read_photographs(folder)
    assert f"{folder / 'a.txt'}: line 2: " in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(("name", "photographs"), [("eu", 50), ("us", 111)])
def test_real_labels(name: str, photographs: int) -> None:
    if not (SHARED / name / "labels.csv").is_file():
        pytest.skip(f"{SHARED / name} is not there")
    assert holds_photographs(SHARED / name)
    found = read_photographs(SHARED / name)
    assert len(found) == photographs
    assert all(one.path.is_file() and len(one.plates) == 1 for one in found)
