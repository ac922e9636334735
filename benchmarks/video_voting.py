"""What a video brings: one reading for each car against single frames of the same video.

Drawn scenes, or labelled photographs, are filmed by a camera that moves, shakes, blurs and soils
(alpr.plates.driving). Each car is read in three ways from the same frames: every frame by itself,
the frame that is the surest of itself, and all frames together as `alpr watch` does. A frame in
which the plate is not found is a wrong one.

    python benchmarks/video_voting.py --count 200
    python benchmarks/video_voting.py --photos a-folder-with-labels.csv
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import merged, plate_text
from alpr.errors import UserError
from alpr.files import read_csv
from alpr.intervals import Rate
from alpr.parameters import read_parameters
from alpr.places import Corners, box_iou, plate_size, upright_boxes
from alpr.plates.driving import DrivenFrame, DriveSettings, drive
from alpr.plates.photographs import FACES, FIRST_FACES_SEED
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.sampler import make_scene_sampler
from alpr.plates.scenes.settings import SceneSettings
from alpr.reading.images import read_image
from alpr.reading.located import LocatedReading, PhotographReading
from alpr.reading.look import Look
from alpr.reading.photograph import PhotographReader
from alpr.reading.readings import Reading
from alpr.video.cars import CarWatcher
from alpr.video.frames import Frame
from alpr.video.sightings import CarReading

Image = NDArray[np.uint8]

RATE = Fraction(30000, 1001)

SCENE = (540, 960)
"""Rows and columns of a drawn scene."""

SHARP_PX = 100
"""A plate of a scene is at least so wide: it is filmed from farther away."""

SAME = 0.3
"""Least IoU of upright boxes for a found plate to be the one filmed: what is read decides."""


@dataclass(frozen=True)
class Car:
    """A still with the plate that is filmed."""

    text: str
    picture: Image
    corners: Corners


@dataclass(frozen=True)
class Outcome:
    """How one car was read; texts are "" where the plate was never found."""

    text: str
    singles: tuple[str, ...]
    surest: str
    voted: str
    confidence: float
    others: int


class _Remembering:
    """A reader that keeps what it read from each frame."""

    def __init__(self, reader: PhotographReader) -> None:
        self._reader = reader
        self.readings: list[PhotographReading] = []

    def read(self, image: Image, kind: str | None = None) -> PhotographReading:
        self.readings.append(self._reader.read(image, kind))
        return self.readings[-1]

    def decide(self, look: Look) -> Reading:
        return self._reader.decide(look)


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--photos", type=Path, help="labelled photographs instead of drawn scenes")
    parser.add_argument("--count", type=int, default=100, help="how many cars")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frames", type=int, default=20, help="of each car")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        reader = PhotographReader()
    except UserError as error:
        sys.exit(f"not measured: {error}")
    cars = photographed(arguments.photos) if arguments.photos else drawn(arguments.seed)
    settings = DriveSettings(frames=arguments.frames, width=960, height=540)
    outcomes = []
    for number, car in enumerate(islice(cars, arguments.count)):
        dice = Dice(arguments.seed * 1_000_003 + number)
        frames = list(drive(car.picture, [car.corners], settings, dice))
        outcomes.append(outcome(car.text, frames, reader))
    print(json.dumps({"frames": arguments.frames, **summary(outcomes)}, indent=2))


def drawn(seed: int) -> Iterator[Car]:
    """Draw scenes with faces that no training has seen; each gives its widest legible plate."""
    realism = read_parameters(RealismSettings, "realism", Path("line/params.yaml"))
    scenes = read_parameters(SceneSettings, "scenes", Path("locator/params.yaml"))
    sampler = make_scene_sampler(realism, scenes, FACES, FIRST_FACES_SEED + seed)
    number = 0
    while True:
        scene = sampler.sample(seed * 1_000_003 + number, SCENE, coloured=True)
        number += 1
        plates = [plate for plate in scene.plates if plate.legible and plate.text]
        widest = max(plates, key=lambda plate: plate_size(plate.corners)[0], default=None)
        if widest and scene.colour is not None and plate_size(widest.corners)[0] >= SHARP_PX:
            yield Car(widest.text, scene.colour, widest.corners)


def photographed(folder: Path) -> Iterator[Car]:
    """Read photographs with labels.csv: file, plate, x, y, width, height."""
    for row in read_csv(folder / "labels.csv"):
        left, top, width, height = (float(row[key]) for key in ("x", "y", "width", "height"))
        right, bottom = left + width, top + height
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        yield Car(plate_text(row["plate"]), read_image(folder / row["file"]), corners)


def outcome(text: str, frames: Sequence[DrivenFrame], reader: PhotographReader) -> Outcome:
    """Read one car in the three ways."""
    remembering = _Remembering(reader)
    watcher = CarWatcher(remembering)
    cars: list[CarReading] = []
    for number, frame in enumerate(frames):
        cars += watcher.look(Frame(number, number / RATE, frame.image)).gone
    cars += watcher.finish()
    found = [
        _same(reading.plates, frame.corners[0])
        for reading, frame in zip(remembering.readings, frames, strict=True)
    ]
    singles = [plate.reading for plate in found if plate]
    surest = max(singles, key=lambda reading: reading.confidence, default=None)
    # A car that was lost and found again is two: the one that was seen longer is taken.
    own = [car for car in cars if any(car.best.plate is plate for plate in found)]
    voted = max(own, key=lambda car: car.frames, default=None)
    return Outcome(
        text,
        tuple(plate.reading.text if plate else "" for plate in found),
        surest.text if surest else "",
        voted.reading.text if voted else "",
        voted.reading.confidence if voted else 0.0,
        len(cars) - (voted is not None),
    )


def _same(plates: Sequence[LocatedReading], corners: Corners) -> LocatedReading | None:
    """Return the plate that lies where the filmed one is."""
    if not plates:
        return None
    boxes = upright_boxes(np.stack([plate.points for plate in plates]))
    shares = box_iou(upright_boxes(corners[np.newaxis])[0], boxes)
    best = int(shares.argmax())
    return plates[best] if shares[best] >= SAME else None


def summary(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the three accuracies, strict and merged, and what voting won and lost."""
    result: dict[str, object] = {"cars": len(outcomes)}
    for name, form in (("strict", str), ("merged", merged)):
        voted = [form(one.voted) == form(one.text) for one in outcomes]
        surest = [form(one.surest) == form(one.text) for one in outcomes]
        singles = [form(text) == form(one.text) for one in outcomes for text in one.singles]
        result[name] = {
            "single_frames": str(Rate(sum(singles), len(singles))),
            "surest_frame": str(Rate(sum(surest), len(surest))),
            "voted": str(Rate(sum(voted), len(voted))),
            "won": sum(v and not s for v, s in zip(voted, surest, strict=True)),
            "lost": sum(s and not v for v, s in zip(voted, surest, strict=True)),
        }
    found = [bool(text) for one in outcomes for text in one.singles]
    result["found_frames"] = str(Rate(sum(found), len(found)))
    result["mean_confidence"] = round(float(np.mean([one.confidence for one in outcomes])), 4)
    result["further_cars"] = sum(one.others for one in outcomes)
    return result


if __name__ == "__main__":
    main()
