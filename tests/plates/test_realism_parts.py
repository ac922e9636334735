import dataclasses
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.parameters import read_parameters
from alpr.plates.realism import clutter, emblems, emptiness, viewpoint, words
from alpr.plates.realism.alphabets import StrokeFace
from alpr.plates.realism.capture import Conditions, develop, shine
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.layouts import USUAL, LayoutSettings, draw_text
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.realism.scene import Scene, texture
from alpr.plates.realism.typesetting import set_line

PARAMS = Path(__file__).parents[2] / "line" / "params.yaml"


@pytest.fixture(scope="module")
def settings() -> RealismSettings:
    return read_parameters(RealismSettings, "realism", PARAMS)


def test_dice_keep_their_weights() -> None:
    dice = Dice(1)
    counts = Counter(
        dice.weighted({"never": 0.0, "often": 3.0, "seldom": 1.0}) for _ in range(4000)
    )
    assert counts["never"] == 0
    assert 0.7 < counts["often"] / 4000 < 0.8


def test_dice_reach_both_limits() -> None:
    dice = Dice(1)
    assert {dice.whole(2, 4) for _ in range(100)} == {2, 3, 4}
    assert all(-5 <= dice.normal(2) <= 5 for _ in range(2000))


def test_texts_follow_their_layout(settings: RealismSettings) -> None:
    dice = Dice(2)
    layouts: Counter[str] = Counter()
    for _ in range(1500):
        text = draw_text(settings.layouts, dice)
        layouts[text.layout if text.layout in ("free", "vanity") else "usual"] += 1
        assert 1 <= len(text.text) <= 9
        assert set(text.text) <= set(CHARACTERS)
        if text.layout in USUAL[text.region]:
            pattern = text.layout.replace("0", r"\d").replace("A", "[A-Z]")
            assert re.fullmatch(pattern, " ".join(text.groups))
    shares = {kind: count / 1500 for kind, count in layouts.items()}
    assert abs(shares["usual"] - settings.layouts.usual) < 0.05
    assert shares["vanity"] <= settings.layouts.vanity


@pytest.mark.parametrize(
    "change",
    [
        {"regions": {}},  # from where then
        {"regions": {"mars": 1.0}},  # no layouts are known
        {"usual": 0.8, "vanity": 0.3},  # more than everything
        {"free_length": (0, 3)},  # a text of nothing is an empty crop's business
    ],
)
def test_wrong_layout_settings_are_refused(
    settings: RealismSettings, change: dict[str, object]
) -> None:
    with pytest.raises(ValueError):
        dataclasses.replace(settings.layouts, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("groups", "room"),
    [
        (("I",), 200.0),  # one narrow character is not blown up
        (("WWWW", "MMMM"), 100.0),  # far too wide: lower, not illegibly thin
        (("AB", "123", "C"), 300.0),  # three groups
    ],
)
def test_a_line_fits_its_room(
    settings: RealismSettings, groups: tuple[str, ...], room: float
) -> None:
    for seed in range(20):
        line = set_line(groups, StrokeFace(seed), 40, room, 12, settings.type, Dice(seed))
        assert line.ink.shape[1] <= room + 3
        assert len(line.boxes) == len("".join(groups))
        assert len(line.gaps) == len(groups) - 1
        assert (line.boxes[1:, 0] >= line.boxes[:-1, 0]).all()
        for x0, y0, x1, y1 in line.boxes.astype(int):
            assert line.ink[y0:y1, x0:x1].max() > 200
        for start, end in line.gaps:
            # Nothing is printed between the groups yet.
            assert line.ink[:, round(start) + 2 : round(end) - 2].max(initial=0) == 0


def test_stamps_beyond_the_picture_are_cut_off() -> None:
    scene = Scene(np.zeros((20, 40), np.float32), 5, 5, 30, 10, 0.0, 255.0)
    cover = np.full((10, 10), 255, np.uint8)
    scene.stamp(cover, -8, -8, 100.0)
    scene.stamp(cover, 500, 0, 100.0)
    assert scene.light[:7, :7].min() == 100
    assert np.count_nonzero(scene.light) == 49


def test_textures_have_the_shape_asked_for() -> None:
    # The larger one is beyond the store's own size.
    for shape in ((20, 50), (300, 900)):
        assert texture(shape, Dice(1)).shape == shape


def test_all_emblems_can_be_drawn() -> None:
    for index in range(66):
        cover, tone = emblems.emblem(index)
        assert cover.shape == tone.shape
        assert max(cover.shape) == 64
        assert cover.max() > 200
    assert np.array_equal(emblems.emblem(0)[0], emblems.emblem(emblems.COUNT)[0])


def test_small_print_is_cut_to_its_ink() -> None:
    for style in ("sans", "serif italic"):
        line = words.print_line("Scenic", style)
        assert line.max() == 255
        assert 20 < line.shape[0] < 60


def test_identity_leaves_boxes_where_they_are() -> None:
    square = np.array([(10.0, 20), (30, 20), (30, 60), (10, 60)])
    boxes = viewpoint.tight_boxes(np.eye(3), [square, square + 40])
    assert boxes.tolist() == [[10, 20, 30, 60], [50, 60, 70, 100]]


