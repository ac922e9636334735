"""Collections of photographs with plates: any number, the same for the same seed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.plates.collections import check_wanted
from alpr.plates.photographs import FACES, FIRST_FACES_SEED, LEGIBLE
from alpr.plates.realism.alphabets import Face, make_faces
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.sampler import SceneSampler
from alpr.plates.scenes.scene import PhotographedScene, PlacedPlate
from alpr.plates.scenes.settings import SceneSettings

Image = NDArray[np.uint8]

PHOTOGRAPHS = "photographs"

SIZES = ((600, 800), (720, 1280))
"""Rows and columns, in turn."""

COUNTS = (0.15, 0.65, 0.15, 0.05)
"""Shares of photographs with no plate, one, two and three."""

WIDTH_PX = (56.0, 320.0)
PLACES = (0.12, 0.35, 0.88, 0.88)
"""Where plates' middles lie: not where only a car's foot would be seen."""

ATTEMPTS = 100
"""Photographs drawn for one of whose plates all are legible; one of three is as a rule."""


@dataclass(frozen=True)
class PhotographRecord:
    """What is known about a generated photograph: its file and its plates."""

    file: str
    size: tuple[int, int]
    plates: tuple[PlacedPlate, ...]

    def boxes(self) -> list[Box]:
        """Return the upright box around each plate, inside the picture."""
        rows, columns = self.size
        return [
            Box(
                max(0, math.floor(low[0])), max(0, math.floor(low[1])),
                min(columns, math.ceil(high[0])), min(rows, math.ceil(high[1])),
            )
            for low, high in (
                (plate.corners.min(axis=0), plate.corners.max(axis=0)) for plate in self.plates
            )
        ]  # fmt: skip

    def rows(self) -> Sequence[Sequence[object]]:
        """Return a row of labels.csv for each plate, or one that says that there is none."""
        if not self.plates:
            return [(self.file, "", "", "", "", "")]
        return [
            (self.file, plate.text, box.x_min, box.y_min, box.width, box.height)
            for plate, box in zip(self.plates, self.boxes(), strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the record as it stands in records.jsonl."""
        return {
            "file": self.file,
            "plates": [
                {
                    "plate": plate.text,
                    "region": plate.region,
                    "corners": plate.corners.round(2).tolist(),
                }
                for plate in self.plates
            ],
        }


def generate_scenes(
    count: int, seed: int, realism: RealismSettings, scenes: SceneSettings
) -> Iterator[tuple[Image, PhotographRecord]]:
    """Draw photographs one by one; every plate in them can be read.

    Photograph i depends on the seed and i alone.

    Args:
        count: How many.
        seed: Any whole number from 0 on.
        realism: What plates look like.
        scenes: What else there is; how many plates, how large and where is this module's.

    Yields:
        The picture, (height, width, 3) BGR uint8, and its record.

    Raises:
        ValueError: the count is below 1 or the seed below 0.
    """
    check_wanted(PHOTOGRAPHS, (PHOTOGRAPHS,), count, seed)
    faces = make_faces(FACES, FIRST_FACES_SEED + seed)
    return _photographs(count, seed, realism, scenes, faces)


def _photographs(
    count: int, seed: int, realism: RealismSettings, scenes: SceneSettings, faces: Sequence[Face]
) -> Iterator[tuple[Image, PhotographRecord]]:
    scenes = replace(
        scenes,
        counts=COUNTS,
        width_px=WIDTH_PX,
        legible=max(LEGIBLE, scenes.legible),
        content=replace(
            scenes.content, places=PLACES, loose=0.0, neighbour=0.8, decoys=(0, 2), cover=0.0,
            border=0.0,
        ),
    )  # fmt: skip
    sampler = SceneSampler(realism, scenes, faces)
    for index in range(count):
        size = SIZES[index % len(SIZES)]
        scene = _legible(sampler, seed, index, size)
        if scene.colour is None:
            raise ValueError("the sampler drew in grey")
        yield scene.colour, PhotographRecord(f"{index:05d}.jpg", size, scene.plates)


def _legible(
    sampler: SceneSampler, seed: int, index: int, size: tuple[int, int]
) -> PhotographedScene:
    for attempt in range(ATTEMPTS):
        drawn = int(np.random.default_rng((seed, 7, index, attempt)).integers(2**62))
        scene = sampler.sample(drawn, size, coloured=True)
        if all(plate.legible for plate in scene.plates):
            return scene
    raise ValueError(f"no photograph of {ATTEMPTS} is legible: the settings are too harsh")
