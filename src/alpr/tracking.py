"""MLflow for the stages; with `tracking_store`, all that knows MLflow.

One MLflow run per recipe and pipeline run: train starts it, evaluate and score find it again by
the MD5 of the network's file and add to it. Tracking never decides whether the pipeline works:
switched off (ALPR_TRACKING=off), not installed, its server down or dying, there is one warning,
and every call does nothing from there on.
"""

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alpr import tracking_store
from alpr.files import md5

REGISTERED_MODEL = "plate-cnn"

_VALUE_LIMIT = 500
"""Longest parameter or tag value, characters: what every MLflow server accepts."""

_BATCH = 100
"""Most parameters that MLflow takes at once; of metrics it takes more."""

_log = logging.getLogger(__name__)


class Run:
    """One MLflow run to write to; where nothing is tracked, every method does nothing.

    `id` is the run's id, or None; a training keeps it in its checkpoint to go on with the run.
    """

    def __init__(self, recipe: str, client: Any = None, run_id: str | None = None) -> None:
        self._recipe = recipe
        self._client = client
        self.id = run_id

    def parameters(self, values: Mapping[str, Any]) -> None:
        """Log parameters, nested keys joined by dots; those that the run already holds stay."""
        texts = {key: str(value)[:_VALUE_LIMIT] for key, value in flat(values).items()}

        def send(client: Any) -> None:
            from mlflow.entities import Param

            known = client.get_run(self.id).data.params
            fresh = [Param(key, text) for key, text in texts.items() if key not in known]
            for start in range(0, len(fresh), _BATCH):
                client.log_batch(self.id, params=fresh[start : start + _BATCH])

        self._attempt(send)

    def metrics(self, values: Mapping[str, Any], step: int = 0) -> None:
        """Log the numbers among the values, nested keys joined by dots; texts and lists pass."""
        numbers = [(k, float(v)) for k, v in flat(values).items() if isinstance(v, int | float)]

        def send(client: Any) -> None:
            from mlflow.entities import Metric

            now = int(time.time() * 1000)
            points = [Metric(name, value, now, step) for name, value in numbers]
            for start in range(0, len(points), _BATCH):
                client.log_batch(self.id, metrics=points[start : start + _BATCH])

        self._attempt(send)

    def tags(self, values: Mapping[str, str]) -> None:
        """Set tags."""

        def send(client: Any) -> None:
            for name, value in values.items():
                client.set_tag(self.id, name, value[:_VALUE_LIMIT])

        self._attempt(send)

    def dataset(self, facts: Mapping[str, Any]) -> None:
        """Log the data set with its digest: what metrics/dataset.json holds."""
        described = {
            "name": facts["source"],
            "digest": facts["content_sha256"][:36],  # as long as MLflow takes
            "source_type": facts["source"],
            "source": json.dumps({"md5": facts["md5"]}),
            "profile": json.dumps(dict(facts), sort_keys=True),
        }

        def send(client: Any) -> None:
            from mlflow.entities import Dataset, DatasetInput, InputTag

            context = InputTag("mlflow.data.context", "training")
            client.log_inputs(self.id, [DatasetInput(Dataset(**described), [context])])

        self._attempt(send)
        self.tags({"dataset.source": facts["source"], "dataset.md5": facts["md5"]})

    def artifact(self, path: Path, folder: str = "") -> None:
        """Store a file, or every file of a folder."""

        def send(client: Any) -> None:
            store = client.log_artifacts if path.is_dir() else client.log_artifact
            store(self.id, str(path), folder or None)

        self._attempt(send)

    def model(self, path: Path) -> None:
        """Store a .keras file with its signature as a new version of `plate-cnn`.

        The version takes the alias `latest-<recipe>`; the run takes the tag `model_md5`, by which
        the later stages find it.
        """
        digest = md5(path)

        def send(client: Any) -> None:
            number = _log_model(client, path, self.id)
            client.set_model_version_tag(REGISTERED_MODEL, number, "model_md5", digest)
            alias = f"latest-{self._recipe}"
            client.set_registered_model_alias(REGISTERED_MODEL, alias, number)

        self.tags({"model_md5": digest})
        self._attempt(send)

    def _end(self, status: str) -> None:
        self._attempt(lambda client: client.set_terminated(self.id, status))

    def _attempt(self, send: Callable[[Any], None]) -> None:
        if self._client is None:
            return
        try:
            send(self._client)
        # Whatever a tracking server, a database or MLflow itself can raise, training goes on.
        except Exception as error:
            self._client = None
            _log.warning("MLflow fails, tracking is off from here on: %s", _line(error))


