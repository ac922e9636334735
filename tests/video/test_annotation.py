"""The annotated video: right pictures at the right times, whole or not there at all."""

import resource
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from video_toys import BLUE, RED, Image, frame, quad, read_video

from alpr.places import Corners
from alpr.video.annotation import AnnotatedVideo, AnnotationError, annotated
from alpr.video.sightings import Outline


def grey(level: int, size: tuple[int, int] = (160, 120)) -> Image:
    return np.full((size[1], size[0], 3), level, np.uint8)


def levels(path: Path) -> list[int]:
    """Return the grey level of each frame, to the nearest 20."""
    return [round(float(np.median(image)) / 20) * 20 for image in read_video(path)]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_frames_are_written_in_order(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / f"a.{suffix}"
    with AnnotatedVideo(path, Fraction(30000, 1001)) as video:
        for number in range(10):
            video.write(number / Fraction(30000, 1001), grey(20 * number))
            assert not path.exists(), "half a video is in place"
    assert levels(path) == [20 * number for number in range(10)]
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_without_frames_there_is_no_file(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "a.mp4", Fraction(25)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_keeps_what_was_written(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        AnnotatedVideo(tmp_path / "a.avi", Fraction(25)) as video,
    ):
        video.write(Fraction(0), grey(100))
        raise KeyboardInterrupt
    assert levels(tmp_path / "a.avi") == [100]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), AnnotatedVideo(path, Fraction(25)) as video:
        video.write(Fraction(0), grey(100))
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_frames_stand_where_their_times_are(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "a.avi", Fraction(10)) as video:
        for tenths, level in ((0, 20), (1, 60), (4, 100), (4.2, 200), (5, 140)):
            video.write(Fraction(str(tenths)) / 10, grey(level))
    # 60 is shown for three frames; 200 would lie on the place of 100.
    assert levels(tmp_path / "a.avi") == [20, 60, 60, 60, 100, 140]


def test_a_long_gap_is_cut_to_a_second(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "a.avi", Fraction(5)) as video:
        video.write(Fraction(0), grey(20))
        video.write(Fraction(3600), grey(100))
        video.write(Fraction(3600) + Fraction(1, 5), grey(140))
    assert levels(tmp_path / "a.avi") == [20] * 6 + [100, 140]


def test_frames_of_odd_and_of_other_sizes_are_fitted_in(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "a.mp4", Fraction(10)) as video:
        video.write(Fraction(0), grey(100, (161, 121)))
        video.write(Fraction(1, 10), grey(200, (322, 121)))  # twice as wide
        video.write(Fraction(2, 10), grey(200, (80, 60)))  # smaller: as it is, in the middle
    first, wide, small = read_video(tmp_path / "a.mp4")
    assert first.shape == wide.shape == (122, 162, 3)
    assert abs(int(wide[61, 81, 0]) - 200) < 12 and wide[10, 81, 0] < 50
    assert abs(int(small[61, 81, 0]) - 200) < 12 and small[61, 20, 0] < 50


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_a_file_that_cannot_grow_is_said_and_leaves_the_old_file(
    suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text("old")
    rng = np.random.default_rng(0)
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with (
            pytest.raises(AnnotationError, match="File too large"),
            AnnotatedVideo(path, Fraction(25)) as video,
        ):
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, allowed[1]))
            for number in range(20):
                noise = rng.integers(0, 256, (120, 160, 3), np.uint8)
                video.write(Fraction(number, 25), noise)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_names_that_are_no_video(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"must end in \.mp4"):
        AnnotatedVideo(tmp_path / "a.gif", Fraction(25))


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(AnnotationError, match="cannot be written"),
        AnnotatedVideo(tmp_path / "file" / "a.mp4", Fraction(25)) as video,
    ):
        video.write(Fraction(0), grey(100))


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (60, 50),  # the text above
        (60, 0),  # no room above: below
        (0, 50),
        (130, 110),  # at the corner, partly outside
    ],
)
def test_a_plate_is_outlined_and_named_inside_the_picture(x: int, y: int) -> None:
    image = frame((BLUE, min(x, 120), min(y, 108)))
    kept = image.copy()
    drawn = annotated(image, [Outline(0, quad(x, y), "1234ABC", True)])
    assert (image == kept).all()
    changed = (drawn != image).any(axis=2)
    assert changed.sum() > 200
    # Within the plate's own area only its edge changes.
    assert (
        drawn[y + 4 : y + 9, x + 4 : min(x + 36, 156)]
        == image[y + 4 : y + 9, x + 4 : min(x + 36, 156)]
    ).all()


@pytest.mark.parametrize(
    "corners",
    [
        quad(170, 50),  # has left the picture
        quad(60, -40),
        quad(1e12, 50),  # far beyond OpenCV's whole numbers
    ],
)
def test_a_plate_that_should_have_left_the_picture_is_not_drawn(corners: Corners) -> None:
    image = frame((RED, 60, 50))
    assert (annotated(image, [Outline(0, corners, "1234ABC", False)]) == image).all()


def test_an_outline_without_text_has_no_label() -> None:
    image = frame((RED, 60, 50))
    drawn = annotated(image, [Outline(0, quad(60, 50), "", False)])
    assert (drawn[:44] == image[:44]).all()
