"""The small print around a plate's characters: names of states, slogans, dealers, stickers."""

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates.canvas import FONTS, font_path
from alpr.plates.realism.dice import Dice

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Mask = NDArray[np.uint8]

HEIGHT = 28
"""Pixels that the capitals of small print are drawn high."""

STATES = (
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut",
    "Delaware", "Florida", "Georgia", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas",
    "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey",
    "New Mexico", "New York", "North Carolina", "North Dakota", "Ohio", "Oklahoma", "Oregon",
    "Pennsylvania", "Rhode Island", "South Carolina", "South Dakota", "Tennessee", "Texas", "Utah",
    "Vermont", "Virginia", "Washington", "West Virginia", "Wisconsin", "Wyoming",
    "Washington, D.C.",
)  # fmt: skip

SLOGANS = (
    "Heart of Dixie", "The Last Frontier", "Grand Canyon State", "The Natural State",
    "Constitution State", "The First State", "Sunshine State", "Aloha State", "Famous Potatoes",
    "Land of Lincoln", "Bluegrass State", "Sportsman's Paradise", "Vacationland", "Treasure State",
    "The Spirit of America", "Great Lakes", "10,000 lakes", "Show-Me State", "The Silver State",
    "Live Free or Die", "Garden State", "Land of Enchantment", "Empire State", "First in Flight",
    "Birthplace of Aviation", "Native America", "Ocean State", "Smiling Faces", "Greatest Faces",
    "The Volunteer State", "Lone Star State", "Green Mountain State", "Evergreen State",
    "Wild, Wonderful", "America's Dairyland", "Discover the Spirit", "Taxation",
    "In God We Trust", "www.plates.gov", "Centennial 1890", "Scenic", "University", "Veteran",
    "Truck", "Collector", "Exempt", "Any County", "Support Education", "Wildlife", "Firefighter",
)  # fmt: skip

TOWNS = (
    "Jackson", "Franklin", "Madison", "Clinton", "Marion", "Salem", "Monroe", "Lincoln", "Hamilton",
    "Lake", "Union", "Shelby", "Polk", "Greene", "Douglas", "Orange", "Benton", "Warren", "Sioux",
    "Curitiba", "Santos", "Recife", "Campinas", "Goiania", "Manaus", "Osasco", "Praha", "Brno",
    "Kosice", "Nitra", "Sevilla", "Burgos", "Hannover", "Lyon", "Torino", "Porto",
    "SP Campinas", "PR Londrina", "RJ Niteroi", "MG Betim", "BA Feira", "SC Joinville",
)  # fmt: skip

DEALERS = (
    "Motors", "Auto", "Cars", "Automobile", "Auto Mall", "Garage", "Leasing", "Autohaus",
    "Auto Sales", "of the Valley", "Autocentro", "Car Center", "Concesionario", "Truck Center",
    "Imports",
)  # fmt: skip

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

COUNTRIES = (
    "E", "D", "F", "I", "P", "SK", "CZ", "A", "B", "NL", "PL", "H", "SLO", "HR", "GB", "S", "FIN",
    "N", "DK", "L", "IRL", "RO", "BG", "GR", "LT", "LV", "EST", "BR", "CH", "UA",
)  # fmt: skip

_STYLES = tuple(FONTS)


def state_name(dice: Dice) -> str:
    """Draw what stands above the characters of a US plate."""
    if dice.chance(0.15):
        return _cased(dice.pick(SLOGANS), dice)
    return _cased(dice.pick(STATES), dice)


def slogan(dice: Dice) -> str:
    """Draw what stands below: a slogan, a county, an address."""
    if dice.chance(0.25):
        return _cased(dice.pick(TOWNS), dice)
    return _cased(dice.pick(SLOGANS), dice)


def town(dice: Dice) -> str:
    """Draw a town's name in capitals, as it stands above Brazil's characters."""
    return dice.pick(TOWNS).upper()


def dealer(dice: Dice) -> str:
    """Draw what a dealer prints on a frame: a name, a town, a telephone number."""
    kind = dice.weighted({"name": 0.6, "town": 0.2, "phone": 0.1, "letters": 0.1})
    if kind == "name":
        return _cased(f"{dice.pick(TOWNS)} {dice.pick(DEALERS)}", dice)
    if kind == "town":
        return dice.pick(TOWNS).upper()
    if kind == "phone":
        return "".join(dice.pick("0123456789") if c == "0" else c for c in "(000) 000-0000")
    return scribble(dice)


def badge(dice: Dice) -> str:
    """Draw what stands on a car beside its plate; nothing that could be a plate's text."""
    kind = dice.weighted({"place": 0.5, "trade": 0.3, "phone": 0.2})
    if kind == "phone":
        return "".join(dice.pick("0123456789") if c == "0" else c for c in "(000) 000-0000")
    word = dice.pick(TOWNS if kind == "place" else DEALERS)
    return word.upper() if dice.chance(0.3) else word


def scribble(dice: Dice) -> str:
    """Draw letters without meaning, so that no words are learned as what is not to be read."""
    return "".join(dice.pick(CHARACTERS) for _ in range(dice.whole(2, 10)))


def sticker(dice: Dice) -> str:
    """Draw a sticker's print: a month, a year, a number."""
    kind = dice.weighted({"month": 0.35, "year": 0.3, "full": 0.15, "day": 0.2})
    if kind == "month":
        return dice.pick(MONTHS)
    if kind == "year":
        return f"{dice.whole(0, 99):02d}"
    if kind == "full":
        return f"{dice.whole(1985, 2026)}"
    return f"{dice.whole(1, 12)}"


def small_print(text: str, dice: Dice) -> Mask:
    """Return a line of small print in a random style; see `print_line`."""
    return print_line(text, dice.pick(_STYLES))


@lru_cache(maxsize=8192)
def print_line(text: str, style: str) -> Mask:
    """Set a line: (height, width) uint8, ink = 255 on 0, cut tightly, capitals 28 px high.

    `style` is one of `alpr.plates.canvas.FONTS`.
    """
    from PIL import Image, ImageDraw

    font = _font(style)
    left, top, right, bottom = (round(side) for side in font.getbbox(text, anchor="ls"))
    page = Image.new("L", (max(1, right - left + 2), max(1, bottom - top + 2)), 0)
    ImageDraw.Draw(page).text((1 - left, 1 - top), text, font=font, fill=255, anchor="ls")
    line = np.asarray(page, np.uint8)
    line.flags.writeable = False
    return line


@lru_cache(maxsize=32)
def _font(style: str) -> "FreeTypeFont":
    from PIL import ImageFont

    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(str(font_path(style)), round(HEIGHT / 0.71), layout_engine=layout)


def fitted(line: Mask, width: int, height: int) -> Mask:
    """Scale a line to a size in pixels."""
    return np.asarray(
        cv2.resize(line, (max(1, width), max(1, height)), interpolation=cv2.INTER_AREA), np.uint8
    )


def _cased(text: str, dice: Dice) -> str:
    return text.upper() if dice.chance(0.5) else text
