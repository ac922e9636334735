"""Scores of photographs worked out by hand."""

import math

import pytest

from alpr.boxes import Box
from alpr.photograph_score import FoundPlate, LabelledPlate, PhotographScore, matched
from alpr.scoring_photographs import PhotographsScore, photographs_table

HERE, THERE, AWAY = Box(10, 10, 50, 30), Box(100, 10, 140, 30), Box(300, 300, 340, 320)


def photograph(
    labelled: list[tuple[str, Box]], found: list[tuple[str, Box]] | None, cpu_ms: float = 0.0
) -> PhotographScore:
    """The surest is found first."""
    plates = tuple(LabelledPlate(text, box) for text, box in labelled)
    seen = None if found is None else tuple(FoundPlate(text, 0.9, box) for text, box in found)
    return PhotographScore("a.jpg", plates, seen, cpu_ms)


@pytest.mark.parametrize(
    ("found", "labelled", "pairs"),
    [
        ([], [], {}),
        ([HERE], [], {}),
        ([], [HERE], {}),
        ([HERE], [HERE], {0: 0}),
        ([AWAY], [HERE], {}),
        # One of two that are found at one plate is it, the better one, whichever is surer.
        ([Box(10, 10, 50, 29), HERE], [HERE], {1: 0}),
        # Neither do two labels share what was found.
        ([HERE], [Box(10, 10, 50, 29), HERE], {0: 1}),
        # 400 of 800 pixels: from a half on it is the same, below it is not.
        ([Box(10, 10, 50, 20)], [HERE], {0: 0}),
        ([Box(10, 10, 50, 19)], [HERE], {}),
        # The best pair first: the second of both then goes without.
        ([Box(10, 10, 50, 30), Box(20, 10, 60, 30)], [Box(12, 10, 52, 30), AWAY], {0: 0}),
        ([THERE, HERE], [HERE, THERE], {0: 1, 1: 0}),
    ],
)
def test_boxes_are_paired_one_to_one(
    found: list[Box], labelled: list[Box], pairs: dict[int, int]
) -> None:
    assert matched(found, labelled) == pairs


@pytest.mark.parametrize(
    ("labelled", "found", "origin"),
    [
        ([], [], None),  # nothing there, nothing said
        ([], [("AB12", HERE)], None),  # a false plate, and no choice that could be right
        ([], None, "unreadable"),
        ([("AB12", HERE)], None, "unreadable"),
        ([("AB12", HERE)], [], "not found"),
        ([("AB12", HERE)], [("AB12", HERE)], None),
        ([("AB12", HERE)], [("AB13", HERE)], "misread"),
        ([("AB12", HERE)], [("", HERE)], "misread"),
        ([("AB12", HERE)], [("AB13", AWAY)], "not found"),
        ([("AB12", HERE)], [("XY99", AWAY), ("AB12", HERE)], "another chosen"),
        # Only the text counts: where it was read does not.
        ([("AB12", HERE)], [("AB12", AWAY)], None),
        # Either of two plates may be chosen.
        ([("AB12", HERE), ("CD34", THERE)], [("CD34", THERE)], None),
        ([("AB12", HERE), ("CD34", THERE)], [("CD35", THERE), ("AB12", HERE)], "misread"),
        # A plate that nobody can tell is no right choice.
        ([("AB12", HERE), ("", THERE)], [("EF56", THERE), ("AB12", HERE)], "another chosen"),
        ([("", THERE)], [("EF56", THERE)], None),
    ],
)
def test_where_a_wrong_choice_arose(
    labelled: list[tuple[str, Box]], found: list[tuple[str, Box]] | None, origin: str | None
) -> None:
    assert photograph(labelled, found).origin == origin


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("AB12", "AB12"),
        ("A8I2", "A812"),  # right when merged: nearer than one that needs an edit, too
        ("AB13", "AB12"),
        ("", "AB12"),  # all are as far away: the first
    ],
)
def test_a_choice_is_set_against_the_nearest_of_several_plates(text: str, plate: str) -> None:
    labelled = [("AB12", HERE), ("A812", THERE), ("XYZ999", AWAY)]
    choice = photograph(labelled, [(text, HERE)]).choice
    assert choice is not None
    assert choice.plate == plate


