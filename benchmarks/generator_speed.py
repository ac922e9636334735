"""How fast training's pictures are drawn: milliseconds each and pictures per second on one core.

The bar, at the median: 2 ms or less for a plate, 6 ms or less for a scene of 256x256. What is drawn
once and kept is not counted: all characters of the faces are drawn first (`faces_s`), and `--warm`
pictures of each kind pay for emblems and small print.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2

from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import draw_all, make_faces
from alpr.plates.realism.levels import LEVELS
from alpr.plates.realism.sampler import PlateSampler, RealismSettings
from alpr.plates.scenes.sampler import SceneSampler
from alpr.plates.scenes.settings import SceneSettings

SCENE = (256, 256)


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--params", type=Path, default=Path("line/params.yaml"))
    parser.add_argument("--scenes-params", type=Path, default=Path("locator/params.yaml"))
    parser.add_argument("--plates", type=int, default=1000)
    parser.add_argument("--scenes", type=int, default=500)
    parser.add_argument("--warm", type=int, default=1000, help="pictures drawn before measuring")
    parser.add_argument("--faces", type=int, default=50)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    settings = read_parameters(RealismSettings, "realism", arguments.params)
    start = time.process_time()
    faces = make_faces(arguments.faces, seed=1)
    draw_all(faces)
    result: dict[str, object] = {"faces_s": round(time.process_time() - start, 1)}
    plates = PlateSampler(settings, faces)
    for seed in range(arguments.warm):
        plates.sample(seed)
    result["mixture"] = measure(plates.sample, arguments.warm, arguments.plates)
    for level, name in enumerate(LEVELS):
        draw = partial(plates.sample, level=level)
        result[name] = measure(draw, arguments.warm, max(1, arguments.plates // 5))
    scenes = read_parameters(SceneSettings, "scenes", arguments.scenes_params)
    draw_scene = partial(SceneSampler(settings, scenes, faces).sample, size=SCENE)
    for seed in range(arguments.warm):
        draw_scene(seed)
    result["scenes"] = measure(draw_scene, arguments.warm, arguments.scenes)
    print(json.dumps(result, indent=2))


def measure(draw: Callable[[int], object], first: int, count: int) -> dict[str, float]:
    """Draw pictures and return their processor time."""
    times_ms = []
    for seed in range(first, first + count):
        # Processor time, not the clock: other programs of the machine do not count.
        start = time.process_time()
        draw(seed)
        times_ms.append(1000 * (time.process_time() - start))
    ordered = sorted(times_ms)
    return {
        "n": count,
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (count - 1))], 2),
        "per_second": round(1000 / statistics.mean(ordered)),
    }


if __name__ == "__main__":
    main()
