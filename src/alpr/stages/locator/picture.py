"""Stage picture: show in one drawn scene how a photograph becomes text.

Deps: models/plate-locator, models/plate-line, data/line/pages.npz.
Params: scenes, locator_picture (locator/params.yaml), realism (line/params.yaml).
Outs: metrics/locator/photograph_steps.png.
"""

from dataclasses import dataclass

from alpr.files import write_image
from alpr.parameters import read_parameters
from alpr.reading.photograph import PhotographReader
from alpr.stages import logs
from alpr.stages.line.plates import FaceSettings, sample_seed
from alpr.stages.line.settings import RELEASED as LINE_READER
from alpr.stages.locator.scenes import held_sampler
from alpr.stages.locator.settings import METRICS, PARAMS, RELEASED
from alpr.stages.locator.summary import draw_summary


@dataclass(frozen=True)
class LocatorPictureParameters:
    """The scene that is shown."""

    height: int
    width: int
    faces: FaceSettings
    seed: int
    number: int
    """Which one of that seed's scenes."""

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 1:
            raise ValueError(f"height and width must be at least 1: {self}")
        if min(self.seed, self.number) < 0:
            raise ValueError(f"seed and number must not be negative: {self}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(LocatorPictureParameters, "locator_picture", PARAMS)
    seed = sample_seed(parameters.seed, parameters.number)
    size = (parameters.height, parameters.width)
    scene = held_sampler(parameters.faces).sample(seed, size, coloured=True)
    if scene.colour is None:
        raise ValueError(f"scene {parameters.number} of seed {parameters.seed} has no colours")
    reader = PhotographReader(LINE_READER, locator=RELEASED)
    picture = draw_summary(scene.colour, reader.trace(scene.colour))
    write_image(METRICS / "photograph_steps.png", picture)


if __name__ == "__main__":
    logs.run(main)
