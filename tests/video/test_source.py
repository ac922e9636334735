"""Sources: files, folders and streams as they are, and as they break."""

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from threading import Event, Timer

import cv2
import numpy as np
import pytest
from video_toys import BLUE, Image, ToyCapture, frame, write_video

from alpr.video.capture import Capture, opened_unless
from alpr.video.frames import Source, SourceError
from alpr.video.source import open_source, without_password
from alpr.video.stream import BackOff, Waiting

NTSC = Fraction(30000, 1001)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._stop_after = stop_after

    def sleep(self, seconds: float) -> bool:
        self.now += seconds
        self.slept.append(seconds)
        return len(self.slept) == self._stop_after

    def waiting(self) -> Waiting:
        return Waiting(lambda: self.now, self.sleep)


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def opened(reports: list[str]) -> Callable[..., Source]:
    return lambda name, **options: open_source(
        str(name), waiting=Clock().waiting(), report=reports.append, **options
    )


def moving(count: int) -> list[Image]:
    return [frame((BLUE, 2 * number, 40)) for number in range(count)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "the name is empty"),
        ("gone.mp4", "no such file or folder"),
        ("empty.mp4", "cannot be opened as a video"),
        ("noise.mp4", "cannot be opened as a video"),
        ("no-pictures", "no pictures in this folder"),
    ],
)
def test_what_does_not_open_is_said_in_a_line(
    name: str, said: str, tmp_path: Path, opened: Callable[..., Source]
) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(5000))
    (tmp_path / "no-pictures").mkdir()
    (tmp_path / "no-pictures" / "notes.txt").touch()
    with pytest.raises(SourceError, match=said) as refused:
        opened(tmp_path / name if name else name)
    assert "\n" not in str(refused.value)


