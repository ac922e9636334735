"""Random character skeletons: the shapes that plate dies really vary in, one set per alphabet.

Coordinates are those of `alpr.plates.strokes`. Each function draws one character's variant.
"""

import math

from alpr.characters import CHARACTERS
from alpr.plates.realism.dice import Dice
from alpr.plates.strokes import USA, USA_FOOTED, Point, Skeleton, Stroke, turned

_STEM: Stroke = ((0, 0), (0, 1))
_RIGHT_STEM: Stroke = ((1, 0), (1, 1))
_TOP: Stroke = ((0, 0), (1, 0))
_FOOT: Stroke = ((0, 1), (1, 1))
_RING: Stroke = ((0.5, 0), (1, 0, 1), (1, 1, 1), (0, 1, 1), (0, 0, 1), (0.5, 0))


def draw_skeletons(dice: Dice) -> dict[str, Skeleton]:
    """Draw the 36 skeletons of one alphabet."""
    waist = dice.between((0.43, 0.55))
    skeletons = {character: USA[character] for character in CHARACTERS}
    skeletons |= _digits(dice, waist)
    skeletons |= _round_letters(dice, waist)
    skeletons |= _straight_letters(dice, waist)
    if dice.chance(0.25):
        # On such alphabets the bar is the one and the letter alike.
        skeletons["1"] = skeletons["I"] if dice.chance(0.5) else skeletons["1"]
    return skeletons


def _digits(dice: Dice, waist: float) -> dict[str, Skeleton]:
    six = dice.pick((USA["6"], USA_FOOTED["6"], _six(dice)))
    return {
        "0": _zero(dice),
        "1": _one(dice),
        "2": _two(dice),
        "3": _three(dice, waist),
        "4": _four(dice),
        "5": _five(dice),
        "6": six,
        "7": _seven(dice),
        "8": _eight(waist),
        "9": turned(six),
    }


def _zero(dice: Dice) -> Skeleton:
    width = dice.between((0.9, 1.0))
    kind = dice.weighted({"plain": 0.86, "slashed": 0.1, "dotted": 0.04})
    if kind == "slashed":
        return Skeleton((_RING, ((0.12, 0.88), (0.88, 0.12))), width, 0.9)
    if kind == "dotted":
        return Skeleton((_RING, ((0.5, 0.42), (0.5, 0.58))), width, 0.85)
    return Skeleton((_RING,), width)


def _one(dice: Dice) -> Skeleton:
    flag = dice.between((0.1, 0.3))
    width = dice.between((0.36, 0.62))
    kind = dice.weighted({"flag": 0.6, "foot": 0.25, "hook": 0.15})
    if kind == "foot":
        wide = dice.between((0.6, 0.85))
        return Skeleton((((0.05, flag), (0.5, 0), (0.5, 1)), _FOOT), wide)
    if kind == "hook":
        return Skeleton((((0.1, flag * 0.8), (0.95, flag * 0.5)), _RIGHT_STEM), width)
    return Skeleton((((0, flag), (1, 0), (1, 1)),), width)


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    steps = max(3, round(abs(end - start) / 12))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def _two(dice: Dice) -> Skeleton:
    """Round top always; what varies is the hook's length and how the neck comes down."""
    hook = dice.between((0.1, 0.34))
    kind = dice.weighted({"straight": 0.34, "oval": 0.36, "squared": 0.14, "swung": 0.16})
    if kind == "oval":
        # A true arc over the top, as in drawn capitals, then a straight neck.
        height = dice.between((0.24, 0.34))
        start, end = dice.between((170, 205)), dice.between((375, 400))
        neck = [*_arc(0.5, height, 0.5, height, start, end), (0.0, 1.0)]
        return Skeleton((tuple(neck), _FOOT))
    if kind == "squared":
        middle = dice.between((0.44, 0.56))
        path: Stroke = (
            (0, hook), (0, 0, 1), (1, 0, 1), (1, middle, 1), (0, middle, 1), (0, 1),
        )  # fmt: skip
        return Skeleton((path, _FOOT))
    if kind == "swung":
        path = (
            (0, hook), (0, 0, 1), (1, 0, 1), (1, dice.between((0.34, 0.46)), 1),
            (0.04, dice.between((0.74, 0.86)), 0.8), (0, 1),
        )  # fmt: skip
        return Skeleton((path, _FOOT))
    bend = dice.between((0.45, 1.3))
    turn = dice.between((0.2, 0.46))
    return Skeleton((((0, hook), (0, 0, bend), (1, 0, bend), (1, turn, bend), (0, 1)), _FOOT))


