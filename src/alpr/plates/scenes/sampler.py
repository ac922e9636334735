"""The sampler of photographs: a seed and a size in, a photograph and its plates out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.alphabets import USUAL_SHARES, Face, FaceShares, make_faces
from alpr.plates.realism.dice import Dice
from alpr.plates.realism.sampler import RealismSettings
from alpr.plates.scenes.plates import PlateSource
from alpr.plates.scenes.scene import PhotographedScene, draw_scene
from alpr.plates.scenes.settings import SceneSettings

Image = NDArray[np.uint8]


class SceneSampler:
    """Draws photographs; the same seed, settings, faces and size give the same one anywhere."""

    def __init__(
        self,
        realism: RealismSettings,
        scenes: SceneSettings,
        faces: Sequence[Face],
        backdrops: tuple[Image, ...] = (),
    ) -> None:
        self._source = PlateSource(realism, faces, backdrops)
        self._settings = scenes

    def sample(self, seed: int, size: tuple[int, int], coloured: bool = False) -> PhotographedScene:
        """Draw one photograph.

        Args:
            seed: Any whole number from 0 on.
            size: Rows and columns.
            coloured: In colour as well as in grey.

        Raises:
            ValueError: the seed is negative, or the size below 64x64.
        """
        return draw_scene(self._source, self._settings, size, Dice(seed), coloured)


def make_scene_sampler(
    realism: RealismSettings,
    scenes: SceneSettings,
    count: int,
    seed: int,
    pages: Image | None = None,
    shares: FaceShares = USUAL_SHARES,
    backdrops: tuple[Image, ...] = (),
) -> SceneSampler:
    """Return the sampler with `count` faces of a seed; see `alphabets.make_faces` for the rest."""
    faces = make_faces(count, seed, pages, shares)
    return SceneSampler(realism, scenes, faces, backdrops)
