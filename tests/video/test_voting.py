"""Voting: many looks at one plate say together what none of them says alone."""

import numpy as np
import pytest
from video_toys import CROP_PX, DECISION, located, plate, quad

from alpr.boxes import Box
from alpr.calibration import Rescaling
from alpr.reading.decision import Decision, DecisionSettings
from alpr.reading.located import LocatedReading
from alpr.reading.readings import Reading
from alpr.reading.slots import raw_text
from alpr.video.alignment import Characters, align
from alpr.video.voting import voted
from alpr.video.weighing import VotingSettings, reliability


def read(*plates: LocatedReading) -> Reading:
    return DECISION.reading(voted(plates))


def test_without_a_frame_there_is_nothing_to_vote() -> None:
    with pytest.raises(ValueError, match="at least one"):
        voted([])


def test_a_single_frame_is_its_own() -> None:
    only = plate("1234ABC", sure=0.8)
    assert read(only) == only.reading


def test_frames_that_show_nothing_do_not_count() -> None:
    only = plate("1234ABC", sure=0.8)
    assert read(located([]), only, located([])) == only.reading
    assert read(located([]), located([])).text == ""


def test_the_right_text_comes_from_frames_that_are_all_wrong() -> None:
    wrong = [plate(text, sure=0.7) for text in ("B234ABC", "1Z34ABC", "12E4ABC", "123AABC")]
    assert read(*wrong).text == "1234ABC"
    assert "1234ABC" not in {one.reading.text for one in wrong}


def test_frames_that_agree_are_surer_together_than_alone() -> None:
    # Equal frames are hardly two looks; that they say the same is a little more.
    alone = plate("1234ABC", sure=0.9)
    together = read(*[plate("1234ABC", sure=0.9)] * 8)
    assert alone.reading.confidence < together.confidence < 1


def test_a_sure_frame_outweighs_several_unsure_ones() -> None:
    sure = plate("1234ABC", sure=0.99)
    unsure = [plate("IZ3AA8C", sure=0.35) for _ in range(3)]
    assert read(*unsure, sure).text == "1234ABC"


def test_a_character_that_some_frames_miss_stays() -> None:
    places = [0.1, 0.25, 0.4, 0.6, 0.75, 0.9]
    whole = [located([{c: 0.95} for c in "34ABCD"], places=places) for _ in range(3)]
    # The same plate without its 4: the others stay where they are.
    missing = located([{c: 0.95} for c in "3ABCD"], places=[p for p in places if p != 0.25])
    assert read(missing, *whole).text == "34ABCD"


def test_a_character_that_one_frame_invents_goes() -> None:
    places = [0.2, 0.35, 0.5, 0.65, 0.8]
    whole = [located([{c: 0.9} for c in "34ABC"], places=places) for _ in range(4)]
    more = located([{c: 0.9} for c in "I34ABC"], places=[0.05, *places])
    reading = read(more, *whole)
    assert reading.text == "34ABC"
    assert len(reading.characters) == 5


def test_the_shift_of_a_crop_does_not_mix_characters_up() -> None:
    places = np.linspace(0.1, 0.9, 7)
    frames = [
        located([{c: 0.8} for c in "1234ABC"], places=list(places + shift))
        for shift in (-0.03, 0.0, 0.03)
    ]
    assert read(*frames).text == "1234ABC"


def test_a_format_is_asked_of_all_frames_together() -> None:
    # O or 0, 8 or B: the format knows, the frames alone do not.
    spread = [{"O": 0.5, "0": 0.45}, *[{c: 0.9} for c in "123"], {"8": 0.5, "B": 0.45},
              {"C": 0.9}, {"D": 0.9}]  # fmt: skip
    look = voted([located(spread) for _ in range(3)])
    spanish = Decision(DecisionSettings("es", top=2), Rescaling()).reading(look)
    assert (spanish.text, spanish.format) == ("0123BCD", "es")
    assert raw_text(look.slots) == "O1238CD"


def test_boxes_are_those_of_the_surest_frame() -> None:
    surest = plate("34ABC", quad(10, 10), sure=0.99)
    other = plate("34ABC", quad(80, 60), sure=0.8)
    look = voted([other, surest])
    assert look.boxes == surest.look.boxes


def test_a_character_that_the_surest_frame_misses_gets_a_box_between_its_neighbours() -> None:
    places = [0.1, 0.3, 0.5, 0.7, 0.9]
    surest = located([{c: 0.99} for c in "1345"], places=[0.1, 0.5, 0.7, 0.9])
    others = [located([{c: 0.9} for c in "12345"], places=places) for _ in range(6)]
    look = voted([surest, *others])
    assert raw_text(look.slots) == "12345"
    left, between, right = look.boxes[:3]
    assert left.x_max <= between.x_min < between.x_max <= right.x_min
    # At the very end there is no neighbour on one side.
    first = voted([located([{c: 0.99} for c in "2345"], places=places[1:]), *others]).boxes[0]
    assert first == Box(10, 10, first.x_max, 22)


def test_slots_are_in_order_and_inside_the_crop() -> None:
    look = voted([plate("1234ABC", sure=0.6), plate("234ABC", sure=0.6), plate("14C", sure=0.6)])
    ends = [edge for slot in look.slots for edge in slot.span]
    assert ends == sorted(ends)
    assert 0 <= ends[0] < ends[-1] <= CROP_PX


def test_only_the_surest_frames_are_weighed() -> None:
    frames = [plate("1234ABC", sure=0.9)] * 2 + [plate("9999ZZZ", sure=0.5)] * 50
    few = DECISION.reading(voted(frames, VotingSettings(most=2)))
    assert few == DECISION.reading(voted(frames[:2]))


def test_a_reading_is_as_reliable_as_its_characters() -> None:
    assert reliability(plate("1234ABC", sure=0.9)) == pytest.approx(0.9 + 0.1 / 36, abs=1e-6)
    assert reliability(located([])) == 0


def characters(text: str, places: list[float]) -> Characters:
    slots = plate(text, sure=0.98).look.slots
    return Characters(
        np.ones(len(text)), np.stack([slot.probabilities for slot in slots]), np.array(places)
    )


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ("AB", "AB", [(0, 0), (1, 1)]),
        ("AB", "XY", [(0, 0), (1, 1)]),  # in the same places: misread
        ("AB", "B", [(0, None), (1, 0)]),
        ("B", "AB", [(None, 0), (0, 1)]),
    ],
)
def test_alignment(first: str, second: str, pairs: list[tuple[int | None, int | None]]) -> None:
    places = {"AB": [0.3, 0.7], "XY": [0.3, 0.7], "B": [0.7]}
    found = align(characters(first, places[first]), characters(second, places[second]))
    assert found == pairs


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": -1},
        {"trust": float("inf")},
        {"least_missed": 0},
        {"most_missed": 0.01},
        {"invented": 1},
        {"growth": 1.1},
        {"most": 0},
        {"faintest": 0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        VotingSettings(**wrong)  # type: ignore[arg-type]
