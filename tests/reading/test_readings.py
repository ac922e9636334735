"""Readings: text, confidence, and JSON there and back."""

import pytest

from alpr.boxes import Box
from alpr.reading.readings import CharacterReading, Reading

SEVEN = CharacterReading("7", 0.9, Box(1, 2, 3, 4), (("1", 0.05), ("T", 0.01)))
BEE = CharacterReading("B", 0.5, Box(5, 2, 9, 4), ())


def test_reading_of_nothing() -> None:
    nothing = Reading(())
    assert (nothing.text, nothing.confidence) == ("", 0.0)
    assert Reading.from_json(nothing.to_json()) == nothing


def test_confidence_is_the_product() -> None:
    reading = Reading((SEVEN, BEE))
    assert reading.text == "7B"
    assert reading.confidence == pytest.approx(0.45)


def test_json_there_and_back() -> None:
    reading = Reading((SEVEN, BEE))
    assert Reading.from_json(reading.to_json()) == reading
    assert "\n" not in reading.to_json()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"characters": [{}]}',
        '{"characters": [{"character": "A", "probability": 1, "box": [0, 0], "alternatives": []}]}',
        '{"characters": [{"character": "A", "probability": 1, "box": [5, 5, 5, 5], '
        '"alternatives": []}]}',  # an empty box
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reading in JSON"):
        Reading.from_json(text)
