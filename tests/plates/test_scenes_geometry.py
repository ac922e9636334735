import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush
from alpr.plates.scenes.mounting import Mounted, clearness, mount, seen_share
from alpr.plates.scenes.plates import FlatPlate
from alpr.plates.scenes.pose import Pose, divided, look
from alpr.plates.scenes.world import World

RIM = 6
"""Rows and columns of frame around the toy plate."""


def flat_plate(framed: bool = False) -> FlatPlate:
    """A white plate, 200x50, with four black bars for characters; its frame is black."""
    reach = RIM if framed else 0
    light = np.zeros((50 + 2 * reach, 200 + 2 * reach), np.float32)
    light[reach : reach + 50, reach : reach + 200] = 255
    ink = np.zeros((30, 140), np.uint8)
    ink[:, ::20] = ink[:, 1::20] = ink[:, 2::20] = ink[:, 3::20] = 255
    light[reach + 10 : reach + 40, reach + 30 : reach + 170][ink > 0] = 0
    return FlatPlate(
        light, np.full(light.shape, 255, np.uint8), (reach, reach, reach + 200, reach + 50),
        (ink, (reach + 30.0, reach + 10.0)), 0.6, "eu", "IIII", (0.4, 0.1),
    )  # fmt: skip


def seen(angles: tuple[float, float, float], width_px: float = 150.0) -> Pose:
    return look((0.0, 0.5), 0.4, width_px, (160.0, 120.0), angles, 6.0)


def mounted_plate(
    world: World, flat: FlatPlate, angles: tuple[float, float, float] = (0, 0, 0)
) -> Mounted:
    return mount(Brush(world, seen(angles).facing()), flat, (0.0, 0.5), 1, Dice(1))


def outline(points: NDArray[np.float64]) -> list[float]:
    """The angles by which an outline turns at its corners, all of one sign if it is convex."""
    ahead = np.roll(points, -1, axis=0) - points
    behind = np.roll(ahead, 1, axis=0)
    return list(behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0])


ANGLES = [
    (0.0, 0.0, 0.0),  # straight ahead
    (30.0, 0.0, 0.0),  # turned in the picture
    (-30.0, 0.0, 0.0),
    (0.0, 55.0, 0.0),  # from far to the side
    (0.0, -55.0, 0.0),
    (0.0, 0.0, 28.0),  # from above
    (20.0, 40.0, 20.0),  # all together
]


@pytest.mark.parametrize("angles", ANGLES)
def test_what_is_looked_at_lies_where_and_is_as_wide_as_wanted(
    angles: tuple[float, float, float],
) -> None:
    ends = seen(angles).map(np.array([(-0.2, 0.5, 0), (0.2, 0.5, 0), (0, 0.5, 0)], np.float64))
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(150)
    assert ends[2] == pytest.approx((160, 120))


def test_up_is_up_and_far_things_are_small() -> None:
    pose = seen((0, 0, 10))
    foot, head, far = pose.map(np.array([(0, 0, 0), (0, 1, 0), (0, 0, 20)], np.float64))
    assert head[1] < foot[1]
    # Seen from above, the road rises towards the horizon.
    assert pose.horizon(160) < far[1] < foot[1]
    left, right = pose.map(np.array([(-0.2, 0.5, 6), (0.2, 0.5, 6)], np.float64))
    assert np.hypot(*(right - left)) == pytest.approx(75, rel=0.1)


def test_the_camera_to_the_right_sees_the_right_end_larger() -> None:
    points = np.array([(-0.2, 0.45, 0), (-0.2, 0.55, 0), (0.2, 0.45, 0), (0.2, 0.55, 0)])
    for yaw in (40.0, -40.0):
        a, b, c, d = seen((0, yaw, 0)).map(points)
        left, right = np.hypot(*(b - a)), np.hypot(*(d - c))
        assert (right > left) == (yaw > 0)


def test_an_object_that_is_moved_is_seen_where_it_went() -> None:
    pose = seen((5, 20, 10))
    step = np.array([1.5, 0.2, -0.5])
    point = np.array([[0.1, 0.3, 0.7]])
    assert pose.moved((1.5, 0.2, -0.5)).map(point) == pytest.approx(pose.map(point + step))


