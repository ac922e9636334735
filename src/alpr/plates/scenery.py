"""Pieces that pictures on plates are made of: skies, ranges, trees, emblems."""

import math
from collections.abc import Sequence

import numpy as np

from alpr.plates.canvas import Canvas, Point, arc

WIDTH, HEIGHT = 304.8, 152.4
"""A United States plate: 12 x 6 inches, millimetres."""


def plate(canvas: Canvas, stops: Sequence[tuple[float, str]]) -> None:
    """Cover the plate with a blend from top to bottom; stops are fractions of the height."""
    canvas.gradient([(fraction * HEIGHT, colour) for fraction, colour in stops])


def finish(canvas: Canvas, edge: str | None = None) -> None:
    """Cut the round corners, draw the printed edge and punch the four bolt slots."""
    for x, y, corner in (
        (0, 0, arc(8, 8, 8, 8, 180, 270)),
        (WIDTH, 0, arc(WIDTH - 8, 8, 8, 8, 270, 360)),
        (WIDTH, HEIGHT, arc(WIDTH - 8, HEIGHT - 8, 8, 8, 0, 90)),
        (0, HEIGHT, arc(8, HEIGHT - 8, 8, 8, 90, 180)),
    ):
        canvas.polygon([(x, y), *corner], "#ffffff")
    if edge is not None:
        outline = [
            *arc(9, 9, 6, 6, 180, 270),
            *arc(WIDTH - 9, 9, 6, 6, 270, 360),
            *arc(WIDTH - 9, HEIGHT - 9, 6, 6, 0, 90),
            *arc(9, HEIGHT - 9, 6, 6, 90, 180),
            (3, 9),
        ]
        canvas.line(outline, 1.8, edge)
    for x in (WIDTH / 2 - 89, WIDTH / 2 + 89):
        for y in (11.5, HEIGHT - 11.5):
            canvas.rounded_box(x - 5, y - 3, 10, 6, 2.9, "#d4d4d0")
            canvas.rounded_box(x - 4.2, y - 2.2, 8.4, 4.4, 2.1, "#3a3a3c")


def ridge(seed: int, left: float, right: float, base: float, height: float) -> list[Point]:
    """Return a mountain skyline: midpoints displaced at random, ever less."""
    generator = np.random.default_rng(seed)
    levels = np.array([0.5, 0.5])
    spread = 0.5
    for _ in range(6):
        middles = (levels[:-1] + levels[1:]) / 2 + generator.uniform(
            -spread, spread, len(levels) - 1
        )
        joined = np.empty(len(levels) + len(middles))
        joined[::2], joined[1::2] = levels, middles
        levels, spread = joined, spread * 0.55
    levels = (levels - levels.min()) / max(float(np.ptp(levels)), 1e-9)
    xs = np.linspace(left, right, len(levels))
    return [(float(x), float(base - height * y)) for x, y in zip(xs, levels, strict=True)]


def hills(canvas: Canvas, seed: int, top: float, bottom: float, colour: str) -> None:
    """Fill a silhouette across the plate whose peaks reach `top`."""
    line = ridge(seed, 0, WIDTH, top + 0.75 * (bottom - top), 0.75 * (bottom - top))
    canvas.polygon([(0, bottom), *line, (WIDTH, bottom)], colour)


def fir(canvas: Canvas, x: float, base: float, height: float, colour: str) -> None:
    """Draw a conifer as a stack of triangles."""
    for i in range(4):
        top = base - height + i * height * 0.2
        low = top + height * (0.3 + 0.035 * i)
        half = height * (0.09 + 0.05 * i)
        canvas.polygon([(x, top), (x + half, low), (x - half, low)], colour)
    canvas.box(x - height * 0.03, base - height * 0.1, height * 0.06, height * 0.1, colour)


def rays(canvas: Canvas, x: float, y: float, reach: float, colour: str) -> None:
    """Draw sunbeams fanning upwards from (x, y)."""
    for i in range(9):
        middle, half = math.radians(180 + 20 * i + 10), math.radians(3.2)
        beam = [(x, y)] + [
            (x + reach * math.cos(a), y + reach * math.sin(a))
            for a in (middle - half, middle + half)
        ]
        canvas.polygon(beam, colour)


