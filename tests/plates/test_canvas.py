import numpy as np
import pytest

from alpr.plates import canvas
from alpr.plates.canvas import FONTS, Canvas


def test_an_untouched_canvas_is_white_and_has_the_size_asked_for() -> None:
    image = Canvas(30, 10, 2).image()
    assert image.shape == (20, 60, 3)
    assert image.dtype == np.uint8
    assert image.min() == 255


def test_a_box_lies_where_its_millimetres_say() -> None:
    surface = Canvas(30, 10, 2)
    surface.box(5, 2, 10, 4, "#000000")
    rows, columns = np.nonzero(surface.image()[:, :, 0] < 128)
    assert (rows.min(), rows.max() + 1) == (4, 12)
    assert (columns.min(), columns.max() + 1) == (10, 30)


def test_a_gradient_runs_from_its_first_to_its_last_colour_and_not_beyond() -> None:
    surface = Canvas(4, 40, 1)
    surface.gradient([(10, "#000000"), (30, "#0000c8")])
    blue = surface.image()[:, 0, 0].astype(int)
    assert blue[5] == 255 and blue[35] == 255
    assert np.all(np.diff(blue[10:30]) > 0)
    assert blue[10] < 12 and blue[29] > 188


@pytest.mark.parametrize("font", FONTS)
def test_words_are_centred_and_as_high_as_asked(font: str) -> None:
    surface = Canvas(100, 30, 4)
    surface.words("HEH", 50, 15, 10, font, "#000000")
    rows, columns = np.nonzero(surface.image()[:, :, 0] < 128)
    assert rows.max() + 1 - rows.min() == pytest.approx(40, abs=3)
    assert (rows.max() + rows.min()) / 2 == pytest.approx(60, abs=3)
    assert (columns.max() + columns.min()) / 2 == pytest.approx(200, abs=8)


def test_words_that_reach_over_the_edge_are_cut() -> None:
    surface = Canvas(10, 10, 4)
    surface.words("WIDE", 0, 0, 8, "sans", "#000000")
    assert surface.image().min() < 128


def test_words_outside_leave_the_canvas_as_it_was() -> None:
    surface = Canvas(10, 10, 4)
    surface.words("I", 500, 500, 5, "sans", "#000000")
    assert surface.image().min() == 255


def test_a_missing_font_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONTS, "absent", ("no_such_font_package", "a.ttf"))
    with pytest.raises(ValueError, match="no_such_font_package"):
        canvas.font_path("absent")
