"""The paper's segmentation: what is kept, and which rule dropped the rest."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.parameters import ParameterError, build, read_parameters
from alpr.plates.collections import generate_collection
from alpr.reading.segmentation import Segmentation, SegmentationSettings, segment

Image = NDArray[np.uint8]


@pytest.fixture(scope="module")
def settings(segmentation_settings: dict[str, Any]) -> SegmentationSettings:
    return build(SegmentationSettings, segmentation_settings, "test")


def with_bar(box: Box, paper: int = 240, ink: int = 20) -> Image:
    """A plate of 230 x 49 pixels, scaled by 1, with one dark bar."""
    plate = np.full((49, 230, 3), paper, np.uint8)
    plate[box.y_min : box.y_max, box.x_min : box.x_max] = ink
    return plate


def rules(segmentation: Segmentation) -> list[str]:
    return [dropped.rule for dropped in segmentation.dropped]


@pytest.mark.parametrize(
    "shape",
    [
        (1, 1),
        (1, 10_000),  # a line
        (10_000, 1),  # a tall strip, which must not be blown up by its width
        (49, 230),
        (3000, 4000),  # a whole photograph
    ],
)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_image_has_no_characters(
    shape: tuple[int, int], level: int, settings: SegmentationSettings
) -> None:
    found = segment(np.full((*shape, 3), level, np.uint8), settings)
    assert found.kept == ()
    assert found.glyphs.shape == (0, 32, 32)
    assert max(found.grey.shape) == 230


def test_noise_is_no_error(settings: SegmentationSettings) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 400, 3), dtype=np.uint8)
    found = segment(noise, settings)
    assert all(dropped.reason for dropped in found.dropped)


def test_plate_gives_its_characters_from_left_to_right(
    draw_plate: Any, settings: SegmentationSettings
) -> None:
    found = segment(draw_plate("8046BCD"), settings)
    lefts = [kept.box.x_min for kept in found.kept]
    assert len(lefts) == 7
    assert lefts == sorted(lefts)
    assert found.glyphs.shape == (7, 32, 32)


def test_holes_are_dropped_by_name(draw_plate: Any, settings: SegmentationSettings) -> None:
    found = segment(draw_plate("80B"), settings)
    inside = [d.box for d in found.dropped if any(k.box.contains(d.box) for k in found.kept)]
    assert len(inside) >= 5  # two in the 8, one or more in the 0, two in the B
    assert set(rules(found)) == {"hole", "width"}  # width: the border of the plate


@pytest.mark.parametrize(
    ("box", "rule", "reason"),
    [
        (Box(50, 20, 60, 30), "height", "height 10 px is below 24"),
        (Box(50, 8, 52, 42), "width", "width 4 px is below 5"),  # blurring widens thin strokes
        (Box(50, 8, 90, 42), "width", "width 40 px is above 36"),
        (Box(50, 12, 80, 37), "aspect", "aspect 1.2 is above 0.9"),
    ],
)
def test_dropped_box_says_why(
    box: Box, rule: str, reason: str, settings: SegmentationSettings
) -> None:
    found = segment(with_bar(box), settings)
    assert found.kept == ()
    assert (rule, reason) in [(dropped.rule, dropped.reason) for dropped in found.dropped]


def test_faint_shape_is_dropped_for_its_contrast(segmentation_settings: dict[str, Any]) -> None:
    sensitive = build(SegmentationSettings, {**segmentation_settings, "offset": 3}, "test")
    found = segment(with_bar(Box(50, 8, 65, 42), paper=140, ink=130), sensitive)
    assert found.kept == ()
    assert "contrast" in rules(found)


def test_box_inside_another_is_dropped(settings: SegmentationSettings) -> None:
    plate = np.full((80, 230, 3), 240, np.uint8)
    cv2.rectangle(plate, (50, 10), (80, 62), (20, 20, 20), 2)  # a frame
    cv2.rectangle(plate, (62, 22), (68, 50), (20, 20, 20), -1)  # a bar in it
    found = segment(plate, settings)
    assert len(found.kept) == 1
    assert found.kept[0].box.x_min <= 50
    assert "nested" in rules(found)


def test_light_characters_on_a_dark_plate_are_not_read(
    draw_plate: Any, settings: SegmentationSettings
) -> None:
    """The paper's way takes ink to be darker than paper; this is a known limit."""
    found = segment(255 - draw_plate("8046BCD"), settings)
    assert len(found.kept) < 7


def test_boxes_go_back_to_the_image_that_was_given(
    draw_plate: Any, settings: SegmentationSettings
) -> None:
    plate = draw_plate("1L")
    found = segment(plate, settings)
    box = found.in_source(found.kept[1].box)
    bare = plate.copy()
    bare[:15], bare[95:], bare[:, :80] = 240, 240, 240  # the L alone
    rows, columns = np.nonzero(bare[:, :500, 0] < 128)
    inked = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert np.abs(np.subtract(box.as_tuple(), inked)).max() <= 5


def test_box_of_a_tiny_image_is_never_empty(settings: SegmentationSettings) -> None:
    found = segment(np.zeros((1, 2, 3), np.uint8), settings)
    assert found.in_source(Box(0, 0, 1, 1)) == Box(0, 0, 1, 1)
    assert found.in_source(Box(229, 114, 230, 115)) == Box(1, 0, 2, 1)


def test_stretched_when_a_height_is_given(segmentation_settings: dict[str, Any]) -> None:
    stretched = build(SegmentationSettings, {**segmentation_settings, "height_px": 50}, "test")
    assert segment(np.zeros((100, 200, 3), np.uint8), stretched).grey.shape == (50, 230)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("width_px", 10, "width_px must be 50 to 1000, not 10"),
        ("height_px", 5, "height_px must be 10 to 1000 or null, not 5"),
        ("blur_px", 4, "blur_px must be odd and at least 1, not 4"),
        ("window_px", 1, "window_px must be odd and at least 3, not 1"),
        ("offset", -1, "offset must be 0 to 255, not -1"),
        ("box_height_px", [30, 20], "box_height_px must be 0 < lowest <= highest, not 30, 20"),
        ("box_width_px", [0, 20], "box_width_px must be 0 < lowest"),
        ("box_aspect", [0.5, 0.1], "box_aspect must be 0 < lowest"),
    ],
)
def test_settings_out_of_range_are_named(
    key: str, value: Any, message: str, segmentation_settings: dict[str, Any]
) -> None:
    with pytest.raises(ParameterError, match=message):
        build(SegmentationSettings, {**segmentation_settings, key: value}, "params.yaml: test")


def test_every_character_of_national_plates_is_found_with_the_settings_of_params() -> None:
    params = Path(__file__).parents[2] / "params.yaml"
    settings = read_parameters(SegmentationSettings, "segmentation.paper", params)
    for image, record in generate_collection("national", 30, seed=2024):
        scale = 230 / image.shape[1]
        kept = segment(image, settings).kept
        assert len(kept) == len(record.boxes), record.plate
        for found, drawn in zip(kept, record.boxes, strict=True):
            # In the middle of the drawn character, and about as high as it.
            assert abs(found.box.x_min + found.box.x_max - scale * (drawn.x_min + drawn.x_max)) < 6
            assert abs(found.box.height - scale * drawn.height) < 5
