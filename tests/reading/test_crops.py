"""What makes a picture a crop, and how a crop is read."""

from dataclasses import replace

import numpy as np
import pytest

from alpr.boxes import Box
from alpr.characters import CHARACTERS
from alpr.reading.crops import best_of, is_crop
from alpr.reading.located import LocatedReading, PlateSteps
from alpr.reading.look import LineSteps, Look
from alpr.reading.readings import Reading
from alpr.reading.slots import Slot


def steps(
    text: str, sure: float, width: int, height: int, picture: tuple[int, int] = (0, 0)
) -> PlateSteps:
    """Return a plate of a size whose characters are each so sure; its crop has a picture's size."""
    one = np.zeros(len(CHARACTERS))
    one[0] = 1.0
    slots = tuple(Slot((float(i), i + 1.0), sure, one) for i, _ in enumerate(text))
    boxes = tuple(Box(i, 0, i + 1, 1) for i, _ in enumerate(text))
    none = LineSteps(np.zeros((48, 160), np.uint8), 160, np.zeros((1, 40, 37), np.float32))
    reading = Reading(text, 0.0, (), None, text, ())
    corners = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    located = LocatedReading(corners, 1.0, reading, Look(slots, boxes, none), 160)
    crop = np.zeros((picture[1] or height, picture[0] or width, 3), np.uint8)
    return PlateSteps(located, crop, np.eye(3), None)


@pytest.mark.parametrize(
    ("size", "whole", "plates", "expected"),
    [
        # Nothing located: a small picture is a crop, a large one if it reads as a plate.
        ((1, 1), ("", 0.5), [], True),
        ((320, 160), ("", 0.5), [], True),
        ((1280, 720), ("", 0.5), [], False),
        ((1280, 720), ("AB", 0.9), [], False),  # two characters may be chance
        ((1280, 720), ("ABCD", 0.9), [], True),
        # A plate that fills the picture makes it a crop, however it reads.
        ((300, 150), ("", 0.5), [("ABCD", 0.9, 200, 60)], True),
        ((600, 600), ("", 0.5), [("ABCD", 0.9, 380, 60)], False),  # wide enough, too low
        # Else the better reading decides: as many characters, more surely.
        ((600, 300), ("ABCD", 0.9), [("ABCD", 0.8, 200, 60)], True),
        ((600, 300), ("ABCD", 0.8), [("ABCD", 0.9, 200, 60)], False),
        ((600, 300), ("ABCD", 0.8), [("ABC", 0.9, 200, 60)], True),  # a part of the plate
        ((600, 300), ("ABCD", 0.97), [("ABCD", 0.99, 200, 60)], True),  # a sure whole is enough
        ((600, 300), ("AB", 0.8), [("A", 0.7, 200, 60)], False),
    ],
)
def test_what_makes_a_crop(
    size: tuple[int, int],
    whole: tuple[str, float],
    plates: list[tuple[str, float, int, int]],
    expected: bool,
) -> None:
    picture = steps(*whole, *size, picture=size)
    assert is_crop(picture, [steps(*plate) for plate in plates]) == expected


@pytest.mark.parametrize(
    ("size", "sure", "widths", "expected"),
    [
        ((1280, 720), 0.9, [], True),
        ((1280, 720), 0.9, [320], False),
        ((1280, 720), 0.9, [321], True),
        ((1280, 720), 0.9, [900, 100], False),  # one is enough
        ((639, 300), 0.9, [50], True),  # a large crop may hold small lettering
        ((1280, 720), 0.98, [50], True),  # what reads surely as a whole is one
    ],
)
def test_a_small_plate_in_a_large_picture_makes_it_a_photograph(
    size: tuple[int, int], sure: float, widths: list[int], expected: bool
) -> None:
    picture = steps("ABCD", sure, *size, picture=size)
    plates = [steps("AB", 0.9, width, 40) for width in widths]
    assert is_crop(picture, plates) == expected


@pytest.mark.parametrize(("left", "expected"), [(0.0, True), (40.0, True), (420.0, False)])
def test_a_second_plate_beside_one_that_fills_makes_a_photograph(
    left: float, expected: bool
) -> None:
    size = (600, 300)
    filling, other = steps("ABCD", 0.9, 380, 120), steps("AB", 0.9, 150, 60)
    moved = tuple((x + left, y) for x, y in other.located.corners)
    other = replace(other, located=replace(other.located, corners=moved))
    assert is_crop(steps("ABCDE", 0.8, *size, picture=size), [filling, other]) == expected


@pytest.mark.parametrize(
    ("left", "texts", "expected"),
    [
        (300.0, ("ABC", "DEF"), False),  # two plates side by side, read as one
        (300.0, ("ABCD", "EFG"), False),  # a character was lost between them
        (0.0, ("ABC", "DEF"), True),  # the same place twice
        (300.0, ("ABC", "DE"), True),  # the second may be a sticker
        (300.0, ("ABCDEF", "GHI"), True),  # a plate beside its dealer's name
    ],
)
@pytest.mark.parametrize("sure", [0.99, 0.8])
def test_two_plates_read_as_one_make_a_photograph(
    left: float, texts: tuple[str, str], expected: bool, sure: float
) -> None:
    one, other = (steps(text, sure, 250, 100) for text in texts)
    moved = tuple((x + left, y) for x, y in other.located.corners)
    other = replace(other, located=replace(other.located, corners=moved))
    assert is_crop(steps("ABCDEF", sure, 600, 120), [one, other]) == expected


def test_two_stickers_are_no_two_plates() -> None:
    one, other = (steps(text, 0.99, 60, 40) for text in ("2007", "AUG"))
    moved = tuple((x + 250, y) for x, y in other.located.corners)
    other = replace(other, located=replace(other.located, corners=moved))
    assert is_crop(steps("ABCDEFG", 0.99, 320, 157), [one, other])


def test_a_crop_is_read_as_a_whole_unless_a_plate_in_it_reads_better() -> None:
    whole = steps("ABCD", 0.85, 300, 100)
    part, better, best = (
        steps("ABC", 0.95, 200, 60),
        steps("ABCD", 0.9, 200, 60),
        steps("ABCDE", 0.92, 200, 60),
    )
    assert best_of(whole, []) is whole
    assert best_of(whole, [part]) is whole
    assert best_of(whole, [part, better]) is better
    assert best_of(whole, [better, best, part]) is best
    hopeless = steps("ABCDE", 0.8, 300, 100)
    part = steps("ABC", 0.97, 200, 60)
    assert best_of(hopeless, [part]) is part  # what it counts more is nothing
    assert best_of(hopeless, [steps("ABC", 0.9, 200, 60)]) is hopeless
    evident = steps("ABC", 0.99, 200, 60)
    assert best_of(whole, [evident]) is evident  # the character more is a frame's edge
    assert best_of(steps("XABC", 0.85, 300, 100), [evident]) is evident
    assert best_of(steps("ABCDE", 0.85, 300, 100), [evident]).located.reading.raw == "ABCDE"
    assert best_of(steps("ABXC", 0.85, 300, 100), [evident]).located.reading.raw == "ABXC"
    sure = steps("ABCD", 0.97, 300, 100)
    assert best_of(sure, [steps("ABCDE", 0.99, 200, 60)]) is sure
