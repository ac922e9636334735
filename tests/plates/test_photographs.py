import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from alpr.formats import Format, find_format
from alpr.parameters import read_parameters
from alpr.plates.collections import FORMATS, generate_collection, write_collection, write_plates
from alpr.plates.photographs import (
    LEGIBLE,
    REALISTIC_FORMATS,
    REGIONS,
    draw_format_text,
    generate_photographs,
)
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.sampler import RealismSettings

PARAMS = Path(__file__).parents[2] / "line" / "params.yaml"
ALL = FORMATS + REALISTIC_FORMATS


@pytest.fixture(scope="module")
def settings() -> RealismSettings:
    return read_parameters(RealismSettings, "realism", PARAMS)


@pytest.mark.parametrize(
    ("name", "count", "seed", "level", "named"),
    [
        ("", 1, 1, 1, "''"),
        ("spain", 1, 1, 1, "'spain'"),  # a region of the sampler is no format
        ("es", 0, 1, 1, "not 0"),
        ("es", 1, -1, 1, "not -1"),
        ("es", 1, 1, -1, "not -1"),  # not Python's counting from the end
        ("usa", 1, 1, 5, "not 5"),  # there are five levels
    ],
)
def test_what_cannot_be_generated_is_refused_at_once(
    settings: RealismSettings, name: str, count: int, seed: int, level: int, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        generate_photographs(name, count, seed, level, settings)


@pytest.mark.parametrize("level", [0, 4])
@pytest.mark.parametrize("name", ALL)
def test_three_plates_are_the_first_three_of_a_hundred(
    settings: RealismSettings, name: str, level: int
) -> None:
    few = list(generate_photographs(name, 3, 3, level, settings))
    many = list(islice(generate_photographs(name, 100, 3, level, settings), 3))
    for (image, record), (other_image, other_record) in zip(few, many, strict=True):
        assert record == other_record
        assert np.array_equal(image, other_image)


@pytest.mark.parametrize("name", ALL)
def test_another_seed_gives_other_plates(settings: RealismSettings, name: str) -> None:
    texts = [
        [record.plate for _, record in generate_photographs(name, 3, seed, 1, settings)]
        for seed in (1, 2)
    ]
    assert texts[0] != texts[1]


@pytest.mark.parametrize("level", range(5))
@pytest.mark.parametrize("name", ALL)
def test_records_describe_their_picture(settings: RealismSettings, name: str, level: int) -> None:
    for image, record in generate_photographs(name, 4, 5, level, settings):
        assert image.dtype == np.uint8 and image.ndim == 2
        assert (record.format, record.level) == (name, level)
        assert len(record.boxes) == len(record.plate)
        height, width = image.shape
        assert all(box.x_min >= 0 and box.x_max <= width for box in record.boxes)
        assert all(box.y_min >= 0 and box.y_max <= height for box in record.boxes)
        assert record.drawn["legibility"] >= LEGIBLE
        json.dumps(record.as_dict(), allow_nan=False)


@pytest.mark.parametrize("name", FORMATS)
def test_a_photographed_drawing_is_the_drawing(settings: RealismSettings, name: str) -> None:
    drawings = generate_collection(name, 6, 9)
    for (_, drawing), (_, photograph) in zip(
        drawings, generate_photographs(name, 6, 9, 4, settings), strict=True
    ):
        assert (photograph.plate, photograph.design) == (drawing.plate, drawing.design)


@pytest.mark.parametrize("name", FORMATS)
def test_boxes_hold_the_ink_of_a_photographed_drawing(settings: RealismSettings, name: str) -> None:
    # Clean pictures: every character's box is reached by its ink on each side.
    for image, record in generate_photographs(name, 4, 2, 0, settings):
        ground, ink = float(record.drawn["ground"]), float(record.drawn["ink"])
        cover = (image - ground) / (ink - ground)
        for box in record.boxes:
            inside = cover[box.y_min : box.y_max, box.x_min : box.x_max]
            for edge in (inside[:2], inside[-2:], inside[:, :2], inside[:, -2:]):
                assert edge.max() > 0.4


@pytest.mark.parametrize("name", FORMATS)
def test_levels_add_what_they_say(settings: RealismSettings, name: str) -> None:
    drawn = [
        [record.drawn for _, record in generate_photographs(name, 24, 1, level, settings)]
        for level in range(5)
    ]
    for seen in (*drawn[0], *drawn[1]):
        assert seen["rotation"] == 0
    for seen in (*drawn[0], *drawn[1], *drawn[2]):
        assert not {"frame", "dirt", "screws", "motion", "glare"} & set(seen)
    assert not any("blur" in seen for seen in drawn[0])
    assert any("blur" in seen for seen in drawn[1])
    assert any(seen["rotation"] for seen in drawn[2])
    for key in ("frame", "dirt", "screws"):
        assert any(key in seen for seen in drawn[3])
    for key in ("motion", "glare"):
        assert any(key in seen for seen in drawn[4])
    assert any(seen["night"] for seen in drawn[4])


@pytest.mark.parametrize("name", REGIONS)
def test_texts_follow_the_format_of_their_name(
    settings: RealismSettings, allows: Callable[[Format, str], bool], name: str
) -> None:
    wanted = find_format(name)
    texts = [draw_format_text(name, Dice(seed)) for seed in range(300)]
    assert all(allows(wanted, text.text) for text in texts)
    # Written layouts say where the groups part.
    for text in texts:
        lengths = [len(group) for group in text.layout.replace("-", " ").split()]
        assert [len(group) for group in text.groups] == lengths
    for _, record in generate_photographs(name, 5, 1, 3, settings):
        assert allows(wanted, record.plate)


def test_a_plate_says_the_same_at_every_level(settings: RealismSettings) -> None:
    for name in ALL:
        texts = {
            tuple(record.plate for _, record in generate_photographs(name, 4, 6, level, settings))
            for level in (0, 2, 4)
        }
        assert len(texts) == 1


def test_photographs_take_the_place_of_drawings_and_the_other_way_round(
    settings: RealismSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "plates"
    write_collection(folder, "usa", 3, 1)
    for _ in range(2):
        write_plates(folder, generate_photographs("free", 2, 1, 4, settings), 2)
        lines = (folder / "records.jsonl").read_text().splitlines()
        assert [json.loads(line)["level"] for line in lines] == [4, 4]
    write_collection(folder, "national", 1, 1)
    assert len(list(folder.iterdir())) == 3


def test_two_runs_write_the_same_bytes(settings: RealismSettings, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_plates(tmp_path / folder, generate_photographs("eu", 2, 4, 4, settings), 2)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
