"""Every distribution of the drawn photographs (locator/params.yaml: scenes)."""

from dataclasses import dataclass

from alpr.plates.realism.dice import Range


@dataclass(frozen=True)
class ViewSettings:
    """Where the camera stands before a plate; angles in degrees, cut off at `most_`.

    Attributes:
        roll: Deviation of the rotation in the picture.
        strong: Share of views that are turned and slanted more.
        strong_roll: Their rotation's deviation.
        most_roll: Largest rotation.
        yaw: Deviation of how far the camera stands beside the car's middle.
        strong_yaw: The same of the strong views.
        most_yaw: Largest yaw.
        strong_slant: Deviation of how far strong views are sheared besides, in pixels across for
            each pixel down: slopes, and cameras that do not hang level.
        most_slant: Largest slant.
        pitch: How steeply the camera looks down.
        distance: Metres, drawn log-uniformly.
    """

    roll: float
    strong: float
    strong_roll: float
    most_roll: float
    yaw: float
    strong_yaw: float
    most_yaw: float
    strong_slant: float
    most_slant: float
    pitch: Range
    distance: Range

    def __post_init__(self) -> None:
        _check_shares(self, "strong")
        for name in ("roll", "strong_roll", "yaw", "strong_yaw"):
            if not 0 <= getattr(self, name) <= 60:
                raise ValueError(f"{name} must lie in 0..60, not {getattr(self, name)}")
        for name in ("most_roll", "most_yaw"):
            if not 0 <= getattr(self, name) <= 65:
                raise ValueError(f"{name} must lie in 0..65, not {getattr(self, name)}")
        for name in ("strong_slant", "most_slant"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in 0..1, not {getattr(self, name)}")
        _check_range(self, "pitch", -20, 60)
        _check_range(self, "distance", 1, 200)


@dataclass(frozen=True)
class ContentSettings:
    """What a picture holds beside its plates.

    Attributes:
        loose: Share of plates that hang on no car.
        neighbour: Share of pictures with one more car, without a plate.
        row: Share of further cars that are parked beside the first.
        places: Where plates' middles may lie in the picture, as shares of its width and height:
            x_min, y_min, x_max, y_max.
        decoys: How many signs, boards, bare plates and grilles at least and at most.
        cover: Share of plates that something stands before.
        caption: Share of pictures with a date or a mark burnt in.
        border: Share of pictures with bands of one tone around.
        backdrop: Share of pictures with a given background, where backgrounds are given.
    """

    loose: float
    neighbour: float
    row: float
    places: tuple[float, float, float, float]
    decoys: tuple[int, int]
    cover: float
    caption: float
    border: float
    backdrop: float

    def __post_init__(self) -> None:
        _check_shares(self, "loose", "neighbour", "row", "cover", "caption", "border", "backdrop")
        _check_range(self, "decoys", 0, 40)
        x0, y0, x1, y1 = self.places
        if not (0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1):
            raise ValueError(f"places must be a box in 0..1, not {self.places}")


@dataclass(frozen=True)
class CameraSettings:
    """What the camera makes of the whole picture.

    Attributes:
        resolution: Share of pictures that had fewer pixels.
        coarsest: The fewest, of the picture's own on a side.
        blur: Deviation of the focus' blur, of the smallest plate's characters' height.
        motion: Share of pictures smeared by motion.
        motion_length: Of the characters' height.
        noise: Deviation, grey levels.
        night: Share of pictures taken at night.
        shadow: Share of pictures with shadows thrown over them.
        glare: Share of pictures with a reflection or a lamp that dazzles.
        bloom: Share of overexposed pictures.
        compression: Share of pictures stored as JPEG.
        jpeg: Its quality.
    """

    resolution: float
    coarsest: float
    blur: Range
    motion: float
    motion_length: Range
    noise: Range
    night: float
    shadow: float
    glare: float
    bloom: float
    compression: float
    jpeg: tuple[int, int]

    def __post_init__(self) -> None:
        _check_shares(
            self, "resolution", "motion", "night", "shadow", "glare", "bloom", "compression"
        )
        if not 0.1 <= self.coarsest <= 1:
            raise ValueError(f"coarsest must lie in 0.1..1, not {self.coarsest}")
        _check_range(self, "blur", 0, 2)
        _check_range(self, "motion_length", 0, 5)
        _check_range(self, "noise", 0, 60)
        _check_range(self, "jpeg", 5, 100)


@dataclass(frozen=True)
class SceneSettings:
    """Every distribution of the drawn photographs.

    Attributes:
        counts: Shares of pictures with no plate, one, two, three ...
        width_px: Width of a plate in the picture, drawn log-uniformly.
        large: Share of pictures that a plate fills, or nearly.
        view: Where the camera stands.
        content: What else there is.
        camera: What the camera makes of it.
        legible: Least correlation of a plate's ink with the picture; other plates count neither as
            plates nor as background.
        visible: Least share of a plate that must be seen to count as one.
        hidden: A plate of which no more is seen counts as background.
    """

    counts: tuple[float, ...]
    width_px: Range
    large: float
    view: ViewSettings
    content: ContentSettings
    camera: CameraSettings
    legible: float
    visible: float
    hidden: float

    def __post_init__(self) -> None:
        if not self.counts or min(self.counts) < 0 or abs(sum(self.counts) - 1) > 1e-6:
            raise ValueError(f"counts must be shares that add up to 1, not {self.counts}")
        _check_range(self, "width_px", 16, 4000)
        _check_shares(self, "large", "legible", "visible", "hidden")
        if self.hidden > self.visible:
            raise ValueError(f"hidden must not exceed visible {self.visible}, not {self.hidden}")


def _check_shares(settings: object, *names: str) -> None:
    for name in names:
        if not 0 <= getattr(settings, name) <= 1:
            raise ValueError(f"{name} must lie in 0..1, not {getattr(settings, name)}")


def _check_range(settings: object, name: str, least: float, most: float) -> None:
    low, high = getattr(settings, name)
    if not least <= low <= high <= most:
        raise ValueError(f"{name} must be a range in {least}..{most}, not {(low, high)}")
