"""What was located in a photograph: plates, and what was taken for none, each by a rule."""

from dataclasses import dataclass

import numpy as np

from alpr.places import Corners, plate_size, same_plate
from alpr.reading.locator_settings import LocatorSettings
from alpr.reading.rectification import turns_clockwise

OVERLAPS = "overlaps a surer plate"


@dataclass(frozen=True, eq=False)
class Location:
    """A plate's place in a photograph.

    Attributes:
        corners: (4, 2) float64, x and y in pixels of the photograph, the edge of the first pixel
            being 0; clockwise from the plate's own top left, as it reads. May lie outside.
        confidence: Probability that there is a plate.
    """

    corners: Corners
    confidence: float


@dataclass(frozen=True, eq=False)
class Refusal:
    """A place that was taken for no plate, and the rule that refused it."""

    corners: Corners
    confidence: float
    reason: str


@dataclass(frozen=True, eq=False)
class Localization:
    """All plates of a photograph, the surest first, and what was refused."""

    plates: tuple[Location, ...]
    refused: tuple[Refusal, ...]


def sorted_out(
    found: list[Location], settings: LocatorSettings, size: tuple[int, int]
) -> Localization:
    """Part plates from what is none, the surest first.

    A place is refused by the first of these rules that it breaks: its corners turn clockwise, it
    is wide enough, probable enough, not cut off by the picture's edge, and no surer one seen again.

    Args:
        found: places of a photograph.
        settings: the limits.
        size: width and height of the photograph.
    """
    plates: list[Location] = []
    refused: list[Refusal] = []
    for place in sorted(found, key=lambda one: -one.confidence):
        reason = _refusal(place, plates, settings, size)
        if reason:
            refused.append(Refusal(place.corners, place.confidence, reason))
        else:
            plates.append(place)
    return Localization(tuple(plates), tuple(refused))


def _refusal(
    place: Location, surer: list[Location], settings: LocatorSettings, size: tuple[int, int]
) -> str:
    """Return the rule that refuses a place, or nothing."""
    if not turns_clockwise(place.corners):
        return "its corners make no plate"
    width, _ = plate_size(place.corners)
    if width < settings.narrowest_px:
        return f"too small: {width:.0f} px wide, at least {settings.narrowest_px:.0f} are needed"
    if place.confidence < settings.least:
        return f"less probable than {settings.least}"
    if _is_cut_off(place.corners, size, settings.edge * width):
        return "cut off by the picture's edge"
    if same_plate(place.corners, [one.corners for one in surer], settings.places.overlap):
        return OVERLAPS
    return ""


def _is_cut_off(corners: Corners, size: tuple[int, int], room: float) -> bool:
    """Say whether the middle of any of a plate's sides has not so much room to the picture's edge.

    Where a plate is cut off the network draws its side along the edge.
    """
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    return bool(min(middles.min(), (np.array(size) - middles).min()) < room)
