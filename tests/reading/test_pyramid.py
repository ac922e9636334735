"""At which scales a photograph is looked at."""

import numpy as np
import pytest

from alpr.places import MULTIPLE
from alpr.reading.pyramid import first_scale, pyramid


def sizes(height: int, width: int, working_pixels: int = 1_000_000) -> list[tuple[int, int]]:
    first = first_scale(height * width, working_pixels, working_pixels)
    levels = pyramid(np.zeros((height, width), np.uint8), first, 4.0, 200.0)
    return [(level.grey.shape[0], level.grey.shape[1]) for level in levels]


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [
        (1, 1, []),  # a pixel
        (7, 3000, []),  # too low for any plate
        (8, 20, [(16, 32)]),
        (33, 144, [(48, 144)]),  # a crop: one look shows all of it
        (160, 320, [(160, 320), (48, 80)]),
        (720, 1280, [(720, 1280), (192, 320), (48, 80)]),
    ],
)
def test_levels_down_to_where_the_picture_could_be_a_plate(
    height: int, width: int, expected: list[tuple[int, int]]
) -> None:
    assert sizes(height, width) == expected


@pytest.mark.parametrize(
    ("height", "width"),
    [
        (5000, 10_000),  # the largest picture that is read
        (8, 6_000_000),  # as large, a strip
        (6_000_000, 8),
        (1000, 1001),
    ],
)
def test_large_pictures_are_shrunk_first(height: int, width: int) -> None:
    # Strided: no memory is needed for so many pixels.
    strip = np.broadcast_to(np.uint8(0), (height, width))
    first = first_scale(strip.size, 500_000, 1_000_000)
    levels = list(pyramid(strip, first, 4.0, 200.0))
    # Padding at most doubles a side of eight pixels.
    assert max((level.grey.size for level in levels), default=0) <= 2_100_000


def test_a_level_says_where_its_pixels_were() -> None:
    picture = np.zeros((1000, 3000), np.uint8)
    picture[500:, 1500:] = 200
    for level in pyramid(picture, 0.5, 4.0, 200.0):
        right, down = np.array([3000, 1000]) / level.step
        assert [right, down] == [round(right), round(down)]
        grey = level.grey
        assert all(side % MULTIPLE == 0 for side in grey.shape)
        assert grey[int(down * 0.4), int(right * 0.4)] == 0
        assert grey[int(down * 0.6), int(right * 0.6)] == 200
        # Beyond the picture its last pixels are repeated: no edge to be taken for a plate's.
        assert grey[-1, -1] == 200


@pytest.mark.parametrize(
    ("pixels", "kept"),
    [
        (1, 1),  # never enlarged
        (500_000, 500_000),  # few enough
        (600_000, 500_000),
        (1_600_000, 900_000),  # three quarters of each side
        (50_000_000, 1_000_000),  # as many as there may be
    ],
)
def test_the_larger_the_photograph_the_more_is_looked_at(pixels: int, kept: int) -> None:
    assert pixels * first_scale(pixels, 500_000, 1_000_000) ** 2 == pytest.approx(kept)
