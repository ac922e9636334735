"""Stage generate: draw the plate collections of the paper's section 6.

Params: generate. Deps: none but the code. Outs: data/plates/<format> (pictures, labels.csv and
records.jsonl) and metrics/generate/<format>.png, a sheet of the first plates with their labels.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import partial
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.files import write_image
from alpr.parameters import read_parameters
from alpr.plates.collections import PlateRecord, generate_collection, write_collection
from alpr.stages import logs

PLATES = Path("data/plates")
SHEETS = Path("metrics/generate")

SHEET_PLATES = 20
SHEET_COLUMNS = 4
SHEET_PLATE_WIDTH = 220
"""Pixels; a sheet of 20 is small enough to be kept in Git."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CollectionParameters:
    """How many plates of one format, and the seed that decides which."""

    count: int
    seed: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"count must be at least 1, not {self.count}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative, not {self.seed}")


@dataclass(frozen=True)
class GenerateParameters:
    """One collection per plate format; the names are those of `alpr.plates.collections.FORMATS`."""

    national: CollectionParameters
    usa: CollectionParameters


def main() -> None:
    """Write every collection and its sheet."""
    logs.configure()
    parameters = read_parameters(GenerateParameters, "generate")
    for name in (field.name for field in fields(parameters)):
        wanted: CollectionParameters = getattr(parameters, name)
        logger.info("%s: %d plates, seed %d", name, wanted.count, wanted.seed)
        bar = partial(tqdm, desc=name, unit="plate")
        write_collection(PLATES / name, name, wanted.count, wanted.seed, progress=bar)
        plates = generate_collection(name, wanted.count, wanted.seed)
        write_image(SHEETS / f"{name}.png", contact_sheet(islice(plates, SHEET_PLATES)))


def contact_sheet(
    plates: Iterable[tuple[NDArray[np.uint8], PlateRecord]],
) -> NDArray[np.uint8]:
    """Lay out plates in rows, each above its label; returns BGR uint8.

    Raises:
        ValueError: there are no plates.
    """
    cells = [_cell(image, record) for image, record in plates]
    if not cells:
        raise ValueError("a sheet needs at least one plate")
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % SHEET_COLUMNS)
    rows = [
        np.hstack(cells[start : start + SHEET_COLUMNS])
        for start in range(0, len(cells), SHEET_COLUMNS)
    ]
    # 32 levels per colour are enough to look at, and halve the file.
    return np.vstack(rows) | np.uint8(7)


def _cell(image: NDArray[np.uint8], record: PlateRecord) -> NDArray[np.uint8]:
    height = round(image.shape[0] * SHEET_PLATE_WIDTH / image.shape[1])
    small = cv2.resize(image, (SHEET_PLATE_WIDTH, height), interpolation=cv2.INTER_AREA)
    cell = cv2.copyMakeBorder(small, 8, 26, 8, 8, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    label = f"{record.plate}  {record.design}"
    place = (10, height + 26)
    cv2.putText(cell, label, place, cv2.FONT_HERSHEY_SIMPLEX, 0.42, (60, 60, 60), 1, cv2.LINE_AA)
    return np.asarray(cell, np.uint8)


if __name__ == "__main__":
    logs.run(main)
