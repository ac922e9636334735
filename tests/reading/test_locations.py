"""Which located places are kept, and by which rule the others are refused."""

import numpy as np
import pytest

from alpr.places import Corners, PlaceSettings
from alpr.reading.locations import Location, sorted_out
from alpr.reading.locator_settings import LocatorSettings

SETTINGS = LocatorSettings(1_000_000, 4.0, PlaceSettings(0.1, 0.5), least=0.3, narrowest_px=20)


def at(x: float, y: float, width: float = 100, height: float = 25) -> Corners:
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float64)


@pytest.mark.parametrize(
    ("places", "reasons"),
    [
        ([], []),
        ([(at(50, 50), 0.9)], []),
        ([(at(50, 50), 0.2)], ["less probable than 0.3"]),
        # Of two on top of each other the surer one stays, whichever came first.
        ([(at(50, 50), 0.7), (at(60, 52), 0.9)], ["overlaps a surer plate"]),
        # A part of a plate lies wholly in it.
        ([(at(50, 50), 0.9), (at(90, 50, 40, 20), 0.8)], ["overlaps a surer plate"]),
        # Neighbours are two plates.
        ([(at(50, 50), 0.9), (at(145, 50), 0.8)], []),
        ([(at(50, 50, 19, 8), 0.9)], ["too small: 19 px wide, at least 20 are needed"]),
        ([(at(50, 50)[::-1], 0.9)], ["its corners make no plate"]),
        # A plate that ends where the picture ends goes on beyond it.
        ([(at(3, 100), 0.9), (at(0, 300), 0.9)], ["cut off by the picture's edge"]),
        ([(at(897, 100), 0.9), (at(900, 300), 0.9)], ["cut off by the picture's edge"]),
        ([(at(500, 480), 0.9)], ["cut off by the picture's edge"]),
        ([(at(2000, 100), 0.9)], ["cut off by the picture's edge"]),  # all of it outside
    ],
)
def test_each_refusal_names_its_rule(
    places: list[tuple[Corners, float]], reasons: list[str]
) -> None:
    found = sorted_out([Location(*place) for place in places], SETTINGS, (1000, 500))
    assert [one.reason for one in found.refused] == reasons
    assert len(found.plates) + len(found.refused) == len(places)
    confidences = [one.confidence for one in found.plates]
    assert confidences == sorted(confidences, reverse=True)
    assert all(one.confidence < max([*confidences, 1]) for one in found.refused)
