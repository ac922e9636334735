import csv
import json
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from alpr.cli.drawing import generate
from alpr.parameters import read_parameters
from alpr.plates.collections import PHOTOGRAPH_HEADER, write_collection, write_plates
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.collection import SIZES, PhotographRecord, generate_scenes
from alpr.plates.scenes.scene import PlacedPlate
from alpr.plates.scenes.settings import SceneSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def realism() -> RealismSettings:
    return read_parameters(RealismSettings, "realism", ROOT / "line" / "params.yaml")


@pytest.fixture(scope="module")
def settings() -> SceneSettings:
    return read_parameters(SceneSettings, "scenes", ROOT / "locator" / "params.yaml")


def plate(text: str, x: float, y: float) -> PlacedPlate:
    corners = np.array([(x, y + 2), (x + 40.5, y), (x + 41, y + 11), (x, y + 12.2)])
    return PlacedPlate(corners, text, True, "eu")


@pytest.mark.parametrize(
    ("plates", "rows"),
    [
        # no plate: the file alone, so that false plates can be counted on it
        ((), [("0.jpg", "", "", "", "", "")]),
        ((plate("AB1", 10, 20),), [("0.jpg", "AB1", 10, 20, 41, 13)]),
        (
            (plate("AB1", 10, 20), plate("CD2", 60, 70)),
            [("0.jpg", "AB1", 10, 20, 41, 13), ("0.jpg", "CD2", 60, 70, 41, 13)],
        ),
        # reaching beyond the picture: its box does not
        ((plate("AB1", -3, 95),), [("0.jpg", "AB1", 0, 95, 38, 5)]),
    ],
)
def test_each_plate_has_a_row_with_the_box_around_it(
    plates: tuple[PlacedPlate, ...], rows: list[tuple[object, ...]]
) -> None:
    assert list(PhotographRecord("0.jpg", (100, 200), plates).rows()) == rows


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (1, -1)])
def test_what_cannot_be_generated_is_refused_at_once(
    realism: RealismSettings, settings: SceneSettings, count: int, seed: int
) -> None:
    with pytest.raises(ValueError, match=f"not {min(count, seed)}"):
        generate_scenes(count, seed, realism, settings)


def test_two_photographs_are_the_first_two_of_many(
    realism: RealismSettings, settings: SceneSettings
) -> None:
    few = list(generate_scenes(2, 3, realism, settings))
    many = islice(generate_scenes(50, 3, realism, settings), 2)
    for (image, record), (other_image, other_record) in zip(few, many, strict=True):
        assert record.rows() == other_record.rows()
        assert np.array_equal(image, other_image)


def test_photographs_are_written_with_their_labels(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    write_collection(folder, "usa", 1, 1)  # a collection of plates gives way
    result = CliRunner().invoke(
        generate,
        ["--format", "photographs", "--count", "5", "--seed", "5", "--out", str(folder)],
    )
    assert result.exit_code == 0, result.output
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as lines:
        assert tuple(next(csv.reader(lines))) == PHOTOGRAPH_HEADER
        lines.seek(0)
        rows = list(csv.DictReader(lines))
    records = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
    assert [record["file"] for record in records] == [f"{i:05d}.jpg" for i in range(5)]
    assert [row["file"] for row in rows] == [
        record["file"] for record in records for _ in record["plates"] or [None]
    ]
    for index, record in enumerate(records):
        picture = cv2.imread(str(folder / record["file"]))
        assert picture is not None and picture.shape == (*SIZES[index % 2], 3)
        labels = [row for row in rows if row["file"] == record["file"] and row["plate"]]
        for row, drawn in zip(labels, record["plates"], strict=True):
            assert row["plate"] == drawn["plate"]
            corners = np.array(drawn["corners"])
            x, y, width, height = (int(row[key]) for key in PHOTOGRAPH_HEADER[2:])
            assert x <= max(0, corners[:, 0].min()) and y <= max(0, corners[:, 1].min())
            assert x + width >= min(picture.shape[1], corners[:, 0].max())
            assert y + height >= min(picture.shape[0], corners[:, 1].max())


def test_a_collection_of_photographs_is_replaced(
    tmp_path: Path, realism: RealismSettings, settings: SceneSettings
) -> None:
    for count in (2, 1):
        scenes = generate_scenes(count, 1, realism, settings)
        write_plates(tmp_path / "photos", scenes, count, header=PHOTOGRAPH_HEADER)
    assert len(list((tmp_path / "photos").glob("*.jpg"))) == 1


def test_photographs_have_no_levels(tmp_path: Path) -> None:
    options = ["--format", "photographs", "--level", "2", "--out", str(tmp_path / "photos")]
    result = CliRunner().invoke(generate, options)
    assert result.exit_code == 2
    assert "level" in result.output
    assert not (tmp_path / "photos").exists()
