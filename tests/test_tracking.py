"""Tracking: one run through the stages, and a pipeline that works without MLflow all the same."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alpr import tracking
from alpr.tracking_store import EXPERIMENT

FACTS = {
    "source": "typefaces",
    "md5": "0" * 32,
    "content_sha256": "a" * 64,
    "classes": 62,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database for the module, since creating one takes seconds; the path has a space."""
    return tmp_path_factory.mktemp("a repository")


@pytest.fixture(autouse=True)
def _repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVC_ROOT", str(root))
    names = ("ALPR_TRACKING", "DVC_EXP_NAME", "MLFLOW_EXPERIMENT_NAME", "MLFLOW_REGISTRY_URI")
    for name in ("MLFLOW_TRACKING_URI", *names):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(root: Path) -> Any:
    mlflow = pytest.importorskip("mlflow")
    return mlflow.MlflowClient(f"sqlite:///{root}/mlflow.db")


@pytest.fixture
def network_file(tmp_path: Path) -> Path:
    """Any bytes: for the tests in which nothing but the MD5 matters."""
    path = tmp_path / "network.keras"
    path.write_bytes(b"a network")
    return path


def train(recipe: str, model_md5: str) -> str:
    """What the stage train does, in short; returns the run's id."""
    with tracking.run(recipe, "train") as run:
        run.parameters({"train": {recipe: {"learning_rate": 0.0001, "filters": [32, 64]}}})
        run.dataset(FACTS)
        for iteration in (0, 100, 200):
            run.metrics({"loss": 3.0 - iteration / 100}, step=iteration)
        run.tags({"model_md5": model_md5})
    assert run.id is not None
    return run.id


def test_the_stages_of_one_pipeline_run_share_one_mlflow_run(
    root: Path, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVC_EXP_NAME", "lucky-newt")
    trained = train("shared", "1" * 32)
    picture = tmp_path / "sheets" / "worst.png"
    picture.parent.mkdir()
    picture.write_bytes(b"png")
    with tracking.run("shared", "evaluate", model_md5="1" * 32) as run:
        run.metrics({"test": {"strict": {"rate": 0.98, "n": 3459}, "note": "passed over"}})
        run.artifact(picture)
        run.artifact(picture.parent, "sheets")
    evaluated = run.id
    with tracking.run("shared", "score", model_md5="1" * 32) as run:
        run.metrics({"national_plates": 1.0})
    assert trained == evaluated == run.id

    found = client.get_run(trained)
    assert found.info.status == "FINISHED"
    assert found.info.run_name == "shared lucky-newt"
    assert found.data.params == {
        "train.shared.learning_rate": "0.0001",
        "train.shared.filters": "[32, 64]",
    }
    assert found.data.metrics == {
        "loss": 1.0,
        "test.strict.rate": 0.98,
        "test.strict.n": 3459.0,
        "national_plates": 1.0,
    }
    assert [point.step for point in client.get_metric_history(trained, "loss")] == [0, 100, 200]
    tags = found.data.tags
    assert tags["dvc.experiment"] == "lucky-newt"
    assert tags["dataset.source"] == "typefaces"
    # Plots are where the pictures are; a temporary copy's path must not be fixed into the store.
    folder = root / "mlruns" / trained / "artifacts"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.png")} == {
        "worst.png",
        "sheets/worst.png",
    }
    (used,) = found.inputs.dataset_inputs
    assert used.dataset.name == "typefaces"
    assert used.dataset.digest == "a" * 36
    assert "0" * 32 in used.dataset.source


def test_a_stage_run_again_gets_a_run_of_its_own_with_what_is_known(client: Any) -> None:
    """Other plates, same network: the old score must stay, to be compared with the new one."""
    trained = train("again", "2" * 32)
    with tracking.run("again", "score", model_md5="2" * 32) as run:
        run.metrics({"usa_plates": 0.6})
    with tracking.run("again", "score", model_md5="2" * 32) as run:
        run.metrics({"usa_plates": 0.7})
    assert run.id is not None
    assert run.id != trained
    assert client.get_run(trained).data.metrics["usa_plates"] == 0.6
    second = client.get_run(run.id)
    assert second.data.metrics == {"loss": 1.0, "usa_plates": 0.7}
    assert second.data.params["train.again.learning_rate"] == "0.0001"
    assert second.data.tags["continues"] == trained
    assert second.inputs.dataset_inputs[0].dataset.digest == "a" * 36


