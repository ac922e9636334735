from collections import Counter

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.characters import CHARACTERS
from alpr.plates.lettering import SPAIN, draw_character
from alpr.plates.realism.alphabets import (
    HEIGHT,
    FaceShares,
    PageFace,
    StrokeFace,
    draw_all,
    make_faces,
    upright_sans,
)


def toy_pages(slant: float = 0.0, serif: bool = False, blank: str = "") -> NDArray[np.uint8]:
    """Thirty-six pages with a drawn alphabet in their middle, changed as asked."""
    pages = np.zeros((36, 96, 96), np.uint8)
    skeletons = {**SPAIN.skeletons}
    for page, character in zip(pages, CHARACTERS, strict=True):
        drawn = draw_character(SPAIN, character if character in skeletons else "8", 48)
        page[24:72, 20 : 20 + drawn.shape[1]] = drawn
        if character not in skeletons:
            # The Spanish alphabet lacks some: tell them apart by a cut.
            page[24 + CHARACTERS.index(character) :, 20:30] = 0
        if character == "I":
            page[:] = 0
            page[24:72, 40:48] = 255
            if serif:
                page[24:30, 28:60] = page[66:72, 28:60] = 255
        if character == blank:
            page[:] = 0
        lean = np.array([[1, -slant, slant * 48], [0, 1, 0]], np.float64)
        page[:] = cv2.warpAffine(page, lean, (96, 96))
    return pages


@pytest.mark.parametrize("seed", range(25))
def test_stroke_faces_have_36_whole_characters(seed: int) -> None:
    face = StrokeFace(seed)
    drawn = [face.character(character) for character in CHARACTERS]
    for ink in drawn:
        assert ink.shape[0] == HEIGHT
        assert ink.shape[1] >= 4
        # Cut tightly: ink on every side.
        assert min(ink[0].max(), ink[-1].max(), ink[:, 0].max(), ink[:, -1].max()) >= 96
    # 0 and O, 1 and I may be one shape; nothing else may.
    assert len({ink.tobytes() for ink in drawn}) >= 34


def test_a_two_is_round_above_and_a_z_flat() -> None:
    # The trial read 2 as Z: each face must draw them apart where they differ, at the top left.
    for seed in range(40):
        face = StrokeFace(seed)
        two, z = (face.character(c)[: HEIGHT // 10].max(axis=0) > 127 for c in "2Z")
        # The share of the width that the top edge covers.
        assert two.mean() < z.mean() + 0.02
        below = face.character("Z")[round(HEIGHT * 0.3) : round(HEIGHT * 0.36)]
        # At a third of the height a Z has ink on the right half alone.
        assert below[:, : round(below.shape[1] * 0.3)].max() < 128


def test_outlines_are_the_characters_hulls() -> None:
    face = StrokeFace(3)
    for character in "0AJ1":
        outline = face.outline(character)
        assert outline.min() == 0
        assert outline.max() == 1


@pytest.mark.parametrize(
    ("pages", "usable"),
    [
        (toy_pages(blank="Q"), False),  # a character is missing
        (toy_pages(serif=True), False),  # an I with serifs is wide
        (toy_pages(slant=0.3), False),  # an italic's I does not fill its box
        (toy_pages(), True),
    ],
)
def test_only_upright_sans_faces_are_taken(pages: NDArray[np.uint8], usable: bool) -> None:
    assert upright_sans(pages[np.newaxis]) == ([0] if usable else [])


def test_a_page_is_cut_like_a_drawn_character() -> None:
    face = PageFace("page", toy_pages())
    ink = face.character("8")
    expected = draw_character(SPAIN, "8", HEIGHT)
    assert ink.shape[0] == HEIGHT
    assert abs(ink.shape[1] - expected.shape[1]) <= 2


def test_faces_come_in_their_shares() -> None:
    pages = np.stack([toy_pages()] * 30)
    kinds = [face.name.split("-")[0] for face in make_faces(100, seed=1, pages=pages)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "strokes": 55, "page": 34, "font": 11,
    }  # fmt: skip


def test_strokes_take_the_place_of_missing_pages() -> None:
    kinds = [face.name.split("-")[0] for face in make_faces(100, seed=1)]
    assert kinds.count("strokes") == 89


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        # Nothing takes the place of the few pages: they come again as often as is needed.
        (FaceShares(strokes=0, pages=1, fonts=0), {"page": 100}),
        (FaceShares(strokes=0, pages=0.76, fonts=0.24), {"page": 76, "font": 24}),
        (FaceShares(strokes=0, pages=0, fonts=1), {"font": 100}),
        (FaceShares(strokes=1, pages=0, fonts=0), {"strokes": 100}),
    ],
)
def test_kinds_of_faces_can_be_left_out(shares: FaceShares, expected: dict[str, int]) -> None:
    pages = np.stack([toy_pages()] * 2)
    faces = make_faces(100, seed=1, pages=pages, shares=shares)
    assert Counter(face.name.split("-")[0] for face in faces) == expected


def test_without_strokes_pages_must_be_there() -> None:
    with pytest.raises(ValueError, match="no 100 faces"):
        make_faces(100, seed=1, shares=FaceShares(strokes=0, pages=1, fonts=0))


@pytest.mark.parametrize("shares", [(0.5, 0.5, 0.5), (1.5, -0.5, 0), (0, 0, 0)])
def test_shares_add_up_to_one(shares: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="add up"):
        FaceShares(*shares)


def test_the_seed_decides_the_faces() -> None:
    def names(seed: int) -> list[str]:
        return [face.name for face in make_faces(20, seed)]

    assert names(1) == names(1)
    assert names(1) != names(2)


def test_a_face_refuses_other_characters() -> None:
    with pytest.raises(ValueError, match="'a'"):
        StrokeFace(1).character("a")


@pytest.mark.parametrize("shape", [(2, 35, 64, 64), (36, 64, 64)])
def test_pages_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"35|36"):
        make_faces(10, 1, pages=np.zeros(shape, np.uint8))


def test_at_least_one_face_is_asked_for() -> None:
    with pytest.raises(ValueError, match="not 0"):
        make_faces(0, 1)


def test_what_is_drawn_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # Processes that fork share it; none may draw a character again.
    face = StrokeFace(7)
    draw_all([face])
    monkeypatch.setattr(StrokeFace, "_draw", None)
    assert all(face.character(character) is not None for character in CHARACTERS)
