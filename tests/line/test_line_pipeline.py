"""The line pipeline's parameters: valid, and nothing is measured with what was learnt from."""

from pathlib import Path

from alpr.parameters import read_parameters
from alpr.stages.line.evaluate import LineEvaluateParameters
from alpr.stages.line.pages import PagesParameters
from alpr.stages.line.train import LineTrainParameters

ROOT = Path(__file__).parents[2]


def test_the_parameters_are_valid() -> None:
    params = ROOT / "line" / "params.yaml"
    for kind, key in (
        (PagesParameters, "line_pages"),
        (LineTrainParameters, "line_train"),
        (LineEvaluateParameters, "line_evaluate"),
    ):
        read_parameters(kind, key, params)


def test_watched_and_measured_plates_are_never_learnt_from() -> None:
    params = ROOT / "line" / "params.yaml"
    train = read_parameters(LineTrainParameters, "line_train", params)
    evaluate = read_parameters(LineEvaluateParameters, "line_evaluate", params)
    streams = {
        train.training.seed,
        train.watch.seed,
        evaluate.seed,
        evaluate.calibration_seed,
        evaluate.ranges.seed,
    }
    assert len(streams) == 5
    faces = {train.faces.seed, train.watch.faces.seed, evaluate.faces.seed}
    assert len(faces) == 3
