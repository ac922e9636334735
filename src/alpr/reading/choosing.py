"""The best line of characters among candidates that overlap: a path from left to right.

Each candidate counts for its evidence times the width that it covers, so that a W is not better
read as two I's. Evidence is what the classifier says, less where the candidate disagrees with the
rest of its line in height, place, ink or strokes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.reading.candidates import Candidate, overlap
from alpr.reading.segments import DroppedBox

Floats = NDArray[np.float64]

Classify = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Glyphs (N, 32, 32) uint8 to probabilities (N, 36), or (N, 37) with the last: not a character."""

_WHOLE, _PIECED = 0.8, 0.6
"""Evidence where no classifier judges: one shape is likelier than a joined or a split one."""

_ROUNDS = 2
"""The line's looks are taken from its characters, and these are chosen by the line's looks."""

_FEWEST = 3
"""Fewer characters do not tell what a line looks like."""

_LEAST_CONTRAST = 40.0
"""Grey levels; of less, noise would count as another ink."""

_FREE_HEIGHT, _FREE_COLOUR, _FREE_STROKE = 0.04, 0.15, 0.3
"""Disagreement that costs nothing: of the height, of the contrast, of the stroke."""


@dataclass(frozen=True)
class ChoiceSettings:
    """How the characters of a line are chosen.

    Attributes:
        least: evidence below this speaks against a character.
        bonus: so much is added to the width of each, of the height, so that an I counts.
        overlap: how far two neighbours may overlap, of the height.
        height, touch, colour, stroke: what disagreement takes from the evidence: of the height's
            logarithm, of the share that goes on beyond the line, of the ink's difference in colour
            over the plate's contrast, of the logarithm of the strokes' width.
    """

    least: float
    bonus: float
    overlap: float
    height: float
    touch: float
    colour: float
    stroke: float

    def __post_init__(self) -> None:
        if not 0 <= self.least < 1:
            raise ValueError(f"least must be 0 or more and below 1, not {self.least}")
        for name in ("bonus", "overlap", "height", "touch", "colour", "stroke"):
            if not 0 <= getattr(self, name) <= 10:
                raise ValueError(f"{name} must be 0 to 10, not {getattr(self, name)}")


@dataclass(frozen=True)
class Looks:
    """What the characters of one line have in common."""

    height_px: float
    colour: Floats | None = None
    stroke_px: float | None = None


@dataclass(frozen=True)
class Chosen:
    """The best path: its candidates by index, left to right, their consistency, and its worth."""

    path: tuple[int, ...]
    consistency: tuple[float, ...]
    worth: float
    """Line heights covered, times evidence."""


def choose(
    candidates: Sequence[Candidate],
    probabilities: NDArray[np.float32] | None,
    height_px: float,
    contrast: float,
    settings: ChoiceSettings,
) -> tuple[Chosen, list[DroppedBox]]:
    """Choose the candidates that together make the best line, and say why the others are none.

    Args:
        candidates: of one line, in any order.
        probabilities: of each (N, 36 or 37); None where there is no classifier.
        height_px: of the line's characters.
        contrast: of the plate, grey levels.
        settings: how they are chosen.
    """
    likely = _likely(candidates, probabilities)
    looks = Looks(height_px)
    for _ in range(_ROUNDS):
        consistency = np.array([_consistency(c, looks, contrast, settings) for c in candidates])
        evidence = likely * consistency
        path, worth = _best_path(candidates, evidence, height_px, settings)
        if len(path) < _FEWEST:
            break
        looks = _common_looks([candidates[index] for index in path])
    if probabilities is not None:
        path = _clearest(path, candidates, probabilities.argmax(axis=1), evidence)
    chosen = Chosen(tuple(path), tuple(float(consistency[index]) for index in path), worth)
    dropped = [
        DroppedBox(item.box, *_fault(index, candidates, path, evidence, probabilities, settings))
        for index, item in enumerate(candidates)
        if index not in path
    ]
    return chosen, dropped