def test_the_planes_agree_with_space() -> None:
    pose = seen((5, 20, 10))
    for plane, pair, point in (
        (pose.facing(0.3), (0.1, 0.2), (0.1, 0.2, 0.3)),
        (pose.beside(0.3), (0.1, 0.2), (0.3, 0.2, 0.1)),
        (pose.level(0.3), (0.1, 0.2), (0.1, 0.3, 0.2)),
    ):
        mapped = divided(np.array([[*pair, 1.0]]) @ plane.T)
        assert mapped == pytest.approx(pose.map(np.array([point])))


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("angles", ANGLES)
def test_a_plates_corners_lie_where_its_edge_is_painted(
    angles: tuple[float, float, float], framed: bool
) -> None:
    world = World((240, 320), 0)
    mounted = mounted_plate(world, flat_plate(framed), angles)
    corners = mounted.corners
    turns = outline(corners)
    assert all(turn > 0 for turn in turns)  # clockwise, the second axis points down
    middle = corners.mean(axis=0)
    for corner in corners:
        inside = corner + 2.5 * (middle - corner) / np.hypot(*(middle - corner))
        outside = corner - 2.5 * (middle - corner) / np.hypot(*(middle - corner))
        assert world.light[int(inside[1]), int(inside[0])] > 150
        assert world.light[int(outside[1]), int(outside[0])] < 60
    # The plate's light is all inside: its centre and area are those of the corners.
    turned = np.roll(corners, -1, axis=0)
    area = float(np.sum(corners[:, 0] * turned[:, 1] - corners[:, 1] * turned[:, 0])) / 2
    ink = flat_plate(framed).light
    white = (ink > 0).sum() / (200 * 50)
    assert world.light.sum() / 255 == pytest.approx(area * white, rel=0.04)


def test_the_first_corner_is_the_plates_own_top_left() -> None:
    upright = mounted_plate(World((240, 320), 0), flat_plate(), (0, 0, 0)).corners
    turned = mounted_plate(World((240, 320), 0), flat_plate(), (30, 0, 0)).corners
    assert upright[0] == pytest.approx((85, 101.25), abs=4)
    # Turned clockwise in the picture, the top left corner goes up and to the right.
    assert turned[0, 1] < upright[0, 1] - 20 and turned[0, 0] > upright[0, 0]


def test_a_plate_that_nothing_hides_is_seen_wholly() -> None:
    world = World((240, 320), 0)
    assert seen_share(world, mounted_plate(world, flat_plate())) == 1


def test_what_stands_before_a_plate_hides_its_share() -> None:
    world = World((240, 320), 0)
    mounted = mounted_plate(world, flat_plate())
    world.claim(np.array([(160.0, 0), (400, 0), (400, 400), (160, 400)]), 0)
    assert seen_share(world, mounted) == pytest.approx(0.5, abs=0.03)


def test_what_the_pictures_edge_cuts_off_is_not_seen() -> None:
    world = World((240, 160), 0)  # the plate's middle is at column 160
    assert seen_share(world, mounted_plate(world, flat_plate())) == pytest.approx(0.5, abs=0.03)


def test_a_plate_beyond_the_picture_is_not_seen() -> None:
    world = World((64, 64), 0)
    assert seen_share(world, mounted_plate(world, flat_plate())) == 0


def test_lettering_that_is_blurred_or_flat_is_not_clear() -> None:
    world = World((240, 320), 90)
    mounted = mounted_plate(world, flat_plate(), (5, 10, 5))
    clear = clearness(world.light, mounted)
    dark = np.asarray(world.light * 0.04, np.uint8)
    shifted = np.roll(world.light, 8, axis=1)
    assert clear > 0.9
    assert clearness(dark, mounted) < 0.9 * clear
    assert clearness(np.full_like(world.light, 128), mounted) == pytest.approx(0, abs=0.01)
    assert clearness(shifted, mounted) < 0.5
    # A shadow across the plate changes nothing.
    ramp = np.linspace(0.3, 1, 320, dtype=np.float32)
    assert clearness(np.asarray(world.light * ramp, np.uint8), mounted) > 0.85
