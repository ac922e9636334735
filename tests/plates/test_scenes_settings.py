from pathlib import Path
from typing import Any

import pytest

from alpr.parameters import ParameterError, build, read_key, read_parameters
from alpr.plates.scenes.settings import SceneSettings

PARAMS = Path(__file__).parents[2] / "locator" / "params.yaml"


def changed(key: str, value: Any) -> dict[str, Any]:
    scenes: dict[str, Any] = read_key("scenes", PARAMS)
    part = scenes
    *parents, last = key.split(".")
    for parent in parents:
        part = part[parent]
    part[last] = value
    return scenes


def test_the_projects_own_settings_are_in_range() -> None:
    read_parameters(SceneSettings, "scenes", PARAMS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("counts", []),  # no picture at all
        ("counts", [0.5, 0.4]),  # not all pictures
        ("counts", [1.5, -0.5]),
        ("width_px", [4, 100]),  # fewer pixels than characters
        ("width_px", [100, 50]),  # the wrong way round
        ("large", 1.1),
        ("legible", -0.1),
        ("visible", 2.0),
        ("hidden", 0.95),  # above `visible`: nothing would lie between
        ("view.strong", 1.2),
        ("view.roll", -1.0),
        ("view.strong_roll", 90.0),
        ("view.most_roll", 90.0),
        ("view.yaw", 61.0),
        ("view.strong_yaw", -1.0),
        ("view.most_yaw", 80.0),  # edge on, there is no plate to see
        ("view.pitch", [-30, 10]),
        ("view.distance", [0.1, 10]),  # inside the car
        ("content.loose", 1.5),
        ("content.neighbour", -0.5),
        ("content.row", 1.5),
        ("content.places", [0.5, 0, 0.4, 1]),  # left of its own left side
        ("content.places", [0, 0, 1, 1.5]),
        ("content.decoys", [3, 1]),
        ("content.cover", 2.0),
        ("content.caption", 2.0),
        ("content.border", 2.0),
        ("content.backdrop", 2.0),
        ("camera.resolution", 2.0),
        ("camera.coarsest", 0.0),
        ("camera.blur", [0.2, 0.1]),
        ("camera.motion", 2.0),
        ("camera.motion_length", [0, 9]),
        ("camera.noise", [0, 90]),
        ("camera.night", 2.0),
        ("camera.shadow", 2.0),
        ("camera.glare", 2.0),
        ("camera.bloom", 2.0),
        ("camera.compression", 2.0),
        ("camera.jpeg", [0, 90]),
    ],
)
def test_a_value_out_of_range_is_named(key: str, value: Any) -> None:
    with pytest.raises(ParameterError, match=key.rsplit(".", maxsplit=1)[-1]):
        build(SceneSettings, changed(key, value), "scenes")
