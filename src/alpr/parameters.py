"""params.yaml to frozen dataclasses; an unknown, missing or wrong key is an error that names it."""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from alpr.errors import UserError

T = TypeVar("T")

PARAMS = Path("params.yaml")

_EXPONENT = re.compile(r"[-+]?\d+[eE][-+]?\d+")


class ParameterError(UserError, ValueError):
    """A key of a parameter file is unknown, missing, of the wrong type or out of range."""


def read_parameters(cls: type[T], key: str, path: Path = PARAMS) -> T:
    """Fill a frozen dataclass from one (dotted) key of a YAML file.

    Fields may be bool, int, float, str, Literal, `X | None`, tuple[X, ...], tuple[X, Y],
    dict[str, X] and other dataclasses. Every key must be there unless its field has a default.
    Range checks belong in the dataclass's `__post_init__` as ValueError; they come out naming
    the key and the file.

    Raises:
        ParameterError: the message says which key of which file is wrong, and how.
    """
    return build(cls, read_key(key, path), f"{path}: {key}")


def read_key(key: str, path: Path = PARAMS) -> Any:
    """Return the plain YAML value of a (dotted) key; of the empty key, the whole file.

    Raises:
        ParameterError: the file cannot be read as YAML or has no such key.
    """
    try:
        value: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParameterError(f"{path}: cannot be read as YAML: {error}") from error
    walked = []
    for part in key.split(".") if key else ():
        walked.append(part)
        if not isinstance(value, Mapping) or part not in value:
            raise ParameterError(f"{path}: {'.'.join(walked)} is missing")
        value = value[part]
    return value


def build(cls: type[T], value: Any, where: str) -> T:
    """Fill a dataclass from a plain mapping; `where` begins every error message."""
    if not isinstance(value, Mapping):
        raise ParameterError(f"{where} must be a mapping, not {value!r}")
    fields = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(cls)
    for name in value:
        if name not in fields:
            raise ParameterError(f"{where}.{name} is not known; known are {', '.join(fields)}")
    arguments = {}
    for name, field in fields.items():
        if name in value:
            arguments[name] = _convert(hints[name], value[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ParameterError(f"{where}.{name} is missing")
    try:
        return cls(**arguments)
    except ParameterError:
        raise
    except ValueError as error:
        raise ParameterError(f"{where}: {error}") from error


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value, where)
    if origin is typing.Literal:
        choices = typing.get_args(hint)
        if value not in choices:
            raise ParameterError(f"{where} must be one of {', '.join(choices)}, not {value!r}")
        return value
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        (inner,) = (choice for choice in typing.get_args(hint) if choice is not type(None))
        return _convert(inner, value, where)
    if origin is tuple:
        return _convert_tuple(hint, value, where)
    if origin is dict:
        if not isinstance(value, Mapping):
            raise ParameterError(f"{where} must be a mapping, not {value!r}")
        inner = typing.get_args(hint)[1]
        return {str(key): _convert(inner, item, f"{where}.{key}") for key, item in value.items()}
    return _convert_scalar(hint, value, where)


def _convert_tuple(hint: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ParameterError(f"{where} must be a list, not {value!r}")
    inner = typing.get_args(hint)
    if inner[-1] is Ellipsis:
        inner = (inner[0],) * len(value)
    if len(inner) != len(value):
        raise ParameterError(f"{where} must have {len(inner)} entries, not {len(value)}")
    return tuple(
        _convert(kind, item, f"{where}[{index}]")
        for index, (kind, item) in enumerate(zip(inner, value, strict=True))
    )


def _convert_scalar(hint: Any, value: Any, where: str) -> Any:
    # YAML's true is an int to Python; a whole number is a good float.
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # YAML takes 5e-05 for a text, since it has no point; DVC writes small numbers so.
    if hint is float and isinstance(value, str) and _EXPONENT.fullmatch(value):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise ParameterError(f"{where} must be {hint.__name__}, not {value!r}")
    return value
