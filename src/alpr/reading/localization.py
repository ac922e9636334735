"""Where plates are in a photograph: four corners each, how sure, and why others were refused."""

import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling
from alpr.parameters import ParameterError, build
from alpr.places import (
    CHANNELS,
    INPUT,
    OUTPUT,
    Place,
    box_iou,
    find_places,
    seen_once,
    upright_boxes,
)
from alpr.projection import mapped
from alpr.reading.close_up import close_up
from alpr.reading.locations import Localization, Location, Refusal, sorted_out
from alpr.reading.locator_settings import LocatorSettings
from alpr.reading.model_folder import (
    DESCRIPTION,
    ModelError,
    find_folder,
    load_network,
    read_content,
)
from alpr.reading.odds import log_odds, probability
from alpr.reading.pyramid import first_scale, pyramid
from alpr.reading.scaling import grey_levels

__all__ = [
    "LOCATOR_VARIABLE",
    "Localization",
    "Location",
    "Locator",
    "LocatorSettings",
    "Refusal",
    "find_locator",
    "joined",
]

Image = NDArray[np.uint8]

RELEASED = Path("models/plate-locator")
LOCATOR_VARIABLE = "ALPR_LOCATOR"
"""The environment variable that names a locator's model folder."""

SAME = 0.25
"""Of two looks' boxes so much common area, over the united one, is the same plate."""


_OWN = {item.name for item in fields(LocatorSettings)}


class Locator:
    """The exported locator. Holds nothing that changes: safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load `network.onnx` and `model.json` from a model folder.

        Raises:
            ModelError: a file is missing or damaged, or the network is another one.
        """
        content = read_content(folder)
        own = {key: content[key] for key in _OWN & content.keys()}
        try:
            self.settings = build(LocatorSettings, own, "locator")
            self._calibration = build(Rescaling, content.get("confidence", {}), "confidence")
        except ParameterError as error:
            raise ModelError(f"{folder / DESCRIPTION}: {error}") from error
        self.content = content
        self._session = load_network(folder, INPUT, OUTPUT, [[None, None, CHANNELS]], threads)

    def locate(self, pixels: Image) -> Localization:
        """Find the plates of a photograph, (height, width, 3) uint8 BGR."""
        found = [
            Location(place.corners, self._calibration(min(place.score, 1.0)))
            for place in self.places(grey_levels(pixels))
        ]
        return sorted_out(found, self.settings, (pixels.shape[1], pixels.shape[0]))

    def places(self, grey: Image) -> list[Place]:
        """Return the places that the network sees in a photograph, (height, width) uint8.

        Those of all scales, each plate once, each looked at closer; not calibrated.
        """
        settings = self.settings
        first = first_scale(grey.size, settings.working_pixels, settings.most_pixels)
        levels = pyramid(grey, first, settings.pyramid, settings.widest_px)
        seen = [
            replace(place, corners=place.corners * level.step)
            for level in levels
            for place in self._look(level.grey)
        ]
        found = seen_once(seen, settings.places.overlap)[: settings.most]
        if settings.close_px is None:
            return found
        return [self._closer(grey, place, settings.close_px) for place in found]

    def _closer(self, grey: Image, place: Place, plate_px: float) -> Place:
        """Look at a place again by itself, and join what both looks say."""
        scene, matrix = close_up(grey, place.corners, plate_px)
        seen = [
            replace(other, corners=mapped(matrix, other.corners)) for other in self._look(scene)
        ]
        return joined(place, seen, self.settings.places.threshold)

    def _look(self, scene: Image) -> list[Place]:
        """Look at a grey picture, multiples of MULTIPLE wide and high."""
        batch = scene[np.newaxis, ..., np.newaxis].astype(np.float32)  # (1, H, W, 1)
        (output,) = self._session.run([OUTPUT], {INPUT: batch})
        return find_places(np.asarray(output[0], np.float32), self.settings.places)


def joined(place: Place, seen: list[Place], threshold: float) -> Place:
    """Return a place after a closer look.

    Its corners are those that the closer look saw, if it saw a plate there: they are finer. The log
    odds of both looks are averaged; a plate that was not seen again counts as one at the threshold.

    Args:
        place: what the first look saw.
        seen: what the second one saw.
        threshold: from which probability on a plate is seen.
    """
    boxes = upright_boxes(np.stack([one.corners for one in [place, *seen]]))
    there = box_iou(boxes[0], boxes[1:]) >= SAME
    same = [one for one, near in zip(seen, there, strict=True) if near]
    again = max(same, key=lambda one: one.score, default=Place(place.corners, threshold))
    odds = (log_odds(place.score) + log_odds(again.score)) / 2
    return Place(again.corners, probability(odds))


def find_locator(named: str | Path | None = None) -> Path:
    """Return a locator's model folder: the argument, else ALPR_LOCATOR's, else the released one.

    Raises:
        ModelError: there is none; the message says how to get one, and how to do without.
    """
    remedy = (
        "run `make model` or `make repro-locator` in the project's folder, or name a locator by "
        f"--locator or {LOCATOR_VARIABLE}; crops of plates are read without one by --plate"
    )
    return find_folder(RELEASED, named or os.environ.get(LOCATOR_VARIABLE), remedy)
