from pathlib import Path

import cv2
import numpy as np
import pytest

from alpr.files import read_csv
from alpr.parameters import ParameterError
from alpr.plates.collections import FORMATS, generate_collection
from alpr.stages import generate

PARAMS = "generate: {national: {count: 3, seed: 5}, usa: {count: 2, seed: 6}}\n"


def test_the_parameters_name_every_format() -> None:
    assert tuple(generate.GenerateParameters.__dataclass_fields__) == FORMATS


def test_the_stage_writes_collections_and_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(PARAMS)
    generate.main()
    for name, count in (("national", 3), ("usa", 2)):
        assert len(read_csv(Path("data/plates") / name / "labels.csv")) == count
        sheet = cv2.imread(f"metrics/generate/{name}.png")
        assert sheet is not None and sheet.shape[2] == 3
    written = {path.name for path in Path("data/plates").iterdir()}
    assert written == set(FORMATS)


@pytest.mark.parametrize("wrong", ["count: 0, seed: 1", "count: 1, seed: -1", "count: 1"])
def test_wrong_parameters_stop_the_stage_before_it_writes(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(PARAMS.replace("count: 2, seed: 6", wrong))
    with pytest.raises(ParameterError, match=r"generate\.usa"):
        generate.main()
    assert not Path("data").exists()


def test_a_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        generate.contact_sheet([])


def test_a_sheet_shows_every_plate_and_stays_small() -> None:
    one = generate.contact_sheet(generate_collection("usa", 1, 1))
    five = generate.contact_sheet(generate_collection("usa", 5, 1))
    assert five.shape[0] == 2 * one.shape[0]
    assert five.shape[1] == one.shape[1]
    # The cells after the last plate are blank.
    cell_width = five.shape[1] // generate.SHEET_COLUMNS
    assert np.all(five[one.shape[0] :, cell_width:] == 255)
    sheet = generate.contact_sheet(generate_collection("usa", generate.SHEET_PLATES, 1))
    encoded = cv2.imencode(".png", sheet)[1]
    assert encoded.size < 400_000
