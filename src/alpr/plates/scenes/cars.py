"""Cars, drawn roughly as solids in space: body, windows, wheels, shadow."""

from dataclasses import dataclass

import numpy as np

from alpr.plates.realism.dice import Dice
from alpr.plates.scenes.brush import Brush, ellipse
from alpr.plates.scenes.pose import Pose
from alpr.plates.scenes.wheels import paint_wheels
from alpr.plates.scenes.world import GREY, Hue, Points, World

PAINTS: tuple[tuple[Hue, tuple[float, float], float], ...] = (
    (GREY, (8, 40), 0.22),
    (GREY, (70, 130), 0.2),
    (GREY, (150, 215), 0.2),
    (GREY, (215, 250), 0.14),
    ((1.5, 0.95, 0.7), (25, 90), 0.1),
    ((0.55, 0.6, 1.9), (45, 90), 0.08),
    ((0.8, 1.1, 0.85), (30, 80), 0.03),
    ((0.75, 0.97, 1.12), (110, 190), 0.03),
)
"""Hue, tones and share of cars' colours."""


@dataclass(frozen=True)
class Car:
    """What a car is like; lengths in metres.

    Attributes:
        kind: "saloon", "hatch", "van" or "truck".
        rear: It is seen from behind.
        width: Of the body.
        clearance: Height of the body's lower edge.
        belt: Height of the windows' lower edge.
        roof: Height of the roof.
        length: From the near end to the far.
        deck: How far the windows lie behind the near end, at their lower edge.
        slope: How far the roof's edge lies behind that.
        bumper: Lower and upper edge of the bumper.
        tone: Grey level of the paint.
        hue: Its colour.
        plastic: The bumper is not painted.
        bow: How much lower the ends of level edges are seen than their middles.
        panel: Tones of the near end from top to bottom, against the paint's.
    """

    kind: str
    rear: bool
    width: float
    clearance: float
    belt: float
    roof: float
    length: float
    deck: float
    slope: float
    bumper: tuple[float, float]
    tone: float
    hue: Hue
    plastic: bool
    bow: float
    panel: tuple[float, ...]

    def crease(self, half: float, y: float) -> list[tuple[float, float]]:
        """Return a level edge of the near end, from left to right, bowed as the body is."""
        wide = self.width / 2
        return [(half * t, y - self.bow * (half * t / wide) ** 2) for t in _ACROSS]

    def strip(self, half: float, low: float, high: float) -> list[tuple[float, float]]:
        """Return the outline of a band between two level edges."""
        return [*self.crease(half, high), *self.crease(half, low)[::-1]]


_ACROSS = (-1.0, -0.8, -0.5, 0.0, 0.5, 0.8, 1.0)


def draw_car(dice: Dice) -> Car:
    """Draw what a car is like."""
    kind = dice.weighted({"saloon": 0.4, "hatch": 0.38, "van": 0.15, "truck": 0.07})
    rear = dice.chance(0.65)
    hue, tones, _ = PAINTS[dice.weighted({i: paint[2] for i, paint in enumerate(PAINTS)})]
    tall = {"saloon": (1.36, 1.5), "hatch": (1.42, 1.8), "van": (1.8, 2.5), "truck": (2.0, 3.2)}
    roof = dice.between(tall[kind])
    belt = dice.between((0.86, 1.02)) + 0.25 * (roof - 1.45) * (kind != "saloon")
    deck, slope = dice.between((0.02, 0.1)), dice.between((0.1, 0.5))
    if not rear:
        deck, slope = dice.between((0.8, 1.2)), dice.between((0.5, 0.9))
        if kind in ("van", "truck"):
            deck, slope = dice.between((0.05, 0.6)), dice.between((0.1, 0.6))
    elif kind == "saloon":
        deck, slope = dice.between((0.3, 0.6)), dice.between((0.4, 0.7))
    low = dice.between((0.26, 0.42)) + 0.1 * (kind == "truck")
    return Car(
        kind, rear, dice.between((1.6, 1.9)) + 0.15 * (kind in ("van", "truck")),
        dice.between((0.17, 0.3)) + 0.08 * (kind == "truck"), belt, roof,
        dice.between((3.7, 5.0)), deck, slope, (low, low + dice.between((0.16, 0.32))),
        dice.between(tones), hue, dice.chance(0.35), dice.between((-0.02, 0.07)), _panel(dice),
    )  # fmt: skip


