"""Choosing which plates and cars a picture shows, how large and where."""

from dataclasses import dataclass, replace

import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.plates import FlatPlate, PlateSource, draw_flat
from alpr.plates.scenes.pose import Pose, draw_pose
from alpr.plates.scenes.settings import SceneSettings

TRIES = 4
"""Places from which the one is taken that is farthest from the plates so far."""

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Stand:
    """A plate, or the lack of one, and the camera before it.

    Attributes:
        flat: The plate; None for a car without one.
        pose: The camera.
        target: Where the plate's middle is, metres; its depth is 0.
        on_car: The plate hangs on a car.
    """

    flat: FlatPlate | None
    pose: Pose
    target: Place
    on_car: bool

    @property
    def place(self) -> Place:
        """Where the plate's middle is seen, pixels."""
        ((x, y),) = self.pose.map(np.array([(*self.target, 0.0)]))
        return float(x), float(y)

    @property
    def metre_px(self) -> float:
        """How large a metre is seen there."""
        x, y = self.target
        ends = self.pose.map(np.array([(x - 0.5, y, 0), (x + 0.5, y, 0)], np.float64))
        return float(np.hypot(*(ends[1] - ends[0])))


def arrange(
    source: PlateSource, settings: SceneSettings, size: tuple[int, int], count: int, dice: Dice
) -> list[Stand]:
    """Choose `count` plates, perhaps one more car, and where they are, in the order of painting.

    Cars without plates come first and never hide a plate, then cars with plates, the nearest last,
    then plates on no car.
    """
    content = settings.content
    stands: list[Stand] = []
    for has_plate in [True] * count + [False] * dice.chance(content.neighbour):
        flat = draw_flat(source, dice) if has_plate else None
        stand = None
        if stands and stands[0].on_car and dice.chance(content.row):
            stand = _parked_beside(stands[0], flat, settings, size, dice)
        if stand is None:
            # What comes second would hide the first's car, were it on one as large.
            loose = dice.chance(0.5 if has_plate and stands else content.loose)
            target = (0.0, dice.between((0.4, 0.9)))
            taken = [one.place for one in stands if one.flat is not None]
            pose = _aimed(settings, flat, target, size, taken, dice)
            stand = Stand(flat, pose, target, not loose)
        stands.append(stand)
    return sorted(stands, key=lambda one: (one.flat is not None, not one.on_car, one.metre_px))


def _parked_beside(
    first: Stand, flat: FlatPlate | None, settings: SceneSettings, size: tuple[int, int], dice: Dice
) -> Stand | None:
    """Put a car beside or behind the first one, seen by the same camera, if it comes into sight."""
    for _ in range(TRIES):
        x = dice.pick((-1, 1)) * dice.between((2.1, 3.4))
        z = dice.between((-0.6, 0.8)) if dice.chance(0.6) else dice.between((1, 12))
        stand = Stand(flat, first.pose.moved((x, 0.0, z)), first.target, True)
        column, row = stand.place
        wide = stand.metre_px * (flat.size_m[0] if flat else 0.4)
        seen = wide / 2 < column < size[1] - wide / 2 and wide / 4 < row < size[0] - wide / 4
        if seen and wide > 0.7 * settings.width_px[0]:
            return stand
    return None


def _aimed(
    settings: SceneSettings, flat: FlatPlate | None, target: Place,
    size: tuple[int, int], taken: list[Place], dice: Dice,
) -> Pose:  # fmt: skip
    """Choose where and how large a plate, or a car without one, is seen."""
    rows, columns = size
    low, high = settings.width_px
    # Where there are several, none fills the picture.
    width = low * (high / low) ** dice.between((0, 1 if not taken else 0.6))
    x0, y0, x1, y1 = settings.content.places
    places = [
        (columns * dice.between((x0, x1)), rows * dice.between((y0, y1)))
        for _ in range(TRIES if taken else 1)
    ]
    place = max(places, key=lambda one: min((_distance(one, other) for other in taken), default=0))
    if flat is None:
        # What has no plate to show is seen from its side, too.
        view = settings.view
        if dice.chance(0.4):
            view = replace(view, yaw=60.0, strong=0.0, most_yaw=65.0)
        return draw_pose(view, target, dice.pick((0.305, 0.52)), width, place, dice)
    if not taken and dice.chance(settings.large):
        width = columns * dice.between((0.6, 0.98))
        place = (columns * dice.between((0.48, 0.52)), rows * dice.between((0.4, 0.6)))
    elif dice.chance(0.93):
        # Mostly inside the picture, sometimes cut by its edge.
        wide, tall = width * 0.52, width * flat.size_m[1] / flat.size_m[0] * 0.55
        place = (_inside(place[0], wide, columns), _inside(place[1], tall, rows))
    return draw_pose(settings.view, target, flat.size_m[0], width, place, dice)


def _distance(one: Place, other: Place) -> float:
    # Plates are wider than high: what is above or below is farther.
    return abs(one[0] - other[0]) + 2 * abs(one[1] - other[1])


def _inside(value: float, margin: float, limit: float) -> float:
    return min(max(value, min(margin, limit / 2)), max(limit - margin, limit / 2))
