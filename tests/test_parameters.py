"""A wrong key is an error that names the key and the file; a right one becomes a dataclass."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from alpr.parameters import ParameterError, read_key, read_parameters


@dataclass(frozen=True)
class Inner:
    size: int
    rate: float = 0.5

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"size must be at least 1, not {self.size}")


@dataclass(frozen=True)
class Outer:
    inner: Inner
    mode: Literal["a", "b"]
    names: tuple[str, ...]
    pair: tuple[int, int]
    note: str | None = None
    by_name: dict[str, Inner] = field(default_factory=dict)


GOOD = "{inner: {size: 3}, mode: a, names: [x, y], pair: [1, 2]}"


def write(folder: Path, text: str) -> Path:
    path = folder / "params.yaml"
    path.write_text(text)
    return path


def test_a_good_mapping_is_filled_in(tmp_path: Path) -> None:
    path = write(tmp_path, f"top: {{middle: {GOOD}}}")
    assert read_parameters(Outer, "top.middle", path) == Outer(Inner(3), "a", ("x", "y"), (1, 2))


def test_a_whole_number_is_a_float_where_one_is_wanted(tmp_path: Path) -> None:
    inner = read_parameters(Inner, "k", write(tmp_path, "k: {size: 1, rate: 1}"))
    assert isinstance(inner.rate, float)


def test_a_small_number_is_a_number_as_dvc_writes_it(tmp_path: Path) -> None:
    # `dvc exp run -S rate=0.00005` writes 5e-05, which YAML reads as a text.
    assert read_parameters(Inner, "k", write(tmp_path, "k: {size: 1, rate: 5e-05}")).rate == 5e-05


def test_mappings_of_dataclasses(tmp_path: Path) -> None:
    text = GOOD.replace("inner:", "note: null, by_name: {p: {size: 2}}, inner:")
    assert read_parameters(Outer, "k", write(tmp_path, f"k: {text}")).by_name == {"p": Inner(2)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "k is missing"),  # an empty file
        ("k: [", "cannot be read as YAML"),  # no YAML
        ("k: 5", "must be a mapping"),
        ("k: {size: 1, colour: red}", "k.colour is not known; known are size, rate"),
        ("k: {rate: 0.1}", "k.size is missing"),
        ("k: {size: '1'}", "k.size must be int, not '1'"),
        ("k: {size: true}", "k.size must be int, not True"),  # YAML's true is an int to Python
        ("k: {size: 1, rate: 5e-05x}", "k.rate must be float, not '5e-05x'"),
        ("k: {size: 5e1}", "k.size must be int, not '5e1'"),
        ("k: {size: 1.5}", "k.size must be int, not 1.5"),
        ("k: {size: 0}", "size must be at least 1, not 0"),  # the dataclass's own check
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ParameterError, match=message) as caught:
        read_parameters(Inner, "k", path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mode: a", "mode: c", "k.mode must be one of a, b, not 'c'"),
        ("[1, 2]", "[1, 2, 3]", "k.pair must have 2 entries, not 3"),
        ("[1, 2]", "[1, x]", r"k.pair\[1\] must be int"),
        ("[x, y]", "x", "k.names must be a list"),
        ("{size: 3}", "{size: -1}", "k.inner: size must be at least 1"),
        ("mode: a", "mode: a, by_name: 3", "k.by_name must be a mapping"),
    ],
)
def test_nested_errors_name_the_whole_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        read_parameters(Outer, "k", write(tmp_path, f"k: {GOOD.replace(old, new)}"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"nowhere\.yaml"):
        read_key("k", tmp_path / "nowhere.yaml")
