"""Which images go: by hand, whole typefaces, single ones; and that the number is met exactly."""

from collections import Counter

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.dataset.archive import PageName
from alpr.dataset.curation import (
    CurationParameters,
    Names,
    Overrides,
    curate,
    face_scores,
    recognition_scores,
    weighted_scores,
)
from alpr.dataset.manifest import Removed

Scores = dict[PageName, float]
NOTHING = Overrides()


@pytest.fixture
def scores() -> Scores:
    """Four classes of ten faces, all read well: 0.90 and a bit, different everywhere."""
    names = [PageName(index, face) for index in range(4) for face in range(1, 11)]
    return {name: 0.9 + 0.002 * place for place, name in enumerate(names)}


def rule(keep: int, faces: int = 0, weight: float = 1.0, least: int = 0) -> CurationParameters:
    return CurationParameters(keep, faces, weight, least)


def gone(removed: list[Removed]) -> dict[PageName, str]:
    return {row.name: row.reason for row in removed}


def test_nothing_goes_where_all_may_stay(scores: Scores) -> None:
    assert curate(scores, [], NOTHING, rule(40, faces=3)) == []


def test_everything_may_go(scores: Scores) -> None:
    assert len(curate(scores, [], NOTHING, rule(0))) == 40


def test_the_worst_single_images_go(scores: Scores) -> None:
    worst = {PageName(2, 5): 0.1, PageName(0, 7): 0.2}
    assert gone(curate(scores | worst, [], NOTHING, rule(38))) == dict.fromkeys(worst, "image")


def test_the_worst_typeface_goes_whole(scores: Scores) -> None:
    for index in range(4):
        scores[PageName(index, 3)] = 0.5
    removed = curate(scores, [], NOTHING, rule(35, faces=1))
    face = {PageName(index, 3): "typeface" for index in range(4)}
    # One more is needed: the worst of what is left.
    assert gone(removed) == face | {PageName(0, 1): "image"}
    assert {row.score for row in removed if row.reason == "typeface"} == {0.5}


def test_a_typeface_goes_whole_or_not_at_all(scores: Scores) -> None:
    removed = gone(curate(scores, [], NOTHING, rule(34, faces=5)))
    assert Counter(removed.values()) == {"typeface": 4, "image": 2}


def test_an_odd_image_of_an_odd_typeface_goes_first(scores: Scores) -> None:
    for index in range(4):
        scores[PageName(index, 3)] = 0.6
    scores[PageName(1, 8)] = 0.5
    # By its own score alone the odd image of the ordinary face would go, with half the weight
    # on the typeface one of the odd face does.
    assert list(gone(curate(scores, [], NOTHING, rule(39, weight=1.0)))) == [PageName(1, 8)]
    assert list(gone(curate(scores, [], NOTHING, rule(39, weight=0.5)))) == [PageName(0, 3)]


def test_removed_images_carry_the_score_they_were_ranked_by(scores: Scores) -> None:
    scores[PageName(1, 8)] = 0.5
    (row,) = curate(scores, [], NOTHING, rule(39, weight=0.25))
    face = (scores[PageName(0, 8)] + 0.5 + scores[PageName(2, 8)] + scores[PageName(3, 8)]) / 4
    assert row.score == pytest.approx(0.25 * 0.5 + 0.75 * face)
    assert face_scores(scores)[8] == pytest.approx(face)
    assert weighted_scores(scores, 0.25)[row.name] == row.score


def test_no_class_loses_single_images_below_its_least(scores: Scores) -> None:
    for face in range(1, 11):
        scores[PageName(2, face)] = 0.1
    removed = curate(scores, [], NOTHING, rule(30, least=7))
    kept = Counter(name.class_index for name in scores if name not in gone(removed))
    assert kept[2] == 7
    assert sum(kept.values()) == 30


def test_blank_pages_always_go_and_count(scores: Scores) -> None:
    blank = PageName(3, 10)
    assert gone(curate(scores | {blank: 0.0}, [blank], NOTHING, rule(39))) == {blank: "blank"}


def test_ties_are_broken_by_name() -> None:
    scores = {PageName(index, face): 0.5 for face in (2, 1) for index in (1, 0)}
    assert list(gone(curate(scores, [], NOTHING, rule(3)))) == [PageName(0, 1)]


