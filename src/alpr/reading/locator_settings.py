"""How the locator is used: the keys of its model.json that say so."""

import math
from dataclasses import dataclass

from alpr.places import MULTIPLE, PlaceSettings
from alpr.reading.close_up import WIDTH as CLOSE_UP_WIDTH


@dataclass(frozen=True)
class LocatorSettings:
    """How the network is used: the keys of model.json that say so.

    Attributes:
        working_pixels: A photograph is shrunk to so many first; one that is much larger to
            three quarters of its sides,
        most_pixels: but to no more than so many.
        pyramid: Each further look is at a picture so many times smaller.
        widest_px: There are further looks until the picture is no wider or higher than this, so
            that a plate as large as the picture is found.
        places: How cells become plates, those of one scale and those of two.
        close_px: Each place is looked at again, its plate so many pixels wide; None: it is not.
        least: Places less probable than this are refused.
        narrowest_px: Plates less wide in the photograph are refused.
        edge: Plates nearer to the picture's edge are refused; share of a plate's width.
        most: So many places at most, the surest, are looked at closer.
    """

    working_pixels: int
    pyramid: float
    places: PlaceSettings
    most_pixels: int = 1_000_000
    widest_px: float = 200.0
    close_px: float | None = 128.0
    least: float = 0.2
    narrowest_px: float = 20.0
    edge: float = 0.02
    most: int = 100

    def __post_init__(self) -> None:
        if self.working_pixels < MULTIPLE**2:
            least = MULTIPLE**2
            raise ValueError(f"working_pixels must be at least {least}, not {self.working_pixels}")
        if self.most_pixels < self.working_pixels:
            raise ValueError(
                f"most_pixels must be at least working_pixels, {self.working_pixels}, not "
                f"{self.most_pixels}"
            )
        if not 1 < self.pyramid < math.inf:
            raise ValueError(f"pyramid must be above 1, not {self.pyramid}")
        if not 0 < self.widest_px < math.inf:
            raise ValueError(f"widest_px must be above 0, not {self.widest_px}")
        if self.close_px is not None and not 8 <= self.close_px <= CLOSE_UP_WIDTH:
            raise ValueError(f"close_px must be 8 to {CLOSE_UP_WIDTH}, not {self.close_px}")
        if not 0 <= self.least <= 1:
            raise ValueError(f"least must be in [0, 1], not {self.least}")
        if self.narrowest_px < 0:
            raise ValueError(f"narrowest_px must be at least 0, not {self.narrowest_px}")
        if not 0 <= self.edge < 1:
            raise ValueError(f"edge must be in [0, 1), not {self.edge}")
        if self.most < 1:
            raise ValueError(f"most must be at least 1, not {self.most}")
