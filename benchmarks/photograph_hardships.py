"""What rotation, slant, darkness and few pixels do to reading photographs.

Each labelled photograph is read as it is and once for each hardship, the same way in every run;
those whose plates would leave the picture are left out of that hardship. Without a folder the
photographs are scenes drawn by the project.

    python benchmarks/photograph_hardships.py --photographs FOLDER
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.cli import main as alpr
from alpr.errors import UserError
from alpr.photograph_score import LabelledPlate
from alpr.projection import mapped
from alpr.reading.images import Image, read_image
from alpr.reading.located import PHOTOGRAPH
from alpr.reading.photograph import PhotographReader
from alpr.reading.photograph_labels import LabelledPhotograph, photograph_score, read_photographs
from alpr.scoring_photographs import PhotographsScore

Matrix = NDArray[np.float64]
Hardship = Callable[[Image, np.random.Generator], tuple[Image, Matrix]]
"""Changes a photograph; returns it, and the (3, 3) matrix from its old points to its new ones."""


def as_it_is(image: Image, _: np.random.Generator) -> tuple[Image, Matrix]:
    """Change nothing."""
    return image, np.eye(3)


def rotated(image: Image, generator: np.random.Generator) -> tuple[Image, Matrix]:
    """Turn by 10 to 30 degrees."""
    angle = math.radians(generator.choice([-1, 1]) * generator.uniform(10, 30))
    return _moved(image, [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def slanted(image: Image, generator: np.random.Generator) -> tuple[Image, Matrix]:
    """Shear by 0.2 to 0.4 pixels across for each pixel down."""
    return _moved(image, [[1, generator.choice([-1, 1]) * generator.uniform(0.2, 0.4)], [0, 1]])


def aslant(image: Image, generator: np.random.Generator) -> tuple[Image, Matrix]:
    """Shear both ways and narrow it, as if seen from far aside."""
    across = generator.choice([-1, 1]) * generator.uniform(0.2, 0.4)
    return _moved(image, [[0.7, across], [generator.choice([-1, 1]) * 0.15, 0.9]])


def small(image: Image, _: np.random.Generator) -> tuple[Image, Matrix]:
    """Keep 0.6 times as many pixels a side."""
    size = round(image.shape[1] * 0.6), round(image.shape[0] * 0.6)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), np.diag(
        [size[0] / image.shape[1], size[1] / image.shape[0], 1.0]
    )


def dark(image: Image, generator: np.random.Generator) -> tuple[Image, Matrix]:
    """Leave a sixth of the light, and noise."""
    light = (image.astype(np.float32) / 255) ** 1.3 * 46
    light += generator.normal(0, 2, light.shape).astype(np.float32)
    return np.clip(light, 0, 255).astype(np.uint8), np.eye(3)


HARDSHIPS: tuple[Hardship, ...] = (as_it_is, rotated, slanted, aslant, small, dark)


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=Path, metavar="FOLDER",
                        help="a folder of labelled photographs; without it drawn ones")  # fmt: skip
    parser.add_argument("--count", type=int, default=40, help="how many are drawn")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        reader = PhotographReader()
        with tempfile.TemporaryDirectory() as temporary:
            folder: Path = arguments.photographs or drawn(Path(temporary), arguments.count)
            labelled = read_photographs(folder)
            result = {
                "photographs": str(arguments.photographs or "drawn"),
                **{one.__name__: facts(measured(reader, labelled, one)) for one in HARDSHIPS},
            }
    except UserError as error:
        sys.exit(f"not measured: {error}")
    print(json.dumps(result, indent=2))


def drawn(folder: Path, count: int) -> Path:
    """Draw a collection of photographs into a folder."""
    out = folder / "photographs"
    wanted = ["generate", "--format", "photographs", "--count", str(count), "--seed", "1"]
    alpr([*wanted, "--out", str(out)], standalone_mode=False)
    return out


def measured(
    reader: PhotographReader, labelled: list[LabelledPhotograph], hardship: Hardship
) -> PhotographsScore:
    """Read every photograph under a hardship."""
    scores = []
    for number, item in enumerate(labelled):
        image, matrix = hardship(read_image(item.path), np.random.default_rng(number))
        plates = tuple(replace(one, box=_seen(matrix, one.box)) for one in item.plates)
        if all(_inside(plate, image) for plate in plates):
            reading = reader.read(image, PHOTOGRAPH)
            scores.append(photograph_score(replace(item, plates=plates), reading, 0.0))
    return PhotographsScore(tuple(scores))


def facts(score: PhotographsScore) -> dict[str, object]:
    """Return what is printed of one hardship."""
    return {
        "n": len(score.photographs),
        "found": str(score.recall),
        "one_choice_merged": str(score.choices.merged),
    }


def _moved(image: Image, turn: list[list[float]]) -> tuple[Image, Matrix]:
    """Return a photograph turned about its middle, its edges mirrored where it ends."""
    height, width = image.shape[:2]
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    middle = np.array([width / 2, height / 2])
    matrix[:2, 2] = middle - matrix[:2, :2] @ middle
    how = {"flags": cv2.INTER_CUBIC, "borderMode": cv2.BORDER_REFLECT}
    moved = cv2.warpAffine(image, matrix[:2], (width, height), **how)  # type: ignore[call-overload]
    return np.asarray(moved, np.uint8), matrix


def _seen(matrix: Matrix, box: Box) -> Box:
    """Return the upright box around a box that was changed with its photograph."""
    x0, y0, x1, y1 = box.as_tuple()
    points = mapped(matrix, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))


def _inside(plate: LabelledPlate, image: Image) -> bool:
    height, width = image.shape[:2]
    box = plate.box
    return box.x_min >= 0 and box.y_min >= 0 and box.x_max <= width and box.y_max <= height


if __name__ == "__main__":
    main()
