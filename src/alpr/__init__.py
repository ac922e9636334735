"""alpr: an automatic licence plate recogniser that anyone can rebuild with one command."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alpr.reading.photograph import PhotographReader
    from alpr.reading.reader import PlateReader

__all__ = ["PhotographReader", "PlateReader"]


def __getattr__(name: str) -> Any:
    # The readers are imported on first use, so that `import alpr` in a pipeline stage
    # does not load the inference runtime.
    if name == "PlateReader":
        from alpr.reading.reader import PlateReader

        return PlateReader
    if name == "PhotographReader":
        from alpr.reading.photograph import PhotographReader

        return PhotographReader
    raise AttributeError(f"module 'alpr' has no attribute {name!r}")
