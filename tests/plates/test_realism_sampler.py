import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import Face, make_faces
from alpr.plates.realism.capture import Conditions
from alpr.plates.realism.layouts import Text
from alpr.plates.realism.sampler import PlateSampler, RealismSettings, Sample

PARAMS = Path(__file__).parents[2] / "line" / "params.yaml"


@pytest.fixture(scope="module")
def settings() -> RealismSettings:
    return read_parameters(RealismSettings, "realism", PARAMS)


@pytest.fixture(scope="module")
def faces() -> list[Face]:
    return make_faces(12, seed=5)


@pytest.fixture(scope="module")
def sampler(settings: RealismSettings, faces: list[Face]) -> PlateSampler:
    return PlateSampler(settings, faces)


@pytest.fixture(scope="module")
def samples(sampler: PlateSampler) -> list[Sample]:
    return [sampler.sample(seed) for seed in range(250)]


def test_every_sample_keeps_the_contract(samples: list[Sample]) -> None:
    for sample in samples:
        assert sample.image.shape == (48, 160)
        assert sample.image.dtype == np.uint8
        assert set(sample.text) <= set(CHARACTERS)
        assert len(sample.spans) == len(sample.boxes) == len(sample.text) <= 10
        json.dumps(sample.record)


def test_no_character_is_clipped(samples: list[Sample]) -> None:
    for sample in samples:
        for x0, y0, x1, y1 in sample.boxes:
            assert 0 <= x0 < x1 <= 160
            assert 0 <= y0 < y1 <= 48


def test_characters_stand_in_reading_order(samples: list[Sample]) -> None:
    for sample in samples:
        middles = [(start + end) / 2 for start, end in sample.spans]
        assert middles == sorted(middles)
        assert [(box[0], box[2]) for box in sample.boxes] == list(sample.spans)


def test_characters_are_large_enough_to_be_read(samples: list[Sample]) -> None:
    # What the camera saw, before it is stretched to the sample's size.
    seen = [sample.record["character_px"] for sample in samples if sample.text]
    assert min(seen) >= 9.5


def test_empty_crops_come_in_their_share(settings: RealismSettings, samples: list[Sample]) -> None:
    empty = [sample for sample in samples if not sample.text]
    assert abs(len(empty) / len(samples) - settings.empty_share) < 0.04
    assert all(not sample.spans and "empty" in sample.record for sample in empty)


def test_a_seed_gives_the_same_sample_again(
    settings: RealismSettings, samples: list[Sample]
) -> None:
    # A new sampler with new faces: nothing may depend on what was drawn before.
    again = PlateSampler(settings, make_faces(12, seed=5))
    for seed in (249, 3, 100):
        sample = again.sample(seed)
        assert np.array_equal(sample.image, samples[seed].image)
        assert sample.record == samples[seed].record


