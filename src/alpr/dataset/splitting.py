"""Which images train the network, which watch the training, and which test it.

The paper (section 5.2.2) divides 34,584 images at random into 28,012, 3,113 and 3,459.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from alpr.dataset.archive import PageName

TRAIN, VALIDATION, TEST = SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class SplitParameters:
    """The sizes, and what is kept together: nothing (`image`) or every font (`font`)."""

    by: Literal["image", "font"]
    train: int
    validation: int
    test: int
    seed: int

    def __post_init__(self) -> None:
        for name in SPLITS:
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, not {self.seed}")


def split(names: Sequence[PageName], parameters: SplitParameters) -> dict[PageName, str]:
    """Return the split of every image, at random by the seed, in the order of the names.

    By `image` the sizes are exact, and every class is divided in the same proportions. By `font`
    every font is wholly on one side, and the sizes are the nearest that whole fonts allow.

    Raises:
        ValueError: the sizes do not add up to the number of images.
    """
    wanted = parameters.train + parameters.validation + parameters.test
    if wanted != len(names):
        raise ValueError(
            f"train {parameters.train}, validation {parameters.validation} and test "
            f"{parameters.test} make {wanted}, but {len(names)} images are kept"
        )
    rng = np.random.default_rng(parameters.seed)
    chosen = dict.fromkeys(sorted(names), TRAIN)
    for part, size in ((TEST, parameters.test), (VALIDATION, parameters.validation)):
        left = [name for name in chosen if chosen[name] == TRAIN]
        take = _stratified if parameters.by == "image" else _whole_fonts
        for name in take(left, size, rng):
            chosen[name] = part
    return chosen


def _stratified(names: Sequence[PageName], size: int, rng: np.random.Generator) -> list[PageName]:
    """Draw `size` images, of every class its share."""
    classes: dict[int, list[PageName]] = {}
    for name in names:
        classes.setdefault(name.class_index, []).append(name)
    quotas = {index: size * len(members) / len(names) for index, members in classes.items()}
    counts = {index: int(quota) for index, quota in quotas.items()}
    # The largest remainders get what the whole numbers leave over.
    by_remainder = sorted(quotas, key=lambda index: (counts[index] - quotas[index], index))
    for index in by_remainder[: size - sum(counts.values())]:
        counts[index] += 1
    return [
        members[position]
        for index, members in sorted(classes.items())
        for position in rng.permutation(len(members))[: counts[index]]
    ]


def _whole_fonts(names: Sequence[PageName], size: int, rng: np.random.Generator) -> list[PageName]:
    """Draw fonts whose images come as near to `size` as any choice of fonts can."""
    fonts: dict[int, list[PageName]] = {}
    for name in names:
        fonts.setdefault(name.font, []).append(name)
    drawn = _nearest_sum({font: len(members) for font, members in fonts.items()}, size, rng)
    return [name for font in drawn for name in fonts[font]]


def _nearest_sum(sizes: Mapping[int, int], target: int, rng: np.random.Generator) -> list[int]:
    """Choose keys whose sizes sum as near to the target as possible, at random among equals.

    Subset sum over a random order: bit s of `reachable[k]` says that some of the first k keys
    sum to s. Going back from the end, a key is left out where the sum works without it, so
    that the choice is mostly the beginning of the random order.
    """
    order = [int(key) for key in rng.permutation(sorted(sizes))]
    reachable = [1]
    for key in order:
        reachable.append(reachable[-1] | reachable[-1] << sizes[key])
    sums = [value for value in range(2 * target + 1) if reachable[-1] >> value & 1]
    rest = min(sums, key=lambda value: (abs(value - target), value))
    drawn = []
    for position in range(len(order) - 1, -1, -1):
        if not reachable[position] >> rest & 1:
            drawn.append(order[position])
            rest -= sizes[order[position]]
    return drawn
