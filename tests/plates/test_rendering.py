from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from alpr.plates.canvas import Canvas
from alpr.plates.designs import SPAIN, Design, Sticker
from alpr.plates.designs_usa import USA
from alpr.plates.rendering import render_plate


def _nothing(canvas: Canvas) -> None:
    """Leave the plate white."""


BLANK = replace(SPAIN, name="blank", paint=_nothing, ink="#000000", relief=0.0)


def _generator() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize("text", ["", "123BCD", "12345BCD"], ids=["empty", "short", "long"])
def test_a_text_of_the_wrong_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="takes 7 characters"):
        render_plate(SPAIN, text, 520, _generator())


def test_a_character_that_the_alphabet_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="'A'"):
        render_plate(SPAIN, "1234ABC", 520, _generator())


def test_characters_beyond_the_plate_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        render_plate(replace(BLANK, starts=(64.0, 400.0)), "1234BCD", 520, _generator())


@pytest.mark.parametrize("width_px", [260, 520, 1040])
def test_boxes_hold_all_the_ink_tightly(width_px: int) -> None:
    plate = render_plate(BLANK, "1074BWX", width_px, _generator())
    assert plate.image.shape == (round(width_px * 110 / 520), width_px, 3)
    # Half covered by ink that is nearly black, on white.
    ink = plate.image[:, :, 0] < 134
    for box in plate.boxes:
        inside = ink[box.y_min : box.y_max, box.x_min : box.x_max]
        assert inside[0].any() and inside[-1].any() and inside[:, 0].any() and inside[:, -1].any()
        ink[box.y_min : box.y_max, box.x_min : box.x_max] = False
    assert not ink.any()


def test_boxes_stand_in_reading_order_without_touching() -> None:
    boxes = render_plate(SPAIN, "8888WWW", 230, _generator()).boxes
    gaps = [right.x_min - left.x_max for left, right in pairwise(boxes)]
    # At the width to which the paper's reader scales a plate.
    assert min(gaps) >= 2


@pytest.mark.parametrize("text", ["8888WWW", "0123MMM", "4675GHN"])
def test_spanish_characters_are_separate_contours_at_the_readers_size(text: str) -> None:
    plate = render_plate(SPAIN, text, 520, _generator())
    grey = cv2.cvtColor(plate.image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (230, 49), interpolation=cv2.INTER_AREA)
    dark = (small < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    heights = [height for _, _, _, height, _ in stats[1:]]
    # Characters are 77 of 110 mm high; border and band are higher.
    assert sum(32 <= height <= 36 for height in heights) == 7


@pytest.mark.parametrize("design", USA, ids=lambda design: design.name)
def test_every_american_design_takes_its_widest_text(design: Design) -> None:
    plate = render_plate(design, "888WWW", 480, _generator())
    assert plate.image.shape == (240, 480, 3)
    assert plate.text == "888WWW"
    # Something is printed above and below the characters.
    box = plate.boxes[0]
    above, below = plate.image[8 : box.y_min - 6], plate.image[box.y_max + 6 : -8]
    assert above[:, 120:360].std() > 10
    assert below[:, 120:360].std() > 10


def test_relief_lights_the_upper_left_and_shades_the_lower_right() -> None:
    grey = replace(BLANK, paint=lambda canvas: canvas.gradient([(0, "#808080"), (110, "#808080")]))
    flat = render_plate(grey, "0000BBB", 520, _generator())
    embossed = render_plate(replace(grey, relief=1.0), "0000BBB", 520, _generator())
    change = embossed.image.astype(int) - flat.image
    box = flat.boxes[0]
    middle = (box.x_min + box.x_max) // 2
    assert change[box.y_min - 3 : box.y_min, middle].max() > 10
    assert change[box.y_max : box.y_max + 3, middle].min() < -10


def test_stickers_differ_from_plate_to_plate_and_nothing_else_does() -> None:
    design = replace(BLANK, stickers=(Sticker("month", 470, 5, 30, 11),))
    generator = _generator()
    images = [render_plate(design, "0000BBB", 520, generator).image for _ in range(8)]
    pictures = {image[5:16, 470:500].tobytes() for image in images}
    assert len(pictures) > 1
    for image in images:
        image[5:16, 470:500] = 0
    assert len({image.tobytes() for image in images}) == 1
