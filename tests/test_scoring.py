"""Scores worked out by hand."""

import pytest

from alpr.scoring import CollectionScore, PlateScore, edit_distance, score_table


def collection(*pairs: tuple[str, str | None]) -> CollectionScore:
    plates = (PlateScore(f"{i}.png", plate, read) for i, (plate, read) in enumerate(pairs))
    return CollectionScore(tuple(plates))


@pytest.mark.parametrize(
    ("read", "correct", "merged", "origin"),
    [
        (None, False, False, "unreadable"),
        ("", False, False, "segmentation"),  # no plate was seen
        ("1O1IBCD", True, True, None),
        ("1011BCD", False, True, "character"),  # right but for the confusables
        ("1O1IBCO", False, False, "character"),  # D taken for O, which is no such pair
        ("1O1IBC", False, False, "segmentation"),
        ("11O1IBCD", False, False, "segmentation"),
    ],
)
def test_one_plate(read: str | None, correct: bool, merged: bool, origin: str | None) -> None:
    plate = PlateScore("a.png", "1O1IBCD", read)
    assert (plate.correct, plate.correct_merged, plate.origin) == (correct, merged, origin)


def test_plate_without_characters_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.png: the plate has no characters"):
        PlateScore("a.png", "", "A")


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("", "", 0),
        ("", "ABC", 3),
        ("ABC", "", 3),
        ("ABC", "ABC", 0),
        ("ABC", "AXC", 1),
        ("ABC", "AC", 1),
        ("ABC", "XABC", 1),
        ("ABCDEF", "BCDEFA", 2),  # all in another place, yet two edits
        ("KITTEN", "SITTING", 3),  # the textbook's example
    ],
)
def test_edit_distance(first: str, second: str, distance: int) -> None:
    assert edit_distance(first, second) == distance
    assert edit_distance(second, first) == distance


def test_empty_collection() -> None:
    score = collection()
    assert (score.total, score.strict.n, score.characters_strict.n) == (0, 0, 0)


def test_collection_worked_out_by_hand() -> None:
    score = collection(("AB", "AB"), ("O1", "01"), ("CD", "C"), ("EF", None), ("GH", "GX"))
    assert score.strict.correct == 1
    assert score.merged.correct == 2
    assert score.origins == {"segmentation": 1, "character": 2, "unreadable": 1}
    assert [plate.plate for plate in score.failures] == ["O1", "CD", "EF", "GH"]
    # Of ten characters: one wrong, one missing, two of the broken file, one wrong.
    assert (score.characters_strict.correct, score.characters_strict.n) == (5, 10)
    assert score.characters_merged.correct == 6


def test_more_edits_than_characters_count_as_none_right() -> None:
    assert collection(("A", "XYZ")).characters_strict.correct == 0


def test_dictionary_adds_up() -> None:
    values = collection(("AB", "AB"), ("CD", "C"), ("EF", None)).as_dict()
    assert values["total"] == values["correct"] + values["failed"] == 3
    assert sum(values["failures"].values()) == values["failed"]
    assert values["strict"]["n"] == values["merged"]["n"] == 3
    assert 0 <= values["strict"]["low"] < values["strict"]["rate"] < values["strict"]["high"] <= 1


def test_table_shows_strict_and_merged_with_n() -> None:
    table = score_table("mine", collection(("O1", "01"), ("AB", "AB")))
    assert "50.00 % (1 of 2" in table
    assert "100.00 % (2 of 2" in table
    assert "segmentation 0, character 1, unreadable 0" in table
