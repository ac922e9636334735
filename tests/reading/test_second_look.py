"""The second look: which views there are, and what several looks say together."""

import cv2
import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.columns import HEIGHT, WIDTH
from alpr.reading.second_look import UNSURE, VIEWS, View, fused, is_unsure, views_of
from alpr.reading.slots import SEEN, Slot, raw_text


def slot(left: float, character: str, probability: float = 0.9, presence: float = 1.0) -> Slot:
    probabilities = np.full(len(CHARACTERS), (1 - probability) / (len(CHARACTERS) - 1))
    probabilities[CHARACTERS.index(character)] = probability
    return Slot((left, left + 10), presence, probabilities)


def text_slots(text: str, probability: float = 0.9) -> tuple[Slot, ...]:
    return tuple(slot(12.0 * index, one, probability) for index, one in enumerate(text))


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ((), False),  # nothing was seen: there is nothing to mend
        ((slot(0, "A", presence=SEEN / 2),), False),  # nothing but a faint one
        ((slot(0, "A", probability=UNSURE + 0.05),), False),
        ((slot(0, "A", probability=UNSURE - 0.05),), True),
        (text_slots("ABC", probability=0.94), True),  # each is sure, all together are not
        ((slot(0, "0", 0.5), slot(12, "A", 0.99)), True),
    ],
)
def test_what_is_read_unsurely_is_looked_at_again(slots: tuple[Slot, ...], expected: bool) -> None:
    assert is_unsure(slots) is expected


def test_a_zero_that_may_be_an_o_is_no_reason() -> None:
    probabilities = np.zeros(len(CHARACTERS))
    probabilities[[CHARACTERS.index("0"), CHARACTERS.index("O")]] = 0.5
    assert not is_unsure((Slot((0, 10), 1.0, probabilities),))


@pytest.mark.parametrize(
    ("view", "point", "expected"),
    [
        (View(), (10, 5), (10, 5)),  # nothing
        (View(right=2), (10, 5), (12, 5)),
        (View(across=2), (79.5, 5), (79.5, 5)),  # about the middle
        (View(down=0.5), (10, 23.5 + 20), (10, 23.5 + 10)),
        (View(shear=0.5), (10, 23.5 + 10), (15, 23.5 + 10)),  # what is below moves right
        (View(rotation=90), (79.5 + 10, 23.5), (79.5, 23.5 + 10)),  # clockwise
    ],
)
def test_views_move_points(
    view: View, point: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert (view.matrix @ [*point, 1])[:2] == pytest.approx(expected)


@pytest.mark.parametrize("wrong", [{"across": 0.0}, {"down": -1.0}])
def test_views_turn_nothing_inside_out(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        View(**wrong)


def test_every_view_is_another_picture_of_the_same_plate() -> None:
    crop = np.full((HEIGHT, WIDTH), 220, np.uint8)
    cv2.rectangle(crop, (60, 14), (100, 34), 10, cv2.FILLED)
    views = views_of(crop)
    assert views.shape == (len(VIEWS), HEIGHT, WIDTH)
    for view in views:
        assert 1 < np.abs(view.astype(int) - crop).mean() < 30
        assert view[24, 80] < 20
        assert view[24, 5] > 210


def test_views_outvote_the_first_look_by_what_they_are_worth() -> None:
    first = text_slots("8F", 0.5)
    surer = [text_slots("BF", 0.8)] * 2 + [text_slots("8F", 0.3)] * 3
    assert raw_text(fused(first, surer)) == "BF"
    assert raw_text(fused(text_slots("8F", 0.99), surer)) == "8F"


def test_the_mean_is_weighted_by_legibility() -> None:
    (found,) = fused((slot(0, "A", 0.6, presence=1.0),), [(slot(0, "A", 0.9, presence=0.8),)])
    first, again = 0.6, 0.9 * 0.8
    share = again / (first + again)
    assert found.presence == pytest.approx(1 - share + 0.8 * share)
    assert found.probabilities.max() == pytest.approx(0.6 * (1 - share) + 0.9 * share)
    assert found.probabilities.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ([text_slots("A", 0.9), text_slots("AB", 0.8)], "AB"),  # 0.9 for one, 1.0 for two
        ([text_slots("A", 0.9), text_slots("A", 0.9)], "A"),
        ([text_slots("ABC", 0.3), ()], "A1"),  # nothing seen is no vote
    ],
)
def test_looks_that_see_as_many_characters_vote_together(
    again: list[tuple[Slot, ...]], expected: str
) -> None:
    first = (slot(3, "A", 0.7), slot(15, "1", 0.5))
    assert raw_text(fused(first, again)) == expected


def test_faint_slots_and_places_stay_those_of_the_first_look() -> None:
    first = (slot(0, "A", 0.7), slot(14, "7", presence=0.1), slot(30, "B", 0.7))
    found = fused(first, [text_slots("AB", 0.9)] * 3)
    assert [one.span for one in found] == [one.span for one in first]
    assert found[1] is first[1]
    assert [one.seen for one in found] == [True, False, True]


def test_places_of_a_view_are_moved_back_into_the_picture() -> None:
    width = 2 * WIDTH  # the picture is twice as large as what the network saw
    again = [text_slots("AB", 0.1)] * len(VIEWS)
    again[2] = (slot(104, "A", 0.99), slot(124, "B", 0.99))  # of the view that is 2 px to the right
    found = fused((slot(0, "X", 0.2),), again, width)
    assert raw_text(found) == "AB"
    assert found[0].span == pytest.approx((100, 110))
    assert found[1].span == pytest.approx((120, 130))


def test_looks_worth_nothing_leave_the_first() -> None:
    first = (slot(0, "A", presence=0.0),)
    assert fused(first, [(), ()]) is first
