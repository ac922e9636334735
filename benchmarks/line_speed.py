"""How fast the line reader reads: milliseconds per plate on one thread, and where they go.

The bar: 3 ms of processor time a plate on one core, plates that are looked at again included; how
many those are depends on the collection.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from alpr.calibration import Rescaling
from alpr.columns import HEIGHT, WIDTH
from alpr.reading.collection import read_labels
from alpr.reading.decision import Decision, DecisionSettings
from alpr.reading.images import read_image
from alpr.reading.line import LineReader
from alpr.reading.model_folder import ModelError, find_model
from alpr.reading.reader import RELEASED, PlateReader
from alpr.reading.second_look import views_of


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="model folder; without it the released one")
    parser.add_argument("--collection", type=Path, default=Path("data/plates/national"))
    parser.add_argument("--rounds", type=int, default=5, help="times that each plate is read")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        model = find_model(RELEASED["line"], arguments.model)
    except ModelError as error:
        sys.exit(f"not measured: {error}")
    reader, network = PlateReader(model), LineReader(model)
    paths = [item.path for item in read_labels(arguments.collection)] * arguments.rounds
    images = [read_image(path) for path in paths]
    crop = np.zeros((1, HEIGHT, WIDTH), np.uint8)
    looks = [network.look(image) for image in images[: len(paths) // arguments.rounds]]
    again = sum(look.views > 1 for look in looks)
    decision, automatic = (
        Decision(DecisionSettings(name), Rescaling()) for name in ("none", "auto")
    )
    result = {
        "collection": str(arguments.collection),
        "model": str(model),
        "looked_at_again": {"plates": again, "n": len(looks), "share": again / len(looks)},
        "file": per_call(lambda index: reader.read(paths[index]), len(paths)),
        "array": per_call(lambda index: reader.read(images[index]), len(images)),
        "network": per_call(lambda _: network.columns(crop), len(images)),
        "second_look": per_call(lambda _: network.columns(views_of(crop[0])), len(looks)),
        "decision": per_call(lambda index: decision.reading(looks[index]), len(looks)),
        "decision_auto": per_call(lambda index: automatic.reading(looks[index]), len(looks)),
    }
    print(json.dumps(result, indent=2))


def per_call(call: Callable[[int], object], count: int) -> dict[str, float]:
    """Call with 0 to count - 1 and return milliseconds of wall clock and of the processor."""
    call(0)
    processor = time.process_time()
    latencies_ms = []
    for index in range(count):
        start = time.perf_counter()
        call(index)
        latencies_ms.append(1000 * (time.perf_counter() - start))
    return {
        "n": count,
        "median_ms": round(statistics.median(latencies_ms), 3),
        "processor_ms": round(1000 * (time.process_time() - processor) / count, 3),
    }


if __name__ == "__main__":
    main()
