"""How fast plates are drawn for training: milliseconds per plate and plates per second on one core.

The bar: 2 ms or less at the median. What is drawn once and kept is not counted: all characters of
the faces are drawn first (`faces_s`), and `--warm` plates pay for emblems and small print.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import cv2

from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import draw_all, make_faces
from alpr.plates.realism.levels import LEVELS
from alpr.plates.realism.sampler import PlateSampler, RealismSettings


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--params", type=Path, default=Path("line/params.yaml"))
    parser.add_argument("--plates", type=int, default=1000)
    parser.add_argument("--warm", type=int, default=1000, help="plates drawn before measuring")
    parser.add_argument("--faces", type=int, default=50)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    settings = read_parameters(RealismSettings, "realism", arguments.params)
    start = time.process_time()
    faces = make_faces(arguments.faces, seed=1)
    draw_all(faces)
    result: dict[str, object] = {"faces_s": round(time.process_time() - start, 1)}
    sampler = PlateSampler(settings, faces)
    for seed in range(arguments.warm):
        sampler.sample(seed)
    result["mixture"] = measure(sampler, None, arguments.warm, arguments.plates)
    for level, name in enumerate(LEVELS):
        result[name] = measure(sampler, level, arguments.warm, max(1, arguments.plates // 5))
    print(json.dumps(result, indent=2))


def measure(sampler: PlateSampler, level: int | None, first: int, count: int) -> dict[str, float]:
    """Draw plates of one level and return their processor time."""
    times_ms = []
    for seed in range(first, first + count):
        # Processor time, not the clock: other programs of the machine do not count.
        start = time.process_time()
        sampler.sample(seed, level)
        times_ms.append(1000 * (time.process_time() - start))
    ordered = sorted(times_ms)
    return {
        "n": count,
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (count - 1))], 2),
        "plates_per_second": round(1000 / statistics.mean(ordered)),
    }


if __name__ == "__main__":
    main()
