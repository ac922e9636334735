"""What passes between a source of frames and those who look at them."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from alpr.errors import UserError

Image = NDArray[np.uint8]

Report = Callable[[str], None]
"""Told in a sentence what was lost."""


class SourceError(UserError):
    """A source that cannot be opened; the message names it and says why."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a video.

    Attributes:
        number: From 0 on; those that were passed over are counted too.
        time: Seconds since the first frame, exact.
        pixels: (height, width, 3) uint8 BGR.
    """

    number: int
    time: Fraction
    pixels: Image


class Source(Protocol):
    """Frames, one after the other."""

    @property
    def rate(self) -> Fraction:
        """Frames that come in a second, at least nearly."""

    @property
    def total(self) -> int | None:
        """How many frames will come; None where nobody knows."""

    def frames(self) -> Generator[Frame, None, None]:
        """Yield the frames, and let go of the source at the end."""
