"""Scenes for the locator: the sampler of drawn photographs joined with the targets of cells."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from tqdm import tqdm

from alpr.learning.feed import Draw, Drawn
from alpr.learning.locator_evaluation import WatchedScene
from alpr.learning.locator_targets import KnownPlate, TargetSettings, make_targets
from alpr.learning.locator_training import LocatorTrainingSettings
from alpr.parameters import read_parameters
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.sampler import SceneSampler, make_scene_sampler
from alpr.plates.scenes.scene import PlacedPlate
from alpr.plates.scenes.settings import SceneSettings
from alpr.stages.line.plates import FaceSettings, sample_seed
from alpr.stages.line.settings import PAGES
from alpr.stages.locator.settings import LINE_PARAMS, PARAMS


def make_sampler(
    realism: RealismSettings, scenes: SceneSettings, faces: FaceSettings, part: str
) -> SceneSampler:
    """Return the sampler with faces of one part of the pages, `learnt` or `held`."""
    with np.load(PAGES) as pages:
        return make_scene_sampler(realism, scenes, faces.count, faces.seed, pages[part])


def held_sampler(faces: FaceSettings) -> SceneSampler:
    """Return the sampler, as the parameter files say, to measure with."""
    scenes = read_parameters(SceneSettings, "scenes", PARAMS)
    realism = read_parameters(RealismSettings, "realism", LINE_PARAMS)
    return make_sampler(realism, scenes, faces, "held")


def draw_maker(
    realism: RealismSettings,
    scenes: SceneSettings,
    faces: FaceSettings,
    training: LocatorTrainingSettings,
) -> Callable[[], Draw]:
    """Return what the drawing processes of a training call once; it can be pickled."""
    return partial(_make_draw, realism, scenes, faces, training)


def watched_scenes(
    sampler: SceneSampler, size: tuple[int, int], count: int, seed: int
) -> list[WatchedScene]:
    """Draw scenes to measure with; the same for the same seed."""
    numbers = tqdm(range(count), unit="scene", desc="scenes")
    drawn = (sampler.sample(sample_seed(seed, number), size) for number in numbers)
    return [WatchedScene(scene.image, known_plates(scene.plates)) for scene in drawn]


def known_plates(plates: Sequence[PlacedPlate]) -> tuple[KnownPlate, ...]:
    """Return the plates of a scene as the locator learns them."""
    return tuple(KnownPlate(plate.corners, plate.legible) for plate in plates)


def _make_draw(
    realism: RealismSettings,
    scenes: SceneSettings,
    faces: FaceSettings,
    training: LocatorTrainingSettings,
) -> Draw:
    sampler = make_sampler(realism, scenes, faces, "learnt")
    size = (training.height, training.width)
    return partial(_draw, sampler, size, training.targets, training.seed)


def _draw(
    sampler: SceneSampler,
    size: tuple[int, int],
    targets: TargetSettings,
    seed: int,
    number: int,
) -> Drawn:
    scene = sampler.sample(sample_seed(seed, number), size)
    return scene.image, *make_targets(known_plates(scene.plates), size, targets)
