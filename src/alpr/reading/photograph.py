"""A photograph, or a crop of a plate, to the plates that it shows and what they say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.files import DECIMALS
from alpr.parameters import ParameterError, build
from alpr.places import Corners, covered, upright_boxes
from alpr.reading.crops import best_of, is_crop
from alpr.reading.images import as_bgr, read_image
from alpr.reading.judging import Evidence, Judge
from alpr.reading.leaning import as_it_leans
from alpr.reading.localization import Locator, find_locator
from alpr.reading.located import (
    CROP,
    KINDS,
    PHOTOGRAPH,
    LocatedReading,
    PhotographReading,
    PhotographTrace,
    PlateSteps,
    Point,
    traced,
)
from alpr.reading.locations import OVERLAPS, Location, Refusal
from alpr.reading.look import Look
from alpr.reading.model_folder import DESCRIPTION, ModelError
from alpr.reading.reader import PlateReader
from alpr.reading.readings import Reading
from alpr.reading.rectification import Matrix, mapped_box, rectified
from alpr.reading.slots import legibility

Image = NDArray[np.uint8]


class PhotographReader:
    """Finds and reads plates. Holds nothing that changes: safe to use from several threads."""

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        locator: str | Path | None = None,
        **options: Any,
    ) -> None:
        """Load the models.

        Args:
            model: the reader's folder, as PlateReader takes it.
            locator: the locator's folder; if None, the one that ALPR_LOCATOR names, else the
                released one.
            options: of PlateReader.

        Raises:
            ModelError: a model is missing or damaged.
            UserError: there is no such format, or its file is wrong.
            ValueError: an option is out of range.
        """
        folder = find_locator(locator)
        self._locator = Locator(folder)
        self._reader = PlateReader(model, **options)
        try:
            self._judge = build(Judge, self._locator.content.get("judge", {}), "judge")
        except ParameterError as error:
            raise ModelError(f"{folder / DESCRIPTION}: {error}") from error

    def read(self, image: NDArray[Any] | str | Path, kind: str | None = None) -> PhotographReading:
        """Read a picture.

        Args:
            image: a file, or an array: uint8 or uint16; grey, BGR or BGRA.
            kind: what it is, `photograph` or `crop`; if None, that is found out.

        Raises:
            ImageError: the file cannot be read as an image.
            ValueError: the array is no such image, or there is no such kind.
        """
        return self.trace(image, kind).reading

    def trace(self, image: NDArray[Any] | str | Path, kind: str | None = None) -> PhotographTrace:
        """Read as `read` does, and return the steps too."""
        if kind not in (None, *KINDS):
            raise ValueError(f"kind must be {' or '.join(KINDS)}, not {kind!r}")
        pixels = read_image(Path(image)) if isinstance(image, str | Path) else as_bgr(image)
        if kind == CROP:
            return trace_crop(self._reader, pixels)
        plates, refused = self._judged(pixels)
        if kind is None:
            whole = _whole(self._reader, pixels)
            if is_crop(whole, plates):
                best = best_of(whole, plates)
                left = [_left_out(steps) for steps in plates if steps is not best]
                return _crop(_looked_again(self._reader, best, pixels), left + refused)
        return traced(PHOTOGRAPH, plates, refused)

    def decide(self, look: Look) -> Reading:
        """Make a reading of what was seen, by the format, threshold and calibration asked for."""
        return self._reader.decide(look)

    def places_read(self, pixels: Image) -> list[PlateSteps]:
        """Locate every place that may be a plate, glance at what it says, and judge nothing.

        Args:
            pixels: (height, width, 3) uint8 BGR.
        """
        return [self._glanced(pixels, place) for place in self._locator.locate(pixels).plates]

    def _judged(self, pixels: Image) -> tuple[list[PlateSteps], list[Refusal]]:
        """Locate and read, and keep what is a plate, the surest first."""
        found = self._locator.locate(pixels)
        refused = list(found.refused)
        kept: list[PlateSteps] = []
        glanced = [(place, self._glanced(pixels, place)) for place in found.plates]
        for place, steps in sorted(glanced, key=lambda item: -item[1].located.location):
            reason = self._refusal(steps.located) or self._overlap(place, kept)
            if reason:
                refused.append(Refusal(place.corners, place.confidence, reason))
            else:
                # Only plates are worth a second look, which takes several times as long.
                kept.append(_looked_again(self._reader, steps, pixels))
        return kept, refused

    def _overlap(self, place: Location, surer: Sequence[PlateSteps]) -> str:
        """Two plates are never on top of each other, however large."""
        if not surer:
            return ""
        quads = np.stack([place.corners, *(steps.located.points for steps in surer)])
        boxes = upright_boxes(quads)
        share = covered(boxes[0], boxes[1:]).max()
        return OVERLAPS if share >= self._locator.settings.places.overlap else ""

    def _refusal(self, located: LocatedReading) -> str:
        if not located.reading.raw:
            return "nothing legible in it"
        if not located.reading.text:
            return f"{located.reading.absence}: {located.reading.raw}"
        if located.location < self._judge.least:
            return f"reads less surely than a plate: {located.reading.raw}"
        return ""

    def _glanced(self, pixels: Image, place: Location) -> PlateSteps:
        def look(corners: Corners) -> PlateSteps:
            return self._between(pixels, corners, place.confidence)

        return as_it_leans(look(place.corners), look)

    def _between(self, pixels: Image, corners: Corners, confidence: float) -> PlateSteps:
        """Glance at what is between a place's corners."""
        crop, matrix = rectified(pixels, corners)
        look = _placed(self._reader.glance(crop), matrix, pixels)
        seen = sum(slot.seen for slot in look.slots)
        evidence = Evidence(confidence, legibility(look.slots), seen)
        located = LocatedReading(
            _points(corners),
            round(self._judge(evidence), DECIMALS),
            self._reader.decide(look),
            look,
            crop.shape[1],
        )
        return PlateSteps(located, crop, matrix, evidence)