def _three(dice: Dice, waist: float) -> Skeleton:
    reach = dice.between((0.2, 0.45))
    hook = dice.between((0.18, 0.28))
    lower: Stroke = ((reach, waist), (1, waist, 1), (1, 1, 1), (0, 1, 1), (0, 1 - hook))
    if dice.chance(0.22):
        return Skeleton((((0.02, 0), (0.96, 0), (reach, waist)), lower))
    return Skeleton((((0, hook), (0, 0, 1), (1, 0, 1), (1, waist, 1), (reach, waist)), lower))


def _four(dice: Dice) -> Skeleton:
    stem, bar = dice.between((0.64, 0.86)), dice.between((0.64, 0.78))
    if dice.chance(0.3):
        top = dice.between((0.2, 0.6))
        rise = dice.between((0.3, 0.5))
        return Skeleton((((top, 0), (0, bar), (1, bar)), ((stem, rise), (stem, 1))))
    return Skeleton((((stem, 1), (stem, 0)), ((stem, 0), (0, bar), (1, bar))))


def _five(dice: Dice) -> Skeleton:
    lean, waist = dice.between((0.0, 0.1)), dice.between((0.36, 0.44))
    hook = dice.between((0.18, 0.28))
    body: Stroke = (
        (0.94, 0), (lean, 0), (lean * 0.5, waist + 0.03), (1, waist, 1), (1, 1, 1), (0, 1, 1),
        (0, 1 - hook),
    )  # fmt: skip
    return Skeleton((body,))


def _six(dice: Dice) -> Skeleton:
    waist, hook = dice.between((0.38, 0.5)), dice.between((0.16, 0.26))
    bowl: Stroke = (
        (0, waist),
        (1, waist, 1),
        (1, 1, 1),
        (0, 1, 1),
        (0, 0, 1),
        (1, 0, 1),
        (1, hook),
    )
    return Skeleton((bowl,))


def _seven(dice: Dice) -> Skeleton:
    kind = dice.weighted({"straight": 0.6, "bent": 0.25, "upright": 0.15})
    foot = dice.between((0.15, 0.45))
    if kind == "bent":
        return Skeleton((((0, 0), (1, 0), (1, dice.between((0.1, 0.2)), 0.6), (foot, 1)),))
    if kind == "upright":
        return Skeleton((((0, 0), (1, 0), (0.46, 0.55, 1), (0.42, 1)),))
    return Skeleton((((0, 0), (1, 0), (foot, 1)),))


def _eight(waist: float) -> Skeleton:
    upper: Stroke = (
        (0.5, 0), (0.94, 0, 1), (0.94, waist, 1), (0.06, waist, 1), (0.06, 0, 1), (0.5, 0),
    )  # fmt: skip
    lower: Stroke = ((0.5, waist), (1, waist, 1), (1, 1, 1), (0, 1, 1), (0, waist, 1), (0.5, waist))
    return Skeleton((upper, lower))


def _round_letters(dice: Dice, waist: float) -> dict[str, Skeleton]:
    mouth = dice.between((0.22, 0.32))
    c: Stroke = ((1, mouth), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 1 - mouth))
    bowl: Stroke = ((0, 0), (1, 0, 1), (1, waist + 0.05, 1), (0, waist + 0.05))
    leg = _leg(dice, waist + 0.05)
    inset = dice.between((0.9, 1.0))
    b = (
        _STEM,
        ((0, 0), (inset, 0, 1), (inset, waist, 1), (0, waist)),
        ((0, waist), (1, waist, 1), (1, 1, 1), (0, 1)),
    )
    s: Stroke = (
        (1, mouth), (1, 0, 1), (0, 0, 1), (0, waist - 0.04, 1), (1, waist + 0.06, 1), (1, 1, 1),
        (0, 1, 1), (0, 1 - mouth),
    )  # fmt: skip
    j: Stroke = ((1, 0), (1, 1, 1), (0, 1, 1), (0, dice.between((0.66, 0.78))))
    o_width = dice.pick((1.0, dice.between((1.0, 1.2))))
    return {
        "B": Skeleton(b),
        "C": Skeleton((c,)),
        "D": Skeleton((_STEM, ((0, 0), (1, 0, 1), (1, 1, 1), (0, 1)))),
        "G": _g(dice, mouth),
        "J": Skeleton((j, ((0.4, 0), (1, 0)))) if dice.chance(0.15) else Skeleton((j,)),
        "O": Skeleton((_RING,), o_width),
        "P": Skeleton((_STEM, bowl)),
        "Q": Skeleton((_RING, _tail(dice)), o_width),
        "R": Skeleton((_STEM, bowl, leg)),
        "S": Skeleton((s,)),
        "U": Skeleton((((0, 0), (0, 1, 1), (1, 1, 1), (1, 0)),)),
    }


