"""Privacy: what was painted over cannot be read, nor told apart, by anybody."""

from fractions import Fraction

import cv2
import numpy as np
import pytest
from video_toys import BLUE, Image, frame, located, plate, quad

from alpr.places import Corners
from alpr.reading.localization import Refusal
from alpr.reading.located import PHOTOGRAPH, PhotographReading
from alpr.reading.privacy import PLAUSIBLE, grown, hide_all, quads_to_hide, without_plates
from alpr.video.frames import Frame
from alpr.video.hiding import MOST_FRAMES, Hidden, Hider
from alpr.video.sightings import Outline, Watched


def lettered(text: str, seed: int = 1) -> Image:
    """Return a textured picture with a light plate at 60, 50 that says a text."""
    image = np.random.default_rng(seed).integers(60, 120, (120, 240, 3)).astype(np.uint8)
    image[50:80, 60:180] = 220
    cv2.putText(image, text, (64, 74), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    return image


WHERE = quad(60, 50, 120, 30)


def test_a_hidden_plate_is_one_colour_whatever_it_said() -> None:
    pictures = [without_plates(lettered(text), [WHERE]) for text in ("1234ABC", "5678XYZ")]
    inside = [picture[50:80, 60:180].reshape(-1, 3) for picture in pictures]
    assert all((pixels == pixels[0]).all() for pixels in inside)
    # Two texts differ in nothing but how much ink they take.
    assert np.abs(pictures[0].astype(int) - pictures[1]).max() <= 8


def test_the_patch_reaches_beyond_corners_that_are_a_little_off() -> None:
    hidden = without_plates(lettered("1234ABC"), [WHERE + np.array([3, -2])])
    assert np.ptp(hidden[50:80, 60:180].reshape(-1, 3), axis=0).max() == 0


def test_what_is_not_hidden_stays_and_the_argument_too() -> None:
    image = lettered("1234ABC")
    kept = image.copy()
    hidden = without_plates(image, [WHERE])
    assert (image == kept).all()
    assert (hidden[:20] == image[:20]).all()
    assert (hidden[:, :30] == image[:, :30]).all()


def test_a_slanted_plate_is_hidden() -> None:
    slanted = np.array([[40, 30], [190, 60], [185, 95], [35, 65]], float)
    hidden = without_plates(lettered("1234ABC"), [slanted])
    mask = np.zeros(hidden.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, slanted.astype(np.int32), 1)
    assert np.ptp(hidden[mask > 0], axis=0).max() == 0


@pytest.mark.parametrize(
    "corners",
    [
        quad(-500, -500),  # wholly outside
        quad(-20, 50, 60, 20),  # cut by the edge
        quad(0, 0, 240, 120),  # the whole picture
        quad(100, 60, 0, 0),  # a point
        quad(-1e5, -1e5, 2e5, 2e5),  # far beyond the picture on all sides
    ],
)
def test_any_quad_is_hidden_as_far_as_it_is_in_the_picture(corners: Corners) -> None:
    image = lettered("1234ABC")
    hidden = without_plates(image, [corners])
    left, top = np.clip(corners.min(axis=0), 0, (240, 120)).astype(int)
    right, bottom = np.clip(corners.max(axis=0), 0, (240, 120)).astype(int)
    area = hidden[top:bottom, left:right].reshape(-1, 3)
    assert not len(area) or np.ptp(area, axis=0).max() == 0


def test_no_plates_no_change() -> None:
    image = lettered("1234ABC")
    assert (without_plates(image, []) == image).all()


def test_refused_places_that_are_plausible_are_hidden_too() -> None:
    refused = (
        Refusal(quad(10, 90), PLAUSIBLE, "nothing legible in it"),
        Refusal(quad(100, 90), PLAUSIBLE / 2, "nothing legible in it"),
        Refusal(quad(0, 0, 240, 120), 0.9, "overlaps a surer plate"),
    )
    reading = PhotographReading(PHOTOGRAPH, (plate("1234ABC", WHERE),), refused)
    assert [corners[0].tolist() for corners in quads_to_hide(reading)] == [[60, 50], [10, 90]]
    image = lettered("1234ABC")
    assert (hide_all(image, reading) == without_plates(image, [WHERE, quad(10, 90)])).all()


@pytest.mark.parametrize(
    ("refused", "hidden"),
    [
        (quad(62, 52, 30, 10), False),  # a part of the plate
        (quad(60, 50, 150, 24), True),  # the plate and another one beside it
        (quad(60, 50, 40, 24), False),
        (quad(0, 30, 240, 90), False),  # the car around it
        (quad(110, 60, 240, 90), True),  # touches it only
    ],
)
def test_a_refused_place_goes_with_a_plate_that_covers_it(refused: Corners, hidden: bool) -> None:
    reading = PhotographReading(
        PHOTOGRAPH,
        (plate("1234ABC", quad(60, 50, 60, 24)),),
        (Refusal(refused, 0.9, "overlaps a surer plate"),),
    )
    assert len(quads_to_hide(reading)) == 1 + hidden


def test_a_quad_grows_on_all_sides() -> None:
    larger = grown(quad(10, 10, 40, 10), 0.5)
    assert larger.tolist() == [[5, 5], [55, 5], [55, 25], [5, 25]]


def watched(*outlines: Outline) -> Watched:
    return Watched(outlines, tuple(outline.corners for outline in outlines), ())


def hide(frames: list[tuple[Image, Watched]]) -> list[Hidden]:
    hider = Hider()
    done: list[Hidden] = []
    for number, (image, seen) in enumerate(frames):
        done += hider.add(Frame(number, Fraction(number, 25), image), seen)
        assert number + 1 - len(done) <= MOST_FRAMES
    return [*done, *hider.finish()]


def test_frames_come_in_order_and_none_is_lost() -> None:
    done = hide([(frame(), watched()) for _ in range(20)])
    assert [one.frame.number for one in done] == list(range(20))


def test_a_plate_is_hidden_before_it_is_found() -> None:
    frames = [(frame((BLUE, 20 + 2 * number, 40)), watched()) for number in range(5)]
    seen = watched(Outline(0, quad(30, 40), "1234ABC", True))
    done = hide([*frames, (frame((BLUE, 30, 40)), seen)])
    for one in done:
        assert not (one.image == BLUE).all(axis=2).any(), one.frame.number


def test_a_plate_that_was_missed_is_hidden_on_its_way() -> None:
    # It stops and drives on: the place that is expected, on the left, is wrong.
    places = [10, 10, 34, 60, 86, 110]
    frames = []
    for number, x in enumerate(places):
        seen = number in (0, 1, 5)
        corners = quad(x if seen else 10, 40)
        frames.append((frame((BLUE, x, 40)), watched(Outline(0, corners, "", seen))))
    for one in hide(frames):
        assert not (one.image == BLUE).all(axis=2).any(), one.frame.number


def test_large_frames_do_not_wait() -> None:
    hider = Hider()
    huge = np.zeros((6000, 6000, 3), np.uint8)
    assert len(list(hider.add(Frame(0, Fraction(0), huge), watched()))) == 1


def test_a_crop_is_hidden_wholly() -> None:
    image = lettered("1234ABC")
    whole = located([{"A": 0.9}], quad(0, 0, 240, 120))
    hidden = hide_all(image, PhotographReading("crop", (whole,), ()))
    assert np.ptp(hidden.reshape(-1, 3), axis=0).max() == 0