@pytest.mark.parametrize(
    "drop",
    [
        Names(faces=(5,)),  # a whole face
        Names(images=tuple(PageName(index, 5).image for index in range(4))),  # one by one
        Names(faces=(5,), images=(PageName(0, 5).image,)),  # listed twice over
    ],
)
def test_what_is_dropped_by_hand_goes_first(scores: Scores, drop: Names) -> None:
    removed = gone(curate(scores, [], Overrides(drop=drop), rule(34, faces=1)))
    assert {name for name in removed if removed[name] == "hand"} == {
        PageName(index, 5) for index in range(4)
    }
    assert Counter(removed.values()) == {"hand": 4, "image": 2}


def test_what_is_kept_by_hand_stays_and_the_number_is_met(scores: Scores) -> None:
    worst = {PageName(0, face): 0.01 * face for face in range(1, 6)}
    keep = Names(faces=(1,), images=(PageName(0, 2).image,))
    removed = gone(curate(scores | worst, [], Overrides(keep=keep), rule(37)))
    assert list(removed) == [PageName(0, 3), PageName(0, 4), PageName(0, 5)]


def test_a_kept_typeface_does_not_go_whole(scores: Scores) -> None:
    for index in range(4):
        scores[PageName(index, 3)] = 0.5
    removed = gone(curate(scores, [], Overrides(keep=Names(faces=(3,))), rule(36, faces=1)))
    assert not [name for name in removed if name.face == 3]
    assert Counter(removed.values()) == {"typeface": 4}


def test_a_single_image_wins_over_its_face(scores: Scores) -> None:
    image = PageName(0, 5)
    kept = Overrides(keep=Names(images=(image.image,)), drop=Names(faces=(5,)))
    assert image not in gone(curate(scores, [], kept, rule(37)))
    dropped = Overrides(keep=Names(faces=(5,)), drop=Names(images=(image.image,)))
    assert gone(curate(scores, [], dropped, rule(39))) == {image: "hand"}


@pytest.mark.parametrize(
    ("overrides", "parameters", "why"),
    [
        (NOTHING, rule(41), "only 40"),  # more than there are
        (Overrides(drop=Names(faces=(1, 2))), rule(33), "8 images"),  # too many dropped by hand
        (Overrides(keep=Names(faces=tuple(range(1, 11)))), rule(39), "cannot be met"),
        (NOTHING, rule(30, least=10), "cannot be met"),  # no class can spare one
        (Overrides(keep=Names(faces=(11,))), rule(40), "11"),  # no such face
        (Overrides(drop=Names(images=("Sample001/x.png",))), rule(40), "x.png"),  # no such image
        (Overrides(keep=Names(faces=(10,))), rule(39), "nothing is on it"),  # a kept blank page
    ],
)
def test_what_cannot_be_done_is_an_error(
    scores: Scores, overrides: Overrides, parameters: CurationParameters, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        curate(scores, [PageName(3, 10)] if "nothing" in why else [], overrides, parameters)


def test_kept_and_dropped_at_once_is_an_error() -> None:
    with pytest.raises(ValueError, match="at once"):
        Overrides(keep=Names(faces=(1, 2)), drop=Names(faces=(2,)))
    with pytest.raises(ValueError, match="at once"):
        Overrides(keep=Names(images=("a",)), drop=Names(images=("a",)))


@pytest.mark.parametrize(
    "values", [(-1, 0, 1.0, 0), (1, -1, 1.0, 0), (1, 0, 1.1, 0), (1, 0, 0.5, -1)]
)
def test_parameters_out_of_range(values: tuple[int, int, float, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        CurationParameters(*values)


def test_confusions_of_0_and_o_and_of_1_and_i_are_not_held_against_an_image() -> None:
    truth = "0O1I2"
    read = "O0I1Z"
    probabilities = np.zeros((5, 36), np.float32)
    probabilities[range(5), [CHARACTERS.index(character) for character in read]] = 0.75
    probabilities[range(5), [CHARACTERS.index(character) for character in truth]] = 0.25
    labels = np.array([CHARACTERS.index(character) for character in truth], np.uint8)
    assert recognition_scores(probabilities, labels).tolist() == [1.0, 1.0, 1.0, 1.0, 0.25]
