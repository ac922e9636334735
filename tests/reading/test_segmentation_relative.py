"""The relative parameter set: any size and polarity, broken and touching characters, clutter."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.parameters import ParameterError, read_key
from alpr.plates.collections import generate_collection
from alpr.reading.segmentation import (
    RelativeSettings,
    Segmentation,
    SegmentationSettings,
    build_settings,
    segment,
)

Image = NDArray[np.uint8]

PARAMS = Path(__file__).parents[2] / "params.yaml"


@pytest.fixture(scope="module")
def settings() -> RelativeSettings:
    built = build_settings(read_key("segmentation.relative", PARAMS), "params.yaml: relative")
    assert isinstance(built, RelativeSettings)
    return built


def by_width(glyphs: Image) -> NDArray[np.float32]:
    """A classifier of 37 classes to which halves of characters and pairs are none."""
    rows = np.full((len(glyphs), 37), 0.002, np.float32)
    for row, glyph in zip(rows, glyphs, strict=True):
        height, width = (np.ptp(places) + 1 for places in np.nonzero(glyph > 127))
        row[0 if 0.6 < width / height < 0.95 else 36] = 0.93
    return rows


def rules(found: Segmentation) -> set[str]:
    return {item.rule for item in found.dropped}


@pytest.mark.parametrize("shape", [(1, 1), (1, 10_000), (10_000, 1), (110, 520), (3000, 4000)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_image_has_no_characters(
    shape: tuple[int, int], level: int, settings: RelativeSettings
) -> None:
    found = segment(np.full((*shape, 3), level, np.uint8), settings)
    assert found.kept == ()
    assert found.glyphs.shape == (0, 32, 32)


def test_noise_is_no_error(settings: RelativeSettings) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (100, 200, 3), dtype=np.uint8)
    found = segment(noise, settings, by_width)
    assert all(item.reason for item in found.dropped)


@pytest.mark.parametrize("factor", [0.3, 1, 3])
@pytest.mark.parametrize("light_on_dark", [False, True])
def test_size_and_polarity_do_not_matter(
    factor: float, light_on_dark: bool, draw_plate: Any, settings: RelativeSettings
) -> None:
    plate = cv2.resize(draw_plate("8046BCD"), None, fx=factor, fy=factor)
    found = segment(np.asarray(255 - plate if light_on_dark else plate, np.uint8), settings)
    assert found.light_on_dark == light_on_dark
    assert len(found.kept) == 7
    lefts = [found.in_source(item.box).x_min / factor for item in found.kept]
    assert np.abs(np.diff(lefts) - 68).max() < 12  # as draw_plate sets them
    assert all(item.consistency > 0.8 for item in found.kept)


def test_character_cut_by_glare_is_joined(draw_plate: Any, settings: RelativeSettings) -> None:
    plate = draw_plate("8046BCD")
    plate[58:62, 20:80] = 240  # across the 8
    found = segment(plate, settings)
    assert len(found.kept) == 7
    assert found.kept[0].box.height > 0.85 * found.kept[1].box.height


def test_touching_characters_are_split_where_the_classifier_says_so(
    draw_plate: Any, settings: RelativeSettings
) -> None:
    plate = draw_plate("8046BCD")
    plate[84:88, 45:115] = 20  # a bar along the feet of 8 and 0
    found = segment(plate, settings, by_width)
    assert len(found.kept) == 7
    assert {"classifier", "width"} <= rules(found)  # halves, and both together


def test_every_dropped_box_says_why(draw_plate: Any, settings: RelativeSettings) -> None:
    plate = draw_plate("80 6BCD")
    cv2.circle(plate, (176, 60), 8, (20, 20, 20), -1)  # a separator
    found = segment(plate, settings, by_width)
    assert len(found.kept) == 6
    assert {"hole", "height"} <= rules(found)
    assert all(item.reason for item in found.dropped)
    assert not {item.box for item in found.kept} & {item.box for item in found.dropped}


@pytest.mark.parametrize("name", ["national", "usa"])
def test_characters_of_clean_plates_are_where_they_were_drawn(
    name: str, settings: RelativeSettings
) -> None:
    """Without a classifier most plates are found whole; the network's judgement does the rest."""
    right = 0
    for image, record in generate_collection(name, 10, seed=2024):
        found = segment(image, settings)
        boxes = [found.in_source(item.box) for item in found.kept]
        centres = [(box.x_min + box.x_max) / 2 for box in boxes]
        drawn = [(box.x_min + box.x_max) / 2 for box in record.boxes]
        right += all(np.abs(np.subtract(centres, x)).min(initial=999) < 15 for x in drawn)
    assert right >= 7


def test_parameter_sets_are_told_apart(
    segmentation_settings: dict[str, Any], settings: RelativeSettings
) -> None:
    assert isinstance(build_settings(segmentation_settings, "test"), SegmentationSettings)
    for value, message in (
        ({"character_px": 44}, "test.most_px is missing"),
        ({"width": 230}, "test.width is not known"),
        (None, "test must be a mapping"),
    ):
        with pytest.raises(ParameterError, match=message):
            build_settings(value, "test")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("character_px", 5, "character_px must be 16 to 200, not 5"),
        ("most_px", 10, "most_px must be 50 to 2000, not 10"),
        ("enough", 1.5, "enough must be 0 to 1, not 1.5"),
        ("blur_px", 2, "blur_px must be odd and at least 1, not 2"),
    ],
)
def test_settings_out_of_range_are_named(key: str, value: Any, message: str) -> None:
    plain = read_key("segmentation.relative", PARAMS)
    with pytest.raises(ParameterError, match=message):
        build_settings({**plain, key: value}, "params.yaml: relative")
