"""One photograph: background, cars with their plates, what is no plate, the camera."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes import backgrounds, camera, decoys, staging
from alpr.plates.scenes.arranging import arrange
from alpr.plates.scenes.mounting import Mounted, clearness, seen_share
from alpr.plates.scenes.plates import PlateSource
from alpr.plates.scenes.settings import SceneSettings
from alpr.plates.scenes.world import Image, World

SMALLEST = (64, 64)
CALM = 8.0
"""Height of characters by which a picture without plates is focused, pixels."""


@dataclass(frozen=True, eq=False)
class PlacedPlate:
    """A plate in a photograph.

    Attributes:
        corners: (4, 2) float64, edge coordinates, clockwise from the plate's own top left; they
            may lie outside the picture where it is not legible.
        text: What it says.
        legible: A person could tell that it is a plate, and sees (nearly) all of it.
        region: Which plates it follows: usa, eu, spain or brazil.
    """

    corners: NDArray[np.float64]
    text: str
    legible: bool
    region: str


@dataclass(frozen=True, eq=False)
class PhotographedScene:
    """A drawn photograph.

    Attributes:
        image: (height, width) uint8 grey.
        colour: (height, width, 3) uint8 BGR, if it was asked for.
        plates: The plates in it; those that are mostly hidden are not among them.
    """

    image: Image
    colour: Image | None
    plates: tuple[PlacedPlate, ...]


def draw_scene(
    source: PlateSource,
    settings: SceneSettings,
    size: tuple[int, int],
    dice: Dice,
    coloured: bool = False,
) -> PhotographedScene:
    """Draw a photograph.

    Args:
        source: What plates are drawn from.
        settings: Distributions.
        size: Rows and columns.
        dice: Chance.
        coloured: In colour as well.

    Raises:
        ValueError: the size is below 64x64.
    """
    if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        raise ValueError(f"pictures are at least {SMALLEST}, not {size}")
    count = dice.weighted(dict(enumerate(settings.counts)))
    stands = arrange(source, settings, size, count, dice)
    world = World(size, dice.between((60, 180)), coloured)
    content = settings.content
    ground = next((stand.pose for stand in reversed(stands) if stand.on_car), None)
    backgrounds.paint_background(world, ground, source.backdrops, content.backdrop, dice)
    staging.scatter(world, source, settings, dice)
    mounted: list[Mounted] = []
    for stand in stands:
        one = staging.paint_stand(world, source, stand, len(mounted) + 1, dice)
        if one is not None:
            mounted.append(one)
    for one in mounted:
        if dice.chance(content.cover):
            staging.hide_part(world, one, dice)
    if dice.chance(content.border):
        staging.put_borders(world, dice)
    if dice.chance(content.caption):
        decoys.paint_caption(world, source.faces, dice)
    letter = min((one.letter_px for one in mounted), default=CALM)
    spots = [one.corners for one in mounted]
    image, colour = camera.photograph(world, letter, spots, settings.camera, dice)
    plates = [_placed(world, image, one, settings) for one in mounted]
    return PhotographedScene(image, colour, tuple(one for one in plates if one is not None))


def _placed(
    world: World, image: Image, mounted: Mounted, settings: SceneSettings
) -> PlacedPlate | None:
    share = seen_share(world, mounted)
    if share <= settings.hidden:
        return None
    legible = share >= settings.visible and clearness(image, mounted) >= settings.legible
    flat = mounted.flat
    return PlacedPlate(mounted.corners, flat.text, legible, flat.region)
