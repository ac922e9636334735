"""Readings: text, confidence, and JSON there and back."""

import json
from dataclasses import replace

import pytest

from alpr.boxes import Box
from alpr.reading.readings import NOTHING, Candidate, CharacterReading, Reading

SEVEN = CharacterReading("7", 0.9, Box(1, 2, 3, 4), (("1", 0.05), ("T", 0.01)), "7")
BEE = CharacterReading("B", 0.5, Box(5, 2, 9, 4), (), "8")
READING = Reading(
    "7B",
    0.45,
    (SEVEN, BEE),
    "es",
    "78",
    (Candidate("7B", 0.45, "es"), Candidate("78", 0.4, None)),
    7,
)


@pytest.mark.parametrize("reading", [NOTHING, READING])
def test_json_there_and_back(reading: Reading) -> None:
    assert Reading.from_json(reading.to_json()) == reading
    assert "\n" not in reading.to_json()


@pytest.mark.parametrize(
    ("raw", "none", "said"),
    [
        ("", 1.0, "no plate seen"),
        ("DIESEL", 0.9, "follows no format asked for"),
        ("1234BCD", 0.1, "no character is probable"),
        ("1234BCD", None, "no character is probable"),
    ],
)
def test_a_reading_without_a_text_says_why(raw: str, none: float | None, said: str) -> None:
    formats = () if none is None else (("es", 1 - none), ("none", none))
    assert replace(NOTHING, raw=raw, formats=formats).absence == said
    assert replace(READING, formats=formats).absence == ""


@pytest.mark.parametrize(
    "key", ["text", "confidence", "format", "raw", "characters", "candidates", "views"]
)
def test_json_without_a_key_is_refused(key: str) -> None:
    content = json.loads(READING.to_json())
    del content[key]
    with pytest.raises(ValueError, match=f"not a reading in JSON.*{key}"):
        Reading.from_json(json.dumps(content))


@pytest.mark.parametrize(
    ("character", "what"),
    [
        ({}, "nothing in it"),
        ({"box": [0, 0]}, "half a box"),
        ({"box": [5, 5, 5, 5]}, "an empty box"),
        ({"probability": "high"}, "no number"),
    ],
)
def test_a_wrong_character_is_refused(character: dict[str, object], what: str) -> None:
    content = json.loads(READING.to_json())
    content["characters"][0] = {**content["characters"][0], **character} if character else {}
    with pytest.raises(ValueError, match="not a reading in JSON"):
        Reading.from_json(json.dumps(content))


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reading in JSON"):
        Reading.from_json(text)
