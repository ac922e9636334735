"""Lettering that is no plate's: words of cars, shops and streets, numbers, dates; in many faces."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates.realism import words
from alpr.plates.realism.alphabets import HEIGHT, Face
from alpr.plates.realism.dice import Dice

Mask = NDArray[np.uint8]

SYLLABLES = (
    "ka", "lo", "mi", "ra", "ten", "sol", "ver", "an", "do", "fi", "gar", "el", "pu", "nor", "ti",
    "bel", "cor", "da", "us", "ri", "mar", "qui", "xen", "zo", "wer", "hy", "jo", "stra", "ou",
)  # fmt: skip

SHOPS = (
    "Bakery", "Hotel", "Bank", "Pharmacy", "Market", "Pizza", "Cafe", "Parking", "EXIT", "OPEN",
    "SALE", "For Rent", "Taxi", "POLICE", "STOP", "SCHOOL BUS", "Apotheke", "Farmacia", "Tabac",
    "Panaderia", "Lekaren", "Potraviny", "Restaurante", "Supermercado", "Hair & Beauty", "Tyres",
    "Car Wash", "Coffee", "Books", "No Parking", "P", "BUS", "Rent a car", "Free delivery", "24h",
    "How's my driving?", "Keep distance", "Baby on board", "FOR SALE", "I love my dog", "WIDE LOAD",
)  # fmt: skip

MODELS = (
    "2.0 TDI", "1.9 TDI", "1.6", "TURBO", "4x4", "GTI", "V6", "Sport", "HYBRID", "1.4 16V", "GLX",
    "LX", "4WD", "AWD", "SE", "TDCi", "HDi", "dCi", "CRDi", "quattro", "xDrive", "Combi", "SLE",
    "320d", "C 220", "XL", "DIESEL", "i-VTEC", "VVT-i", "1.2 TSI", "Limited", "LTZ", "EX", "Z71",
)  # fmt: skip

PHONES = (
    "000 000 000", "0000 / 000 000", "(000) 000-0000", "+00 000 0000000", "0-000-000-0000",
    "00 000 000", "000-0000",
)  # fmt: skip

DATES = (
    "2000-10-20 10:00:00", "10/20/2010  10:00", "20.10.2010", "CAM 10  20:10:00", "10:00:00",
    "2010/10/20 00:00", "'10 10 20",
)  # fmt: skip

STOCK = 900
"""So many different lines of each kind there are: setting them is slow, they are kept."""

_STYLES = ("sans", "sans light", "sans italic", "wide", "serif", "slab", "italic")
_CAPITALS = frozenset(CHARACTERS + " ")


def brand(dice: Dice) -> str:
    """Draw a maker's or a model's name, in capitals mostly."""
    name = "".join(dice.pick(SYLLABLES) for _ in range(dice.whole(1, 4))).capitalize()
    return name.upper() if dice.chance(0.7) else name


def model(dice: Dice) -> str:
    """Draw what stands small on a boot: an engine, a grade, a name."""
    return dice.pick(MODELS) if dice.chance(0.6) else brand(dice)


def shop(dice: Dice) -> str:
    """Draw a word or two of a sign or a sticker; never anything that a plate could say."""
    return dice.pick(SHOPS)


def notice(dice: Dice) -> str:
    """Draw a line of a sign: a shop's name, a trade, a telephone number, an address."""
    kind = dice.weighted({"shop": 0.3, "name": 0.3, "print": 0.15, "phone": 0.15, "address": 0.1})
    if kind == "shop":
        return shop(dice)
    if kind == "name":
        name = " ".join(brand(dice).capitalize() for _ in range(dice.whole(1, 2)))
        return name.upper() if dice.chance(0.4) else name
    if kind == "print":
        return dice.pick((words.slogan, words.dealer))(dice)
    if kind == "phone":
        return _filled(dice.pick(PHONES), dice)
    return f"www.{brand(dice).lower()}.com"


def number(dice: Dice) -> str:
    """Draw a house's or a road sign's number."""
    return _filled(dice.pick(("0", "00", "00", "000", "0.0")), dice)


def date(dice: Dice) -> str:
    """Draw a date or a time as cameras burn it in."""
    return _filled(dice.pick(DATES), dice)


def _filled(pattern: str, dice: Dice) -> str:
    return "".join(dice.pick("0123456789") if c == "0" else c for c in pattern)


Kind = Callable[[Dice], str]


def line(kind: Kind, dice: Dice, faces: Sequence[Face] = ()) -> Mask:
    """Return a line of lettering, ink = 255 on 0, cut tightly.

    Args:
        kind: One of the functions above.
        dice: Chance.
        faces: Alphabets in which lines of capitals and digits are sometimes set.
    """
    index = dice.whole(0, STOCK - 1)
    if faces and dice.chance(0.35):
        text = _text(kind, index)
        if _CAPITALS.issuperset(text):
            return _set(text, dice.pick(faces), dice.between((0.06, 0.5)))
    return _stock(kind, index)


def spread(kind: Kind, gap: float, dice: Dice, faces: Sequence[Face]) -> Mask:
    """Return a line of capitals set wide, gaps of so many of their heights; see `line`.

    What has other characters than digits and capitals is set as it comes.
    """
    index = dice.whole(0, STOCK - 1)
    text = _text(kind, index).upper()
    if faces and _CAPITALS.issuperset(text):
        return _set(text, dice.pick(faces), gap)
    return _stock(kind, index)


@lru_cache(maxsize=8 * STOCK)
def _text(kind: Kind, index: int) -> str:
    return kind(Dice(7_000 + index))


@lru_cache(maxsize=8 * STOCK)
def _stock(kind: Kind, index: int) -> Mask:
    return words.print_line(_text(kind, index), _STYLES[index % len(_STYLES)])


def _set(text: str, face: Face, share: float) -> Mask:
    gap = np.zeros((HEIGHT, max(2, round(HEIGHT * share))), np.uint8)
    space = np.zeros((HEIGHT, round(HEIGHT * 0.5)), np.uint8)
    pieces = []
    for character in text:
        pieces += [space if character == " " else face.character(character), gap]
    set_line = np.concatenate(pieces[:-1], axis=1)
    half = (max(1, set_line.shape[1] // 2), HEIGHT // 2)
    return np.asarray(cv2.resize(set_line, half, interpolation=cv2.INTER_AREA), np.uint8)
