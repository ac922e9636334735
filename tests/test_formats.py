"""Plate formats: what the built-in ones allow, and how a user's own file is read and refused."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from alpr.errors import UserError
from alpr.formats import (
    LARGEST_FILE_BYTES,
    LONGEST,
    MOST_PATTERNS,
    Format,
    Pattern,
    built_in_formats,
    find_format,
    parse_format,
    read_format,
)

DOCS = Path(__file__).resolve().parents[1] / "docs" / "formats.md"

TOY: Mapping[str, Any] = {"name": "toy", "description": "a toy", "patterns": ["00 AA"]}


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("es", "", False),  # no format says nothing
        ("es", "1234BCD", True),  # the usual one
        ("es", "1234BAD", False),  # no vowels
        ("es", "1234BQD", False),  # no Q
        ("es", "M1234AB", True),  # provincial
        ("es", "C1234BCD", True),  # a moped
        ("es", "E1234BCD", False),  # the E of the country band
        ("us", "123ABC", True),
        ("us", "5SAM123", True),  # California
        ("us", "BUKTLST", True),  # the owner's choice
        ("us", "123456789", False),  # longer than any plate
        ("eu", "AA229AA", True),  # France, Italy
        ("eu", "ABABC10", True),  # Germany: ABA-BC 10
        ("eu", "ABABC01", False),  # its numbers do not begin with 0 ...
        ("eu", "AB12CDE", True),  # ... Great Britain's may
        ("eu", "1ABC234", True),  # Belgium
        ("eu", "3J35048", True),  # Czechia
        ("eu", "DIESEL", False),
        ("eu", "QUATTRO", False),
        ("br", "ABC1234", True),
        ("br", "ABC1D23", True),  # Mercosul
        ("br", "ABC12D3", False),
    ],
)
def test_built_in_formats_allow_plates_of_their_own(
    allows: Callable[[Format, str], bool], name: str, text: str, allowed: bool
) -> None:
    assert allows(find_format(name), text) == allowed


def test_the_main_pattern_of_spain_dominates() -> None:
    weights = [pattern.weight for pattern in find_format("es").patterns]
    assert weights[0] > 0.9 * sum(weights)


def test_built_in_formats_have_their_names() -> None:
    assert [item.name for item in built_in_formats()] == ["es", "us", "eu", "br"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    wanted = "no format 'xx': it must be none, auto, es, us, eu, br or a YAML file"
    with pytest.raises(UserError, match=wanted):
        find_format("xx")


def test_the_example_of_the_docs_is_a_format(
    allows: Callable[[Format, str], bool], tmp_path: Path
) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "own.yaml"
    path.write_text(block, encoding="utf-8")
    own = find_format(path)
    assert own.name == "andorra"
    assert [allows(own, text) for text in ("A1234", "TX012", "1234A")] == [True, True, False]
    assert [pattern.weight for pattern in own.patterns] == [1.0, 0.05]


def test_weights_classes_and_separators() -> None:
    own = parse_format(
        {
            **TOY,
            "classes": {0: "1-35", "X": "XZ-Z"},
            "patterns": ["0-X", {"pattern": "X 0", "weight": 2}],
        },
        "toy.yaml",
    )
    assert own.patterns == (Pattern(("1235", "XZ"), 1.0), Pattern(("XZ", "1235"), 2.0))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": None}, "toy.yaml.name must be str, not None"),
        ({"name": "none"}, "name must not be auto or none"),  # means something else
        ({"name": "My Plates"}, "name must be 1 to 40 small letters"),
        ({"colour": "red"}, "toy.yaml.colour is not known"),
        ({"patterns": []}, f"patterns must be 1 to {MOST_PATTERNS} in number, not 0"),
        ({"patterns": ["0"] * (MOST_PATTERNS + 1)}, f"not {MOST_PATTERNS + 1}"),
        ({"patterns": "00"}, "toy.yaml.patterns must be a list"),
        (
            {"patterns": [0]},
            r"toy.yaml.patterns\[0\] is the number 0 to YAML: put it in quotes",
        ),  # 0 unquoted
        ({"patterns": [" - "]}, r"patterns\[0\]: a pattern must have 1 to 12 places, not 0"),
        ({"patterns": ["0" * (LONGEST + 1)]}, f"not {LONGEST + 1}"),
        ({"patterns": ["0", "0B"]}, r"patterns\[1\]: 'B' of '0B' is no class; known are \*, 0, A"),
        ({"patterns": [{"weight": 1}]}, r"patterns\[0\].pattern is missing"),
        ({"patterns": [{"pattern": "0", "weight": 0}]}, "weight must be above 0 and finite, not 0"),
        ({"patterns": [{"pattern": "0", "weight": float("inf")}]}, "finite, not inf"),
        ({"patterns": [{"pattern": "0", "weight": float("nan")}]}, "finite, not nan"),
        ({"patterns": [{"pattern": "0", "often": 1}]}, r"patterns\[0\].often is not known"),
        ({"classes": {"B": ""}}, "classes.B must hold at least one character"),
        ({"classes": {"B": "bcd"}}, "classes.B must be digits, capitals and ranges"),
        ({"classes": {"B": "Z-A"}}, "not 'Z-A'"),  # a range the wrong way round
        ({"classes": {"B": "A-"}}, "not 'A-'"),  # a range without an end
        ({"classes": {"BB": "A"}}, "a class must be named by one sign, not 'BB'"),
        ({"classes": {" ": "A"}}, "a class must be named by one sign, not ' '"),
        ({"classes": {"B": 7}}, "toy.yaml.classes.B must be str, not 7"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_the_key(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        parse_format({**TOY, **change}, "toy.yaml")
    assert str(caught.value).startswith("toy.yaml")


@pytest.mark.parametrize("key", ["name", "description", "patterns"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(UserError, match=f"toy.yaml.{key} is missing"):
        parse_format({name: value for name, value in TOY.items() if name != key}, "toy.yaml")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.yaml: No such file"):
        read_format(tmp_path / "absent.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: [", encoding="utf-8")
    with pytest.raises(UserError, match=r"broken\.yaml: cannot be read as YAML"):
        find_format(broken)
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=r"empty\.yaml must be a mapping, not None"):
        find_format(empty)
    large = tmp_path / "large.yaml"
    large.write_text(yaml.safe_dump(dict(TOY)) + "#" * LARGEST_FILE_BYTES, encoding="utf-8")
    with pytest.raises(UserError, match=f"large.yaml: must be at most {LARGEST_FILE_BYTES} bytes"):
        find_format(large)
