import pickle
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import Face, make_faces
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.sampler import SceneSampler, make_scene_sampler
from alpr.plates.scenes.scene import PhotographedScene
from alpr.plates.scenes.settings import SceneSettings

ROOT = Path(__file__).parents[2]
SIZE = (256, 256)


@pytest.fixture(scope="module")
def realism() -> RealismSettings:
    return read_parameters(RealismSettings, "realism", ROOT / "line" / "params.yaml")


@pytest.fixture(scope="module")
def settings() -> SceneSettings:
    return read_parameters(SceneSettings, "scenes", ROOT / "locator" / "params.yaml")


@pytest.fixture(scope="module")
def faces() -> list[Face]:
    return list(make_faces(6, 11))


@pytest.fixture(scope="module")
def scenes(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> list[PhotographedScene]:
    sampler = SceneSampler(realism, settings, faces)
    return [sampler.sample(seed, SIZE) for seed in range(80)]


def test_without_faces_there_is_no_sampler(
    realism: RealismSettings, settings: SceneSettings
) -> None:
    with pytest.raises(ValueError, match="face"):
        SceneSampler(realism, settings, [])


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (63, 256), (256, 63)])
def test_a_picture_that_nothing_fits_into_is_refused(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face], size: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="at least"):
        SceneSampler(realism, settings, faces).sample(1, size)


@pytest.mark.parametrize("size", [(64, 64), (64, 500), (720, 1280), (257, 131)])
def test_pictures_of_any_size(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face], size: tuple[int, int]
) -> None:
    for seed in range(3):
        scene = SceneSampler(realism, settings, faces).sample(seed, size)
        assert scene.image.shape == size and scene.image.dtype == np.uint8
        assert scene.colour is None


def test_the_same_seed_draws_the_same_picture_and_another_seed_another(
    realism: RealismSettings, settings: SceneSettings, scenes: list[PhotographedScene]
) -> None:
    again = make_scene_sampler(realism, settings, 6, 11)
    for seed in (0, 5, 17):
        scene = again.sample(seed, SIZE)
        assert np.array_equal(scene.image, scenes[seed].image)
        for one, other in zip(scene.plates, scenes[seed].plates, strict=True):
            assert np.array_equal(one.corners, other.corners)
            assert (one.text, one.legible) == (other.text, other.legible)
    assert len({scene.image.tobytes() for scene in scenes}) == len(scenes)


def test_a_sampler_goes_to_other_processes(
    realism: RealismSettings, settings: SceneSettings, scenes: list[PhotographedScene],
    faces: list[Face],
) -> None:  # fmt: skip
    sent = pickle.loads(pickle.dumps(SceneSampler(realism, settings, faces)))
    assert np.array_equal(sent.sample(3, SIZE).image, scenes[3].image)


def test_legible_plates_lie_inside_the_picture(scenes: list[PhotographedScene]) -> None:
    legible = [plate for scene in scenes for plate in scene.plates if plate.legible]
    assert len(legible) > 30
    for plate in legible:
        assert plate.corners.shape == (4, 2) and plate.corners.dtype == np.float64
        assert plate.text and plate.region in ("usa", "eu", "spain", "brazil")
        # Up to a fourteenth of a plate may be cut off.
        reach = 0.3 * np.ptp(plate.corners, axis=0)
        assert (plate.corners >= -reach).all()
        assert (plate.corners <= SIZE[0] + reach).all()


def test_plates_are_as_wide_as_the_settings_say(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    narrow = replace(
        settings, width_px=(60.0, 61.0), large=0.0, counts=(0.0, 1.0),
        view=replace(settings.view, yaw=0.0, strong=0.0),
    )  # fmt: skip
    sampler = SceneSampler(realism, narrow, faces)
    widths = []
    for seed in range(12):
        for plate in sampler.sample(seed, SIZE).plates:
            a, b, c, d = plate.corners
            widths.append((np.hypot(*(b - a)) + np.hypot(*(c - d))) / 2)
    assert len(widths) > 6
    assert widths == pytest.approx([60.5] * len(widths), rel=0.06)


def test_pictures_without_plates_have_none(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    sampler = SceneSampler(realism, replace(settings, counts=(1.0,)), faces)
    assert not any(sampler.sample(seed, SIZE).plates for seed in range(20))


def test_plates_behind_something_are_neither_plates_nor_background(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    def legible(cover: float) -> int:
        content = replace(settings.content, cover=cover, neighbour=0.0, row=0.0)
        sampler = SceneSampler(realism, replace(settings, counts=(0, 1.0), content=content), faces)
        drawn = [sampler.sample(seed, SIZE).plates for seed in range(30)]
        return sum(plate.legible for plates in drawn for plate in plates)

    assert legible(1.0) < 0.6 * legible(0.0)


def test_what_nobody_could_tell_to_be_a_plate_is_not_legible(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    blurred = replace(settings.camera, blur=(2.0, 2.0))
    sampler = SceneSampler(realism, replace(settings, camera=blurred), faces)
    plates = [plate for seed in range(30) for plate in sampler.sample(seed, SIZE).plates]
    assert len(plates) > 10
    assert sum(plate.legible for plate in plates) < 0.2 * len(plates)


def test_colour_goes_with_grey(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    sampler = SceneSampler(realism, settings, faces)
    spreads = []
    for seed in range(6):
        scene = sampler.sample(seed, SIZE, coloured=True)
        assert scene.colour is not None and scene.colour.shape == (*SIZE, 3)
        assert np.array_equal(cv2.cvtColor(scene.colour, cv2.COLOR_BGR2GRAY), scene.image)
        spreads.append(float(np.ptp(scene.colour.astype(int), axis=2).mean()))
    assert max(spreads) > 10


def test_given_backgrounds_are_seen(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face]
) -> None:
    # Black and white stripes, which nothing else in a scene repeats over its whole width.
    stripes = np.zeros((200, 300), np.uint8)
    stripes[:, ::6] = stripes[:, 1::6] = stripes[:, 2::6] = 255
    content = replace(settings.content, backdrop=1.0, decoys=(0, 0), neighbour=0.0, border=0.0)
    bare = replace(settings, counts=(1.0,), content=content)
    plain = SceneSampler(realism, bare, faces).sample(4, SIZE)
    striped = SceneSampler(realism, bare, faces, (stripes,)).sample(4, SIZE)
    across = [
        float(np.abs(np.diff(s.image.astype(float), axis=1)).mean()) for s in (plain, striped)
    ]
    down = float(np.abs(np.diff(striped.image.astype(float), axis=0)).mean())
    assert across[1] > 2 * across[0] and across[1] > 2 * down


@pytest.mark.parametrize(
    "backdrop",
    [
        np.zeros((50, 50, 3), np.uint8),  # in colour
        np.zeros((50, 50), np.float32),  # not 0..255
    ],
)
def test_backgrounds_that_are_no_grey_pictures_are_refused(
    realism: RealismSettings, settings: SceneSettings, faces: list[Face], backdrop: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="backdrops"):
        SceneSampler(realism, settings, faces, (backdrop,))
