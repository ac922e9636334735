"""What the segmenter offers on a plate gets the class that is beyond doubt, or none at all."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import Sample
from alpr.reading.segmentation_settings import RelativeSettings
from alpr.stages.robust.harvesting import LabelSettings, harvested, overlaps

PARAMS = Path(__file__).parents[2] / "params.yaml"
LABELS = LabelSettings(same=0.72, other=0.5)
TEXT = "1H7L"
Tight = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def segmentation() -> RelativeSettings:
    return read_parameters(RelativeSettings, "segmentation.relative", PARAMS)


def plate(light: bool, told: slice = slice(None)) -> Sample:
    """A plate that says TEXT; the sample tells only of some of the characters."""
    image = np.full((60, 200), 220, np.uint8)
    boxes: list[Tight] = []
    for index, character in enumerate(TEXT):
        before = image.copy()
        cv2.putText(image, character, (20 + 40 * index, 45), 0, 1.3, 30, 3)
        rows, columns = np.nonzero(image != before)
        box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        boxes.append(tuple(map(float, box)))  # type: ignore[arg-type]
    tight = tuple(boxes[told])
    spans = tuple((box[0], box[2]) for box in tight)
    return Sample(255 - image if light else image, TEXT[told], spans, tight, {})


@pytest.mark.parametrize("light", [False, True])
def test_every_character_is_found_whatever_its_ink(
    segmentation: RelativeSettings, light: bool
) -> None:
    found = list(harvested(plate(light), segmentation, LABELS))
    assert {CHARACTERS[one.label] for one in found if one.label != NOT_A_CHARACTER} == set(TEXT)
    for one in found:
        assert one.glyph.shape == (32, 32)
        assert one.glyph.dtype == np.uint8


def test_what_covers_no_character_is_none(segmentation: RelativeSettings) -> None:
    told, all_told = (
        [one.label for one in harvested(plate(False, characters), segmentation, LABELS)]
        for characters in (slice(0, 1), slice(None))
    )
    assert {CHARACTERS[label] for label in told if label != NOT_A_CHARACTER} == {"1"}
    # The three characters that the sample does not tell of.
    assert told.count(NOT_A_CHARACTER) >= all_told.count(NOT_A_CHARACTER) + 3


def test_an_empty_picture_offers_nothing(segmentation: RelativeSettings) -> None:
    blank = Sample(np.full((40, 120), 200, np.uint8), "1", ((5, 9),), ((5, 5, 9, 30),), {})
    assert list(harvested(blank, segmentation, LABELS)) == []


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((20, 0, 30, 10), 0.0),  # beside it
        ((10, 0, 20, 10), 0.0),  # an edge in common
        ((0, 0, 10, 10), 1.0),  # the same
        ((0, 0, 5, 10), 0.5),  # a half of it
        ((5, 0, 15, 10), 1 / 3),  # half of each
    ],
)
def test_overlap_is_a_share_of_what_both_cover(box: Tight, expected: float) -> None:
    assert overlaps(np.array([box], float), np.array([[0.0, 0, 10, 10]])) == pytest.approx(expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"same": 1.0, "other": 0.5},  # no box is drawn so well
        {"same": 0.4, "other": 0.5},  # both a character and none
        {"same": 0.7, "other": 0.0},  # nothing would be none
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"0 < other <= same < 1"):
        LabelSettings(**wrong)
