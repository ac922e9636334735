"""The split: exact sizes, every class its share, or every font on one side."""

import dataclasses
from collections import Counter

import pytest

from alpr.dataset.archive import PageName
from alpr.dataset.splitting import SplitParameters, split

# Class 0 has 40 images, class 1 has 41, ...: the shares do not come out even.
NAMES = [PageName(index, face) for index in range(5) for face in range(1, 41 + index)]
SIZES = SplitParameters(by="image", train=168, validation=19, test=23, seed=1)
BY_FONT = dataclasses.replace(SIZES, by="font")


def test_sizes_are_exact_and_every_image_is_in_one_part() -> None:
    parts = split(NAMES, SIZES)
    assert list(parts) == NAMES
    assert Counter(parts.values()) == {"train": 168, "validation": 19, "test": 23}


def test_every_class_has_its_share() -> None:
    parts = split(NAMES, SIZES)
    for part, size in (("validation", 19), ("test", 23)):
        counts = Counter(name.class_index for name in NAMES if parts[name] == part)
        for index in range(5):
            assert counts[index] == pytest.approx(size * (40 + index) / len(NAMES), abs=1)


@pytest.mark.parametrize("parameters", [SIZES, BY_FONT])
def test_the_seed_decides_and_the_order_of_the_names_does_not(parameters: SplitParameters) -> None:
    assert split(NAMES[::-1], parameters) == split(NAMES, parameters)
    other = dataclasses.replace(parameters, seed=2)
    assert split(NAMES, other) != split(NAMES, parameters)


def test_by_font_every_font_is_on_one_side() -> None:
    parts = split(NAMES, BY_FONT)
    sides: dict[int, set[str]] = {}
    for name, part in parts.items():
        sides.setdefault(name.font, set()).add(part)
    assert all(len(side) == 1 for side in sides.values())
    assert set(parts.values()) == {"train", "validation", "test"}


def test_by_font_sizes_are_the_nearest_that_fonts_allow() -> None:
    # Fonts of 3, 5 and 9 images: 14 = 5 + 9 and 3 can be met exactly, whatever the order.
    sizes = {0: 3, 1: 5, 2: 9}
    names = [PageName(place, 4 * font + 1) for font, size in sizes.items() for place in range(size)]
    for seed in range(10):
        parameters = SplitParameters("font", train=9, validation=5, test=3, seed=seed)
        assert Counter(split(names, parameters).values()) == {
            "train": 9,
            "validation": 5,
            "test": 3,
        }
    # 4 cannot be met: 3 and 5 are as near; the smaller is taken.
    near = SplitParameters("font", train=4, validation=9, test=4, seed=1)
    assert Counter(split(names, near).values())["test"] == 3


def test_by_font_at_the_papers_size() -> None:
    names = [PageName(index, face) for index in range(36) for face in range(1, 1017)]
    names = names[: -(36 * 1016 - 34_584)]
    parameters = SplitParameters("font", train=28_012, validation=3_113, test=3_459, seed=1)
    counts = Counter(split(names, parameters).values())
    assert counts["test"] == pytest.approx(3_459, abs=72)
    assert counts["validation"] == pytest.approx(3_113, abs=72)


def test_one_image_a_part() -> None:
    names = NAMES[:3]
    parameters = SplitParameters("image", train=1, validation=1, test=1, seed=1)
    assert sorted(split(names, parameters).values()) == ["test", "train", "validation"]


@pytest.mark.parametrize("names", [[], NAMES[:-1]])
def test_sizes_that_do_not_add_up_are_an_error(names: list[PageName]) -> None:
    with pytest.raises(ValueError, match=f"make 210, but {len(names)}"):
        split(names, SIZES)


@pytest.mark.parametrize("change", [{"train": 0}, {"validation": -1}, {"test": 0}, {"seed": -1}])
def test_parameters_out_of_range(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        dataclasses.replace(SIZES, **change)  # type: ignore[arg-type]
