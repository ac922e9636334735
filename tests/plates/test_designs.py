from dataclasses import replace

import pytest

from alpr.plates.designs import BAND, BORDER, SPAIN, Design, Sticker
from alpr.plates.designs_usa import USA


def test_the_spanish_plate_has_the_published_proportions() -> None:
    assert (SPAIN.width, SPAIN.height, SPAIN.character) == (520, 110, 77)
    assert SPAIN.lettering.width * SPAIN.character == pytest.approx(45)
    assert SPAIN.lettering.thickness * SPAIN.character == pytest.approx(10, abs=1)


def test_the_spanish_text_keeps_away_from_band_and_border() -> None:
    # Two pixels of the 230 to which the paper's reader scales a plate.
    two_pixels = 2 * SPAIN.width / 230
    half_widest = 0.575 * 45
    assert SPAIN.centres[0] - half_widest > BORDER + BAND + two_pixels
    assert SPAIN.centres[-1] + half_widest < SPAIN.width - BORDER - two_pixels
    assert SPAIN.pitch - 2 * half_widest > two_pixels


def test_there_are_at_least_ten_american_designs_each_its_own() -> None:
    assert len({design.name for design in USA}) == len(USA) >= 10
    assert len({design.paint for design in USA}) == len(USA)


@pytest.mark.parametrize("design", USA, ids=lambda design: design.name)
def test_american_plates_are_twelve_by_six_inches(design: Design) -> None:
    assert (design.width, design.height) == pytest.approx((12 * 25.4, 6 * 25.4))
    assert 2.5 * 25.4 <= design.character <= 3 * 25.4
    assert design.groups == (3, 3)
    # The text stands in the middle.
    assert sum(design.centres) / 6 == pytest.approx(design.width / 2)


def test_centres_follow_pitch_and_groups() -> None:
    first = SPAIN.starts[0] + 22.5
    assert SPAIN.centres[:4] == pytest.approx([first + SPAIN.pitch * i for i in range(4)])
    assert len(SPAIN.centres) == 7


def test_groups_without_a_place_are_refused() -> None:
    with pytest.raises(ValueError, match="2 groups but 1 starts"):
        replace(SPAIN, starts=(60.0,))


def test_relief_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.5"):
        replace(SPAIN, relief=1.5)


def test_a_sticker_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'week'"):
        Sticker("week", 0, 0, 10, 10)
