"""Plates for the training of the line network, drawn by other processes while it learns.

Sample number k is drawn from a seed of its own, and step t of a training always takes the same
samples: a training that was stopped goes on with what it would have had. The samples come in
blocks; a block is used `uses` times, each time in another order, while the next one is drawn into
a ring in shared memory. A training that is faster than its drawers waits for them, since plates
that are not the same each time would be the worse bargain; `uses` sets how much drawing it costs.
"""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.columns import COLUMNS, HEIGHT, WIDTH

Drawn = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""A plate (HEIGHT, WIDTH) uint8 and its column classes (COLUMNS,) uint8."""

Draw = Callable[[int], Drawn]
"""Draws sample number k, always the same for the same k."""

_REPORTED = 8
"""Samples that a drawer finishes before it says so."""


@dataclass(frozen=True)
class FeedSettings:
    """How plates are drawn for a training."""

    block: int
    """Samples that are shuffled together; a multiple of the batch."""
    uses: int
    """Times that each sample is learnt from."""
    drawers: int | None
    """Processes that draw; null: one less than there are processors, but one at least."""

    def __post_init__(self) -> None:
        for name in ("block", "uses"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.drawers is not None and self.drawers < 1:
            raise ValueError(f"drawers must be at least 1 or null, not {self.drawers}")

    @property
    def processes(self) -> int:
        """How many processes draw on this machine."""
        return self.drawers or max(1, (os.cpu_count() or 1) - 1)


def batch_samples(step: int, batch: int, settings: FeedSettings, seed: int) -> NDArray[np.int64]:
    """Return the numbers of the samples that a step (from 0 on) learns from.

    The first time a block comes in the order in which it is drawn, so that nobody waits for all
    of it.

    Raises:
        ValueError: a block cannot be cut into whole batches.

    >>> [batch_samples(step, 2, FeedSettings(4, 1, None), 7).tolist() for step in range(3)]
    [[0, 1], [2, 3], [4, 5]]
    """
    if settings.block % batch:
        raise ValueError(f"a block of {settings.block} cannot be cut into batches of {batch}")
    number, place = divmod(step * batch, settings.block)
    block, use = divmod(number, settings.uses)
    order = np.arange(settings.block)
    if use:
        np.random.default_rng([seed, number]).shuffle(order)
    return block * settings.block + order[place : place + batch]


class PlateFeed:
    """The batches of a training, step after step, from processes that draw ahead.

    A context manager: the processes end with the block, and with this process however it ends.
    """

    def __init__(
        self,
        make_draw: Callable[[], Draw],
        settings: FeedSettings,
        batch: int,
        seed: int,
        first_step: int = 0,
    ) -> None:
        """Start the processes.

        Args:
            make_draw: called once in each process; must be picklable.
            settings: how plates are drawn.
            batch: samples of a step.
            seed: decides the order in which samples come again.
            first_step: the step that will be asked for first.

        Raises:
            ValueError: a block cannot be cut into whole batches.
        """
        first = int(batch_samples(first_step, batch, settings, seed).min())
        self._settings, self._batch, self._seed = settings, batch, seed
        self._slots = 2 * settings.block  # the block that is learnt from and the one to come
        # Spawned, since a process that runs TensorFlow must not be forked.
        context = multiprocessing.get_context("spawn")
        self._memory = tuple(
            context.RawArray("B", self._slots * size) for size in (HEIGHT * WIDTH, COLUMNS)
        )
        self._images, self._labels = _arrays(self._memory)
        self._held = np.full(self._slots, -1, np.int64)
        self._limit = 0
        self._pipes: list[Connection[Any, Any]] = []
        self._processes = []
        start = first - first % settings.block
        for index in range(settings.processes):
            ours, theirs = context.Pipe()
            numbers = (start + index, settings.processes)
            process = context.Process(
                target=_draw_ahead, args=(make_draw, theirs, self._memory, numbers), daemon=True
            )
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        self._allow(start)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.terminate()
            process.join()

    def batch(self, step: int) -> Drawn:
        """Return the plates (N, HEIGHT, WIDTH) and classes (N, COLUMNS) of a step, as copies.

        Steps must be asked for in order. Waits until the last of the plates is drawn.

        Raises:
            RuntimeError: a process that draws has died; its own words are on stderr.
        """
        samples = batch_samples(step, self._batch, self._settings, self._seed)
        self._allow(int(samples.min()))
        slots = samples % self._slots
        self._collect(timeout=0)
        while not np.array_equal(self._held[slots], samples):
            self._collect(timeout=None)
        return self._images[slots], self._labels[slots]

    def _allow(self, sample: int) -> None:
        """Let the drawers go up to the end of the block after this sample's."""
        limit = (sample // self._settings.block + 2) * self._settings.block
        if limit > self._limit:
            self._limit = limit
            for pipe in self._pipes:
                pipe.send(limit)

    def _collect(self, timeout: float | None) -> None:
        ready = wait(self._pipes, timeout)
        for pipe in self._pipes:
            if pipe not in ready:
                continue
            try:
                samples = pipe.recv()
            except (EOFError, ConnectionError) as error:
                raise RuntimeError("a process that draws plates has died") from error
            self._held[samples % self._slots] = samples


def _arrays(memory: tuple[Any, ...]) -> Drawn:
    images, labels = (np.frombuffer(one, np.uint8) for one in memory)
    return images.reshape(-1, HEIGHT, WIDTH), labels.reshape(-1, COLUMNS)


def _draw_ahead(
    make_draw: Callable[[], Draw],
    pipe: "Connection[Any, Any]",
    memory: tuple[Any, ...],
    numbers: tuple[int, int],
) -> None:
    """Draw every so manieth sample into its slot, never past the limit; runs in its own process."""
    cv2.setNumThreads(1)
    images, labels = _arrays(memory)
    sample, stride = numbers
    limit, done = 0, []
    try:
        draw = make_draw()
        while True:
            while sample >= limit or pipe.poll():
                limit = pipe.recv()
            slot = sample % len(images)
            images[slot], labels[slot] = draw(sample)
            done.append(sample)
            sample += stride
            if len(done) == _REPORTED or sample >= limit:
                pipe.send(np.array(done))
                done = []
    except (EOFError, ConnectionError, KeyboardInterrupt):
        return  # the training has ended
