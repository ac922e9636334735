"""The skeletons of plate characters: the path of the die cutter's tool, on a unit grid.

A character is a few strokes; a stroke is a tuple of points. A point is `(x, y)` or `(x, y, bend)`:
x runs from 0 at the left to 1 at the right, y from 0 at the top to 1 at the bottom, both at the
middle of the stroke's thickness. `bend` rounds the corner at that point with so many times the
alphabet's corner radius; without it the corner is sharp. A stroke that ends on the frame (x or y
is 0 or 1) is cut straight by the frame; one that ends inside ends flat.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[float, float] | tuple[float, float, float]
Stroke = tuple[Point, ...]


@dataclass(frozen=True)
class Skeleton:
    """The strokes of one character.

    `width` and `weight` are its width and its strokes' thickness relative to the alphabet's: a 1
    is narrower than the others, a W has no room for strokes as thick as an I's.
    """

    strokes: tuple[Stroke, ...]
    width: float = 1.0
    weight: float = 1.0


def turned(skeleton: Skeleton) -> Skeleton:
    """Turn a character upside down, as a 9 is made from a 6."""
    strokes = tuple(
        tuple((1 - x, 1 - y, *bend) for x, y, *bend in stroke) for stroke in skeleton.strokes
    )
    return Skeleton(strokes, skeleton.width, skeleton.weight)  # type: ignore[arg-type]


_STEM: Stroke = ((0, 0), (0, 1))
_RIGHT_STEM: Stroke = ((1, 0), (1, 1))
_RING: Stroke = ((0.5, 0), (1, 0, 1), (1, 1, 1), (0, 1, 1), (0, 0, 1), (0.5, 0))
_UPPER_BOWL: Stroke = ((0, 0), (1, 0, 1), (1, 0.54, 1), (0, 0.54))

_SIX = Skeleton(
    (
        (
            (1, 0.24),
            (1, 0, 1),
            (0, 0, 1),
            (0, 1, 1),
            (1, 1, 1),
            (1, 0.42, 1),
            (0, 0.42, 1),
            (0, 0.72),
        ),
    )
)

_STRAIGHT_SIX = Skeleton(
    (
        ((0.5, 0.42), (1, 0.42, 1), (1, 1, 1), (0, 1, 1), (0, 0.42, 1), (0.5, 0.42)),
        ((0, 0.72), (0, 0.5, 1), (0.66, 0)),
    )
)

USA: Mapping[str, Skeleton] = {
    "0": Skeleton((_RING,)),
    "1": Skeleton((((0, 0.2), (1, 0), (1, 1)),), width=0.42),
    "2": Skeleton(
        (
            ((0, 0.28), (0, 0, 1), (1, 0, 1), (1, 0.42, 1), (0, 1)),
            ((0, 1), (1, 1)),
        )
    ),
    "3": Skeleton(
        (
            ((0, 0.24), (0, 0, 1), (1, 0, 1), (1, 0.47, 1), (0.35, 0.47)),
            ((0.35, 0.47), (1, 0.47, 1), (1, 1, 1), (0, 1, 1), (0, 0.76)),
        )
    ),
    "4": Skeleton((((0.76, 1), (0.76, 0)), ((0.76, 0), (0, 0.72), (1, 0.72)))),
    "5": Skeleton(
        (((0.94, 0), (0.06, 0), (0.03, 0.42), (1, 0.4, 1), (1, 1, 1), (0, 1, 1), (0, 0.76)),)
    ),
    "6": _SIX,
    "7": Skeleton((((0, 0), (1, 0), (0.3, 1)),)),
    "8": Skeleton(
        (
            ((0.5, 0), (0.94, 0, 1), (0.94, 0.47, 1), (0.06, 0.47, 1), (0.06, 0, 1), (0.5, 0)),
            ((0.5, 0.47), (1, 0.47, 1), (1, 1, 1), (0, 1, 1), (0, 0.47, 1), (0.5, 0.47)),
        )
    ),
    "9": turned(_SIX),
    "A": Skeleton((((0.02, 1), (0.46, 0)), ((0.98, 1), (0.54, 0)), ((0.16, 0.7), (0.84, 0.7)))),
    "B": Skeleton(
        (
            _STEM,
            ((0, 0), (0.94, 0, 1), (0.94, 0.47, 1), (0, 0.47)),
            ((0, 0.47), (1, 0.47, 1), (1, 1, 1), (0, 1)),
        )
    ),
    "C": Skeleton((((1, 0.28), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 0.72)),)),
    "D": Skeleton((_STEM, ((0, 0), (1, 0, 1), (1, 1, 1), (0, 1)))),
    "E": Skeleton((_STEM, ((0, 0), (1, 0)), ((0, 0.48), (0.82, 0.48)), ((0, 1), (1, 1)))),
    "F": Skeleton((_STEM, ((0, 0), (1, 0)), ((0, 0.48), (0.82, 0.48)))),
    "G": Skeleton(
        (
            (
                (1, 0.28),
                (1, 0, 1),
                (0, 0, 1),
                (0, 1, 1),
                (1, 1, 1),
                (1, 0.55),
                (0.52, 0.55),
            ),
        )
    ),
    "H": Skeleton((_STEM, _RIGHT_STEM, ((0, 0.48), (1, 0.48)))),
    "I": Skeleton((((0.5, 0), (0.5, 1)),), width=0.2),
    "J": Skeleton((((1, 0), (1, 1, 1), (0, 1, 1), (0, 0.7)),)),
    "K": Skeleton((_STEM, ((0.05, 0.64), (0.93, 0)), ((0.36, 0.4), (0.96, 1)))),
    "L": Skeleton((_STEM, ((0, 1), (1, 1)))),
    "M": Skeleton(
        (_STEM, _RIGHT_STEM, ((0.02, 0), (0.5, 0.62), (0.98, 0))), width=1.1, weight=0.94
    ),
    "N": Skeleton((_STEM, _RIGHT_STEM, ((0.03, 0), (0.97, 1)))),
    "O": Skeleton((_RING,)),
    "P": Skeleton((_STEM, _UPPER_BOWL)),
    "Q": Skeleton((_RING, ((0.52, 0.7), (0.96, 1)))),
    "R": Skeleton((_STEM, _UPPER_BOWL, ((0.44, 0.54), (0.97, 1)))),
    "S": Skeleton(
        (
            (
                (1, 0.25),
                (1, 0, 1),
                (0, 0, 1),
                (0, 0.43, 1),
                (1, 0.55, 1),
                (1, 1, 1),
                (0, 1, 1),
                (0, 0.75),
            ),
        )
    ),
    "T": Skeleton((((0, 0), (1, 0)), ((0.5, 0), (0.5, 1)))),
    "U": Skeleton((((0, 0), (0, 1, 1), (1, 1, 1), (1, 0)),)),
    "V": Skeleton((((0.02, 0), (0.46, 1)), ((0.98, 0), (0.54, 1)))),
    "W": Skeleton(
        (
            ((0, 0), (0.21, 1)),
            ((0.25, 1), (0.5, 0.2), (0.75, 1)),
            ((1, 0), (0.79, 1)),
        ),
        width=1.15,
        weight=0.86,
    ),
    "X": Skeleton((((0.05, 0), (0.95, 1)), ((0.95, 0), (0.05, 1)))),
    "Y": Skeleton((((0.04, 0), (0.5, 0.52), (0.5, 1)), ((0.96, 0), (0.5, 0.52), (0.5, 1)))),
    "Z": Skeleton((((0, 0), (1, 0)), ((1, 0), (0, 1)), ((0, 1), (1, 1)))),
}
"""Digits and capitals as United States dies cut them: tall rounded rectangles."""

USA_FOOTED: Mapping[str, Skeleton] = {
    **USA,
    "1": Skeleton((((0, 0.2), (0.5, 0), (0.5, 1)), ((0, 1), (1, 1))), width=0.72),
    "6": _STRAIGHT_SIX,
    "9": turned(_STRAIGHT_SIX),
    "I": Skeleton((((0, 0), (1, 0)), ((0.5, 0), (0.5, 1)), ((0, 1), (1, 1))), width=0.72),
}
"""The same with feet under the 1 and the I, and straight stems on the 6 and the 9."""

SPAIN: Mapping[str, Skeleton] = {
    **{letter: USA[letter] for letter in "0236789BCDFGHJKLMNPRSTVWXYZ"},
    "1": Skeleton((((0, 0.22), (1, 0), (1, 1)),), width=0.56),
    "4": Skeleton((((0.6, 0), (0, 0.78), (1, 0.78)), ((0.74, 0.5), (0.74, 1)))),
    "5": Skeleton(
        (((0.94, 0), (0.1, 0), (0.04, 0.44), (1, 0.36, 1), (1, 1, 1), (0, 1, 1), (0, 0.8)),)
    ),
}
"""The ten digits and twenty consonants of Spanish plates, after their published alphabet."""
