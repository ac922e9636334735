"""The preprocess stage: lists to arrays that training can read."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from alpr.dataset.archive import Layout, PageName
from alpr.dataset.manifest import Removed, write_manifest, write_removed
from alpr.dataset.typefaces import TypefaceParameters, render_archive
from alpr.files import md5
from alpr.learning.arrays import load_arrays
from alpr.parameters import build
from alpr.stages import preprocess

ROOT = Path(__file__).parents[2]
LAYOUT = {"classes": 37, "faces": 4, "side": 40}
NAMES = [PageName(index, face) for index in range(36) for face in range(1, 5)]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    params = yaml.safe_load((ROOT / "params.yaml").read_text())
    settings = build(TypefaceParameters, params["typefaces"] | {"processes": 1}, "typefaces")
    render_archive(preprocess.ARCHIVE, Layout(**LAYOUT), settings)
    Path("params.yaml").write_text(yaml.safe_dump({"dataset": {"layout": LAYOUT}}))
    parts = {2: "validation", 3: "test"}
    kept = [(name, parts.get(name.face, "train")) for name in NAMES if name.face < 4]
    write_manifest(preprocess.MANIFEST, kept)
    gone = [Removed(name, "typeface", 0.1) for name in NAMES if name.face == 4]
    gone[0] = Removed(gone[0].name, "blank", 0.0)
    write_removed(preprocess.REMOVED, gone)
    for key, path in preprocess.ORIGINS.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"about": key, "origin": "a file of the user's"}))


@pytest.mark.usefixtures("workspace")
def test_every_listed_image_is_in_its_file() -> None:
    preprocess.main()
    train = load_arrays(preprocess.ARRAYS / "train.npz")
    assert train.images.shape == (36, 32, 32, 1)
    assert train.labels.tolist() == list(range(36))
    assert set(train.faces.tolist()) == {1}
    assert train.images.max(axis=(1, 2, 3)).min() > 200, "every glyph has ink"
    removed = load_arrays(preprocess.ARRAYS / "removed.npz")
    assert len(removed.labels) == 35, "a blank page has no glyph"
    metrics = json.loads(preprocess.METRICS.read_text())
    assert metrics["images"] == {"train": 36, "validation": 36, "test": 36, "removed": 35}
    assert metrics["train_pixel_mean"] == pytest.approx(np.mean(train.images), abs=1e-4)
    origin = json.loads((preprocess.ARRAYS / "origin.json").read_text())
    assert origin["dataset"] == {"about": "dataset"}
    assert origin["filter"]["about"] == "filter"


@pytest.mark.usefixtures("workspace")
def test_the_same_archive_from_elsewhere_changes_nothing() -> None:
    preprocess.main()
    first = {path.name: md5(path) for path in preprocess.ARRAYS.iterdir()}
    dataset = preprocess.ORIGINS["dataset"]
    dataset.write_text(dataset.read_text().replace("a file of the user's", "https://example.org"))
    preprocess.main()
    assert {path.name: md5(path) for path in preprocess.ARRAYS.iterdir()} == first


@pytest.mark.usefixtures("workspace")
def test_run_again_it_writes_the_same_bytes() -> None:
    preprocess.main()
    files = sorted(preprocess.ARRAYS.iterdir())
    first = [md5(path) for path in files]
    preprocess.main()
    assert [md5(path) for path in files] == first


@pytest.mark.usefixtures("workspace")
def test_a_listed_image_that_the_archive_lacks_is_an_error() -> None:
    write_manifest(preprocess.MANIFEST, [(PageName(0, 5), "train")])
    with pytest.raises(ValueError, match="img001-00005"):
        preprocess.main()