def _panel(dice: Dice) -> tuple[float, ...]:
    """Draw how light a curved panel is from top to bottom: sky above, road below."""
    gloss, turn = dice.between((0, 0.6)), dice.between((0.2, 0.7))
    stops = np.linspace(0, 1, dice.whole(4, 7))
    ramp = 1 + gloss * np.clip((turn - stops) * 3, -0.7, 1)
    return tuple(float(stop) * (1 + dice.normal(0.07)) for stop in ramp)


def paint_solid(world: World, pose: Pose, car: Car, dice: Dice) -> None:
    """Paint a car's solid: shadow, wheels, side, top, near end without what is on it."""
    half = car.width / 2
    world.hue = GREY
    _paint_shadow(world, pose, car, dice)
    side = half if _seen_from_right(pose) else -half
    _paint_side(world, pose, car, side, dice)
    world.hue = GREY
    near = Brush(world, pose.facing(0.15))
    for x in (-half + 0.02, half - 0.22):
        near.box(x, 0.0, x + 0.2, car.clearance + 0.2, dice.between((8, 30)))
    foot = ((-half, car.clearance + 0.2), (half, car.clearance + 0.2), (half, 0.0), (-half, 0.0))
    world.claim(near.map(foot), 0)
    near.box(-half + 0.1, 0.12, half - 0.1, car.clearance + 0.05, dice.between((6, 25)))
    _paint_top(world, pose, car, dice)
    front = Brush(world, pose.facing())
    body = near_outline(car)
    world.hue = car.hue
    world.claim(front.map(body), 0)
    base = max(car.tone, 18)
    front.shade(body, [base * stop for stop in car.panel], dice.between((1, 9)))
    if dice.chance(0.6):
        for side in (-half - 0.08, half + 0.08):
            mirror = Brush(world, pose.facing(car.deck + 0.6 if not car.rear else 1.8))
            mirror.oval(side, car.belt + 0.06, 0.1, 0.07, car.tone * 0.8)


def near_outline(car: Car) -> list[tuple[float, float]]:
    """Return the outline of the near end below the windows."""
    half, low, bow = car.width / 2, car.clearance, car.bow
    top = car.crease(half - 0.1, car.belt)
    right = [(half - 0.03, car.belt - 0.12 - bow), (half, 0.55), (half - 0.02, low + 0.1),
             (half - 0.12, low)]  # fmt: skip
    return [*top, *right, *[(-x, y) for x, y in right[::-1]]]


def _seen_from_right(pose: Pose) -> bool:
    """Say whether the camera stands on the side of positive x."""
    edge = pose.map(np.array([(0, 0, 0), (0, 1, 0), (0, 0, 1)], np.float64))
    up, away = edge[1] - edge[0], edge[2] - edge[0]
    return bool(up[0] * away[1] - up[1] * away[0] > 0)


def _paint_shadow(world: World, pose: Pose, car: Car, dice: Dice) -> None:
    half, lean = car.width / 2 + 0.12, dice.between((-0.5, 0.5))
    ground = Brush(world, pose.level())
    outline = [(-half, -0.2), (half, -0.2), (half + lean, car.length), (-half + lean, car.length)]
    tone = dice.between((8, 70))
    seen = ground.map(outline)
    world.claim(seen, 0)
    world.shade(seen, (tone, tone * 0.7))


