"""Cells become plates: what one network says, grouped, averaged and freed of doubles."""

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.places import (
    CHANNELS,
    STRIDE,
    Corners,
    Place,
    PlaceSettings,
    box_iou,
    cell_middles,
    decode_corners,
    distinct,
    encode_corners,
    find_places,
    seen_once,
    upright_boxes,
)

SETTINGS = PlaceSettings(threshold=0.5, overlap=0.5)
ROWS, COLUMNS = 12, 20


def upright(x: float, y: float, width: float, height: float) -> Corners:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])


def said_of(*plates: tuple[Corners, float]) -> NDArray[np.float32]:
    """Say of each cell that a plate covers, by its upright box, that plate and its probability."""
    output = np.zeros((ROWS, COLUMNS, CHANNELS), np.float32)
    middles = cell_middles(ROWS, COLUMNS)
    for corners, probability in plates:
        low, high = corners.min(axis=0), corners.max(axis=0)
        cells = np.all((middles >= low) & (middles < high), axis=-1)
        output[cells, 0] = probability
        output[cells, 1:] = encode_corners(corners, middles[cells])
    return output


def test_corners_come_back_from_every_cell() -> None:
    turned = np.array([[10, 5], [60, 25], [52, 44], [2, 24.5]])
    middles = cell_middles(2, 3).reshape(-1, 2)
    quads = decode_corners(encode_corners(turned, middles), middles)
    np.testing.assert_allclose(quads, np.broadcast_to(turned, (6, 4, 2)))


@pytest.mark.parametrize(
    "output",
    [
        np.zeros((0, 0, CHANNELS), np.float32),  # a scene without any cell
        np.zeros((1, 1, CHANNELS), np.float32),
        said_of((upright(8, 8, 60, 20), 0.49)),  # not probable enough
    ],
)
def test_where_no_plate_is_none_is_found(output: NDArray[np.float32]) -> None:
    assert find_places(output, SETTINGS) == []


def test_a_plate_without_any_area_is_a_place_too() -> None:
    output = np.zeros((1, 1, CHANNELS), np.float32)
    output[0, 0, 0] = 0.9  # the corners are all in the middle of the cell
    (place,) = find_places(output, SETTINGS)
    np.testing.assert_allclose(place.corners, STRIDE / 2)


def test_all_cells_of_a_plate_are_one_place() -> None:
    plate = upright(16, 16, 72, 24)
    (found,) = find_places(said_of((plate, 0.8)), SETTINGS)
    np.testing.assert_allclose(found.corners, plate, atol=1e-4)
    assert found.score == pytest.approx(0.8)


def test_two_plates_are_two_places_the_surest_first() -> None:
    left, right = upright(0, 16, 64, 24), upright(72, 16, 64, 24)
    found = find_places(said_of((left, 0.7), (right, 0.9)), SETTINGS)
    assert [round(place.score, 3) for place in found] == [0.9, 0.7]
    np.testing.assert_allclose(found[0].corners, right, atol=1e-4)


def test_probable_cells_count_more_in_the_corners() -> None:
    output = said_of((upright(16, 16, 64, 24), 0.9))
    row, column = np.argwhere(output[..., 0] > 0)[0]
    output[row, column, 0] = 0.6
    output[row, column, 1:] += 0.1
    (found,) = find_places(output, SETTINGS)
    cells = np.count_nonzero(output[..., 0])
    expected = 0.1 * 32 * 0.6 / (0.6 + 0.9 * (cells - 1))
    np.testing.assert_allclose(found.corners - upright(16, 16, 64, 24), expected, atol=1e-3)


def test_a_cell_that_speaks_of_a_tiny_plate_within_does_not_move_the_corners() -> None:
    plate = upright(16, 16, 72, 24)
    output = said_of((plate, 0.9))
    row, column = np.argwhere(output[..., 0] > 0)[3]
    middle = cell_middles(ROWS, COLUMNS)[row, column]
    tiny = upright(middle[0] - 4, middle[1] - 4, 8, 8)
    output[row, column, 1:] = encode_corners(tiny, middle[np.newaxis])[0]
    output[row, column, 0] = 0.6
    (found,) = find_places(output, SETTINGS)
    np.testing.assert_allclose(found.corners, plate, atol=1e-4)


def test_of_places_on_each_other_the_surest_stays() -> None:
    # What two scales see: once all of a plate, once the half of it.
    whole, half = Place(upright(0, 0, 100, 25), 0.6), Place(upright(0, 0, 50, 25), 0.8)
    elsewhere = Place(upright(200, 0, 100, 25), 0.5)
    assert distinct([whole, half, elsewhere], 0.5) == [half, elsewhere]
    assert distinct([], 0.5) == []


def test_a_scrap_and_what_it_is_a_part_of_are_both_to_be_judged() -> None:
    whole, half = Place(upright(0, 0, 100, 25), 0.6), Place(upright(0, 0, 50, 25), 0.7)
    scrap = Place(upright(0, 0, 24, 25), 0.8)
    assert seen_once([whole, scrap], 0.5) == [scrap, whole]
    assert seen_once([whole, half, scrap], 0.5) == [scrap, whole]  # the half is the scrap again


def test_the_same_box_overlaps_wholly_and_an_empty_one_not_at_all() -> None:
    boxes = upright_boxes(np.stack([upright(0, 0, 10, 10), upright(5, 5, 0, 0)]))
    np.testing.assert_allclose(box_iou(boxes[0], boxes), [1, 0])


@pytest.mark.parametrize("shape", [(12, 20), (1, 12, 20, CHANNELS), (12, 20, 8)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected"):
        find_places(np.zeros(shape, np.float32), SETTINGS)


@pytest.mark.parametrize("wrong", [{"threshold": 0.0}, {"overlap": 1.0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PlaceSettings(**{"threshold": 0.5, "overlap": 0.5, **wrong})
