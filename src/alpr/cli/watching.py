"""`alpr watch`: videos to one text for each car."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from alpr.cli.common import (
    UNREADABLE,
    complain,
    examples,
    load_photograph_reader,
    locator_option,
    reader_options,
    refuse,
    write_picture,
)
from alpr.cli.stopping import stopping

if TYPE_CHECKING:
    from alpr.video.cars import CarWatcher
    from alpr.video.frames import Frame, Source
    from alpr.video.hiding import Hidden
    from alpr.video.sightings import CarReading, Watched

    Take = Callable[[Frame, Watched], None]


@click.command(
    epilog=examples(
        "alpr watch traffic.mp4                          a line for each car",
        "alpr watch traffic.mp4 | jq -r .text            their texts",
        "alpr watch traffic.mp4 | jq -r 'select(.confidence > 0.5).text'  the likely ones",
        "alpr watch --annotate out.mp4 --blur traffic.mp4  nobody's plate is shown",
        "alpr watch --every 3 rtsp://camera.local/stream  until Ctrl-C",
        "alpr watch --fps 10 --pictures cars/ frames/    a folder of pictures",
    )
)
@click.argument("source", type=click.Path())
@click.option(
    "--annotate",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.mp4",
    help="Also write the video with each plate outlined and named: .mp4, .mkv or .avi.",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write a picture of each car, from the frame that was read the surest.",
)
@click.option(
    "--blur",
    is_flag=True,
    help="Hide every plate in the video and in the pictures, those too that a frame does not show "
    "clearly.",
)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Look at every Nth frame only.",
)
@click.option(
    "--fps",
    type=click.FloatRange(0.001, 10_000),
    help="Frames a second: of a folder, 25 without it; of others instead of what they say.",
)
@click.option(
    "--least-frames",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="Leave out cars that were read in fewer frames: most are none.",
)
@locator_option
@reader_options
def watch(
    source: str,
    annotate: Path | None,
    pictures: Path | None,
    blur: bool,
    every: int,
    fps: float | None,
    least_frames: int,
    locator: Path | None,
    **options: Any,
) -> None:
    """Follow the cars of a video, and read each one's plate from all its frames.

    SOURCE is a video file, a pattern of numbered pictures (frames/%04d.png), a folder of pictures
    in order of their names, a camera's index (0 is the first) or an address such as rtsp://. A
    stream that drops is opened again.

    Prints a JSON object for each car once it was out of sight for a second: text, confidence,
    format, raw, characters and candidates as `alpr read --json` does, from all frames together;
    first and last, when it was seen, seconds since the first frame; frames, in how many it was
    read; best, the time of the surest one, with the plate's corners and location and the
    characters' boxes there; and picture, the file's name, null without
    --pictures.

    Ctrl-C ends it as the end of the video does; a second one at once.

    Exit status: 0 all was watched, 1 some frames could not be, or the video is cut off, 2 wrong
    usage, no model or no such source.
    """
    if blur and not (annotate or pictures):
        raise click.UsageError("--blur is about what --annotate and --pictures write")
    if annotate and annotate.resolve() == Path(source).resolve():
        raise click.UsageError("--annotate would write over the video that is watched")
    from alpr.errors import UserError
    from alpr.video.cars import CarWatcher
    from alpr.video.frames import SourceError

    reader = load_photograph_reader(locator=locator, **options)
    flawed = Event()
    try:
        with stopping() as stop:
            opened = _open(source, fps, every, stop, flawed)
            watcher = CarWatcher(
                reader,
                least_frames=least_frames,
                named=annotate is not None and not blur,
                pictures=pictures is not None,
                private=blur,
            )
            printer = _Printer(pictures)
            with _annotating(annotate, opened.rate, blur) as take:
                _follow(opened, watcher, printer, take, stop)
                # Before the video's end, at which a full disk may come to light.
                printer.print(watcher.finish())
        if not printer.count and not stop.is_set():
            click.echo(f"no plate was read in {least_frames} frames or more", err=True)
    except SourceError as error:
        # Who ends it while it is being opened need not be told that it did not open.
        if not stop.is_set():
            refuse(str(error))
    except UserError as error:
        refuse(str(error))
    if flawed.is_set():
        raise SystemExit(UNREADABLE)


def _open(name: str, fps: float | None, every: int, stop: Event, flawed: Event) -> "Source":
    from alpr.video.capture import opened_unless
    from alpr.video.source import open_source
    from alpr.video.stream import Waiting
    from alpr.video.times import exact_rate

    def report(message: str) -> None:
        complain(message)
        flawed.set()

    rate = None if fps is None else exact_rate(fps)
    waiting = Waiting(time.monotonic, stop.wait)
    opener = opened_unless(stop)
    return open_source(name, waiting=waiting, report=report, rate=rate, every=every, opener=opener)


@contextmanager
def _annotating(path: Path | None, rate: Fraction, blur: bool) -> "Iterator[Take]":
    """Yield what takes each frame into the annotated video, if there is to be one."""
    from alpr.video.annotation import AnnotatedVideo, annotated
    from alpr.video.hiding import Hider

    if path is None:
        yield lambda frame, watched: None
        return
    with AnnotatedVideo(path, rate) as video:
        hider = Hider()

        def show(frame: "Frame", watched: "Watched") -> None:
            video.write(frame.time, annotated(frame.pixels, watched.outlines))

        def hide(frame: "Frame", watched: "Watched") -> None:
            write(hider.add(frame, watched))

        def write(ready: "Iterable[Hidden]") -> None:
            for item in ready:
                video.write(item.frame.time, annotated(item.image, item.outlines))

        yield hide if blur else show
        write(hider.finish())


def _follow(
    source: "Source", watcher: "CarWatcher", printer: "_Printer", take: "Take", stop: Event
) -> None:
    """Look at the frames until they end or a person ends it; cars are printed as they leave."""
    try:
        with closing(source.frames()) as frames, _shown(frames, source.total) as shown:
            for frame in shown:
                watched = watcher.look(frame)
                printer.print(watched.gone)
                take(frame, watched)
                if stop.is_set():
                    break
    except KeyboardInterrupt:
        return


@contextmanager
def _shown(frames: "Iterator[Frame]", total: int | None) -> "Iterator[Iterator[Frame]]":
    """Show how far it is and how fast, on a terminal's stderr; nothing where it goes elsewhere."""
    start = time.monotonic()

    def speed(_: object) -> str:
        return f"{bar.pos / max(time.monotonic() - start, 1e-3):.1f} frames/s"

    bar = click.progressbar(
        frames,
        length=total,
        show_pos=True,
        show_eta=total is not None,
        item_show_func=speed,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    )
    with bar:
        yield iter(bar)


def _make(folder: Path) -> None:
    """Make a folder before anything is watched; if that cannot be, the command ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"{folder}: cannot be made: {error.strerror or error}")


class _Printer:
    """Prints cars, and writes their pictures."""

    def __init__(self, pictures: Path | None) -> None:
        if pictures is not None:
            _make(pictures)
        self._pictures = pictures
        self.count = 0
        """Cars printed so far."""

    def print(self, cars: "tuple[CarReading, ...]") -> None:
        for car in cars:
            self.count += 1
            picture = None
            if self._pictures is not None and car.picture is not None:
                path = self._pictures / f"{self.count:05d}.jpg"
                write_picture(path, car.picture)
                picture = str(path)
            if sys.stderr.isatty() and sys.stdout.isatty():
                click.echo("\r\x1b[K", nl=False, err=True)  # the bar is drawn again below
            # Flushed: who listens at the other end of a pipe wants to hear at once.
            click.echo(json.dumps({**car.as_dict(), "picture": picture}))
