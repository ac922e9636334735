"""Iterations per second of a training, beside a bare Keras loop over the same batches.

The two run in turn, block by block, on random glyphs, so that a change of the machine's speed
meets both. Prints the medians over the blocks and their ratio; the aim is 0.9 or better.
"""

import argparse
import dataclasses
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from alpr.learning.arrays import GlyphArrays
from alpr.learning.checkpoints import Checkpoints
from alpr.learning.network import build_network, scores_of
from alpr.learning.training import TrainingSettings, batch_indices, train
from alpr.parameters import read_parameters


def random_arrays(size: int, seed: int) -> GlyphArrays:
    """Make glyphs of noise: the arithmetic does not care what it multiplies."""
    generator = np.random.default_rng(seed)
    images = generator.integers(0, 256, (size, 32, 32, 1), dtype=np.uint8)
    labels = generator.integers(0, 36, size, dtype=np.uint8)
    return GlyphArrays(images, labels, np.zeros(size, np.uint16), np.zeros(size, np.uint16))


def bare_keras(settings: TrainingSettings, arrays: GlyphArrays) -> Callable[[], None]:
    """Return a function that trains `iterations` batches with `train_on_batch` alone."""
    import keras

    mean = arrays.images[..., 0].mean(axis=0).astype(np.float32)
    network = scores_of(build_network(settings.network, mean, settings.seed))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    network.compile(keras.optimizers.SGD(settings.learning_rate), loss)

    def run() -> None:
        for iteration in range(settings.iterations):
            chosen = batch_indices(iteration, len(arrays), settings.batch_size, settings.seed)
            network.train_on_batch(arrays.images[chosen].astype(np.float32), arrays.labels[chosen])

    return run


def ours(settings: TrainingSettings, arrays: GlyphArrays, folder: Path) -> Callable[[], None]:
    """Return a function that runs the pipeline's training, checkpoints and all."""

    def run() -> None:
        checkpoints = Checkpoints(folder / "checkpoint.npz", "benchmark")
        checkpoints.remove()
        train(settings, arrays, random_arrays(300, 2), checkpoints)

    return run


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", default="paper", help="a key under `train:` in params.yaml")
    parser.add_argument("--iterations", type=int, default=60, help="iterations a block, 2 or more")
    parser.add_argument("--blocks", type=int, default=5, help="blocks of each kind")
    arguments = parser.parse_args()
    settings = dataclasses.replace(
        read_parameters(TrainingSettings, f"train.{arguments.recipe}"),
        iterations=arguments.iterations,
        average_last=arguments.iterations // 2,
    )
    arrays = random_arrays(3000, 1)
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"pipeline": ours(settings, arrays, Path(folder))}
        kinds["bare Keras"] = bare_keras(settings, arrays)
        seconds: dict[str, list[float]] = {name: [] for name in kinds}
        for run in kinds.values():
            run()
        for _ in range(arguments.blocks):
            for name, run in kinds.items():
                start = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - start)
    for name, values in seconds.items():
        each_ms = 1000 * statistics.median(values) / settings.iterations
        print(f"{name:10s} {each_ms:7.1f} ms an iteration (median of {len(values)} blocks)")
    ratios = [b / a for a, b in zip(seconds["pipeline"], seconds["bare Keras"], strict=True)]
    print(f"throughput of the pipeline over bare Keras: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
