"""What a reader sees in a picture before anything is decided: slots, their places, its steps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alpr.boxes import Box
from alpr.reading.segmentation import Segmentation
from alpr.reading.slots import Slot, line_slots


@dataclass(frozen=True, eq=False)
class LineSteps:
    """The steps of the line reader.

    Attributes:
        crop: (48, 160) uint8 grey: what the network saw.
        width: Pixels that the picture given was wide.
        columns: (looks, 40, 37): what it said, before calibration; of the crop, and of its views
            where it was looked at again.
    """

    crop: NDArray[np.uint8]
    width: int
    columns: NDArray[np.float32]

    @cached_property
    def first(self) -> tuple[Slot, ...]:
        """What the first look saw, before calibration."""
        return line_slots(self.columns[0], self.width)


@dataclass(frozen=True, eq=False)
class Look:
    """One plate as a reader sees it; boxes are those of the slots, in pixels of the picture."""

    slots: tuple[Slot, ...]
    boxes: tuple[Box, ...]
    steps: Segmentation | LineSteps

    def __post_init__(self) -> None:
        if len(self.slots) != len(self.boxes):
            raise ValueError(f"{len(self.slots)} slots need as many boxes, not {len(self.boxes)}")

    @property
    def views(self) -> int:
        """How many views of the picture the network was shown."""
        return len(self.steps.columns) if isinstance(self.steps, LineSteps) else 1
