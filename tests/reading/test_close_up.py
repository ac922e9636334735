"""What a closer look shows: the plate upright in its middle, whichever way it lies."""

import numpy as np
import pytest

from alpr.projection import mapped
from alpr.reading.close_up import HEIGHT, WIDTH, close_up

PLATE_PX = 128.0


@pytest.mark.parametrize(
    "corners",
    [
        [(100, 100), (180, 100), (180, 120), (100, 120)],  # level
        [(100, 100), (180, 130), (173, 149), (93, 119)],  # rotated
        [(100, 100), (180, 100), (190, 120), (110, 120)],  # slanted: its sides lean
        [(100, 100), (180, 130), (190, 149), (110, 119)],  # both
        [(100, 100), (101, 100), (101, 101), (100, 101)],  # a pixel
    ],
)
def test_a_plate_stands_upright_in_the_middle(corners: list[tuple[float, float]]) -> None:
    plate = np.array(corners, np.float64)
    grey = np.full((300, 300), 128, np.uint8)
    picture, matrix = close_up(grey, plate, PLATE_PX)
    assert picture.shape == (HEIGHT, WIDTH)
    seen = mapped(np.asarray(np.linalg.inv(matrix), np.float64), plate)
    np.testing.assert_allclose(seen.mean(axis=0), (WIDTH / 2, HEIGHT / 2), atol=0.01)
    across, down = seen[1] - seen[0], seen[3] - seen[0]
    np.testing.assert_allclose(across, (PLATE_PX, 0), atol=0.01)
    assert down[0] == pytest.approx(0, abs=0.01)
    assert down[1] > 0


def test_corners_that_are_one_point_give_a_picture() -> None:
    picture, matrix = close_up(np.zeros((20, 20), np.uint8), np.full((4, 2), 5.0), PLATE_PX)
    assert picture.shape == (HEIGHT, WIDTH)
    assert np.isfinite(matrix).all()
