"""Samples for the training of a network, drawn by other processes while it learns.

Sample number k is drawn from a seed of its own, and step t of a training always takes the same
samples: a training that was stopped goes on with what it would have had. The samples come in
blocks; a block is used `uses` times, each time in another order, while the next one is drawn into
a ring in shared memory. A training that is faster than its drawers waits for them, since samples
that are not the same each time would be the worse bargain; `uses` sets how much drawing it costs.
"""

import math
import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

Drawn = tuple[NDArray[Any], ...]
"""The arrays of one sample: a picture and what is to be learnt of it."""

Draw = Callable[[int], Drawn]
"""Draws sample number k, always the same for the same k."""

_REPORTED = 8
"""Samples that a drawer finishes before it says so."""


@dataclass(frozen=True)
class ArrayKind:
    """What one array of every sample looks like."""

    shape: tuple[int, ...]
    dtype: str


_Memory = tuple[tuple[Any, ArrayKind], ...]
"""For each array of a sample, the shared memory that holds all of them."""


@dataclass(frozen=True)
class FeedSettings:
    """How samples are drawn for a training."""

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


class SampleFeed:
    """The batches of a training, step after step, from processes that draw ahead.

    A context manager: the processes end with the block, and with this process however it ends.
    """

    def __init__(
        self,
        make_draw: Callable[[], Draw],
        kinds: Sequence[ArrayKind],
        settings: FeedSettings,
        batch: int,
        seed: int,
        first_step: int = 0,
    ) -> None:
        """Start the processes.

        Args:
            make_draw: called once in each process; must be picklable.
            kinds: of the arrays that it draws.
            settings: how samples are drawn.
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
        memory = tuple(
            (context.RawArray("B", self._slots * _bytes_of(kind)), kind) for kind in kinds
        )
        self._arrays = _arrays(memory)
        self._held = np.full(self._slots, -1, np.int64)
        self._limit = 0
        self._pipes: list[Connection[Any, Any]] = []
        self._processes = []
        start = first - first % settings.block
        for index in range(settings.processes):
            ours, theirs = context.Pipe()
            numbers = (start + index, settings.processes)
            process = context.Process(
                target=_draw_ahead, args=(make_draw, theirs, memory, numbers), daemon=True
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
        """Return the arrays of a step's samples, each stacked along a first axis, as copies.

        Steps must be asked for in order. Waits until the last of the samples is drawn.

        Raises:
            RuntimeError: a process that draws has died; its own words are on stderr.
        """
        samples = batch_samples(step, self._batch, self._settings, self._seed)
        self._allow(int(samples.min()))
        slots = samples % self._slots
        self._collect(timeout=0)
        while not np.array_equal(self._held[slots], samples):
            self._collect(timeout=None)
        return tuple(array[slots] for array in self._arrays)

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
                raise RuntimeError("a process that draws samples has died") from error
            self._held[samples % self._slots] = samples


def _bytes_of(kind: ArrayKind) -> int:
    return math.prod(kind.shape) * np.dtype(kind.dtype).itemsize


def _arrays(memory: _Memory) -> Drawn:
    return tuple(np.frombuffer(one, kind.dtype).reshape(-1, *kind.shape) for one, kind in memory)


def _draw_ahead(
    make_draw: Callable[[], Draw],
    pipe: "Connection[Any, Any]",
    memory: _Memory,
    numbers: tuple[int, int],
) -> None:
    """Draw every so manieth sample into its slot, never past the limit; runs in its own process."""
    cv2.setNumThreads(1)
    arrays = _arrays(memory)
    sample, stride = numbers
    limit, done = 0, []
    try:
        draw = make_draw()
        while True:
            while sample >= limit or pipe.poll():
                limit = pipe.recv()
            for array, drawn in zip(arrays, draw(sample), strict=True):
                array[sample % len(array)] = drawn
            done.append(sample)
            sample += stride
            if len(done) == _REPORTED or sample >= limit:
                pipe.send(np.array(done))
                done = []
    except (EOFError, ConnectionError, KeyboardInterrupt):
        return  # the training has ended
