"""Training learns, and a stopped training ends as if it had not been stopped."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from locator_toys import make_draw_toy, toy_scenes

from alpr.learning.checkpoints import Checkpoints
from alpr.learning.descent import DescentPoint
from alpr.learning.locator_training import LocatorTrainingSettings, train_locator


class PowerCutError(Exception):
    """Ends a training in the middle."""


def train(
    settings: LocatorTrainingSettings, checkpoints: Checkpoints, stop_at: int | None = None
) -> tuple[Any, list[DescentPoint]]:
    def stop(point: DescentPoint) -> None:
        if point.step == stop_at:
            raise PowerCutError

    watched = toy_scenes(10_000, 20)
    return train_locator(settings, make_draw_toy, watched, checkpoints, "float32", stop)


def test_it_learns_to_find(tmp_path: Path, locator_settings: LocatorTrainingSettings) -> None:
    longer = dataclasses.replace(locator_settings, steps=120, watch_every=60)
    _, curve = train(longer, Checkpoints(tmp_path / "c.npz", "x"))
    assert [point.step for point in curve] == [60, 120]
    assert curve[-1].loss < curve[0].loss
    # The box without stripes is as bright and as large as a plate.
    assert curve[-1].accuracy["recall"] > 0.8
    assert curve[-1].accuracy["precision"] > 0.8


@pytest.fixture(scope="module")
def unstopped(
    tmp_path_factory: pytest.TempPathFactory, locator_settings: LocatorTrainingSettings
) -> tuple[Any, list[DescentPoint]]:
    return train(locator_settings, Checkpoints(tmp_path_factory.mktemp("whole") / "c.npz", "x"))


@pytest.mark.parametrize(
    "stop_at",
    [
        5,  # within the second use of a block
        12,  # at the very end, with the result computed and not yet saved
    ],
)
def test_stopped_and_run_again_it_ends_the_same(
    tmp_path: Path,
    locator_settings: LocatorTrainingSettings,
    unstopped: tuple[Any, list[DescentPoint]],
    stop_at: int,
) -> None:
    with pytest.raises(PowerCutError):
        train(locator_settings, Checkpoints(tmp_path / "c.npz", "x"), stop_at)
    resumed, curve = train(locator_settings, Checkpoints(tmp_path / "c.npz", "x"))
    assert curve == unstopped[1]
    for one, other in zip(unstopped[0].weights, resumed.weights, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=one.path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"batch_size": 0},
        {"height": 100},  # no multiple of 16
        {"width": 0},
        {"focus": -1.0},
        {"corner_weight": -1.0},
        {"average_decay": 1.0},  # the average would never move
    ],
)
def test_settings_out_of_range_are_refused(
    locator_settings: LocatorTrainingSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(locator_settings, **wrong)
