"""Column probabilities to characters."""

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.columns import BLANK, CLASSES
from alpr.reading.column_decoding import column_text, decode_columns


def columns_of(text: str, certainty: float = 0.9) -> np.ndarray:
    """Return columns that show these characters, a dot for blank; the rest evenly spread."""
    classes = [BLANK if one == "." else CHARACTERS.index(one) for one in text]
    columns = np.full((len(text), CLASSES), (1 - certainty) / (CLASSES - 1), np.float32)
    columns[np.arange(len(text)), classes] = certainty
    return columns


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ("", ""),  # no columns at all
        ("........", ""),  # all blank: no plate
        ("A", "A"),  # one column that is all of it
        ("...7...", "7"),  # one column
        ("AAAAAAAA", "A"),  # one class from edge to edge
        (".88..88.", "88"),  # a repeated letter, parted by blanks
        (".AA.BB.CCCCDDDD.", "ABCD"),  # a long run splits where its class changes
        (".AA.BB.CCCCCCCC.", "ABC"),  # a wide character does not
        (".AA.BB.CCCCCCCD.", "ABC"),  # nor for a single column
        (".AAA.BBB.88B8.", "AB8"),  # a run of usual length is one character, however it flickers
    ],
)
def test_columns_to_text(columns: str, text: str) -> None:
    assert column_text(columns_of(columns)) == text


@pytest.mark.parametrize(
    ("run", "pale", "text"),
    [
        (8, 0.2, "ABCC"),  # two that touch
        (8, 0.1, "ABC"),  # a wide one shows no gap
        (6, 0.2, "ABC"),  # not wide enough for two
    ],
)
def test_a_long_run_of_one_class_is_two_where_it_is_pale_in_between(
    run: int, pale: float, text: str
) -> None:
    columns = columns_of(".AAAA.BBBB." + run * "C" + ".")
    between = 11 + run // 2
    columns[between] = columns_of("C", certainty=1.0)[0] * (1 - pale)
    columns[between, BLANK] = pale
    assert column_text(columns) == text
    *_, last = decode_columns(columns)
    assert last.end == 11 + run
    assert (last.start == between + 1) == (text == "ABCC")


def test_a_run_says_where_how_sure_and_what_else() -> None:
    columns = columns_of("..AA..")
    columns[2] = columns[3] = 0
    columns[2, CHARACTERS.index("A")], columns[2, BLANK] = 0.7, 0.3
    columns[3, CHARACTERS.index("A")], columns[3, CHARACTERS.index("4")] = 0.5, 0.4
    columns[3, BLANK] = 0.1
    (run,) = decode_columns(columns)
    assert (run.start, run.end, run.character) == (2, 4, "A")
    assert run.presence == pytest.approx(0.9)
    assert run.probabilities.sum() == pytest.approx(1)
    assert run.probabilities[CHARACTERS.index("A")] == pytest.approx(1.2 / 1.6)
    assert run.probabilities[CHARACTERS.index("4")] == pytest.approx(0.4 / 1.6)


def test_many_weak_columns_win_over_a_strong_one() -> None:
    columns = columns_of("BBB", certainty=0.55)
    columns[1] = columns_of("8", certainty=0.95)[0]
    assert column_text(columns) == "B"


@pytest.mark.parametrize(
    ("blank", "text"),
    [
        (0.4, "A"),  # just as blank as a character's column may be
        (0.41, ""),  # blanker
    ],
)
def test_where_a_column_counts_as_blank(blank: float, text: str) -> None:
    columns = np.zeros((3, CLASSES))
    columns[[0, 2], BLANK] = 1
    columns[1, BLANK], columns[1, CHARACTERS.index("A")] = blank, 1 - blank
    assert column_text(columns) == text


def test_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="37"):
        decode_columns(np.zeros((40, 36)))