def _paint_side(world: World, pose: Pose, car: Car, x: float, dice: Dice) -> None:
    brush = Brush(world, pose.beside(x))
    low, length, belt, roof = car.clearance, car.length, car.belt, car.roof
    start, high = car.deck, car.deck + car.slope
    end = length - (0.9 if car.rear and car.kind in ("saloon", "hatch") else 0.15)
    far = end - dice.between((0.1, 0.7))
    profile = [
        (0.02, low + 0.1), (0.0, 0.55), (0.05, belt), (start, belt), (high, roof), (far, roof),
        (end, belt), (length, belt - 0.15), (length, low + 0.1),
    ]  # fmt: skip
    outline = brush.map(profile)
    if np.ptp(outline[:, 0]) < 2 or world.region(outline) is None:
        return
    world.claim(outline, 0)
    world.hue = car.hue
    tone = car.tone * dice.between((0.45, 1.1))
    world.shade(outline, [tone * stop for stop in car.panel], 4, (1, 6))
    world.hue = GREY
    if car.kind != "truck":
        glass = [
            (start + 0.12, belt + 0.03), (high + 0.1, roof - 0.1), (far - 0.1, roof - 0.1),
            (end - 0.15, belt + 0.03),
        ]  # fmt: skip
        brush.shade(glass, (dice.between((20, 120)), dice.between((10, 60))), 8)
        for z in np.linspace(high + 0.3, far, 3)[:-1]:
            brush.line([(z, belt), (z, roof - 0.06)], tone, 0.06)
    brush.line([(0.1, 0.75), (length, 0.78)], tone * 0.7, 0.02)
    for z in (high + 0.5, high + 1.6):
        # Handles of the doors.
        brush.box(z, belt - 0.16, z + 0.18, belt - 0.12, tone * dice.pick((0.5, 1.5)))
    paint_wheels(brush, (0.75, length - 0.8), dice)


def _paint_top(world: World, pose: Pose, car: Car, dice: Dice) -> None:
    """Paint the boot's lid or the bonnet, the window beyond, the roof."""
    half = car.width / 2
    narrow = half - dice.between((0.12, 0.25))
    back = car.deck + car.slope
    # A bonnet rises towards the windscreen.
    rise = 0.0 if car.rear else dice.between((0.05, 0.16))
    base = car.belt + rise
    space = {
        "deck": [(-half + 0.1, car.belt, 0), (half - 0.1, car.belt, 0),
                 (half - 0.08, base, car.deck), (-half + 0.08, base, car.deck)],
        "frame": [(-half + 0.05, base - 0.02, car.deck), (half - 0.05, base - 0.02, car.deck),
                  (narrow, car.roof, back), (-narrow, car.roof, back)],
        "glass": [(-half + 0.16, base + 0.03, car.deck), (half - 0.16, base + 0.03, car.deck),
                  (narrow - 0.06, car.roof - 0.07, back - 0.05),
                  (-narrow + 0.06, car.roof - 0.07, back - 0.05)],
        "roof": [(-narrow, car.roof, back), (narrow, car.roof, back),
                 (narrow, car.roof, car.length - 1), (-narrow, car.roof, car.length - 1)],
    }  # fmt: skip
    seen = {name: pose.map(np.array(points, np.float64)) for name, points in space.items()}
    for name in ("roof", "frame", "deck"):
        world.claim(seen[name], 0)
        world.hue = car.hue
        share = dice.between((0.8, 1.3))
        world.shade(seen[name], (car.tone * share + 12, car.tone * share), 3)
    world.hue = GREY
    if car.kind == "truck" and car.rear:
        return
    _paint_glass(world, seen["glass"], dice)


def _paint_glass(world: World, outline: Points, dice: Dice) -> None:
    """Paint a window: dark, with what it mirrors."""
    if world.region(outline) is None:
        return
    dark = dice.between((8, 60))
    stops = [dark + dice.between((0, 110)) * (1 - i / 4) for i in range(4)]
    world.shade(outline, stops, dice.between((2, 22)), (1, 2))
    low, high = outline.min(axis=0), outline.max(axis=0)
    for _ in range(dice.whole(0, 2)):
        a, b = dice.between((0, 1)), dice.between((0, 1))
        top = outline[3] + (outline[2] - outline[3]) * np.array([[a], [a + 0.12]])
        foot = outline[0] + (outline[1] - outline[0]) * np.array([[b + 0.12], [b]])
        world.fill(np.concatenate([top, foot]), dice.between((30, 190)))
    for share in (0.3, 0.7):
        # Head rests.
        if dice.chance(0.4):
            middle = low + (high - low) * np.array([share, 0.72])
            size = (high - low) * np.array([0.07, 0.2])
            world.fill(np.array(ellipse(*middle, *size)), dark * 0.6)
