"""Variants of the line network's training: the pipeline's own parameters with a few changed."""

import copy
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alpr.columns import HEIGHT, WIDTH
from alpr.parameters import ParameterError, build, read_key
from alpr.plates.realism.alphabets import USUAL_SHARES, FaceShares
from alpr.plates.realism.sampler import RealismSettings
from alpr.stages.ablation.settings import PARAMS
from alpr.stages.line.settings import PARAMS as LINE_PARAMS
from alpr.stages.line.train import LineTrainParameters

ANY = "*"
"""As a part of a key: every entry of the list or mapping."""


@dataclass(frozen=True)
class Variant:
    """Everything that a variant's training depends on beside the pages and the code."""

    realism: RealismSettings
    line_train: LineTrainParameters
    face_shares: FaceShares
    seen_px: tuple[int, int]
    """Rows and columns that are left of a crop, at most those of the network."""

    def __post_init__(self) -> None:
        rows, columns = self.seen_px
        if not (1 <= rows <= HEIGHT and 1 <= columns <= WIDTH):
            raise ValueError(f"seen_px must be at most {HEIGHT}, {WIDTH}, not {rows}, {columns}")


def described_variants() -> dict[str, str]:
    """Return what each variant changes, in words, in the order of the file.

    Raises:
        ParameterError: a variant has not exactly `what` and `set`.
    """
    entries = read_key("ablation.variants", PARAMS)
    return {name: str(_entry(name, entry)["what"]) for name, entry in entries.items()}


def variant_values(name: str) -> dict[str, Any]:
    """Return the plain values of a variant: `realism`, `line_train`, `face_shares`, `seen_px`.

    Raises:
        ParameterError: there is no such variant, or it sets a key that is not known.
    """
    entry = _entry(name, read_key(f"ablation.variants.{name}", PARAMS))
    values = {key: read_key(key, LINE_PARAMS) for key in ("realism", "line_train")}
    values["face_shares"] = dataclasses.asdict(USUAL_SHARES)
    values["seen_px"] = [HEIGHT, WIDTH]
    for changes in (read_key("ablation.common", PARAMS), entry["set"]):
        for key, value in changes.items():
            values = with_value(values, key, value)
    return values


def read_variant(name: str) -> Variant:
    """Return the parameters of a variant.

    Raises:
        ParameterError: as `variant_values`, or a value is of the wrong type or out of range.
    """
    return build(Variant, variant_values(name), f"{PARAMS}: {name}")


def with_value(values: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return a copy of nested values with another one at a dotted key.

    A part of the key that is `*` stands for every entry there.

    Raises:
        ParameterError: nothing is there.

    >>> with_value({"levels": [{"share": 1}, {"share": 2}]}, "levels.*.share", 0)
    {'levels': [{'share': 0}, {'share': 0}]}
    """
    changed = copy.deepcopy(dict(values))
    *path, last = key.split(".")
    holders: list[Any] = [changed]
    for part in path:
        holders = [holder[place] for holder in holders for place in _places(holder, part, key)]
    for holder in holders:
        for place in _places(holder, last, key):
            holder[place] = copy.deepcopy(value)
    return changed


def _places(holder: Any, part: str, key: str) -> list[Any]:
    if part == ANY and isinstance(holder, list):
        return list(range(len(holder)))
    if isinstance(holder, Mapping):
        if part == ANY:
            return list(holder)
        if part in holder:
            return [part]
    raise ParameterError(f"{PARAMS}: {key}: {part} is not known")


def _entry(name: str, entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping) or set(entry) != {"what", "set"}:
        raise ParameterError(f"{PARAMS}: {name} must have `what` and `set`, not {entry!r}")
    return entry