def _left_out(steps: PlateSteps) -> Refusal:
    """Return a plate of what was taken for a crop as refused, lest it be shown where none may."""
    located = steps.located
    reason = f"in a picture taken for a crop: {located.reading.text}"
    return Refusal(located.points, located.location, reason)


def trace_crop(reader: PlateReader, pixels: Image) -> PhotographTrace:
    """Read a picture, (height, width, 3) uint8 BGR, as one plate; nothing is located."""
    return _crop(_looked_again(reader, _whole(reader, pixels), pixels), ())


def _crop(steps: PlateSteps, refused: Sequence[Refusal]) -> PhotographTrace:
    """Return the trace of a crop; one that shows nothing is no plate."""
    if not steps.located.reading.text:
        steps = replace(steps, located=replace(steps.located, location=0.0))
    return traced(CROP, [steps], refused)


def _whole(reader: PlateReader, pixels: Image) -> PlateSteps:
    """Glance at a whole picture as one plate."""
    height, width = pixels.shape[:2]
    look = reader.glance(pixels)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    located = LocatedReading(_points(corners), 1.0, reader.decide(look), look, width)
    return PlateSteps(located, pixels, np.eye(3), None)


def _looked_again(reader: PlateReader, steps: PlateSteps, pixels: Image) -> PlateSteps:
    """Return the steps with a second look at the crop, if it was read unsurely."""
    again = reader.look_again(steps.crop, steps.located.look)
    if again is steps.located.look:
        return steps
    look = _placed(again, steps.matrix, pixels)
    located = replace(steps.located, look=look, reading=reader.decide(look))
    return replace(steps, located=located)


def _placed(look: Look, matrix: Matrix, pixels: Image) -> Look:
    """Return a look at a crop with its boxes in pixels of the photograph."""
    height, width = pixels.shape[:2]
    boxes = tuple(mapped_box(matrix, box, width, height) for box in look.boxes)
    return replace(look, boxes=boxes)


def _points(corners: Corners) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in corners)
