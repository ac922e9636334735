"""How fast photographs are read: processor time on one thread, and the memory of `alpr read`.

The bars: 50 ms a photograph of 1280 x 720, decoding aside; 250 MB. Without a folder the photographs
are scenes drawn by the project, which are different from real ones in how much there is to find.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2

from alpr.errors import UserError
from alpr.files import write_image
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.sampler import make_scene_sampler
from alpr.plates.scenes.settings import SceneSettings
from alpr.reading.images import Image, read_image
from alpr.reading.localization import Locator, find_locator
from alpr.reading.located import PHOTOGRAPH
from alpr.reading.photograph import PhotographReader
from alpr.reading.photograph_labels import read_photographs

SIZE = (720, 1280)
"""Rows and columns of the drawn photographs."""

FACES = 20

COLD_START = """
import pathlib, resource, sys
from alpr.cli import main
main(["read", sys.argv[1]], standalone_mode=False)
status = pathlib.Path("/proc/self/status")
kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.is_file():  # Linux hands ru_maxrss on from the process that started this one
    kilobytes = next(int(l.split()[1]) for l in status.open() if l.startswith("VmHWM:"))
print(kilobytes if sys.platform == "linux" else kilobytes / 1024)
"""


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=Path, metavar="FOLDER",
                        help="a folder of labelled photographs; without it drawn ones")  # fmt: skip
    parser.add_argument("--count", type=int, default=12, help="how many photographs")
    parser.add_argument("--rounds", type=int, default=3, help="times that each is read")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        locator, reader = Locator(find_locator()), PhotographReader()
        folder: Path | None = arguments.photographs
        images = taken(folder, arguments.count) if folder else drawn(arguments.count)
    except UserError as error:
        sys.exit(f"not measured: {error}")
    result = {
        "photographs": str(folder or "drawn"),
        "megapixels": round(statistics.mean(image[..., 0].size for image in images) / 1e6, 3),
        **times(locator, reader, images, arguments.rounds),
        "memory": memory(images[0]),
    }
    print(json.dumps(result, indent=2))


def taken(folder: Path, count: int) -> list[Image]:
    """Read the first photographs of a folder."""
    return [read_image(item.path) for item in read_photographs(folder)[:count]]


def drawn(count: int) -> list[Image]:
    """Draw photographs, (720, 1280, 3) uint8 BGR."""
    sampler = make_scene_sampler(
        read_parameters(RealismSettings, "realism", Path("line/params.yaml")),
        read_parameters(SceneSettings, "scenes", Path("locator/params.yaml")),
        FACES,
        seed=1,
    )
    scenes = (sampler.sample(seed, SIZE, coloured=True) for seed in range(count))
    return [scene.colour for scene in scenes if scene.colour is not None]


def times(
    locator: Locator, reader: PhotographReader, images: Sequence[Image], rounds: int
) -> dict[str, object]:
    """Read every photograph so many times; returns milliseconds of processor time for each."""
    locating_ms, whole_ms, plates = [], [], 0
    reader.read(images[0], PHOTOGRAPH)
    for image in [*images] * rounds:
        start = time.process_time()
        locator.locate(image)
        middle = time.process_time()
        plates += len(reader.read(image, PHOTOGRAPH).plates)
        locating_ms.append(1000 * (middle - start))
        whole_ms.append(1000 * (time.process_time() - middle))
    reading_ms = [whole - part for whole, part in zip(whole_ms, locating_ms, strict=True)]
    return {
        "n": len(whole_ms),
        "plates_each": round(plates / len(whole_ms), 2),
        "whole": _summary(whole_ms),
        "locating": _summary(locating_ms),
        "reading": _summary(reading_ms),
    }


def memory(image: Image) -> dict[str, float]:
    """Run `alpr read` on a photograph in a new process; returns its peak in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photograph.jpg"
        write_image(path, image)
        command = [sys.executable, "-c", COLD_START, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"peak_mb": round(float(done.stdout.splitlines()[-1]) / 1024, 1)}


def _summary(values_ms: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values_ms)
    return {
        "mean_ms": round(statistics.mean(ordered), 2),
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


if __name__ == "__main__":
    main()
