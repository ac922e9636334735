"""Cars of a toy video: one reading each, with times, frames, pictures."""

import json
from fractions import Fraction

import numpy as np
import pytest
from video_toys import BLUE, GREEN, RED, Image, ToyReader, frame

from alpr.reading.located import PHOTOGRAPH
from alpr.video.cars import CarWatcher
from alpr.video.frames import Frame
from alpr.video.sightings import CarReading, Watched

RATE = Fraction(30000, 1001)
TEXTS = {BLUE: "1234ABC", RED: "5678XYZ", GREEN: ""}


def look(images: list[Image], watcher: CarWatcher) -> tuple[list[Watched], list[CarReading]]:
    steps = [watcher.look(Frame(n, n / RATE, image)) for n, image in enumerate(images)]
    return steps, [car for step in steps for car in step.gone] + list(watcher.finish())


def test_an_empty_video_has_no_cars() -> None:
    assert look([], CarWatcher(ToyReader(TEXTS))) == ([], [])


def test_frames_are_never_taken_for_crops() -> None:
    reader = ToyReader(TEXTS)
    look([frame()], CarWatcher(reader))
    assert reader.kinds == [PHOTOGRAPH]


def test_each_car_is_read_once_with_exact_times() -> None:
    images = [frame((BLUE, 2 * n, 20)) for n in range(5)]
    images += [frame((BLUE, 2 * n, 20), (RED, 100 - 3 * n, 80)) for n in range(5, 12)]
    _, cars = look(images, CarWatcher(ToyReader(TEXTS)))
    assert [car.reading.text for car in cars] == ["1234ABC", "5678XYZ"]
    assert [(car.first, car.last, car.frames) for car in cars] == [
        (0, 11 / RATE, 12),
        (5 / RATE, 11 / RATE, 7),
    ]


def test_a_car_comes_out_when_it_is_gone_not_at_the_end() -> None:
    images = [frame((BLUE, 2 * n, 20)) for n in range(5)] + [frame()] * 40
    steps, cars = look(images, CarWatcher(ToyReader(TEXTS)))
    (gone,) = [number for number, step in enumerate(steps) if step.gone]
    assert 4 + 30 <= gone <= 4 + 32
    assert len(cars) == 1
    assert cars[0].last == 4 / RATE


def test_cars_that_cross_keep_their_texts() -> None:
    images = [frame((BLUE, 5 + 5 * n, 40), (RED, 115 - 5 * n, 60)) for n in range(22)]
    _, cars = look(images, CarWatcher(ToyReader(TEXTS)))
    assert sorted((car.reading.text, car.frames) for car in cars) == [
        ("1234ABC", 22),
        ("5678XYZ", 22),
    ]


def test_a_car_of_fewer_frames_than_asked_for_is_left_out() -> None:
    images = [frame((BLUE, 2 * n, 20)) for n in range(2)]
    assert look(images, CarWatcher(ToyReader(TEXTS), least_frames=3))[1] == []
    assert len(look(images, CarWatcher(ToyReader(TEXTS), least_frames=2))[1]) == 1


def test_a_plate_that_a_frame_misses_is_expected_and_hidden_there() -> None:
    images = [frame((BLUE, 4 * n, 20)) for n in range(4)] + [frame()]
    steps, _ = look(images, CarWatcher(ToyReader(TEXTS), named=True))
    (outline,) = steps[-1].outlines
    assert not outline.seen
    assert outline.text == "1234ABC"
    assert outline.corners[0] == pytest.approx([16, 20], abs=1)
    (hidden,) = steps[-1].hidden
    assert (hidden[0] < outline.corners[0]).all()
    assert (hidden[2] > outline.corners[2]).all()


def test_what_was_refused_is_hidden_and_no_car() -> None:
    steps, cars = look([frame((GREEN, 20, 20))] * 3, CarWatcher(ToyReader(TEXTS)))
    assert cars == []
    assert [len(step.hidden) for step in steps] == [1, 1, 1]


def test_a_picture_shows_the_plate_and_what_is_around_it() -> None:
    _, (car,) = look([frame((BLUE, 60, 50))], CarWatcher(ToyReader(TEXTS), pictures=True))
    assert car.picture is not None
    # A plate's width of 40 on each side: 20 to 140, 10 to 102.
    assert car.picture.shape == (92, 120, 3)
    assert (car.picture == BLUE).all(axis=2).sum() == 40 * 12


def test_a_private_picture_shows_no_plate() -> None:
    watcher = CarWatcher(ToyReader(TEXTS), pictures=True, private=True)
    _, cars = look([frame((BLUE, 60, 50), (RED, 60, 80))] * 3, watcher)
    for car in cars:
        assert car.picture is not None
        for colour in (BLUE, RED):
            assert np.abs(car.picture.astype(int) - colour).sum(axis=2).min() > 60


def test_no_pictures_unless_asked_for() -> None:
    _, (car,) = look([frame((BLUE, 60, 50))], CarWatcher(ToyReader(TEXTS)))
    assert car.picture is None


def test_a_car_as_json() -> None:
    _, (car,) = look([frame((BLUE, 60, 50))] * 2, CarWatcher(ToyReader(TEXTS)))
    values = json.loads(json.dumps(car.as_dict()))
    assert list(values) == [
        "text", "confidence", "format", "raw", "characters", "candidates",
        "first", "last", "frames", "best", "corners", "location",
    ]  # fmt: skip
    assert (values["first"], values["last"], values["frames"]) == (0, 0.033367, 2)
    assert values["corners"] == [[60, 50], [100, 50], [100, 62], [60, 62]]
    for item in values["characters"]:
        x_min, y_min, x_max, y_max = item["box"]
        assert 58 <= x_min < x_max <= 102
        assert (y_min, y_max) == (50, 62)


def test_what_is_kept_of_a_parked_car_is_bounded() -> None:
    watcher = CarWatcher(ToyReader(TEXTS), pictures=True)
    _, (car,) = look([frame((BLUE, 60, 50))] * 50, watcher)
    assert car.frames == 50
    assert car.best.time == 0


def test_least_frames_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="least_frames"):
        CarWatcher(ToyReader(TEXTS), least_frames=0)
