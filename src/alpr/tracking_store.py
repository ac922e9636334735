"""Where MLflow keeps the runs, and which run a stage goes on with; only `tracking` uses it.

Runs go to `mlflow.db` and `mlruns/` in the repository, or to the server that MLFLOW_TRACKING_URI
names. Any function here may raise whatever MLflow raises; `tracking` turns that into a warning.
"""

import logging
import os
import socket
from pathlib import Path
from typing import Any, NamedTuple

from alpr.commits import current_commit

EXPERIMENT = "alpr"

_PATIENCE = {
    # MLflow's own defaults retry for minutes; a pipeline without its server goes on in seconds.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    # Nothing is sent anywhere that the user did not name.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}


class Store(NamedTuple):
    """MLflow's client and the id of the experiment that holds the runs."""

    client: Any
    experiment: str


def connect() -> Store:
    """Reach the server or the database; database and experiment are made at the first use."""
    import fcntl  # not on Windows, where there is then no tracking

    for name, value in _PATIENCE.items():
        os.environ.setdefault(name, value)
    import mlflow

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    # A server that is down is one warning, ours, not one more for each retry.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    registry = os.environ.get("MLFLOW_REGISTRY_URI")
    if server := os.environ.get("MLFLOW_TRACKING_URI"):
        client = mlflow.MlflowClient(server, registry or server)
        return Store(client, _experiment(client, None))
    # In a queued experiment's copy of the repository DVC_ROOT still names the real one.
    root = Path(os.environ.get("DVC_ROOT") or ".").resolve()
    database = f"sqlite:///{root}/mlflow.db"
    # The client creates the database, and two processes that create it at once break it.
    with (root / "mlflow.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        client = mlflow.MlflowClient(database, registry or database)
        return Store(client, _experiment(client, (root / "mlruns").as_uri()))


def find(store: Store, recipe: str, model_md5: str | None, run_id: str | None) -> Any:
    """Return the run of that id, else the newest one of the recipe with that network, or None."""
    if run_id is not None:
        fits = f"attributes.run_id = '{run_id}'"
    elif model_md5 is not None:
        fits = f"tags.model_md5 = '{model_md5}' and tags.recipe = '{recipe}'"
    else:
        return None
    found = store.client.search_runs([store.experiment], fits, max_results=1)
    return found[0] if found else None


def create(store: Store, recipe: str) -> str:
    """Start a run and return its id; runs that a killed process left open are closed first."""
    _close_orphans(store)
    experiment = os.environ.get("DVC_EXP_NAME")
    commit = current_commit(Path())
    tags = {"recipe": recipe, "git.commit": commit, "mlflow.source.git.commit": commit}
    tags |= _process_tags()
    if experiment:
        tags["dvc.experiment"] = experiment
    name = f"{recipe} {experiment}" if experiment else recipe
    return str(store.client.create_run(store.experiment, tags=tags, run_name=name).info.run_id)


def reopen(store: Store, found: Any) -> None:
    """Set a run going again, by this process."""
    store.client.update_run(found.info.run_id, status="RUNNING")
    for name, value in _process_tags().items():
        store.client.set_tag(found.info.run_id, name, value)


def _experiment(client: Any, artifacts: str | None) -> str:
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
    found = client.get_experiment_by_name(name)
    if found is None:
        try:
            return str(client.create_experiment(name, artifact_location=artifacts))
        except Exception:
            # Another client of the same server may have made it in between.
            found = client.get_experiment_by_name(name)
            if found is None:
                raise
    return str(found.experiment_id)


def _close_orphans(store: Store) -> None:
    """Mark as KILLED the runs of this machine whose process is gone."""
    open_here = f"attributes.status = 'RUNNING' and tags.host = '{socket.gethostname()}'"
    for left in store.client.search_runs([store.experiment], open_here):
        if not _alive(int(left.data.tags["pid"])):
            store.client.set_terminated(left.info.run_id, "KILLED")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _process_tags() -> dict[str, str]:
    return {"host": socket.gethostname(), "pid": str(os.getpid())}
