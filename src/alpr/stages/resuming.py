"""A training that goes on where it was stopped, as one MLflow run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alpr import tracking
from alpr.learning.checkpoints import Checkpoints
from alpr.tracking import Run

CHECKPOINTS = Path("models/checkpoints")


@contextmanager
def resumable(recipe: str, name: str, identity: str) -> Iterator[tuple[Run, Checkpoints]]:
    """Open the MLflow run of a training and its checkpoints, which its success removes.

    Args:
        recipe: What the run is called.
        name: What the checkpoint is called, in models/checkpoints.
        identity: Everything that the result of the training depends on; a checkpoint of another
            identity is not gone on from.

    Yields:
        The run, the one that was stopped where there is one to go on with, and the checkpoints.
    """
    kept = Checkpoints(CHECKPOINTS / f"{name}.npz", identity)
    with tracking.run(recipe, "train", run_id=kept.notes.get("run_id")) as run:
        if run.id:
            kept.notes["run_id"] = run.id
        yield run, kept
    kept.remove()
