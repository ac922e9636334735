"""Outputs are whole or not there, and the same bytes for the same content."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from alpr.files import md5, read_csv, replacing, write_csv, write_image, write_json, write_text


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("half of the n")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.txt"]


def test_folders_are_made(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "c.txt", "x")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"


def test_outputs_are_as_readable_as_other_files(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_text(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_json_is_sorted_and_rounded(tmp_path: Path) -> None:
    write_json(tmp_path / "m.json", {"b": np.float32(1 / 3), "a": [np.int64(2), {"c": 0.1 + 0.2}]})
    assert (tmp_path / "m.json").read_bytes() == (
        b'{\n  "a": [\n    2,\n    {\n      "c": 0.3\n    }\n  ],\n  "b": 0.333333\n}\n'
    )


def test_json_refuses_what_no_other_tool_reads(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "m.json", {"a": float("nan")})
    assert not (tmp_path / "m.json").exists()


def test_csv_comes_back(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", ["name", "value"], [["a,b", 1 / 3], ["é", 2]])
    assert b"\r" not in (tmp_path / "t.csv").read_bytes()
    assert read_csv(tmp_path / "t.csv") == [
        {"name": "a,b", "value": "0.333333"},
        {"name": "é", "value": "2"},
    ]


def test_an_image_that_cannot_be_encoded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"png|channels"):
        write_image(tmp_path / "x.png", np.zeros((4, 4, 7), np.uint8))
    assert not (tmp_path / "x.png").exists()


def test_md5_is_the_plain_one(tmp_path: Path) -> None:
    write_text(tmp_path / "x", "abc")
    assert md5(tmp_path / "x") == hashlib.md5(b"abc").hexdigest()