def placed(outline: Sequence[Point], x: float, y: float, size: float) -> list[Point]:
    """Scale an outline drawn in a unit square to `size` and centre it on (x, y)."""
    return [(x + (px - 0.5) * size, y + (py - 0.5) * size) for px, py in outline]


TEXAS: tuple[Point, ...] = (
    (0.30, 0.03), (0.53, 0.03), (0.53, 0.24), (0.66, 0.30), (0.80, 0.31), (0.93, 0.34),
    (0.95, 0.52), (0.98, 0.64), (0.80, 0.74), (0.68, 0.84), (0.66, 0.98), (0.54, 0.93),
    (0.46, 0.76), (0.36, 0.66), (0.28, 0.74), (0.18, 0.66), (0.02, 0.46), (0.30, 0.46),
)  # fmt: skip

NEW_YORK: tuple[Point, ...] = (
    (0.02, 0.66), (0.12, 0.56), (0.10, 0.48), (0.36, 0.46), (0.46, 0.40), (0.44, 0.32),
    (0.58, 0.16), (0.74, 0.14), (0.78, 0.34), (0.80, 0.66), (0.98, 0.72), (0.80, 0.82),
    (0.72, 0.72), (0.64, 0.64), (0.04, 0.66),
)  # fmt: skip

KEYSTONE: tuple[Point, ...] = (
    (0.22, 0.05), (0.78, 0.05), (0.78, 0.18), (0.90, 0.18), (0.76, 0.95), (0.24, 0.95),
    (0.10, 0.18), (0.22, 0.18),
)  # fmt: skip

MINNESOTA: tuple[Point, ...] = (
    (0.16, 0.06), (0.40, 0.06), (0.42, 0.12), (0.92, 0.24), (0.66, 0.48), (0.64, 0.70),
    (0.80, 0.95), (0.20, 0.95), (0.20, 0.62), (0.12, 0.40),
)  # fmt: skip

FLORIDA: tuple[Point, ...] = (
    (0.02, 0.06), (0.62, 0.06), (0.76, 0.30), (0.94, 0.62), (0.94, 0.86), (0.86, 0.94),
    (0.74, 0.78), (0.62, 0.56), (0.58, 0.32), (0.44, 0.20), (0.30, 0.26), (0.02, 0.18),
)  # fmt: skip

GEORGIA: tuple[Point, ...] = (
    (0.08, 0.04), (0.56, 0.04), (0.62, 0.20), (0.82, 0.42), (0.94, 0.58), (0.88, 0.92),
    (0.76, 0.96), (0.24, 0.96), (0.20, 0.60), (0.14, 0.48),
)  # fmt: skip

LEAF: tuple[Point, ...] = (
    (0.02, 0.86), (0.14, 0.50), (0.40, 0.24), (0.96, 0.10), (0.82, 0.56), (0.50, 0.80),
)  # fmt: skip

LINCOLN: tuple[Point, ...] = (
    (0.36, 0.04), (0.58, 0.00), (0.74, 0.10), (0.78, 0.30), (0.70, 0.50), (0.72, 0.64),
    (0.94, 0.80), (1.00, 1.00), (0.10, 1.00), (0.18, 0.82), (0.40, 0.72), (0.38, 0.68),
    (0.26, 0.68), (0.22, 0.56), (0.24, 0.50), (0.22, 0.46), (0.25, 0.42), (0.16, 0.38),
    (0.25, 0.26), (0.22, 0.18), (0.28, 0.12),
)  # fmt: skip

RAINIER: tuple[Point, ...] = (
    (24, 128), (50, 112), (70, 104), (88, 92), (104, 78), (116, 66), (128, 58), (140, 46),
    (150, 43), (160, 45), (172, 56), (184, 66), (196, 74), (212, 88), (232, 98), (252, 108),
    (280, 128),
)  # fmt: skip
"""Millimetres on the plate, unlike the outlines above."""
