"""Plates from frame to frame: cars that stop, speed, cross, are hidden, follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from video_toys import quad

from alpr.places import Corners
from alpr.video.tracking import Tracker, likeness, overlap
from alpr.video.tracks import Track, TrackingSettings

STEP_S = 0.04


@dataclass(frozen=True, eq=False)
class Seen:
    time_s: float
    corners: Corners
    text: str
    confidence: float


Toy = tuple[float, float, str]
"""x, y and text."""


def follow(
    frames: Sequence[Sequence[Toy]], confidence: float = 0.9, step_s: float = STEP_S
) -> list[list[int]]:
    """Return which car each plate of each frame is."""
    tracker: Tracker[Seen] = Tracker()
    cars = []
    for number, plates in enumerate(frames):
        time_s = number * step_s
        sightings = [Seen(time_s, quad(x, y), text, confidence) for x, y, text in plates]
        cars.append([track.identity for track in tracker.step(time_s, sightings).seen])
    return cars


def test_no_plates_no_cars() -> None:
    tracker: Tracker[Seen] = Tracker()
    step = tracker.step(0.0, [])
    assert (step.seen, step.missed, step.ended, tracker.finish()) == ((), (), (), ())


@pytest.mark.parametrize(
    "frames",
    [
        [[(10, 10, "A1")]] * 5,  # parked
        [[(10 + 15 * i, 10, "A1")] for i in range(10)],  # drives on
        [[(10 + 15 * i, 10, "AB1")] if i not in (4, 5, 6) else [] for i in range(12)],  # missed
        [[(10 + 15 * i, 10, "A8B"[: 1 + i % 3])] for i in range(10)],  # read badly
        [[(10 + 120 * i, 10, "1234ABC")] for i in range(5)],  # three widths a frame, text the same
    ],
)
def test_one_car_stays_one(frames: list[list[Toy]]) -> None:
    sure = 0.9 if len({plate[2] for plates in frames for plate in plates}) == 1 else 0.3
    assert {car for cars in follow(frames, sure) for car in cars} == {0}


@pytest.mark.parametrize("confidence", [0.95, 0.2])
def test_two_cars_that_cross_stay_themselves(confidence: float) -> None:
    # Towards each other on lines 6 px apart: in the middle one quad covers the other by half.
    frames = [[(10 + 12 * i, 40, "1111AAA"), (250 - 12 * i, 46, "9999ZZZ")] for i in range(21)]
    # Where they are nearest the one behind is not seen.
    frames[10] = frames[10][:1]
    cars = follow(frames, confidence)
    assert [car[0] for car in cars] == [0] * 21
    assert [car[1] for car in cars if len(car) == 2] == [1] * 20


def test_another_text_in_the_same_place_is_another_car() -> None:
    frames = [[(10, 10, "1111AAA")]] * 3 + [[(12, 10, "9999ZZZ")]] * 3
    assert follow(frames) == [[0]] * 3 + [[1]] * 3


def test_another_text_that_is_unsure_is_the_same_car() -> None:
    frames = [[(10, 10, "1111AAA")]] * 3 + [[(12, 10, "9999ZZZ")]] * 3
    assert follow(frames, confidence=0.4) == [[0]] * 6


def test_two_cars_side_by_side_in_one_frame_are_two() -> None:
    frames: list[list[Toy]] = [[(10, 10, "AAA"), (60, 10, "AAA")]] * 4
    assert follow(frames) == [[0, 1]] * 4


def test_a_plate_of_quite_another_size_is_another_car() -> None:
    tracker: Tracker[Seen] = Tracker()
    tracker.step(0.0, [Seen(0.0, quad(10, 10), "", 0.0)])
    step = tracker.step(STEP_S, [Seen(STEP_S, quad(0, 5, 120, 36), "", 0.0)])
    assert step.seen[0].identity == 1


def test_a_car_ends_when_it_was_not_seen_for_a_second() -> None:
    tracker: Tracker[Seen] = Tracker()
    tracker.step(0.0, [Seen(0.0, quad(10, 10), "AAA", 0.9)])
    ended_s = None
    for number in range(1, 60):
        step = tracker.step(number * STEP_S, [])
        assert len(step.missed) + len(step.ended) == (ended_s is None)
        if step.ended:
            ended_s = number * STEP_S
    assert ended_s == pytest.approx(1.04)
    assert tracker.finish() == ()


def test_a_few_frames_a_second_do_not_end_a_car_that_is_missed_once() -> None:
    frames: list[list[Toy]] = [[(10, 10, "AAA")], [], [(10, 10, "AAA")]]
    assert follow(frames, step_s=2.0) == [[0], [], [0]]


def test_finish_gives_those_in_view() -> None:
    tracker: Tracker[Seen] = Tracker()
    tracker.step(0.0, [Seen(0.0, quad(10, 10), "AAA", 0.9), Seen(0.0, quad(100, 10), "BBB", 0.9)])
    assert [track.last.text for track in tracker.finish()] == ["AAA", "BBB"]


def test_a_car_is_expected_where_it_drives_and_as_large_as_it_grows() -> None:
    settings = TrackingSettings()
    track = Track(0, Seen(0.0, quad(0, 0, 40, 12), "A", 0.9), settings)
    track.take(Seen(1.0, quad(100, 0, 44, 13.2), "A", 0.9))
    expected = track.expected(2.0)
    assert expected.mean(axis=0) == pytest.approx([122 + 102, 6.6 + 0.6])
    assert np.ptp(expected[:, 0]) == pytest.approx(44 * 1.1)
    # However long it is not seen, it does not grow over the whole picture.
    assert np.ptp(track.expected(100.0)[:, 0]) < 44 * 2.1


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (quad(0, 0), quad(200, 0), 0.0),  # apart
        (quad(0, 0), quad(0, 0), 1.0),
        (quad(0, 0), quad(20, 0), 1 / 3),
        (quad(0, 0), quad(0, 0)[::-1], 1.0),  # the order of corners does not matter
        (quad(0, 0, 0, 0), quad(0, 0, 0, 0), 0.0),  # a point
    ],
)
def test_overlap(first: Corners, second: Corners, share: float) -> None:
    assert overlap(first, second) == pytest.approx(share, abs=1e-6)


def test_an_empty_text_is_like_none() -> None:
    assert likeness("", "") == likeness("A", "") == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": 0},
        {"far": 0.5},
        {"size": 0.9},
        {"alike": 1.5},
        {"unlike": 0.9},
        {"text_weight": -1},
        {"patience_s": 0},
        {"patience_frames": -1},
        {"smoothing": float("nan")},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        TrackingSettings(**wrong)  # type: ignore[arg-type]
