"""How fast plates are read: the median per plate on one thread, and a cold start in a new process.

The bars: 10 ms a plate; 1 s and 300 MB from a cold start to the first reading.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import cv2

from alpr.reading.collection import LabelledImage, read_labels
from alpr.reading.model_folder import find_model
from alpr.reading.reader import RELEASED, PlateReader

COLD_START = """
import resource, sys
from alpr import PlateReader
PlateReader(sys.argv[1]).read(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=list(RELEASED), default="line")
    parser.add_argument("--model", help="model folder; without it the reader's released one")
    parser.add_argument("--collection", type=Path, default=Path("data/plates/national"))
    parser.add_argument("--rounds", type=int, default=5, help="times that each plate is read")
    parser.add_argument("--starts", type=int, default=5, help="cold starts")
    arguments = parser.parse_args()
    model = find_model(RELEASED[arguments.reader], arguments.model)
    labelled = read_labels(arguments.collection)
    result = {
        "collection": str(arguments.collection),
        "model": str(model),
        "warm": warm(PlateReader(model), labelled, arguments.rounds),
        "cold": cold(model, labelled[0].path, arguments.starts),
    }
    print(json.dumps(result, indent=2))


def warm(reader: PlateReader, labelled: list[LabelledImage], rounds: int) -> dict[str, float]:
    """Read every plate, files included, on one thread; returns milliseconds per plate."""
    cv2.setNumThreads(1)
    reader.read(labelled[0].path)
    latencies_ms = []
    for item in labelled * rounds:
        start = time.perf_counter()
        reader.read(item.path)
        latencies_ms.append(1000 * (time.perf_counter() - start))
    ordered = sorted(latencies_ms)
    return {
        "n": len(ordered),
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


def cold(model: Path, plate: Path, starts: int) -> dict[str, float]:
    """Import, load and read one file in a new process; returns seconds and megabytes."""
    seconds, megabytes = [], []
    for _ in range(starts):
        start = time.perf_counter()
        command = [sys.executable, "-c", COLD_START, str(model), str(plate)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - start)
        # Kilobytes on Linux, bytes on macOS.
        megabytes.append(int(done.stdout) / (1024 if sys.platform == "linux" else 1024 * 1024))
    return {
        "n": starts,
        "median_s": round(statistics.median(seconds), 3),
        "slowest_s": round(max(seconds), 3),
        "peak_mb": round(max(megabytes), 1),
    }


if __name__ == "__main__":
    main()
