"""What plates say: the usual layouts of several countries, vanity plates, and free ones.

A pattern is written with 0 for a digit, A for a letter and a space where a gap, a dash or an
emblem parts two groups; anything else stands for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from alpr.characters import CHARACTERS
from alpr.plates.realism.dice import Dice

DIGITS, LETTERS = CHARACTERS[:10], CHARACTERS[10:]
SPAIN_LETTERS = "BCDFGHJKLMNPRSTVWXYZ"
"""Vowels are left out so that no words arise, Ñ and Q since they resemble N and O."""

REGIONS = ("usa", "eu", "spain", "brazil")

USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "usa": (
            "AAA 000", "AAA 000", "000 AAA", "000 AAA", "AAA 0000", "AAA 0000", "0AAA000",
            "0AAA000", "AAA000", "000AAA", "000 0000", "A00 0000", "AA0 000", "AA 00000",
            "AA0000", "00 AAA 0", "000 A00", "AA 000", "A00000", "A 00000", "000000", "00 0000",
            "0000 AA", "0000AA", "000A00", "00A000", "0A 00000", "AA0 A0A", "AA0 A0A", "0A 0000",
            "AAA0000", "000 00", "0 00000", "0000000", "A000000", "AA000", "00AAA0", "0A0A000",
            "AA 000 A", "0 0000", "000A", "0000", "AA0 0000", "AAA 00A", "0000A", "AAA 00A",
        ),
        "eu": (
            "AA 000AA", "AA 000AA", "AA000AA", "AA 000 AA", "0A0 0000", "0A0 0000", "A AA000",
            "AA AA0000", "AAA A00", "AA A000", "AAA 000", "AAA 00A", "AAA0000", "AA00 AAA",
            "AA00 AAA", "AA 00000", "AA 00 000", "00 AAA 0", "00 AA AA", "0 AAA 000", "A 000 AA",
            "AA 0000 AA", "AAA AA0000", "00 AA 00", "000 AA 00", "AA 00 AAA", "A 0000 AA",
        ),
        "spain": ("0000 AAA", "0000 AAA", "0000 AAA", "0000AAA", "A 0000 AA", "AA 0000 AA"),
        "brazil": ("AAA 0000", "AAA 0000", "AAA0000", "AAA0A00", "AAA 0A00"),
    }
)  # fmt: skip
"""Region to its layouts; one that is more usual stands there more than once."""


@dataclass(frozen=True)
class LayoutSettings:
    """How texts are drawn.

    Attributes:
        regions: Weight of each region's plates.
        usual: Share of texts in one of the region's usual layouts.
        vanity: Share of US texts of the owner's choice, 1 to 8 characters; free ones elsewhere.
        free_length: Shortest and longest of the other texts, which follow no layout.
    """

    regions: dict[str, float]
    usual: float
    vanity: float
    free_length: tuple[int, int]

    def __post_init__(self) -> None:
        if not self.regions or set(self.regions) - set(REGIONS) or min(self.regions.values()) < 0:
            raise ValueError(f"regions are weights of {', '.join(REGIONS)}, not {self.regions}")
        if min(self.usual, self.vanity) < 0 or self.usual + self.vanity > 1:
            raise ValueError(f"shares {self.usual} and {self.vanity} are not 0 or more, in all 1")
        if not 1 <= self.free_length[0] <= self.free_length[1] <= 10:
            raise ValueError(f"free_length must lie in 1..10, not {self.free_length}")


@dataclass(frozen=True)
class Text:
    """A text in its groups, and the layout that it was drawn from."""

    groups: tuple[str, ...]
    layout: str
    region: str

    @property
    def text(self) -> str:
        """The characters without what parts the groups."""
        return "".join(self.groups)


def draw_text(settings: LayoutSettings, dice: Dice) -> Text:
    """Draw a region and a text."""
    region = dice.weighted(settings.regions)
    rest = 1 - settings.usual - settings.vanity
    kind = dice.weighted({"usual": settings.usual, "vanity": settings.vanity, "free": rest})
    if kind == "vanity" and region == "usa":
        return Text(_vanity(dice), "vanity", region)
    # Elsewhere few or no vanity plates are sold.
    if kind != "usual":
        length = dice.whole(*settings.free_length)
        return Text(_split("".join(dice.pick(CHARACTERS) for _ in range(length)), dice),
                    "free", region)  # fmt: skip
    layout = dice.pick(USUAL[region])
    letters = SPAIN_LETTERS if layout == "0000 AAA" and dice.chance(0.85) else LETTERS
    filled = "".join(_fill(place, letters, dice) for place in layout)
    return Text(tuple(filled.split()), layout, region)


def _fill(place: str, letters: str, dice: Dice) -> str:
    if place == "0":
        return dice.pick(DIGITS)
    return dice.pick(letters) if place == "A" else place


def _vanity(dice: Dice) -> tuple[str, ...]:
    length = dice.whole(1, 8)
    kind = dice.weighted({"word": 0.6, "mixed": 0.25, "digits": 0.15})
    if kind == "digits":
        return _split("".join(dice.pick(DIGITS) for _ in range(length)), dice)
    word = ""
    while len(word) < length:
        word += dice.pick("BCDFGHJKLMNPRSTVWYZ") + dice.pick("AEIOU")
        if dice.chance(0.4):
            word += dice.pick("LMNRSTXKD")
    letters = list(word[:length])
    if kind == "mixed":
        for _ in range(dice.whole(1, 2)):
            letters[dice.whole(0, length - 1)] = dice.pick(DIGITS)
    return _split("".join(letters), dice)


def _split(text: str, dice: Dice) -> tuple[str, ...]:
    if len(text) < 4 or dice.chance(0.5):
        return (text,)
    cut = dice.whole(1, len(text) - 1)
    if len(text) > 6 and dice.chance(0.3):
        second = dice.whole(1, len(text) - 1)
        cuts = sorted({0, cut, second, len(text)})
        return tuple(text[a:b] for a, b in pairwise(cuts))
    return (text[:cut], text[cut:])
