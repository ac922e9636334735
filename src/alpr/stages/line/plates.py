"""Plates for the line network: the sampler of realistic plates joined with the column labels."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from alpr.learning.feed import Draw, Drawn
from alpr.learning.line_labels import column_classes
from alpr.learning.line_training import WatchedPlates
from alpr.plates.realism.alphabets import USUAL_SHARES, FaceShares, make_faces
from alpr.plates.realism.sampler import PlateSampler, RealismSettings
from alpr.stages.line.settings import PAGES

LEVELS = range(5)
"""From clean to night, glare and strong compression; what each does is the sampler's matter."""

_SEED_BITS = 32


@dataclass(frozen=True)
class FaceSettings:
    """The alphabets that plates are drawn with."""

    count: int
    seed: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.seed < 0:
            raise ValueError(f"count must be at least 1, seed at least 0: {self}")


def make_sampler(
    realism: RealismSettings, faces: FaceSettings, part: str, shares: FaceShares = USUAL_SHARES
) -> PlateSampler:
    """Return the sampler with faces of one part of the pages, `learnt` or `held`."""
    with np.load(PAGES) as pages:
        return PlateSampler(realism, make_faces(faces.count, faces.seed, pages[part], shares))


def draw_maker(
    realism: RealismSettings, faces: FaceSettings, seed: int, shares: FaceShares = USUAL_SHARES
) -> Callable[[], Draw]:
    """Return what the drawing processes of a training call once; it can be pickled."""
    return partial(_make_draw, realism, faces, seed, shares)


def watched_plates(
    sampler: PlateSampler, level: int | None, count: int, seed: int
) -> WatchedPlates:
    """Draw plates to measure with, of one level or of the mixture; the same for the same seed."""
    stream = seed * len(LEVELS) + (level or 0)
    samples = [sampler.sample(sample_seed(stream, index), level) for index in range(count)]
    texts = tuple(sample.text for sample in samples)
    return WatchedPlates(np.stack([sample.image for sample in samples]), texts)


def sample_seed(seed: int, number: int) -> int:
    """Return the seed of sample `number` of a stream; no two streams share one.

    >>> sample_seed(1, 0) - sample_seed(0, 2**32 - 1)
    1
    """
    if not 0 <= number < 1 << _SEED_BITS or seed < 0:
        raise ValueError(f"sample {number} of stream {seed}")
    return (seed << _SEED_BITS) + number


def _make_draw(
    realism: RealismSettings, faces: FaceSettings, seed: int, shares: FaceShares
) -> Draw:
    return partial(_draw, make_sampler(realism, faces, "learnt", shares), seed)


def _draw(sampler: PlateSampler, seed: int, number: int) -> Drawn:
    sample = sampler.sample(sample_seed(seed, number))
    return sample.image, column_classes(sample.text, sample.spans)
