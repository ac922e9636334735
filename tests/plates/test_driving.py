"""Stills filmed by a moving camera: the truth must stay true in each frame."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.places import Corners, plate_size
from alpr.plates.driving import DriveSettings, drive
from alpr.plates.realism.dice import Dice

WHERE = np.array([[60, 50], [180, 60], [178, 90], [58, 80]], float)

STILL = DriveSettings(
    frames=4, width=200, height=120, first_px=(40, 40), growth=(2, 2), roll=0, shake=0, drift=0,
    defocus=(0, 0), smear=0, dirt=(0, 0), specks=(0, 0), gain=(1, 1), noise=(0, 0), jpeg=(95, 95),
)  # fmt: skip
"""A camera that only closes in."""


def scene() -> NDArray[np.uint8]:
    """Return a dark picture with a bright plate."""
    picture = np.full((150, 240, 3), 40, np.uint8)
    cv2.fillConvexPoly(picture, np.round(WHERE).astype(np.int32), (230, 230, 230))
    return picture


def middle_of_light(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    rows, columns = np.nonzero(image[:, :, 1] > 130)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


def test_without_a_plate_there_is_nothing_to_film() -> None:
    with pytest.raises(ValueError, match="at least one plate"):
        next(drive(scene(), [], STILL, Dice(1)))


@pytest.mark.parametrize("seed", range(3))
def test_the_corners_are_where_the_plate_is(seed: int) -> None:
    shaken = replace(STILL, roll=3, shake=0.1, drift=0.1, frames=6)
    for frame in drive(scene(), [WHERE], shaken, Dice(seed)):
        (corners,) = frame.corners
        assert frame.image.shape == (120, 200, 3)
        assert middle_of_light(frame.image) == pytest.approx(corners.mean(axis=0), abs=1.0)


def test_the_camera_closes_in() -> None:
    widths = [plate_size(frame.corners[0])[0] for frame in drive(scene(), [WHERE], STILL, Dice(1))]
    assert widths == pytest.approx([40, 40 * 2 ** (1 / 3), 40 * 2 ** (2 / 3), 80])


def test_a_further_plate_comes_along() -> None:
    def moved(corners: Corners) -> Corners:
        return np.asarray(corners + np.array([20, 30]), np.float64)

    for frame in drive(scene(), [WHERE, moved(WHERE)], STILL, Dice(1)):
        first, second = frame.corners
        scale = plate_size(first)[0] / plate_size(WHERE)[0]
        assert second - first == pytest.approx(np.tile([20 * scale, 30 * scale], (4, 1)))


def test_the_same_seed_films_the_same() -> None:
    first, again = (list(drive(scene(), [WHERE], DriveSettings(frames=3), Dice(5))) for _ in "ab")
    other = list(drive(scene(), [WHERE], DriveSettings(frames=3), Dice(6)))
    assert all((a.image == b.image).all() for a, b in zip(first, again, strict=True))
    assert not any((a.image == b.image).all() for a, b in zip(first, other, strict=True))


def test_each_frame_has_its_own_noise_and_the_dirt_stays() -> None:
    noisy = replace(STILL, growth=(1, 1), noise=(5, 5))
    one, two = list(drive(scene(), [WHERE], noisy, Dice(1)))[:2]
    assert (one.image != two.image).any()
    dirty = replace(STILL, growth=(1, 1), dirt=(4, 4))
    one, two = list(drive(scene(), [WHERE], dirty, Dice(1)))[:2]
    clean = next(drive(scene(), [WHERE], replace(STILL, growth=(1, 1)), Dice(1)))
    assert (one.image == two.image).all()
    assert (one.image != clean.image).any()


def test_the_picture_is_left_as_it_is() -> None:
    picture = scene()
    list(drive(picture, [WHERE], DriveSettings(frames=2), Dice(1)))
    assert (picture == scene()).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("frames", 0),
        ("width", 10),
        ("first_px", (0, 10)),
        ("growth", (2, 1)),
        ("defocus", (-1, 0)),
        ("roll", -1),
        ("smear", 1.5),
        ("jpeg", (0, 50)),
    ],
)
def test_settings_out_of_range_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        replace(STILL, **{name: value})