def test_another_process_gives_the_same_sample(samples: list[Sample]) -> None:
    program = (
        "from pathlib import Path; from alpr.parameters import read_parameters;"
        "from alpr.plates.realism.alphabets import make_faces;"
        "from alpr.plates.realism.sampler import *;"
        f"s = read_parameters(RealismSettings, 'realism', Path({str(PARAMS)!r}));"
        "a = PlateSampler(s, make_faces(12, seed=5)).sample(17);"
        "print(a.text, int(a.image.astype(int).sum()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    expected = f"{samples[17].text} {int(samples[17].image.astype(int).sum())}"
    assert result.stdout.strip() == expected.strip()


def test_boxes_hold_the_ink_tightly_after_the_warp(
    settings: RealismSettings, faces: list[Face]
) -> None:
    # Bare plates, turned and slanted but neither lit nor blurred: all ink is characters.
    shapes = {
        name: dataclasses.replace(getattr(settings.surface, name), tight=1)
        for name in ("usa", "eu", "brazil")
    }
    surface = dataclasses.replace(settings.surface, gradient=0, uneven=0, rim=0, band=0, **shapes)
    clutter = dataclasses.replace(settings.clutter, name=0, slogan=0, worn=0)
    turned = dataclasses.replace(settings.levels[0], conditions=Conditions(1, 0, 0, 0, 0, 0, 0, 0))
    bare = dataclasses.replace(settings, surface=surface, clutter=clutter, levels=(turned,) * 5)
    sampler = PlateSampler(bare, faces)
    looked_at = 0
    for seed in range(120):
        sample = sampler.sample(seed, 0)
        record = sample.record
        if record["between"] != "space" or record["region"] == "brazil":
            continue
        looked_at += 1
        ink = (sample.image - float(record["ground"])) / (record["ink"] - record["ground"])
        outside = np.ones(ink.shape, bool)
        for x0, y0, x1, y1 in sample.boxes:
            left, top, right, bottom = round(x0), round(y0), round(x1), round(y1)
            outside[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = False
            # Each side of the box is reached by ink, to two pixels.
            inside = ink[top:bottom, left:right]
            for edge in (inside[:2], inside[-2:], inside[:, :2], inside[:, -2:]):
                assert edge.max() > 0.4
        boxes = np.array(sample.boxes)
        first, last = round(boxes[0, 2]), round(boxes[-1, 0])
        rows = slice(round(boxes[:, 1].max()), round(boxes[:, 3].min()))
        between = ink[rows, first:last][outside[rows, first:last]]
        assert between.max(initial=0) < 0.6
    assert looked_at > 30


def test_levels_add_what_they_say(sampler: PlateSampler) -> None:
    for seed in range(40):
        clean, optics = sampler.sample(seed, 0).record, sampler.sample(seed, 1).record
        assert "blur" not in clean and clean["jpeg"] is None
        # Neither is turned; clutter begins at L3, night and motion at L4.
        for record in (clean, optics):
            assert record["rotation"] == record["shear"] == record["perspective"] == 0
            assert not {"shadow", "motion", "glare"} & set(record)
            assert not {"frame", "beside", "screws", "dirt", "stickers", "dealer"} & set(record)
    turned = [sampler.sample(seed, 2).record for seed in range(40)]
    for key in ("rotation", "shear", "perspective", "shadow"):
        assert any(record.get(key) for record in turned)
    hard = [sampler.sample(seed, 4).record for seed in range(60)]
    for key in ("frame", "beside", "motion", "glare", "blur", "screws", "dirt", "shadow"):
        assert any(key in record for record in hard)
    for key in ("name", "slogan", "stickers"):
        assert any(record.get(key) for record in hard if record["region"] == "usa")
        assert not any(key in record for record in hard if record["region"] in ("eu", "spain"))
    assert any(record["night"] for record in hard)


def test_a_level_never_gives_an_empty_crop(sampler: PlateSampler) -> None:
    # Who asks for plates of a level wants plates.
    assert all(sampler.sample(seed, 3).text for seed in range(60))


@pytest.mark.parametrize(
    ("seed", "level"),
    [
        (-1, None),  # seeds start at 0
        (0, -1),  # not Python's counting from the end
        (0, 5),  # there are five levels
    ],
)
def test_wrong_arguments_are_refused(sampler: PlateSampler, seed: int, level: int | None) -> None:
    with pytest.raises(ValueError, match=r"-1|5"):
        sampler.sample(seed, level)


def test_a_sampler_needs_a_face(settings: RealismSettings) -> None:
    with pytest.raises(ValueError, match="one face"):
        PlateSampler(settings, [])


@pytest.mark.parametrize(
    "change",
    [
        {"height": 8},  # no character could be read
        {"empty_share": 1.2},  # not a probability
        {"levels": ()},  # five levels belong to it
    ],
)
def test_settings_out_of_range_are_refused(
    settings: RealismSettings, change: dict[str, object]
) -> None:
    with pytest.raises(ValueError):
        dataclasses.replace(settings, **change)  # type: ignore[arg-type]


def test_a_sample_may_have_another_size(settings: RealismSettings, faces: list[Face]) -> None:
    larger = PlateSampler(dataclasses.replace(settings, height=64, width=256), faces)
    sample = larger.sample(1, 3)
    assert sample.image.shape == (64, 256)
    assert max(box[2] for box in sample.boxes) > 160


@pytest.mark.parametrize("level", range(5))
def test_a_picture_is_the_sample_before_it_is_stretched(sampler: PlateSampler, level: int) -> None:
    for seed in range(6):
        sample, picture = sampler.sample(seed, level), sampler.picture(seed, level)
        assert (picture.text, picture.record) == (sample.text, sample.record)
        rows, columns = picture.image.shape
        scale = np.array([160 / columns, 48 / rows] * 2)
        assert np.allclose(np.array(picture.boxes) * scale, sample.boxes, atol=0.05)


def test_a_picture_may_say_what_one_wants(sampler: PlateSampler) -> None:
    picture = sampler.picture(1, 4, Text(("12", "AB"), "00 AA", "eu"))
    assert (picture.text, picture.record["region"], len(picture.boxes)) == ("12AB", "eu", 4)


@pytest.mark.parametrize("level", [-1, 5])
def test_pictures_of_no_level_are_refused(sampler: PlateSampler, level: int) -> None:
    with pytest.raises(ValueError, match=f"not {level}"):
        sampler.picture(1, level)


def test_settings_under_which_nothing_is_legible_are_refused(
    settings: RealismSettings, faces: list[Face]
) -> None:
    harsh = dataclasses.replace(settings, capture=dataclasses.replace(settings.capture, legible=1))
    with pytest.raises(ValueError, match="too harsh"):
        PlateSampler(harsh, faces).sample(1, 1)
