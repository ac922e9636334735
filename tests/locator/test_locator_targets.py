"""Every cell knows what it is to learn: a plate and its corners, nothing, or no lesson."""

from typing import Any

import numpy as np
import pytest
from locator_toys import upright

from alpr.learning.locator_targets import (
    IGNORED,
    NOTHING,
    PLATE,
    KnownPlate,
    TargetSettings,
    make_targets,
    mirrored,
    wanted,
)
from alpr.places import Corners, cell_middles, decode_corners

SETTINGS = TargetSettings(middle=0.5, narrowest_px=24, widest_px=240, somewhat=1.5)
SIZE = (128, 384)


def marks_of(corners: Corners, legible: bool = True) -> set[int]:
    marks, _ = make_targets([KnownPlate(corners, legible)], SIZE, SETTINGS)
    return set(np.unique(marks).tolist())


def test_a_scene_without_plates_is_nothing_everywhere() -> None:
    marks, offsets = make_targets([], SIZE, SETTINGS)
    assert marks.shape == (16, 48)
    assert not marks.any()
    assert not offsets.any()


@pytest.mark.parametrize(
    ("width", "legible", "expected"),
    [
        (15, True, NOTHING),  # far too small to be anything
        (20, True, IGNORED),  # a little too small
        (24, True, PLATE),
        (240, True, PLATE),
        (300, True, IGNORED),  # a little too large
        (370, True, NOTHING),  # to be found when the photograph is made smaller
        (100, False, IGNORED),  # nobody could read it
    ],
)
def test_what_a_plate_is_follows_from_its_size(width: float, legible: bool, expected: int) -> None:
    assert wanted(KnownPlate(upright(0, 0, width, width / 4), legible), SETTINGS) == expected


def test_the_middle_part_learns_the_corners_and_the_rest_nothing() -> None:
    plate = upright(80, 32, 128, 48)
    marks, offsets = make_targets([KnownPlate(plate, legible=True)], SIZE, SETTINGS)
    # 128x48 px are 16x6 cells; the middle half of them 8x2, since 3 rows' middles do not fit.
    assert np.count_nonzero(marks == PLATE) in (8 * 2, 8 * 4)
    assert np.count_nonzero(marks != NOTHING) == 16 * 6
    cells = marks == PLATE
    quads = decode_corners(offsets[cells], cell_middles(*marks.shape)[cells])
    np.testing.assert_allclose(quads, np.broadcast_to(plate, quads.shape), atol=1e-4)
    assert not offsets[~cells].any()


def test_the_smallest_plate_keeps_the_cell_at_its_middle() -> None:
    marks, _ = make_targets([KnownPlate(upright(33, 33, 24, 6), True)], SIZE, SETTINGS)
    assert marks[4, 5] == PLATE


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        (upright(-60, 40, 100, 30), {NOTHING, IGNORED, PLATE}),  # its middle is outside, not all
        (upright(-300, 40, 100, 30), {NOTHING}),  # none of it is in the scene
    ],
)
def test_plates_may_reach_out_of_the_scene(corners: Corners, expected: set[int]) -> None:
    assert marks_of(corners) == expected


def test_a_plate_beside_an_illegible_one_is_learnt() -> None:
    plates = [
        KnownPlate(upright(40, 40, 100, 30), legible=True),
        KnownPlate(upright(60, 40, 100, 30), legible=False),
    ]
    marks, _ = make_targets(plates, SIZE, SETTINGS)
    assert marks[6, 11] == PLATE


def test_a_mirrored_scene_has_mirrored_plates() -> None:
    turned = np.array([[40, 30], [140, 50], [136, 80], [36, 60.0]])
    width = SIZE[1]
    seen = np.array([[width - x, y] for x, y in turned[[1, 0, 3, 2]]])
    samples, expected = (
        make_targets([KnownPlate(corners, True)], SIZE, SETTINGS) for corners in (turned, seen)
    )
    images = np.arange(2 * 128 * 384).reshape(2, *SIZE).astype(np.uint8)
    chosen = np.array([False, True])
    doubled = np.stack([samples[0]] * 2), np.stack([samples[1]] * 2)
    got_images, marks, offsets = mirrored(images, doubled[0], doubled[1], chosen)
    assert np.array_equal(got_images, [images[0], images[1][:, ::-1]])
    assert np.array_equal(marks, [samples[0], expected[0]])
    np.testing.assert_allclose(offsets, [samples[1], expected[1]], atol=1e-5)


@pytest.mark.parametrize(
    "wrong", [{"middle": 0.0}, {"narrowest_px": 0.0}, {"narrowest_px": 240.0}, {"somewhat": 0.9}]
)
def test_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    usual = {"middle": 0.5, "narrowest_px": 24.0, "widest_px": 240.0, "somewhat": 1.5}
    with pytest.raises(ValueError, match=next(iter(wrong))):
        TargetSettings(**(usual | wrong))