def test_a_crop_shows_what_lies_in_it() -> None:
    light = np.zeros((100, 100), np.float32)
    light[40:60, 30:50] = 255
    # The crop is the square itself, enlarged, then with as much room on every side.
    for crop, share in (((30, 40, 50, 60), 1.0), ((20, 30, 60, 70), 0.25)):
        seen = viewpoint.sample_scene(light, np.eye(3), np.array(crop, float), 40, 40)
        assert abs(float(seen.mean()) / 255 - share) < 0.03


def test_legibility_tells_a_hidden_character() -> None:
    ink = np.zeros((20, 40), np.uint8)
    ink[2:18, 4:8] = ink[2:18, 30:34] = 255
    boxes = np.array([(4.0, 2, 8, 18), (30, 2, 34, 18)])
    crop = np.array([0.0, 0, 40, 20])
    clear = 255 - ink
    hidden = clear.copy()
    hidden[:, 20:] = 255
    arguments = ((ink, (0.0, 0.0)), np.eye(3), crop, boxes)
    assert viewpoint.legibility(clear, *arguments) > 0.9
    assert viewpoint.legibility(hidden, *arguments) < 0.05


def test_half_plates_show_no_shorter_plate() -> None:
    boxes = np.array([(10.0 + 20 * i, 20, 26 + 20 * i, 60) for i in range(6)])
    whole = np.array([0.0, 10, 140, 70])
    for seed in range(60):
        x0, y0, x1, y1 = emptiness.cut_half(boxes, whole, Dice(seed))
        assert x1 > x0 and y1 > y0
        widths = np.clip(np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0), 0, None) / 16
        height = min(60, y1) - max(20, y0)
        assert height <= 0.43 * 40 or (widths > 0.99).sum() == 0


def test_a_clean_drawing_is_stored_as_it_is() -> None:
    picture = np.array([[-4.0, 17.0, 300.0]], np.float32)
    assert develop(picture, None).tolist() == [[0, 17, 255]]


def test_a_shadow_is_as_deep_as_is_said() -> None:
    shadows = 0
    for seed in range(80):
        picture = np.full((48, 160), 100.0, np.float32)
        depth = shine(picture, Dice(seed))
        # Light falls off evenly, so that only a shadow's edge bends the brightness of a row.
        ratio = picture[:, 1:-1] * 2 / (picture[:, :-2] + picture[:, 2:])
        assert (depth > 0) >= bool(np.abs(ratio - 1).max() > 1e-4)
        assert 0 <= depth <= 0.6
        shadows += depth > 0
    assert 5 < shadows < 30


@pytest.mark.parametrize(
    ("room", "printed"),
    [
        (3.0, ""),  # no room between the edge and the characters
        (40.0, "Ohio"),
    ],
)
def test_what_is_printed_is_said(room: float, printed: str) -> None:
    for seed in range(20):
        for name, end in (("above", room), ("below", 100 - room)):
            scene = Scene(np.full((100, 200), 230, np.float32), 0, 0, 200, 100, 230.0, 20.0)
            said = getattr(clutter, f"print_{name}")(scene, "Ohio", end, Dice(seed))
            assert said == printed
            assert bool((scene.light != 230).any()) == bool(printed)


def test_stickers_and_screws_are_counted() -> None:
    for seed in range(40):
        scene = Scene(np.full((100, 200), 230, np.float32), 0, 0, 200, 100, 230.0, 20.0)
        stickers = clutter.put_stickers(scene, 30, 70, 0.5, Dice(seed))
        assert 0 <= stickers <= 4
        assert bool((scene.light != 230).any()) == (stickers > 0)
        scene.light[:] = 230
        screws = clutter.put_screws(scene, (20, 180), seed % 2 == 0, Dice(seed))
        assert 0 <= screws <= (2 if seed % 2 == 0 else 4)
        assert bool((scene.light != 230).any()) == (screws > 0)


def test_a_camera_s_stand_is_told_as_it_is_drawn(settings: RealismSettings) -> None:
    still = {"rotation": 0.0, "strong_rotation": 0.0, "shear": 0.0, "perspective": 0.0}
    for name in ("nothing", "rotation", "shear", "perspective"):
        changed = {key: value for key, value in still.items() if name not in key}
        capture = dataclasses.replace(settings.capture, **changed)  # type: ignore[arg-type]
        seen = [viewpoint.distort((10, 20, 210, 70), capture, Dice(seed)) for seed in range(20)]
        for said in ("rotation_deg", "shear", "perspective"):
            assert any(getattr(one, said) for one in seen) == said.startswith(name)


def test_conditions_are_probabilities() -> None:
    with pytest.raises(ValueError, match="motion"):
        Conditions(0, 0, 0, 0, 0, motion=1.5, night=0, glare=0)


def test_layouts_are_drawn_for_one_region() -> None:
    only = LayoutSettings({"spain": 1.0}, usual=1.0, vanity=0.0, free_length=(3, 9))
    texts = [draw_text(only, Dice(seed)) for seed in range(50)]
    assert {text.region for text in texts} == {"spain"}
    assert all(4 <= len(text.text) <= 8 for text in texts)