def _likely(candidates: Sequence[Candidate], probabilities: NDArray[np.float32] | None) -> Floats:
    if probabilities is None:
        return np.array([_WHOLE if item.is_whole else _PIECED for item in candidates], np.float64)
    best = np.asarray(probabilities[:, : len(CHARACTERS)].max(axis=1), np.float64)
    if probabilities.shape[1] == len(CHARACTERS):
        return best
    # A 2 that may be a Z is a character all the same; of rivals the clearer one is better.
    return (best + 1 - probabilities[:, -1]) / 2


def _consistency(item: Candidate, looks: Looks, contrast: float, settings: ChoiceSettings) -> float:
    """Return 1 for a candidate that agrees with its line in all, down to 0."""
    lost = settings.touch * item.touch
    lost += settings.height * _beyond(abs(np.log(item.box.height / looks.height_px)), _FREE_HEIGHT)
    if looks.colour is not None and looks.stroke_px is not None:
        difference = float(np.abs(item.colour - looks.colour).max())
        lost += settings.colour * _beyond(difference / max(contrast, _LEAST_CONTRAST), _FREE_COLOUR)
        lost += settings.stroke * _beyond(
            abs(np.log(item.stroke_px / looks.stroke_px)), _FREE_STROKE
        )
    return max(0.0, 1 - lost)


def _beyond(value: float, free: float) -> float:
    return max(0.0, value - free)


def _common_looks(line: Sequence[Candidate]) -> Looks:
    widths = np.array([item.box.width for item in line], np.float64)
    colours = np.array([item.colour for item in line])  # (characters, 3)
    return Looks(
        _weighted_median(np.array([item.box.height for item in line], np.float64), widths),
        np.array([_weighted_median(channel, widths) for channel in colours.T]),
        _weighted_median(np.array([item.stroke_px for item in line]), widths),
    )


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    summed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(summed, summed[-1] / 2)])


def _best_path(
    candidates: Sequence[Candidate], evidence: Floats, height_px: float, settings: ChoiceSettings
) -> tuple[list[int], float]:
    """Return the candidates that together are worth most, neighbours overlapping little."""
    order = sorted(range(len(candidates)), key=lambda index: candidates[index].box.x_max)
    ends = [candidates[index].box.x_max for index in order]
    # Up to each place: the worth of the best path, the candidate that ends it there or -1, and the
    # place that it goes on from.
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)]
    for place, index in enumerate(order, start=1):
        box = candidates[index].box
        width = box.width / height_px + settings.bonus
        start = box.x_min + settings.overlap * height_px
        before = int(np.searchsorted(ends[: place - 1], start, side="right"))
        worth = best[before][0] + width * (evidence[index] - settings.least)
        best.append(max((best[-1][0], -1, place - 1), (worth, index, before)))
    path, place = [], len(order)
    while place > 0:
        _, index, before = best[place]
        if index >= 0:
            path.append(index)
        place = before
    return path[::-1], float(best[-1][0])


def _clearest(
    path: Sequence[int],
    candidates: Sequence[Candidate],
    classes: NDArray[np.int64],
    evidence: Floats,
) -> list[int]:
    """Of candidates that are the same character in the same place, take the clearest.

    Wide ones are worth more on the path: a 3 together with the line of a picture beside it.
    """
    return [
        max(
            (
                other
                for other, item in enumerate(candidates)
                if classes[other] == classes[index]
                and item.box.x_min >= candidates[index].box.x_min
                and item.box.x_max <= candidates[index].box.x_max
            ),
            key=lambda other: float(evidence[other]),
        )
        for index in path
    ]


def _fault(
    index: int,
    candidates: Sequence[Candidate],
    path: Sequence[int],
    evidence: Floats,
    probabilities: NDArray[np.float32] | None,
    settings: ChoiceSettings,
) -> tuple[str, str]:
    """Return why a candidate is not on the path."""
    if probabilities is not None and int(probabilities[index].argmax()) == len(CHARACTERS):
        return "classifier", f"not a character, {probabilities[index, -1]:.2f}"
    if evidence[index] < settings.least:
        return "evidence", f"evidence {evidence[index]:.2f} is below {settings.least}"
    box = candidates[index].box
    others = [evidence[other] for other in path if overlap(box, candidates[other].box) > 0]
    theirs = " and ".join(f"{value:.2f}" for value in others)
    return "rival", f"evidence {evidence[index]:.2f} is worth less than its rivals' {theirs}"
