"""`alpr watch` as a user meets it: lines, files, stderr, exit status, Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from video_toys import BLUE, RED, Image, ToyReader, frame, read_video, write_video

from alpr import cli
from alpr.cli import watching
from alpr.video.frames import Frame

TEXTS = {BLUE: "1234ABC", RED: "5678XYZ"}
RATE = 30000 / 1001


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command with a reader of coloured patches."""
    monkeypatch.setattr(watching, "load_photograph_reader", lambda **options: ToyReader(TEXTS))
    return lambda *arguments: CliRunner().invoke(cli.main, ["watch", *map(str, arguments)])


def street(count: int = 20) -> list[Image]:
    return [frame((BLUE, 3 * n, 20), (RED, 110 - 3 * n, 80)) for n in range(count)]


@pytest.fixture
def traffic(tmp_path: Path) -> Path:
    return write_video(tmp_path / "traffic.mp4", street(), RATE, "mp4v")


def cars(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def coloured(image: Image) -> int:
    """Count the pixels that are plainly blue or red, as only plates are."""
    spread = image.max(axis=2).astype(int) - image.min(axis=2)
    return int((spread > 100).sum())


def test_a_line_for_each_car(watch: Callable[..., Result], traffic: Path) -> None:
    done = watch(traffic)
    assert (done.exit_code, done.stderr) == (0, "")
    found = {car["text"]: car for car in cars(done)}
    assert set(found) == {"1234ABC", "5678XYZ"}
    for car in found.values():
        assert (car["first"], car["last"], car["frames"]) == (0, round(19 / RATE, 6), 20)
        assert car["picture"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.mp4"], "gone.mp4: no such file or folder"),
        (["--blur", "a.mp4"], "--blur is about"),
        (["--annotate", "./a.mp4", "a.mp4"], "write over the video"),
        (["--every", "0", "a.mp4"], "--every"),
        (["--fps", "-1", "a.mp4"], "--fps"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage_and_no_source(
    arguments: list[str], said: str, watch: Callable[..., Result]
) -> None:
    done = watch(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_video_that_cannot_be_written_is_refused_at_once(
    watch: Callable[..., Result], traffic: Path
) -> None:
    done = watch("--annotate", "out.gif", traffic)
    assert done.exit_code == 2
    assert done.stderr == "alpr: out.gif: a video's name must end in .mp4, .mkv, .avi\n"


def test_a_folder_of_pictures_that_cannot_be_made_is_refused_at_once(
    watch: Callable[..., Result], traffic: Path
) -> None:
    done = watch("--pictures", traffic / "cars", traffic)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"alpr: {traffic / 'cars'}: cannot be made: Not a directory\n"


def test_without_a_model_there_is_no_watching(traffic: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.main, ["watch", "--locator", str(tmp_path), str(traffic)])
    assert done.exit_code == 2
    assert done.stderr.startswith("alpr: ")


def test_a_file_that_is_cut_off_gives_what_it_holds(
    watch: Callable[..., Result], tmp_path: Path
) -> None:
    whole = write_video(tmp_path / "a.avi", street(), 25, "MJPG").read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) * 6 // 10])
    done = watch(tmp_path / "cut.avi")
    assert done.exit_code == 1
    assert "of 20 frames" in done.stderr
    assert len(cars(done)) == 2


def test_a_folder_with_a_broken_picture(watch: Callable[..., Result], tmp_path: Path) -> None:
    for number, image in enumerate(street(6)):
        cv2.imwrite(str(tmp_path / f"{number}.png"), image)
    (tmp_path / "3.png").write_bytes(b"none")
    done = watch("--fps", 10, tmp_path)
    assert done.exit_code == 1
    assert str(tmp_path / "3.png") in done.stderr
    assert [(car["last"], car["frames"]) for car in cars(done)] == [(0.5, 5), (0.5, 5)]


def test_a_video_without_cars(watch: Callable[..., Result], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", [frame()] * 5, 25, "MJPG")
    done = watch(path)
    said = "no plate was read in 3 frames or more\n"
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", said)


def test_least_frames_and_every(watch: Callable[..., Result], traffic: Path) -> None:
    assert [car["frames"] for car in cars(watch("--every", 4, traffic))] == [5, 5]
    assert cars(watch("--every", 10, traffic)) == []
    assert [car["frames"] for car in cars(watch("--every", 10, "--least-frames", 2, traffic))] == [
        2,
        2,
    ]


def test_the_annotated_video(watch: Callable[..., Result], traffic: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "annotated.mp4"
    assert watch("--annotate", out, traffic).exit_code == 0
    frames = read_video(out)
    assert len(frames) == 20
    assert cv2.VideoCapture(str(out)).get(cv2.CAP_PROP_FPS) == pytest.approx(29.97)
    # The plates are still there, and there is green around them.
    assert all(coloured(image) > 500 for image in frames)


def test_a_blurred_video_and_pictures_show_no_plate(
    watch: Callable[..., Result], traffic: Path, tmp_path: Path
) -> None:
    out, pictures = tmp_path / "out.avi", tmp_path / "pictures"
    done = watch("--blur", "--annotate", out, "--pictures", pictures, traffic)
    assert done.exit_code == 0
    hidden = [*read_video(out), *(cv2.imread(car["picture"]) for car in cars(done))]
    assert len(hidden) == 22
    for image in hidden:
        spread = np.asarray(image).max(axis=2).astype(int) - np.asarray(image).min(axis=2)
        # A plate of one colour is hidden in the mean of that and of the grey around it.
        assert spread.max() < 200


def test_pictures_are_named_in_the_lines(
    watch: Callable[..., Result], traffic: Path, tmp_path: Path
) -> None:
    found = cars(watch("--pictures", tmp_path / "new", traffic))
    names = [car["picture"] for car in found]
    assert names == [str(tmp_path / "new" / f"0000{n}.jpg") for n in (1, 2)]
    for name in names:
        assert coloured(np.asarray(cv2.imread(name), np.uint8)) > 300


class Interrupted:
    """A camera at which somebody presses Ctrl-C."""

    rate = Fraction(25)
    total = None

    def frames(self) -> Generator[Frame, None, None]:
        for number, image in enumerate(street(8)):
            yield Frame(number, Fraction(number, 25), image)
        raise KeyboardInterrupt


def test_ctrl_c_keeps_everything_so_far(
    watch: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alpr.video.source.open_source", lambda name, **options: Interrupted())
    for blur in ([], ["--blur"]):
        done = watch(*blur, "--annotate", tmp_path / "out.avi", "0")
        assert done.exit_code == 0
        assert [car["frames"] for car in cars(done)] == [8, 8]
        assert len(read_video(tmp_path / "out.avi")) == 8


SCRIPT = """
import sys, time
sys.path[:0] = [{toys!r}, {source!r}]
from video_toys import BLUE, ToyReader
from alpr import cli
from alpr.cli import watching

class Slow(ToyReader):
    def read(self, image, kind=None):
        time.sleep(0.05)
        if not sys.stderr.isatty():
            print("frame", file=sys.stderr, flush=True)
        return super().read(image, kind)

watching.load_photograph_reader = lambda **options: Slow({{BLUE: "1234ABC"}})
if {endless}:
    from alpr.video.recording import RecordingSource
    RecordingSource.total = None
cli.main(["watch", "--annotate", {out!r}, {video!r}])
"""


def script(video: Path | str, out: Path, endless: bool = False) -> str:
    here = Path(__file__).parent
    source = str(here.parents[1] / "src")
    return SCRIPT.format(
        toys=str(here), source=source, out=str(out), video=str(video), endless=endless
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_running_watch(number: int, tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.avi", [frame((BLUE, 60, 50))] * 600, 25, "MJPG")
    out = tmp_path / "out.avi"
    process = subprocess.Popen(
        [sys.executable, "-c", script(video, out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stderr is not None
    for _ in range(5):
        assert process.stderr.readline() == "frame\n"
    process.send_signal(number)
    started = time.monotonic()
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert time.monotonic() - started < 20
    (car,) = [json.loads(line) for line in stdout.splitlines()]
    assert 5 <= car["frames"] < 600
    assert len(read_video(out)) == car["frames"]
    assert set(stderr.splitlines()) <= {"frame"}


@pytest.mark.parametrize(
    ("endless", "count"),
    [
        (False, "8/8"),
        (True, " 8 "),  # of a stream nobody knows how many will come
    ],
)
def test_a_terminal_sees_how_far_it_is_and_how_fast(
    endless: bool, count: str, tmp_path: Path
) -> None:
    video = write_video(tmp_path / "a.avi", [frame((BLUE, 60, 50))] * 8, 25, "MJPG")
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", script(video, tmp_path / "out.avi", endless)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(100_000).decode()
    last = [part for part in shown.split("\r") if "frames/s" in part][-1]
    assert count in last
    assert json.loads(done.stdout)["frames"] == 8


def test_a_signal_ends_the_wait_for_a_stream(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))  # takes the call and never says a word
    address = f"rtsp://127.0.0.1:{listener.getsockname()[1]}/1"
    process = subprocess.Popen(
        [sys.executable, "-c", script(address, tmp_path / "out.avi")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    called, _ = listener.accept()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (0, "", "")
    called.close()
    listener.close()
