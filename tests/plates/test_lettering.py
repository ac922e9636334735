from dataclasses import replace

import cv2
import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.plates import lettering
from alpr.plates.lettering import Lettering, draw_character

ALPHABETS = {
    "spain": lettering.SPAIN,
    "usa narrow": lettering.USA_NARROW,
    "usa round": lettering.USA_ROUND,
    "usa light": lettering.USA_LIGHT,
    "usa broad": lettering.USA_BROAD,
}
EACH_ALPHABET = pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=list(ALPHABETS))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"width": 0.1}, "0.1"),  # a hairline, no character
        ({"width": 2.0}, "2.0"),  # wider than any plate's
        ({"thickness": 0.01}, "0.01"),  # vanishes when scaled down
        ({"thickness": 0.4}, "0.4"),  # the stems of an H would meet
        ({"corner": -0.1}, "-0.1"),
        ({"softness": -0.1}, "-0.1"),
        ({"softness": 0.1}, "0.1"),  # would wear the strokes away
    ],
)
def test_measures_out_of_range_are_refused(changes: dict[str, float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        replace(lettering.SPAIN, **changes)  # type: ignore[arg-type]


def test_a_character_that_the_alphabet_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="'A'"):
        draw_character(lettering.SPAIN, "A", 77)


def test_a_height_too_small_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="not 3"):
        draw_character(lettering.SPAIN, "B", 3)


def test_the_spanish_alphabet_has_ten_digits_and_twenty_consonants() -> None:
    assert set(lettering.SPAIN.skeletons) == set("0123456789BCDFGHJKLMNPRSTVWXYZ")


@pytest.mark.parametrize("name", [name for name in ALPHABETS if name.startswith("usa")])
def test_the_american_alphabets_have_all_characters(name: str) -> None:
    assert set(ALPHABETS[name].skeletons) == set(CHARACTERS)


@EACH_ALPHABET
def test_ink_reaches_all_four_sides_and_keeps_the_proportions(alphabet: Lettering) -> None:
    for character in alphabet.skeletons:
        ink = draw_character(alphabet, character, 100) >= 128
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        assert rows[0] <= 1 and rows[-1] >= 98, character
        assert columns[0] <= 2 and columns[-1] >= ink.shape[1] - 3, character
        width = alphabet.width * 100
        if character in "1I":
            assert alphabet.thickness * 90 <= ink.shape[1] <= 0.8 * width, character
        else:
            assert 0.95 * width <= ink.shape[1] <= 1.2 * width, character


@EACH_ALPHABET
def test_strokes_are_as_thick_as_asked(alphabet: Lettering) -> None:
    # Half way between bar and foot an L is its stem alone.
    row = draw_character(alphabet, "L", 200)[100] >= 128
    assert row.sum() == pytest.approx(alphabet.thickness * 200, abs=2)


@EACH_ALPHABET
def test_no_two_characters_look_the_same(alphabet: Lettering) -> None:
    seen: dict[bytes, str] = {}
    for character in alphabet.skeletons:
        mask = draw_character(alphabet, character, 60)
        pixels = mask.tobytes() + bytes(mask.shape)
        # Real dies cut 0 and O with one tool.
        key = seen.setdefault(pixels, character)
        assert key == character or {key, character} == {"0", "O"}


def test_characters_are_one_piece_of_ink() -> None:
    for alphabet in ALPHABETS.values():
        for character in alphabet.skeletons:
            ink = (draw_character(alphabet, character, 80) >= 128).astype(np.uint8)
            pieces, _ = cv2.connectedComponents(ink)
            assert pieces - 1 == 1, character


@pytest.mark.parametrize(
    ("character", "holes"),
    [
        ("1", 0),
        ("2", 0),
        ("4", 1),
        ("6", 1),
        ("8", 2),
        ("9", 1),
        ("0", 1),
        ("A", 1),
        ("B", 2),
        ("C", 0),
        ("G", 0),
        ("S", 0),
        ("W", 0),
    ],
)
def test_strokes_enclose_what_they_should(character: str, holes: int) -> None:
    # Also at the size at which the paper's reader sees a plate.
    for height in (34, 100):
        mask = draw_character(lettering.USA_ROUND, character, height)
        paper = (np.pad(mask, 2) < 128).astype(np.uint8)
        pieces, _ = cv2.connectedComponents(paper)
        assert pieces - 1 - 1 == holes


def test_a_larger_corner_rounds_more_ink_away() -> None:
    square = replace(lettering.USA_NARROW, corner=0.0)
    inks = [
        int(draw_character(alphabet, "O", 100).sum())
        for alphabet in (lettering.USA_ROUND, lettering.USA_NARROW, square)
    ]
    assert inks == sorted(inks)


def test_drawn_characters_cannot_be_changed_by_accident() -> None:
    # They are shared between plates.
    with pytest.raises(ValueError, match="read-only"):
        draw_character(lettering.SPAIN, "B", 77)[0, 0] = 1
