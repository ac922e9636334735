"""Which arithmetic this machine learns fastest in."""

from pathlib import Path
from typing import Literal

from alpr.learning.line_network import Precision

_FLAGS = ("avx512_bf16", "amx_bf16")
"""Processors that say so multiply in bfloat16; others would imitate it, far slower than float32."""


def resolved_precision(wanted: Literal["auto", "float32", "mixed_bfloat16"]) -> Precision:
    """Return the precision to learn in; `auto` looks for a GPU or a processor with bfloat16."""
    if wanted != "auto":
        return wanted
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU") or processor_has_bfloat16():
        return "mixed_bfloat16"
    return "float32"


def processor_has_bfloat16(described: Path = Path("/proc/cpuinfo")) -> bool:
    """Say whether Linux lists bfloat16 among the processor's abilities; elsewhere no."""
    if not described.is_file():
        return False
    lines = described.read_text(encoding="utf-8", errors="replace").splitlines()
    flags = next((line for line in lines if line.startswith("flags")), "")
    return any(flag in flags.split() for flag in _FLAGS)