def _leg(dice: Dice, waist: float) -> Stroke:
    if dice.chance(0.2):
        return ((0.5, waist), (0.94, waist, 0.6), (0.96, 1))
    return ((dice.between((0.25, 0.6)), waist), (dice.between((0.93, 1.0)), 1))


def _g(dice: Dice, mouth: float) -> Skeleton:
    bar, reach = dice.between((0.5, 0.6)), dice.between((0.4, 0.62))
    ring: Stroke = (
        (1, mouth), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, bar), (reach, bar),
    )  # fmt: skip
    if dice.chance(0.3):
        spur: Stroke = ((1, bar), (1, 1))
        return Skeleton((ring, spur))
    return Skeleton((ring,))


def _tail(dice: Dice) -> Stroke:
    kind = dice.weighted({"crossing": 0.55, "inner": 0.2, "corner": 0.25})
    if kind == "crossing":
        return ((dice.between((0.45, 0.6)), dice.between((0.64, 0.78))), (0.98, 1))
    if kind == "inner":
        return ((0.46, 0.66), (0.84, 0.92))
    return ((0.62, 0.82), (1, 1))


def _straight_letters(dice: Dice, waist: float) -> dict[str, Skeleton]:
    arm = dice.between((0.72, 1.0))
    bar = dice.between((0.64, 0.74))
    knee = dice.between((0.55, 0.68))
    slab = dice.chance(0.4)
    letter_i = (
        Skeleton((_TOP, ((0.5, 0), (0.5, 1)), _FOOT), dice.between((0.5, 0.75)))
        if slab
        else Skeleton((((0.5, 0), (0.5, 1)),), 0.2)
    )
    fork = dice.between((0.46, 0.6))
    k = (_STEM, ((0.05, knee), (0.95, 0)), ((0.34, knee - 0.2), (0.97, 1)))
    return {
        "A": _a(dice, bar),
        "E": Skeleton((_STEM, _TOP, ((0, waist), (arm, waist)), _FOOT), dice.between((0.86, 1))),
        "F": Skeleton((_STEM, _TOP, ((0, waist), (arm, waist))), dice.between((0.84, 1))),
        "H": Skeleton((_STEM, _RIGHT_STEM, ((0, waist), (1, waist)))),
        "I": letter_i,
        "K": Skeleton(k),
        "L": Skeleton((_STEM, _FOOT), dice.between((0.8, 1))),
        "M": _m(dice),
        "V": _v(dice),
        "W": _w(dice),
        "Y": Skeleton((((0.04, 0), (0.5, fork), (0.5, 1)), ((0.96, 0), (0.5, fork), (0.5, 1)))),
        "Z": Skeleton(
            (_TOP, ((1, 0), (0, 1)), _FOOT), dice.between((0.9, 1.05)), dice.between((0.9, 1.0))
        ),
    }


def _a(dice: Dice, bar: float) -> Skeleton:
    if dice.chance(0.08):
        arch: Stroke = ((0, 1), (0, 0, 1), (1, 0, 1), (1, 1))
        return Skeleton((arch, ((0, bar - 0.1), (1, bar - 0.1))))
    half = dice.between((0.0, 0.1))
    sides: tuple[Stroke, ...] = (((0.02, 1), (0.5 - half, 0)), ((0.98, 1), (0.5 + half, 0)))
    inset = 0.46 * (1 - bar)
    return Skeleton((*sides, ((inset, bar), (1 - inset, bar))), dice.between((1.0, 1.15)))


def _v(dice: Dice) -> Skeleton:
    half = dice.between((0.0, 0.08))
    return Skeleton(
        (((0.02, 0), (0.5 - half, 1)), ((0.98, 0), (0.5 + half, 1))), dice.between((1.0, 1.12))
    )


def _m(dice: Dice) -> Skeleton:
    depth = dice.between((0.36, 1.0))
    weight = dice.between((0.8, 0.95))
    return Skeleton(
        (_STEM, _RIGHT_STEM, ((0.02, 0), (0.5, depth), (0.98, 0))),
        dice.between((1.0, 1.3)),
        weight,
    )


def _w(dice: Dice) -> Skeleton:
    peak = dice.between((0.05, 0.6))
    lean = dice.weighted({0.0: 0.2, 0.12: 0.3, 0.21: 0.5})
    if lean == 0:
        middle: Stroke = ((0.02, 1), (0.5, peak), (0.98, 1))
    else:
        middle = ((lean + 0.02, 1), (0.5, peak), (0.98 - lean, 1))
    weight = dice.between((0.74, 0.9))
    sides: tuple[Stroke, ...] = (((0, 0), (lean, 1)), ((1, 0), (1 - lean, 1)))
    return Skeleton((*sides, middle), dice.between((1.05, 1.4)), weight)
