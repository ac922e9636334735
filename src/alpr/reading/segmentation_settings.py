"""The two parameter sets of the segmentation: the paper's in pixels, and the relative one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alpr.parameters import build
from alpr.reading.binarization import ThresholdSettings
from alpr.reading.candidates import CandidateSettings
from alpr.reading.character_lines import LineSettings
from alpr.reading.choosing import ChoiceSettings


@dataclass(frozen=True)
class SegmentationSettings:
    """Every number of the paper's segmentation, in pixels of the scaled plate.

    Attributes:
        width_px: plates are scaled so that their longer side has so many pixels.
        height_px: they are stretched to width_px x height_px; None keeps their aspect ratio.
        blur_px: side of the Gaussian kernel, odd.
        window_px: side of the neighbourhood whose mean is the threshold, odd.
        offset: grey levels that ink must be darker than that mean.
        box_height_px: lowest and highest box that can be a character.
        box_width_px: narrowest and widest.
        box_aspect: smallest and largest width over height.
    """

    width_px: int
    height_px: int | None
    blur_px: int
    window_px: int
    offset: float
    box_height_px: tuple[int, int]
    box_width_px: tuple[int, int]
    box_aspect: tuple[float, float]

    def __post_init__(self) -> None:
        if not 50 <= self.width_px <= 1000:
            raise ValueError(f"width_px must be 50 to 1000, not {self.width_px}")
        if self.height_px is not None and not 10 <= self.height_px <= 1000:
            raise ValueError(f"height_px must be 10 to 1000 or null, not {self.height_px}")
        for name, lowest in (("blur_px", 1), ("window_px", 3)):
            side = getattr(self, name)
            if side < lowest or side % 2 == 0:
                raise ValueError(f"{name} must be odd and at least {lowest}, not {side}")
        if not 0 <= self.offset <= 255:
            raise ValueError(f"offset must be 0 to 255, not {self.offset}")
        for name in ("box_height_px", "box_width_px", "box_aspect"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise ValueError(f"{name} must be 0 < lowest <= highest, not {low}, {high}")


@dataclass(frozen=True)
class RelativeSettings:
    """A segmentation whose lengths are shares of the characters' height, found on the plate.

    Attributes:
        character_px: plates are scaled until their characters are so high; the resolution that
            everything else is done at.
        most_px: but not beyond so many pixels along the longer side.
        enough: a line whose characters cover so much of the plate's longer side is taken without
            a look at the next one.
        blur_px: side of the Gaussian kernel, odd.
        lines: how lines of characters are looked for.
        thresholds: how ink is told from paper at that scale.
        candidates: what may be a character.
        choice: how the characters are chosen.
    """

    character_px: int
    most_px: int
    enough: float
    blur_px: int
    lines: LineSettings
    thresholds: ThresholdSettings
    candidates: CandidateSettings
    choice: ChoiceSettings

    def __post_init__(self) -> None:
        if not 16 <= self.character_px <= 200:
            raise ValueError(f"character_px must be 16 to 200, not {self.character_px}")
        if not 50 <= self.most_px <= 2000:
            raise ValueError(f"most_px must be 50 to 2000, not {self.most_px}")
        if not 0 <= self.enough <= 1:
            raise ValueError(f"enough must be 0 to 1, not {self.enough}")
        if self.blur_px < 1 or self.blur_px % 2 == 0:
            raise ValueError(f"blur_px must be odd and at least 1, not {self.blur_px}")


Settings = SegmentationSettings | RelativeSettings


def build_settings(value: Any, where: str) -> Settings:
    """Fill the parameter set that a plain mapping belongs to; `where` begins every error message.

    Raises:
        ParameterError: a key is unknown, missing or out of range.
    """
    relative = isinstance(value, Mapping) and "character_px" in value
    return (
        build(RelativeSettings, value, where)
        if relative
        else build(SegmentationSettings, value, where)
    )