def test_a_camera_and_a_stream_that_do_not_open(opened: Callable[..., Source]) -> None:
    shut: list[ToyCapture] = []

    def opener(name: str | int) -> ToyCapture:
        shut.append(ToyCapture([], opened=False))
        return shut[-1]

    with pytest.raises(SourceError, match="0: there is no such camera"):
        opened("0", opener=opener)
    with pytest.raises(SourceError, match=r"rtsp://me:\*\*\*@here/1: the stream cannot be opened"):
        opened("rtsp://me:secret@here/1", opener=opener)
    assert all(capture.released for capture in shut)


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "mp4v"), ("avi", "MJPG"), ("mkv", "mp4v")])
def test_a_file_at_29_97_has_exact_times(
    suffix: str, codec: str, tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    path = write_video(tmp_path / f"a.{suffix}", moving(20), float(NTSC), codec)
    source = opened(path)
    assert (source.rate, source.total) == (NTSC, 20)
    frames = list(source.frames())
    assert [one.number for one in frames] == list(range(20))
    assert [one.time for one in frames] == [number / NTSC for number in range(20)]
    assert frames[0].pixels.shape == (120, 160, 3)
    assert reports == []


def test_every_third_frame_keeps_its_time(tmp_path: Path, opened: Callable[..., Source]) -> None:
    path = write_video(tmp_path / "a.avi", moving(10), float(NTSC), "MJPG")
    source = opened(path, every=3)
    assert (source.rate, source.total) == (NTSC / 3, 4)
    assert [one.time for one in source.frames()] == [number / NTSC for number in (0, 3, 6, 9)]


def test_a_rate_that_is_given_wins(tmp_path: Path, opened: Callable[..., Source]) -> None:
    path = write_video(tmp_path / "a.avi", moving(3), 25, "MJPG")
    times = [one.time for one in opened(path, rate=Fraction(5)).frames()]
    assert times == [0, Fraction(1, 5), Fraction(2, 5)]


def test_a_variable_rate_by_the_stamps(opened: Callable[..., Source], tmp_path: Path) -> None:
    stamps = iter([0.0, 40.0, 500.0])
    capture = ToyCapture(moving(3), FPS=10, FRAME_COUNT=3, POS_MSEC=lambda: next(stamps))
    (tmp_path / "a.mp4").touch()
    source = opened(tmp_path / "a.mp4", opener=lambda name: capture)
    assert [one.time for one in source.frames()] == [0, Fraction(1, 25), Fraction(1, 2)]
    assert capture.released


@pytest.mark.parametrize(("suffix", "codec"), [("avi", "MJPG"), ("mkv", "mp4v")])
def test_a_file_that_ends_in_a_frame_gives_what_it_holds(
    suffix: str, codec: str, tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    whole = write_video(tmp_path / f"a.{suffix}", moving(20), 25, codec).read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole[: len(whole) * 6 // 10])
    frames = list(opened(cut).frames())
    assert 5 <= len(frames) < 20
    assert reports == [f"{cut}: ends after {len(frames)} of 20 frames"]


def test_a_file_without_its_end_where_the_index_is(
    tmp_path: Path, opened: Callable[..., Source]
) -> None:
    whole = write_video(tmp_path / "a.mp4", moving(20), 25, "mp4v").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="damaged, cut off"):
        opened(tmp_path / "cut.mp4")


def test_a_broken_frame_is_passed_over(
    tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    (tmp_path / "a.mp4").touch()
    first, second = moving(2)
    capture = ToyCapture([first, None, second], FPS=10, FRAME_COUNT=3)
    frames = list(opened(tmp_path / "a.mp4", opener=lambda name: capture).frames())
    assert [one.number for one in frames] == [0, 2]
    assert reports == [f"{tmp_path / 'a.mp4'}: frame 1 is broken"]


def test_a_file_without_frames_is_empty(tmp_path: Path, opened: Callable[..., Source]) -> None:
    (tmp_path / "a.mp4").touch()
    source = opened(tmp_path / "a.mp4", opener=lambda name: ToyCapture([], FPS=10))
    assert source.total is None
    assert list(source.frames()) == []


def test_a_file_that_says_no_rate_wants_one(tmp_path: Path, opened: Callable[..., Source]) -> None:
    (tmp_path / "a.h264").touch()
    with pytest.raises(SourceError, match="give --fps"):
        opened(tmp_path / "a.h264", opener=lambda name: ToyCapture([]))


def test_frames_of_a_hundred_megapixels_are_refused(
    tmp_path: Path, opened: Callable[..., Source]
) -> None:
    (tmp_path / "a.mp4").touch()
    huge = ToyCapture([], FPS=10, FRAME_WIDTH=12_000, FRAME_HEIGHT=9_000)
    with pytest.raises(SourceError, match="12000 x 9000"):
        opened(tmp_path / "a.mp4", opener=lambda name: huge)


def test_a_folder_in_order_of_names(
    tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    for number in (10, 9, 2, 1):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((8, 8), number, np.uint8))
    (tmp_path / "labels.csv").touch()
    source = opened(tmp_path)
    assert source.rate == 25
    assert source.total == 4
    assert [int(one.pixels[0, 0, 0]) for one in source.frames()] == [1, 2, 9, 10]
    assert [one.time for one in opened(tmp_path, rate=NTSC, every=2).frames()] == [0, 2 / NTSC]
    assert reports == []


def test_a_broken_picture_of_a_folder_is_reported_and_the_others_read(
    tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    for number, image in enumerate(moving(4)):
        cv2.imwrite(str(tmp_path / f"{number}.png"), image)
    broken = tmp_path / "1.png"
    broken.write_bytes(broken.read_bytes()[:100])
    frames = list(opened(tmp_path).frames())
    assert [one.time for one in frames] == [0, Fraction(2, 25), Fraction(3, 25)]
    assert reports == [f"{broken}: the PNG file is cut off"]


def test_a_stream_that_drops_is_opened_again_ever_later(reports: list[str]) -> None:
    clock = Clock()
    # Drops after two frames, cannot be opened twice, brings one more, then is gone for good.
    later = [ToyCapture([], opened=False), ToyCapture([]), ToyCapture(moving(1))]
    captures = iter([ToyCapture(moving(2)), *later])

    def opener(name: str | int) -> ToyCapture:
        return next(captures, ToyCapture([], opened=False))

    source = open_source(
        "rtsp://me:secret@here/1",
        waiting=clock.waiting(),
        report=reports.append,
        back_off=BackOff(first_s=1, factor=2, longest_s=5, attempts=4),
        opener=opener,
    )
    assert source.total is None
    frames = list(source.frames())
    assert [one.number for one in frames] == [0, 1, 2]
    assert [float(one.time) for one in frames] == [0, 0, 7]
    assert clock.slept == [1, 2, 4, 1, 2, 4, 5]
    assert reports == [
        "rtsp://me:***@here/1: the stream dropped; opening it again",
        "rtsp://me:***@here/1: the stream dropped; opening it again",
        "rtsp://me:***@here/1: given up after 4 attempts to open it again",
    ]


def test_waiting_for_a_stream_ends_when_asked(reports: list[str]) -> None:
    clock = Clock(stop_after=2)
    source = open_source(
        "0",
        waiting=clock.waiting(),
        report=reports.append,
        opener=lambda name: ToyCapture([]),
    )
    assert list(source.frames()) == []
    assert clock.slept == [1, 2]


def test_a_stream_that_lags_is_caught_up_with(reports: list[str]) -> None:
    clock = Clock()
    stamps = iter([1000.0, 1040.0, 1080.0, 4000.0])
    source = open_source(
        "rtsp://here/1",
        waiting=clock.waiting(),
        report=reports.append,
        back_off=BackOff(attempts=0),
        opener=lambda name: ToyCapture(moving(4), POS_MSEC=lambda: next(stamps)),
    )
    numbers = []
    for one in source.frames():
        numbers.append(one.number)
        clock.now += 3 if one.number == 0 else 0  # the first frame takes long to look at
    assert numbers == [0, 3]


def test_a_stream_whose_clock_was_set_back_goes_on(reports: list[str]) -> None:
    clock = Clock()
    # A frame each 40 ms; from the 25th on its stamps are an hour earlier.
    stamps = iter([4e6 + 40 * n - (3.6e6 if n >= 25 else 0) for n in range(100)])

    def stamp() -> float:
        clock.now += 0.04
        return next(stamps)

    source = open_source(
        "rtsp://here/1",
        waiting=clock.waiting(),
        report=reports.append,
        back_off=BackOff(attempts=0),
        opener=lambda name: ToyCapture(moving(100), POS_MSEC=stamp),
    )
    numbers = [one.number for one in source.frames()]
    # For a second it might have been a backlog.
    assert numbers[:25] == list(range(25))
    assert numbers[25] == pytest.approx(25 + 1 / 0.04, abs=2)
    assert numbers[25:] == list(range(numbers[25], 100))


def test_a_recording_at_an_address_is_not_begun_anew(reports: list[str]) -> None:
    opened = []

    def opener(name: str | int) -> ToyCapture:
        opened.append(name)
        return ToyCapture(moving(3), FPS=25, FRAME_COUNT=3)

    source = open_source(
        "http://here/a.mp4", waiting=Clock().waiting(), report=reports.append, opener=opener
    )
    assert len(list(source.frames())) == 3
    assert opened == ["http://here/a.mp4"]
    assert reports == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://here/1", "rtsp://here/1"),
        ("rtsp://me@here/1", "rtsp://me@here/1"),
        ("http://here/at@home:1", "http://here/at@home:1"),
        ("rtsp://me:p:w@here:554/1", "rtsp://me:***@here:554/1"),
    ],
)
def test_passwords_are_not_printed(address: str, shown: str) -> None:
    assert without_password(address) == shown


@pytest.mark.parametrize(
    "wrong", [{"first_s": 0}, {"first_s": 40}, {"factor": 0.5}, {"attempts": -1}]
)
def test_a_back_off_that_makes_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        BackOff(**wrong)  # type: ignore[arg-type]


def test_every_is_at_least_one(opened: Callable[..., Source], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="every"):
        opened(tmp_path, every=0)


def test_a_files_own_uneven_stamps_are_its_times(
    tmp_path: Path, opened: Callable[..., Source], reports: list[str]
) -> None:
    path = write_video(tmp_path / "a.mkv", moving(4), 25, "MJPG")
    data = path.read_bytes()
    # A Matroska block begins with its track, 1, and its time in milliseconds, two bytes.
    block = b"\x81" + (120).to_bytes(2, "big")
    assert data.count(block) == 1
    path.write_bytes(data.replace(block, b"\x81" + (700).to_bytes(2, "big")))
    times = [one.time for one in opened(path).frames()]
    assert times == [0, Fraction(1, 25), Fraction(2, 25), Fraction(7, 10)]
    assert reports == []


def test_what_is_to_stop_is_not_waited_for() -> None:
    stop, never = Event(), Event()

    def stuck(name: str | int) -> Capture:
        never.wait(60)
        return ToyCapture([])

    Timer(0.1, stop.set).start()
    started = time.monotonic()
    assert not opened_unless(stop, stuck)("rtsp://camera.local/1").isOpened()
    assert time.monotonic() - started < 30
    never.set()


def test_an_address_that_opens_is_returned_as_it_is() -> None:
    capture = ToyCapture([])
    assert opened_unless(Event(), lambda name: capture)("rtsp://camera.local/1") is capture
    assert opened_unless(Event(), lambda name: capture)("a.mp4") is capture
