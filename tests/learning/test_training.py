"""Training learns, and a stopped training ends as if it had not been stopped."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from alpr.learning.arrays import GlyphArrays
from alpr.learning.checkpoints import Checkpoints
from alpr.learning.training import CurvePoint, TrainingSettings, batch_indices, train


class PowerCutError(Exception):
    """Ends a training in the middle."""


def weights(network: object) -> list[np.ndarray]:
    return [np.asarray(weight) for weight in network.weights]  # type: ignore[attr-defined]


def test_a_pass_uses_every_image_once() -> None:
    drawn = np.concatenate([batch_indices(i, 10, 4, seed=1) for i in range(5)])
    assert sorted(drawn[:10]) == list(range(10))
    assert sorted(drawn[10:]) == list(range(10))
    assert list(drawn[:10]) != list(drawn[10:]), "both passes had the same order"


def test_a_batch_larger_than_the_data_takes_several_passes() -> None:
    assert sorted(batch_indices(0, 3, 7, seed=1)[:6]) == [0, 0, 1, 1, 2, 2]


def test_batches_depend_on_the_seed_alone() -> None:
    assert np.array_equal(batch_indices(7, 100, 8, 1), batch_indices(7, 100, 8, 1))
    assert not np.array_equal(batch_indices(7, 100, 8, 1), batch_indices(7, 100, 8, 2))


def test_it_learns_and_its_curves_say_so(
    tmp_path: Path, settings: TrainingSettings, training: GlyphArrays, validation: GlyphArrays
) -> None:
    longer = dataclasses.replace(settings, iterations=200, learning_rate=0.005)
    seen: list[CurvePoint] = []
    checkpoints = Checkpoints(tmp_path / "c.npz", "x")
    _, curve = train(longer, training, validation, checkpoints, seen.append)
    assert seen == curve
    assert [point.iteration for point in curve] == list(range(0, 201, 20))
    assert curve[0].validation_accuracy < 0.2
    assert curve[-1].validation_accuracy > 0.9
    assert curve[-1].validation_loss < curve[0].validation_loss / 2


def test_the_weights_kept_are_the_mean_of_the_last(
    tmp_path: Path, settings: TrainingSettings, training: GlyphArrays, validation: GlyphArrays
) -> None:
    def trained(iterations: int, average_last: int) -> list[np.ndarray]:
        one = dataclasses.replace(settings, iterations=iterations, average_last=average_last)
        checkpoints = Checkpoints(tmp_path / f"{iterations}.npz", f"{average_last}")
        return weights(train(one, training, validation, checkpoints)[0])

    last = [trained(iterations, 1) for iterations in (3, 4, 5)]
    for mean, *three in zip(trained(5, 3), *last, strict=True):
        assert mean == pytest.approx(np.mean(three, axis=0), abs=1e-6)


@pytest.mark.parametrize(
    "stop_at",
    [
        20,  # between two checkpoints
        60,  # at the very end, with weights being averaged and the last ones not saved
    ],
)
def test_stopped_and_run_again_it_ends_the_same(
    tmp_path: Path,
    settings: TrainingSettings,
    training: GlyphArrays,
    validation: GlyphArrays,
    stop_at: int,
) -> None:
    whole, curve = train(settings, training, validation, Checkpoints(tmp_path / "a.npz", "x"))

    def stop(point: CurvePoint) -> None:
        if point.iteration == stop_at:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        train(settings, training, validation, Checkpoints(tmp_path / "b.npz", "x"), stop)
    resumed, resumed_curve = train(
        settings, training, validation, Checkpoints(tmp_path / "b.npz", "x")
    )
    assert resumed_curve == curve
    for one, other in zip(weights(whole), weights(resumed), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda content: content[: len(content) // 2], "cut off"),
        (lambda content: b"", "empty"),
        (lambda content: b"not a checkpoint", "something else"),
    ],
)
def test_a_damaged_checkpoint_starts_anew(
    tmp_path: Path,
    settings: TrainingSettings,
    training: GlyphArrays,
    validation: GlyphArrays,
    damage: object,
    why: str,
) -> None:
    short = dataclasses.replace(settings, iterations=15)
    path = tmp_path / "c.npz"
    train(short, training, validation, Checkpoints(path, "x"))
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    _, curve = train(short, training, validation, Checkpoints(path, "x"))
    assert [point.iteration for point in curve] == [0, 15]


def test_the_checkpoint_of_another_training_is_not_taken(tmp_path: Path) -> None:
    from alpr.learning.checkpoints import Progress

    path = tmp_path / "c.npz"
    mine = Checkpoints(path, "mine")
    mine.notes["run_id"] = "abc"
    mine.save(Progress(5, []), [])
    assert Checkpoints(path, "mine").notes == {"run_id": "abc"}
    assert Checkpoints(path, "mine").load([]) == Progress(5, [])
    assert Checkpoints(path, "yours").notes == {}
    assert Checkpoints(path, "yours").load([]) is None
    mine.remove()
    assert Checkpoints(path, "mine").load([]) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"iterations": 0}, "iterations"),
        ({"batch_size": 0}, "batch_size"),
        ({"average_last": 0}, "average_last"),
        ({"average_last": 61}, "average_last"),  # more than there are iterations
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"seed": -1}, "seed"),
    ],
)
def test_impossible_settings_are_refused(
    settings: TrainingSettings, change: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(settings, **change)  # type: ignore[arg-type]
