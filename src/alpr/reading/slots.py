"""Where a character may be, and which: what every reader hands over to be decoded.

The slots of a plate are independent of each other, left to right. Each holds a character with
probability `presence`, which is then character c with `probabilities[c]`. The probability of a
text is the sum over all ways to lay its characters onto slots, in order, one each: presence *
probability of the slots that are used times 1 - presence of those that are not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS, merged
from alpr.columns import COLUMN_PX, WIDTH
from alpr.reading.column_decoding import MOST_BLANK, decode_columns, faint_runs
from alpr.reading.text_search import Floats, likeliest_texts, pattern_table

SEEN = 1 - MOST_BLANK
"""A slot of at least this presence is part of the raw reading, as in column decoding."""

FAINT = 0.25
"""A faint run counts as this much of the presence that its columns say: most are no character. On
synthetic and on real plates alike the truth is likelier so than with a half."""

SUM_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Slot:
    """A place where a character may be.

    Attributes:
        span: Left and right end in pixels of the picture.
        presence: Probability that there is a character at all.
        probabilities: (36,) float64, summing to 1, in order of CHARACTERS: which, if there is one.
    """

    span: tuple[float, float]
    presence: float
    probabilities: NDArray[np.float64]

    def __post_init__(self) -> None:
        left, right = self.span
        if not -math.inf < left < right < math.inf:
            raise ValueError(f"span must have its left end before its right one, not {self.span}")
        if not 0 <= self.presence <= 1:
            raise ValueError(f"presence must be in [0, 1], not {self.presence}")
        values = self.probabilities
        if values.shape != (len(CHARACTERS),) or values.dtype != np.float64:
            raise ValueError(
                f"probabilities must be ({len(CHARACTERS)},) float64, "
                f"not {values.shape} {values.dtype}"
            )
        # Written so that a NaN fails too.
        if not (values.min() >= 0 and abs(values.sum() - 1) <= SUM_TOLERANCE):
            raise ValueError(f"probabilities must be at least 0 and sum to 1, not {values.sum()}")

    @property
    def character(self) -> str:
        """The likeliest character, if there is one."""
        return CHARACTERS[int(self.probabilities.argmax())]

    @property
    def seen(self) -> bool:
        """Whether the raw reading takes it for a character."""
        return self.presence >= SEEN


def line_slots(columns: NDArray[Any], width: float = WIDTH) -> tuple[Slot, ...]:
    """Turn what the line network says into slots: its characters, and faint ones between them.

    Those that are seen give the very text of `column_text`.

    Args:
        columns: (N, 37) probabilities, each row summing to 1, blank last.
        width: Pixels that the picture was wide before it was scaled to the network's WIDTH.

    Raises:
        ValueError: another shape.
    """
    scale = COLUMN_PX * width / WIDTH
    runs = [(run, run.presence) for run in decode_columns(columns)]
    runs += [(run, FAINT * run.presence) for run in faint_runs(columns)]
    return tuple(
        Slot((run.start * scale, run.end * scale), min(max(presence, 0), 1), run.probabilities)
        for run, presence in sorted(runs, key=lambda item: item[0].start)
    )


def raw_text(slots: Sequence[Slot]) -> str:
    """Return the likeliest character of each slot that is seen."""
    return "".join(slot.character for slot in slots if slot.seen)


def text_probability(slots: Sequence[Slot], text: str) -> float:
    """Return the exact probability of a text; the empty one is that of no character at all.

    Raises:
        ValueError: the text holds something else than CHARACTERS.
    """
    return mass(*slot_arrays(slots), text)


def mass(presence: Floats, emission: Floats, text: str) -> float:
    """Return the `text_probability` of slots given as arrays, (n,) and (n, 36)."""
    places = _indices(text)
    filled = np.zeros(len(places) + 1)  # [j]: the first j characters lie on the slots so far
    filled[0] = 1
    for present, classes in zip(presence, emission, strict=True):
        used = present * classes[places] * filled[:-1]
        filled *= 1 - present
        filled[1:] += used
    return float(filled[-1])


def best_texts(slots: Sequence[Slot], count: int) -> tuple[tuple[str, float], ...]:
    """Return the `count` likeliest texts with their probabilities, the likeliest first.

    Exact in the full sense: the order is by `text_probability`, summed over all ways to lay the
    text onto the slots, of all texts that there are, within the steps of `likeliest_texts`;
    those of probability 0 are left out.

    Raises:
        ValueError: count is below 1.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    table = pattern_table([(CHARACTERS,) * length for length in range(len(slots) + 1)])
    texts = likeliest_texts(*slot_arrays(slots), table, np.ones(len(slots) + 1))
    return tuple((text, float(shares.sum())) for text, shares in islice(texts, count))


def best_alignment(presence: Floats, emission: Floats, text: str) -> tuple[int, ...]:
    """Return for each character of a text the index of its slot: the likeliest way to lay it.

    Args:
        presence: (n,), see `slot_arrays`.
        emission: (n, 36).
        text: of CHARACTERS alone.

    Raises:
        ValueError: the text cannot be laid onto the slots.
    """
    places = _indices(text)
    # [j]: the likeliest way to lay the first j characters onto the slots so far
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(-math.inf, ())] * len(places)]
    for index, (present, classes) in enumerate(zip(presence.tolist(), emission, strict=True)):
        absent = _log(1 - present)
        longer: list[tuple[float, tuple[int, ...]]] = [(best[0][0] + absent, ())]
        for place, value in enumerate((present * classes[places]).tolist()):
            skip, take = best[place + 1][0] + absent, best[place][0] + _log(value)
            kept = (skip, best[place + 1][1]) if skip >= take else (take, (*best[place][1], index))
            longer.append(kept)
        best = longer
    score, chosen = best[-1]
    if score == -math.inf:
        raise ValueError(f"{text!r} cannot be laid onto {len(presence)} slots")
    return chosen


def slot_arrays(slots: Sequence[Slot]) -> tuple[Floats, Floats]:
    """Return the presences, (n,), and the probabilities of the characters, (n, 36)."""
    presence = np.array([slot.presence for slot in slots], np.float64)
    emission = np.array([slot.probabilities for slot in slots], np.float64)
    return presence, emission.reshape(len(slots), len(CHARACTERS))


def _indices(text: str) -> list[int]:
    places = [CHARACTERS.find(character) for character in text]
    if -1 in places:
        raise ValueError(f"a text must be of digits and capitals alone, not {text!r}")
    return places


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def legibility(slots: Sequence[Slot]) -> float:
    """Return how sure the raw reading of a plate is, confusable characters taken as one; 0 of none.

    Whether a zero is an O says nothing about whether it stands on a plate.
    """
    if not any(slot.seen for slot in slots):
        return 0.0
    sure = 1.0
    for slot in slots:
        alike = float(slot.probabilities[_ALIKE[int(slot.probabilities.argmax())]].sum())
        sure *= slot.presence * alike if slot.seen else 1 - slot.presence
    return sure


_ALIKE = [
    np.array([index for index, other in enumerate(CHARACTERS) if merged(other) == merged(one)])
    for one in CHARACTERS
]
"""For each character the indices of those that look like it, its own among them."""
