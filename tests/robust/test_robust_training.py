"""Training on several sources learns, and a stopped training ends as if it had not been stopped."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alpr.learning.checkpoints import Checkpoints
from alpr.learning.descent import DescentPoint
from alpr.learning.robust_training import (
    LabelledGlyphs,
    RobustTrainingSettings,
    batch_of,
    train_robust,
)


class BlackoutError(Exception):
    """Ends a training in the middle."""


Trained = tuple[Any, list[DescentPoint]]


class Bench:
    """A training and its toys."""

    def __init__(self, sources: list[LabelledGlyphs], watched: dict[str, LabelledGlyphs]) -> None:
        self._sources, self._watched = sources, watched

    def train(
        self, settings: RobustTrainingSettings, path: Path, stop_at: int | None = None
    ) -> Trained:
        def stop(point: DescentPoint) -> None:
            if point.step == stop_at:
                raise BlackoutError

        kept = Checkpoints(path, "x")
        return train_robust(settings, self._sources, self._watched, kept, "float32", stop)


@pytest.fixture(scope="module")
def bench(sources: list[LabelledGlyphs], watched: dict[str, LabelledGlyphs]) -> Bench:
    return Bench(sources, watched)


def test_it_learns_characters_and_what_is_none(
    tmp_path: Path, robust_settings: RobustTrainingSettings, bench: Bench
) -> None:
    longer = dataclasses.replace(robust_settings, steps=120, watch_every=60)
    _, curve = bench.train(longer, tmp_path / "c.npz")
    assert [point.step for point in curve] == [60, 120]
    assert curve[-1].loss < curve[0].loss
    assert curve[-1].accuracy["toys"] > 0.9


def test_stopped_and_run_again_it_ends_the_same(
    tmp_path: Path, robust_settings: RobustTrainingSettings, bench: Bench
) -> None:
    whole, points = bench.train(robust_settings, tmp_path / "whole.npz")
    with pytest.raises(BlackoutError):
        bench.train(robust_settings, tmp_path / "c.npz", stop_at=5)
    resumed, curve = bench.train(robust_settings, tmp_path / "c.npz")
    assert curve == points
    for one, other in zip(whole.weights, resumed.weights, strict=True):
        np.testing.assert_array_equal(one, other, err_msg=one.path)


def test_every_source_has_its_places_in_a_batch(
    robust_settings: RobustTrainingSettings, sources: list[LabelledGlyphs]
) -> None:
    marked = [
        LabelledGlyphs(source.images, np.full(len(source), label, np.uint8))
        for source, label in zip(sources, (3, 36), strict=True)
    ]
    images, labels = batch_of(robust_settings, marked, index=7)
    assert images.shape == (20, 32, 32, 1)
    assert labels.tolist() == [3] * 12 + [36] * 8
    again, _ = batch_of(robust_settings, marked, index=7)
    np.testing.assert_array_equal(images, again)


def test_a_source_without_a_place_is_refused(
    robust_settings: RobustTrainingSettings, sources: list[LabelledGlyphs]
) -> None:
    with pytest.raises(ValueError, match="argument"):
        batch_of(robust_settings, sources[:1], index=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"batch": ()},
        {"batch": (8, 0)},
        {"learning_rate": 0.0},
        {"warmup_steps": 12},  # no step would be left for the cosine
        {"smoothing": 1.0},  # the labels would say nothing
        {"average_decay": 1.0},  # the average would never move
        {"seed": -1},
    ],
)
def test_settings_out_of_range_are_refused(
    robust_settings: RobustTrainingSettings, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(robust_settings, **wrong)


@pytest.mark.parametrize(
    ("images", "labels", "named"),
    [
        (np.zeros((2, 32, 32, 1), np.uint8), np.zeros(3, np.uint8), "3 labels"),
        (np.zeros((1, 32, 32, 1), np.float32), np.zeros(1, np.uint8), "float32"),
        (np.zeros((1, 32, 32, 1), np.uint8), np.array([37], np.uint8), "label 37"),
    ],
)
def test_glyphs_that_do_not_fit_their_labels_are_refused(
    images: Any, labels: Any, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        LabelledGlyphs(images, labels)