@contextmanager
def run(
    recipe: str, stage: str, *, model_md5: str | None = None, run_id: str | None = None
) -> Iterator[Run]:
    """Open the run of a recipe for one stage; it ends FINISHED, FAILED or KILLED with the block.

    Args:
        recipe: the recipe's name.
        stage: the stage's name. A run that already holds this stage is left as it is: the stage
            then belongs to another pipeline run, which gets a run of its own that begins with
            what is known of the network so far.
        model_md5: MD5 of the network's file; goes on with the run that trained it.
        run_id: goes on with this very run, as a training does that was interrupted.

    Raises:
        ValueError: ALPR_TRACKING is neither on nor off.
    """
    opened = _open(recipe, stage, model_md5, run_id)
    try:
        yield opened
    except KeyboardInterrupt:
        opened._end("KILLED")
        raise
    except BaseException:
        opened._end("FAILED")
        raise
    opened.tags({f"stage.{stage}": "done"})
    opened._end("FINISHED")


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Join the keys of nested mappings with dots, in characters that MLflow takes.

    >>> flat({"train": {"paper": {"batch": 300}}, "my plates (2)": 7})
    {'train.paper.batch': 300, 'my plates _2_': 7}
    """
    result: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            result |= flat(value, f"{prefix}{key}.")
        else:
            result[re.sub(r"[^\w\-./: ]", "_", f"{prefix}{key}")] = value
    return result


def _open(recipe: str, stage: str, model_md5: str | None, run_id: str | None) -> Run:
    switch = os.environ.get("ALPR_TRACKING", "on")
    if switch not in ("on", "off"):
        raise ValueError(f"ALPR_TRACKING must be on or off, not {switch!r}")
    if switch == "off":
        return Run(recipe)
    try:
        store = tracking_store.connect()
        previous = tracking_store.find(store, recipe, model_md5, run_id)
        if previous and (run_id or f"stage.{stage}" not in previous.data.tags):
            tracking_store.reopen(store, previous)
            return Run(recipe, store.client, previous.info.run_id)
        opened = Run(recipe, store.client, tracking_store.create(store, recipe))
    # Whatever MLflow can raise while it starts, or its absence: the pipeline runs without it.
    except Exception as error:
        _log.warning("MLflow cannot be used, this run is not tracked: %s", _line(error))
        return Run(recipe)
    if model_md5:
        opened.tags({"model_md5": model_md5})
    if previous:
        _begin_with(opened, previous)
    elif model_md5 or run_id:
        note = "MLflow holds no run of this recipe that began this training; a new one is made."
        _log.warning(note)
        opened.tags({"mlflow.note.content": note})
    return opened


def _begin_with(opened: Run, previous: Any) -> None:
    """Copy what an earlier run knows of the network, whose stages do not run again."""
    opened.parameters(previous.data.params)
    opened.metrics(previous.data.metrics)
    opened.tags({"continues": previous.info.run_id})
    for used in previous.inputs.dataset_inputs:
        source = json.loads(used.dataset.profile)
        opened.dataset(source)


def _log_model(client: Any, path: Path, run_id: str | None) -> str:
    """Log a Keras network and return the number of its registered version."""
    import keras
    import mlflow
    import mlflow.keras
    import numpy as np
    from mlflow.models import ModelSignature
    from mlflow.types import Schema, TensorSpec

    def schema(tensors: Any) -> Any:
        shapes = (tuple(-1 if side is None else side for side in t.shape) for t in tensors)
        types = (np.dtype(t.dtype) for t in tensors)
        return Schema([TensorSpec(*pair) for pair in zip(types, shapes, strict=True)])

    network = keras.models.load_model(path)
    # Logging a model goes by MLflow's global address alone, which also sets the variable.
    before = os.environ.get("MLFLOW_TRACKING_URI")
    mlflow.set_tracking_uri(client.tracking_uri)
    try:
        with mlflow.start_run(run_id=run_id):
            logged = mlflow.keras.log_model(
                network,
                name=REGISTERED_MODEL,
                signature=ModelSignature(schema(network.inputs), schema(network.outputs)),
                registered_model_name=REGISTERED_MODEL,
                # Named, since MLflow would load the model in a second process to find out.
                pip_requirements=[f"tensorflow=={version('tensorflow')}"],
            )
    finally:
        mlflow.set_tracking_uri(before)
    return str(logged.registered_model_version)


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
