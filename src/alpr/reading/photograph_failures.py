"""A photograph that was not read without fault as a picture: what is there and what was found."""

import cv2
import numpy as np

from alpr.boxes import Box
from alpr.photograph_score import PhotographScore
from alpr.places import Corners
from alpr.reading import drawing
from alpr.reading.drawing import BLACK, GREEN, GREY, Image
from alpr.reading.images import ImageError
from alpr.reading.located import LocatedReading, PhotographReading
from alpr.reading.quads import Captions, draw_quad, scaled

ORANGE, LIGHT_GREY = (0, 110, 235), (200, 200, 200)
"""Blue, green, red of what was found, and of what was refused."""

_LONGEST_PX, _LEAST_PX = 1280, 900
_LINE_PX = 30
_TILE_PX = 110
_GAP_PX = 8
_SIZE = 0.6
_REASON_SIZE = 0.42
_REASONS = 12
"""So many refusals, the surest, have their reason written beside them."""


def draw_photograph_failure(
    image: Image | ImageError, reading: PhotographReading | None, score: PhotographScore
) -> Image:
    """Draw one photograph, (height, width, 3) uint8 BGR.

    Above it what was wrong. In it labelled boxes green, found plates orange with what was read and
    how sure that is, refused ones thin and grey, the surest with the reason. Below it the labelled
    and the found places enlarged. A file that could not be read is an empty picture that says so.

    Args:
        image: the photograph, (height, width, 3) uint8 BGR, or why there is none.
        reading: what was found in it; None where there is no photograph.
        score: the photograph against its labels.
    """
    lines = fault_lines(score)
    if isinstance(image, ImageError) or reading is None:
        return _head(lines, _LEAST_PX)
    picture, scale = scaled(image, _LONGEST_PX, _LEAST_PX)
    captions = Captions(picture)
    for refused in reading.refused:
        # Light in dark, to be seen on any ground.
        draw_quad(picture, refused.corners, scale, BLACK, 3)
        draw_quad(picture, refused.corners, scale, LIGHT_GREY, 1)
    for plate in score.plates:
        draw_quad(picture, _corners(plate.box), scale, GREEN, 2)
        captions.keep_free(_corners(plate.box) * scale)
    for located in reading.plates:
        draw_quad(picture, located.points, scale, ORANGE, 2)
        captions.keep_free(located.points * scale)
    for plate in score.plates:
        text = plate.plate or "not to be told"
        captions.write(text, _corners(plate.box) * scale, GREEN, _SIZE)
    for located in reading.plates:
        captions.write(_found(located), located.points * scale, ORANGE, _SIZE)
    for refused in sorted(reading.refused, key=lambda one: -one.confidence)[:_REASONS]:
        captions.write(refused.reason, refused.corners * scale, GREY, _REASON_SIZE)
    closer = _closer(image, reading, score, picture.shape[1])
    return drawing.stacked([_head(lines, picture.shape[1]), picture, *closer], _GAP_PX)


def fault_lines(score: PhotographScore) -> list[str]:
    """Say in a line each what stands there and was chosen, and what else was wrong."""
    there = " ".join(plate.plate for plate in score.legible) or "no plate"
    if score.found is None:
        return [f"{there}: the file cannot be read"]
    choice = score.found[0].text if score.found else ""
    origin = f": {score.origin}" if score.origin else ""
    lines = [f"{there}, chosen {choice or 'nothing'}{origin}"]
    missed, false = len(score.legible) - len(score.read), len(score.false)
    faults = [
        f"{count} {what}"
        for count, what in (
            (missed, f"of {len(score.legible)} not found"),
            (false, "found where none is labelled"),
        )
        if count
    ]
    return [*lines, *([", ".join(faults)] if faults else [])]


def _closer(
    image: Image, reading: PhotographReading, score: PhotographScore, width: int
) -> list[Image]:
    """Return a row of enlarged places, as many as there is room for; none where there are none."""
    places = [(plate.box, plate.plate or "not to be told", GREEN) for plate in score.plates]
    places += [(plate.box, plate.reading.text or "nothing", ORANGE) for plate in reading.plates]
    tiles: list[Image] = []
    room = width
    for box, text, colour in places:
        part = _surroundings(image, box)
        if part.size == 0:
            continue
        size = (min(width, max(1, _TILE_PX * part.shape[1] // part.shape[0])), _TILE_PX)
        enlarged = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        caption = drawing.canvas(drawing.text_width(text, _SIZE) + 8, _LINE_PX)
        drawing.put_text(caption, text, (4, _LINE_PX - 9), _SIZE, colour)
        tile = drawing.stacked([caption, enlarged])
        if tile.shape[1] > room:
            break
        tiles.append(tile)
        room -= tile.shape[1] + _GAP_PX
    return [drawing.beside(tiles, _GAP_PX)] if tiles else []


def _surroundings(image: Image, box: Box) -> Image:
    """Return a box of the photograph with a margin; empty where it lies outside."""
    margin = box.height // 4
    rows = slice(max(0, box.y_min - margin), max(0, box.y_max + margin))
    columns = slice(max(0, box.x_min - margin), max(0, box.x_max + margin))
    return image[rows, columns]


def _found(located: LocatedReading) -> str:
    text = located.reading.text or "nothing"
    sure = f"{100 * located.reading.confidence:.0f} %"
    return f"{text} {sure}, a plate {100 * located.location:.0f} %"


def _head(lines: list[str], least_px: int) -> Image:
    width = max(least_px, *(drawing.text_width(line, _SIZE) + 8 for line in lines))
    head = drawing.canvas(width, _LINE_PX * len(lines))
    for number, line in enumerate(lines, start=1):
        drawing.put_text(head, line, (4, _LINE_PX * number - 9), _SIZE)
    return head


def _corners(box: Box) -> Corners:
    left, top, right, bottom = box.as_tuple()
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
