"""Training learns, and a stopped training ends as if it had not been stopped."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from line_toys import make_draw_toy, toy_plates

from alpr.learning.checkpoints import Checkpoints
from alpr.learning.descent import DescentPoint
from alpr.learning.line_network import Precision
from alpr.learning.line_training import LineTrainingSettings, train_line
from alpr.reading.column_decoding import column_text


class PowerCutError(Exception):
    """Ends a training in the middle."""


def train(
    settings: LineTrainingSettings, checkpoints: Checkpoints, stop_at: int | None = None
) -> tuple[Any, list[DescentPoint]]:
    def stop(point: DescentPoint) -> None:
        if point.step == stop_at:
            raise PowerCutError

    precision: Precision = "float32"
    watched = {"toys": toy_plates(10_000, 40)}
    return train_line(settings, make_draw_toy, watched, column_text, checkpoints, precision, stop)


def test_it_learns_to_read(tmp_path: Path, line_settings: LineTrainingSettings) -> None:
    longer = dataclasses.replace(line_settings, steps=150, watch_every=75)
    _, curve = train(longer, Checkpoints(tmp_path / "c.npz", "x"))
    assert [point.step for point in curve] == [75, 150]
    assert curve[-1].loss < curve[0].loss
    assert curve[-1].accuracy["toys"] > 0.8


@pytest.fixture(scope="module")
def unstopped(
    tmp_path_factory: pytest.TempPathFactory, line_settings: LineTrainingSettings
) -> tuple[Any, list[DescentPoint]]:
    return train(line_settings, Checkpoints(tmp_path_factory.mktemp("whole") / "c.npz", "x"))


@pytest.mark.parametrize(
    "stop_at",
    [
        5,  # within the second use of a block
        12,  # at the very end, with the result computed and not yet saved
    ],
)
def test_stopped_and_run_again_it_ends_the_same(
    tmp_path: Path,
    line_settings: LineTrainingSettings,
    unstopped: tuple[Any, list[DescentPoint]],
    stop_at: int,
) -> None:
    with pytest.raises(PowerCutError):
        train(line_settings, Checkpoints(tmp_path / "c.npz", "x"), stop_at)
    resumed, curve = train(line_settings, Checkpoints(tmp_path / "c.npz", "x"))
    assert curve == unstopped[1]
    for one, other in zip(unstopped[0].weights, resumed.weights, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=one.path)


def test_a_checkpoint_of_another_training_is_not_gone_on_from(
    tmp_path: Path, line_settings: LineTrainingSettings
) -> None:
    with pytest.raises(PowerCutError):
        train(line_settings, Checkpoints(tmp_path / "c.npz", "x"), stop_at=5)
    _, curve = train(line_settings, Checkpoints(tmp_path / "c.npz", "y"))
    assert [point.step for point in curve] == [5, 10, 12]


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"batch_size": 0},
        {"watch_every": 0},
        {"learning_rate": 0.0},
        {"clip_norm": 0.0},
        {"character_weight": -1.0},
        {"average_decay": 1.0},  # the average would never move
        {"warmup_steps": 12},  # no step would be left for the cosine
        {"weight_decay": -0.1},
    ],
)
def test_settings_out_of_range_are_refused(
    line_settings: LineTrainingSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(line_settings, **wrong)
