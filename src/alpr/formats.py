"""Plate formats: which characters each place of a plate may hold, built in or a user's own YAML."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from alpr.characters import CHARACTERS
from alpr.errors import UserError
from alpr.formats_builtin import BUILT_IN
from alpr.parameters import ParameterError, build, read_key

LONGEST = 12
"""Most places of a pattern."""

MOST_PATTERNS = 256
LARGEST_FILE_BYTES = 65_536

CLASSES: Mapping[str, str] = {"0": "0-9", "A": "A-Z", "*": "0-9A-Z"}
"""The classes that every format has; its own of the same sign win."""

RESERVED = ("auto", "none")
"""Names that mean something else where a format is asked for."""

_SEPARATORS = " -"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Pattern:
    """One layout: for each place the characters that it may hold, in order of CHARACTERS."""

    places: tuple[str, ...]
    weight: float = 1.0
    """How usual it is among the patterns of its format; only their ratios count."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.places) <= LONGEST:
            raise ValueError(f"a pattern must have 1 to {LONGEST} places, not {len(self.places)}")
        for place in self.places:
            if not place or place != "".join(char for char in CHARACTERS if char in place):
                raise ValueError(f"a place must hold characters in order, each once, not {place!r}")
        if not 0 < self.weight < math.inf:
            raise ValueError(f"weight must be above 0 and finite, not {self.weight}")


@dataclass(frozen=True)
class Format:
    """The plates of one country or of one purpose."""

    name: str
    description: str
    patterns: tuple[Pattern, ...]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"name must be 1 to 40 small letters, digits, - or _, not {self.name!r}"
            )
        if self.name in RESERVED:
            raise ValueError(f"name must not be {' or '.join(RESERVED)}, not {self.name!r}")
        if not 1 <= len(self.patterns) <= MOST_PATTERNS:
            raise ValueError(
                f"patterns must be 1 to {MOST_PATTERNS} in number, not {len(self.patterns)}"
            )


@dataclass(frozen=True)
class _WrittenPattern:
    pattern: str
    weight: float = 1.0


@dataclass(frozen=True)
class _WrittenFormat:
    name: str
    description: str
    patterns: tuple[_WrittenPattern, ...]
    classes: dict[str, str] = field(default_factory=dict)


def find_format(name_or_path: str | Path) -> Format:
    """Return the built-in format of this name or the one of this YAML file.

    Raises:
        UserError: neither; the message lists the names, or says which key of the file is wrong.
    """
    if name_or_path in BUILT_IN:
        return _built_in(str(name_or_path))
    path = Path(name_or_path)
    if not path.is_file():
        raise UserError(
            f"no format {str(name_or_path)!r}: it must be none, auto, {', '.join(BUILT_IN)} or a "
            "YAML file"
        )
    return read_format(path)


def built_in_formats() -> tuple[Format, ...]:
    """Return all formats that come with the package."""
    return tuple(_built_in(name) for name in BUILT_IN)


def read_format(path: Path) -> Format:
    """Read a format from YAML: name, description, patterns and, optionally, classes.

    Raises:
        ParameterError: a key is unknown, missing, wrong or too large; it names file and key.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror or error}") from error
    if size > LARGEST_FILE_BYTES:
        raise ParameterError(f"{path}: must be at most {LARGEST_FILE_BYTES} bytes, not {size}")
    return parse_format(read_key("", path), str(path))


def parse_format(value: Any, where: str) -> Format:
    """Turn the plain values of a format file into a format; `where` begins every error message.

    >>> two = {"name": "toy", "description": "", "classes": {"V": "AEIOU"}, "patterns": ["0-V"]}
    >>> parse_format(two, "toy.yaml").patterns[0].places
    ('0123456789', 'AEIOU')
    """
    if isinstance(value, Mapping) and isinstance(value.get("patterns"), list):
        for index, entry in enumerate(value["patterns"]):
            if isinstance(entry, int):
                raise ParameterError(
                    f"{where}.patterns[{index}] is the number {entry} to YAML: put it in quotes"
                )
        # A pattern may be written as a bare text: that of weight 1.
        entries = [
            {"pattern": entry} if isinstance(entry, str) else entry for entry in value["patterns"]
        ]
        value = {**value, "patterns": entries}
    written = build(_WrittenFormat, value, where)
    classes = {
        sign: _class(sign, spec, f"{where}.classes.{sign}")
        for sign, spec in {**CLASSES, **written.classes}.items()
    }
    patterns = tuple(
        _pattern(item, classes, f"{where}.patterns[{index}]")
        for index, item in enumerate(written.patterns)
    )
    try:
        return Format(written.name, written.description, patterns)
    except ValueError as error:
        raise ParameterError(f"{where}: {error}") from error


def _class(sign: str, spec: str, where: str) -> str:
    """Turn `0-9BCD` into the characters in order."""
    if len(sign) != 1 or not sign.isprintable() or sign in _SEPARATORS:
        raise ParameterError(f"{where}: a class must be named by one sign, not {sign!r}")
    chars: set[str] = set()
    rest = spec
    while rest:
        first, last, rest = (rest[0], rest[2], rest[3:]) if rest[1:2] == "-" and rest[2:] else (
            rest[0], rest[0], rest[1:]
        )  # fmt: skip
        places = CHARACTERS.find(first), CHARACTERS.find(last)
        if min(places) < 0 or places[0] > places[1]:
            raise ParameterError(
                f"{where} must be digits, capitals and ranges such as 0-9 or A-HJ-N, not {spec!r}"
            )
        chars.update(CHARACTERS[places[0] : places[1] + 1])
    if not chars:
        raise ParameterError(f"{where} must hold at least one character, not {spec!r}")
    return "".join(sorted(chars, key=CHARACTERS.index))


def _pattern(written: _WrittenPattern, classes: Mapping[str, str], where: str) -> Pattern:
    signs = [sign for sign in written.pattern if sign not in _SEPARATORS]
    for sign in signs:
        if sign not in classes:
            raise ParameterError(
                f"{where}: {sign!r} of {written.pattern!r} is no class; "
                f"known are {', '.join(sorted(classes))}"
            )
    try:
        return Pattern(tuple(classes[sign] for sign in signs), written.weight)
    except ValueError as error:
        raise ParameterError(f"{where}: {error}") from error


@cache
def _built_in(name: str) -> Format:
    """Put a built-in format together; its parts share its weight by their own."""
    description, classes, parts = BUILT_IN[name]
    patterns = [
        {"pattern": pattern, "weight": weight / len(layouts)}
        for weight, layouts in parts
        for pattern in layouts
    ]
    value = {"name": name, "description": description, "classes": classes, "patterns": patterns}
    return parse_format(value, f"built-in format {name}")