@pytest.mark.parametrize(
    ("labelled", "found", "faultless"),
    [
        ([], [], True),
        ([("AB12", HERE)], [("AB12", HERE)], True),
        ([("AB12", HERE), ("", THERE)], [("AB12", HERE)], True),
        ([("AB12", HERE)], [("AB12", HERE), ("XY9", AWAY)], False),  # another that is not there
        ([("AB12", HERE)], [("AB12", HERE), ("AB12", HERE)], False),  # found twice
        ([("AB12", HERE), ("CD34", THERE)], [("AB12", HERE)], False),  # one of two missed
        ([], None, False),
    ],
)
def test_a_photograph_without_fault(
    labelled: list[tuple[str, Box]], found: list[tuple[str, Box]] | None, faultless: bool
) -> None:
    assert photograph(labelled, found).faultless == faultless


def test_no_photographs() -> None:
    score = PhotographsScore(())
    assert (score.recall.n, score.false_plates.n, score.choices.total) == (0, 0, 0)
    assert score.cpu_ms is None
    assert "none could be read" in photographs_table("none", score)


def by_hand() -> PhotographsScore:
    return PhotographsScore(
        (
            # Two plates, one found and read right, one missed; another thing with a text.
            photograph([("A01", HERE), ("B2", THERE)], [("A01", HERE), ("X9", AWAY)], 10),
            # Right when merged only, and an empty thing; the illegible plate is no fault.
            photograph([("C0", HERE), ("", THERE)], [("CO", HERE), ("", AWAY), ("Z", THERE)], 20),
            photograph([("D4", HERE)], None),
            photograph([], [], 60),
        )
    )


def test_collection_worked_out_by_hand() -> None:
    score = by_hand()
    assert (score.recall.correct, score.recall.n) == (2, 4)
    # In three photographs that could be read.
    assert (score.false_plates.count, score.false_plates.n) == (2, 3)
    assert (score.false_texts.count, score.false_texts.n) == (1, 3)
    assert (score.choices.strict.correct, score.choices.merged.correct) == (1, 2)
    assert score.choices.total == 3  # of those that show a plate
    located = score.located
    assert (located.characters_strict.correct, located.characters_strict.n) == (4, 5)
    assert located.characters_merged.correct == 5
    assert score.origins == {"not found": 0, "another chosen": 0, "misread": 1, "unreadable": 1}
    assert score.cpu_ms == 30


def test_dictionary_has_an_n_and_an_interval_for_each_figure() -> None:
    values = by_hand().as_dict()
    assert values["photographs"] == 4
    assert values["choice"]["failed"] == sum(values["choice"]["failures"].values()) == 2
    figures = [values["recall"], values["choice"]["strict"], values["choice"]["merged"]]
    figures += [values["located"]["characters_strict"], values["located"]["characters_merged"]]
    for figure in figures:
        assert 0 <= figure["low"] <= figure["rate"] <= figure["high"] <= 1
        assert figure["n"] > 0
    for figure in (values["false_plates"], values["false_texts"]):
        assert 0 <= figure["low"] <= figure["mean"] <= figure["high"] < math.inf
        assert figure["n"] == 3


def test_table_says_what_it_counts() -> None:
    table = photographs_table("mine", by_hand())
    assert "4, with 4 plates to read" in table
    assert "50.00 % (2 of 4" in table
    assert "0.667 (2 in 3" in table
    assert "plates without a label counted" in table
    assert "33.33 % (1 of 3" in table and "66.67 % (2 of 3" in table
    assert "30.0 ms per photograph" in table