def test_a_recipe_never_writes_into_the_run_of_another(client: Any) -> None:
    trained = train("one", "3" * 32)
    with tracking.run("other", "evaluate", model_md5="3" * 32) as run:
        run.metrics({"test_accuracy": 0.5})
    assert run.id != trained
    assert "test_accuracy" not in client.get_run(trained).data.metrics


def test_an_interrupted_training_goes_on_with_its_run(client: Any) -> None:
    with pytest.raises(KeyboardInterrupt), tracking.run("halted", "train") as run:
        run.parameters({"seed": 7})
        raise KeyboardInterrupt
    assert run.id is not None
    assert client.get_run(run.id).info.status == "KILLED"
    with tracking.run("halted", "train", run_id=run.id) as resumed:
        # MLflow refuses to change a parameter; one that is there already must not end tracking.
        resumed.parameters({"seed": 8, "batch_size": 300})
        resumed.metrics({"loss": 1.0}, step=200)
    assert resumed.id == run.id
    found = client.get_run(run.id)
    assert found.info.status == "FINISHED"
    assert found.data.params == {"seed": "7", "batch_size": "300"}
    assert found.data.metrics == {"loss": 1.0}


@pytest.mark.parametrize(
    "wanted",
    [
        {"model_md5": "f" * 32},  # trained elsewhere, or the database was deleted
        {"run_id": "f" * 32},  # the checkpoint outlived the database
    ],
)
def test_a_run_without_its_beginning_says_so(
    wanted: dict[str, str], client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with tracking.run("alone", "evaluate", **wanted) as run:
        run.metrics({"test_accuracy": 0.9})
    assert run.id is not None
    assert "holds no run" in client.get_run(run.id).data.tags["mlflow.note.content"]
    assert "holds no run" in caplog.text


def test_an_error_in_the_stage_ends_the_run_as_failed(client: Any) -> None:
    with pytest.raises(ValueError, match="no such thing"), tracking.run("bad", "train") as run:
        raise ValueError("no such thing")
    found = client.get_run(run.id)
    assert found.info.status == "FAILED"
    assert "stage.train" not in found.data.tags


def test_a_run_whose_process_was_killed_is_not_left_running(client: Any) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    with tracking.run("orphan", "train") as living:
        pass
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    tags = {"host": socket.gethostname(), "pid": str(gone.pid)}
    orphan = client.create_run(experiment, tags=tags).info.run_id
    own = client.create_run(experiment, tags={**tags, "pid": str(os.getpid())}).info.run_id
    elsewhere = client.create_run(experiment, tags={**tags, "host": "another"}).info.run_id
    with tracking.run("orphan", "train"):
        pass
    statuses = {run: client.get_run(run).info.status for run in (orphan, own, elsewhere)}
    assert statuses == {orphan: "KILLED", own: "RUNNING", elsewhere: "RUNNING"}
    assert client.get_run(living.id).info.status == "FINISHED"


def use_everything(run: tracking.Run, path: Path) -> None:
    run.parameters({"seed": 7})
    run.metrics({"loss": 1.0})
    run.dataset(FACTS)
    run.artifact(path)
    run.model(path)
    run.tags({"a": "b"})


def test_switched_off_nothing_is_written(
    tmp_path: Path, network_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALPR_TRACKING", "off")
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    with tracking.run("paper", "train") as run:
        use_everything(run, network_file)
    assert run.id is None
    assert list(tmp_path.iterdir()) == [network_file]


def test_a_mistyped_switch_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALPR_TRACKING", "of")
    with pytest.raises(ValueError, match="on or off, not 'of'"), tracking.run("paper", "train"):
        pass


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    "trouble",
    [
        "not installed",
        "server down",
        "file store",  # MLflow 3 has no file store any more and raises
        "no folder",  # the database cannot be made
    ],
)
def test_without_mlflow_there_is_one_warning_and_no_failure(
    trouble: str,
    tmp_path: Path,
    network_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if trouble == "not installed":
        monkeypatch.setitem(sys.modules, "mlflow", None)
    elif trouble == "no folder":
        monkeypatch.setenv("DVC_ROOT", str(network_file))
    else:
        uri = closed_port() if trouble == "server down" else str(tmp_path / "mlruns")
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    begin = time.monotonic()
    with caplog.at_level(logging.WARNING), tracking.run("paper", "train") as run:
        use_everything(run, network_file)
    assert run.id is None
    assert [record.name for record in caplog.records] == ["alpr.tracking"]
    assert "not tracked" in caplog.text
    # MLflow's own patience would be minutes; importing it takes seconds.
    assert time.monotonic() - begin < 30


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Run MLflow's own server application in a thread; `mlflow server` takes half a minute."""
    pytest.importorskip("mlflow")
    from mlflow.server import app, handlers
    from werkzeug.serving import make_server

    monkeypatch.setattr(handlers, "_tracking_store", None)
    monkeypatch.setattr(handlers, "_model_registry_store", None)
    artifacts = str(tmp_path / "artifacts")
    handlers.initialize_backend_stores(
        f"sqlite:///{tmp_path}/server.db", default_artifact_root=artifacts
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{running.server_port}")
    yield running
    running.shutdown()


def test_a_server_is_used_and_may_die_in_the_middle(
    server: Any, root: Path, network_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import mlflow

    before = set(root.iterdir())
    trained = train("served", "4" * 32)
    client = mlflow.MlflowClient(os.environ["MLFLOW_TRACKING_URI"])
    assert client.get_run(trained).data.metrics == {"loss": 1.0}
    assert set(root.iterdir()) == before
    with tracking.run("served", "evaluate", model_md5="4" * 32) as run:
        assert run.id == trained
        server.shutdown()
        server.server_close()
        begin = time.monotonic()
        caplog.clear()
        use_everything(run, network_file)
    assert [record.name for record in caplog.records] == ["alpr.tracking"]
    assert "off from here on" in caplog.text
    assert time.monotonic() - begin < 30


def test_two_processes_may_make_the_database_at_once(tmp_path: Path) -> None:
    pytest.importorskip("mlflow")
    program = "from alpr import tracking\nwith tracking.run('paper', 'train') as run: print(run.id)"
    environment = {**os.environ, "DVC_ROOT": str(tmp_path)}
    started = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    ids = [process.communicate(timeout=120)[0].decode().strip() for process in started]
    assert len(set(ids)) == 2
    assert all(len(run_id) == 32 for run_id in ids)


def test_the_network_is_registered_with_its_signature(
    root: Path, client: Any, tmp_path: Path
) -> None:
    keras = pytest.importorskip("keras")
    layers = [keras.Input((32, 32, 1), dtype="float32"), keras.layers.Flatten()]
    network = keras.Sequential([*layers, keras.layers.Dense(36, "softmax")])
    path = tmp_path / "network.keras"
    network.save(path)
    with tracking.run("tiny", "train") as run:
        run.model(path)
    version = client.get_model_version_by_alias("plate-cnn", "latest-tiny")
    assert version.run_id == run.id
    assert client.get_run(run.id).data.tags["model_md5"] == version.tags["model_md5"]

    from mlflow.models import Model

    (described,) = root.glob("mlruns/models/*/artifacts/MLmodel")
    signature = Model.load(str(described)).signature
    assert signature.inputs.to_dict()[0]["tensor-spec"] == {
        "dtype": "float32",
        "shape": (-1, 32, 32, 1),
    }
    assert signature.outputs.to_dict()[0]["tensor-spec"] == {"dtype": "float32", "shape": (-1, 36)}
    assert "MLFLOW_TRACKING_URI" not in os.environ
