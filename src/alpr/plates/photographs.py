"""Collections of plates as cameras see them, at every level and from more regions."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.formats import find_format
from alpr.formats_builtin import BUILT_IN
from alpr.plates.collections import (
    FORMATS,
    PlateRecord,
    check_wanted,
    draw_plate,
    picture_name,
)
from alpr.plates.mounting import mount_plate
from alpr.plates.realism.alphabets import make_faces
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.layouts import Text, draw_text
from alpr.plates.realism.sampler import PlateSampler, RealismSettings, Sample, photograph_plate

Image = NDArray[np.uint8]

REGIONS: Mapping[str, str] = MappingProxyType(
    {"es": "spain", "us": "usa", "eu": "eu", "br": "brazil"}
)
"""Built-in plate formats that can be drawn realistically, and the generator's region of each."""

FREE = "free"
"""Plates of all regions whose texts follow no layout."""

REALISTIC_FORMATS = (*REGIONS, FREE)

LEGIBLE = 0.6
"""Least legibility: of 5 plates below it among 600, a person could read 1. Training takes more."""

FACES = 200
FIRST_FACES_SEED = 5_000_000
"""Far from the seeds that training takes: its alphabets are not tested with."""


def generate_photographs(
    name: str, count: int, seed: int, level: int, settings: RealismSettings
) -> Iterator[tuple[Image, PlateRecord]]:
    """Draw plates and photograph them, one by one.

    Plate i depends on format, seed, level and i alone, and says the same at every level. It is
    seen in grey at level 0 too.

    Args:
        name: One of alpr.plates.collections.FORMATS or of REALISTIC_FORMATS.
        count: How many plates.
        seed: Any whole number from 0 on.
        level: 0 to 4.
        settings: The distributions.

    Yields:
        The picture, (height, width) uint8 grey, and its record; its level is 0 where the level
        that was asked for left no legible plate.

    Raises:
        ValueError: there is no such format or level, the count is below 1 or the seed below 0.
    """
    check_wanted(name, FORMATS + REALISTIC_FORMATS, count, seed)
    legible = max(LEGIBLE, settings.capture.legible)
    settings = replace(settings, capture=replace(settings.capture, legible=legible))
    if not 0 <= level < len(settings.levels):
        raise ValueError(f"level must lie in 0..{len(settings.levels) - 1}, not {level}")
    if name in FORMATS:
        return map(partial(_photograph_drawing, name, seed, level, settings), range(count))
    return map(_realistic(name, seed, level, settings), range(count))


def _photograph_drawing(
    name: str, seed: int, level: int, settings: RealismSettings, index: int
) -> tuple[Image, PlateRecord]:
    design, rendered = draw_plate(name, index, seed)
    dice = Dice(_plate_seed(name, seed, index))
    sample = photograph_plate(
        lambda tried: mount_plate(design, rendered, settings, tried, dice), settings, level, dice
    )
    return sample.image, _record(sample, index, name, design.name)


def _realistic(
    name: str, seed: int, level: int, settings: RealismSettings
) -> Callable[[int], tuple[Image, PlateRecord]]:
    layouts = replace(settings.layouts, usual=0.0, vanity=0.0)
    sampler = PlateSampler(settings, make_faces(FACES, FIRST_FACES_SEED + seed))

    def draw(index: int) -> tuple[Image, PlateRecord]:
        plate_seed = _plate_seed(name, seed, index)
        # Dice of its own: what a plate says must not go along with how it looks.
        dice = Dice(plate_seed + 1)
        text = draw_text(layouts, dice) if name == FREE else draw_format_text(name, dice)
        sample = sampler.picture(plate_seed, level, text)
        return sample.image, _record(sample, index, name, sample.record["region"])

    return draw


def draw_format_text(name: str, dice: Dice) -> Text:
    """Draw what a plate of a built-in format may say, each layout as often as the format has it.

    >>> draw_format_text("br", Dice(5)).groups
    ('TUY', '7X04')
    """
    # The format knows the characters of each place, its written layouts where groups part.
    layouts = [layout for _, group in BUILT_IN[name][2] for layout in group]
    patterns = find_format(name).patterns
    chosen = dice.weighted({number: one.weight for number, one in enumerate(patterns)})
    characters = [dice.pick(place) for place in patterns[chosen].places]
    groups = []
    for group in re.split("[ -]", layouts[chosen]):
        groups.append("".join(characters[: len(group)]))
        del characters[: len(group)]
    return Text(tuple(groups), layouts[chosen], REGIONS[name])


def _plate_seed(name: str, seed: int, index: int) -> int:
    stream = (FORMATS + REALISTIC_FORMATS).index(name)
    return int(np.random.default_rng((seed, stream, index, 1)).integers(2**62))


def _record(sample: Sample, index: int, name: str, design: str) -> PlateRecord:
    rows, columns = sample.image.shape
    boxes = tuple(
        Box(
            math.floor(x0), math.floor(y0),
            min(columns, math.ceil(x1)), min(rows, math.ceil(y1)),
        )
        for x0, y0, x1, y1 in sample.boxes
    )  # fmt: skip
    drawn: dict[str, Any] = {k: v for k, v in sample.record.items() if k not in ("level", "text")}
    return PlateRecord(
        picture_name(index), sample.text, design, boxes, name, sample.record["level"], drawn
    )
