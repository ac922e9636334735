"""The locator pipeline's parameters: valid, and nothing is measured with what was learnt from."""

from pathlib import Path

from alpr.parameters import read_parameters
from alpr.plates.scenes.settings import SceneSettings
from alpr.reading.localization import LocatorSettings
from alpr.stages.locator.evaluate import LocatorEvaluateParameters
from alpr.stages.locator.judge import LocatorJudgeParameters
from alpr.stages.locator.package import LocatorPackageParameters
from alpr.stages.locator.picture import LocatorPictureParameters
from alpr.stages.locator.train import LocatorTrainParameters

PARAMS = Path(__file__).parents[2] / "locator" / "params.yaml"


def test_the_parameters_are_valid() -> None:
    for kind, key in (
        (SceneSettings, "scenes"),
        (LocatorTrainParameters, "locator_train"),
        (LocatorEvaluateParameters, "locator_evaluate"),
        (LocatorJudgeParameters, "locator_judge"),
        (LocatorPackageParameters, "locator_package"),
        (LocatorPictureParameters, "locator_picture"),
        # What the reader of photographs finds in model.json.
        (LocatorSettings, "locator_evaluate.search"),
    ):
        read_parameters(kind, key, PARAMS)


def test_watched_and_measured_scenes_are_never_learnt_from() -> None:
    train = read_parameters(LocatorTrainParameters, "locator_train", PARAMS)
    evaluate = read_parameters(LocatorEvaluateParameters, "locator_evaluate", PARAMS)
    judge = read_parameters(LocatorJudgeParameters, "locator_judge", PARAMS)
    picture = read_parameters(LocatorPictureParameters, "locator_picture", PARAMS)
    streams = {
        train.training.seed,
        train.watch.seed,
        evaluate.seed,
        evaluate.calibration_seed,
        evaluate.ranges.seed,
        judge.seed,
        judge.fit_seed,
        picture.seed,
    }
    assert len(streams) == 8
    faces = [train.faces, train.watch.faces, evaluate.faces, judge.faces, picture.faces]
    assert len({one.seed for one in faces}) == 5


def test_every_plate_that_is_drawn_is_learnt() -> None:
    scenes = read_parameters(SceneSettings, "scenes", PARAMS)
    targets = read_parameters(LocatorTrainParameters, "locator_train", PARAMS).training.targets
    assert targets.narrowest_px <= scenes.width_px[0]
    assert scenes.width_px[1] <= targets.widest_px
