"""Where the lines of a diagram run: borders, bends and round corners, in big points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from solver.render.plots.pen import Point, curve, line, move

_QUARTER = 0.5523  # how far the supports of a curve lie that is nearly a quarter of a circle
_SLACK = 0.3915  # how far those of a bend lie, of its length: the ends of an arc lean as much
_ANGLE = 32.0  # degrees at which a bend leaves


@dataclass(frozen=True, slots=True)
class Shape:
    """A circle or a box: its centre, and half its width and height up to the edge of its line."""

    x: float
    y: float
    wide: float
    high: float
    is_box: bool

    @property
    def centre(self) -> Point:
        return self.x, self.y

    def border(self, degrees: float) -> Point:
        """Give the point of the edge in a direction."""
        across, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        reach = self.wide
        if self.is_box:
            sides = (self.wide, abs(across)), (self.high, abs(up))
            reach = min(side / share for side, share in sides if share > 1e-9)
        return self.x + reach * across, self.y + reach * up


def between(start: Shape, end: Shape) -> tuple[Point, Point]:
    """Lead straight from the edge of one shape to that of another."""
    there = direction(start.centre, end.centre)
    return start.border(there), end.border(there + 180)


def direction(start: Point, end: Point) -> float:
    """Say in which direction one point lies from another, in degrees."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def along(start: Point, end: Point, share: float) -> Point:
    """Give the point at a share of a straight line."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def bend(start: Shape, end: Shape, to_left: bool) -> tuple[Point, Point, Point, Point]:
    """Bend a line between two shapes: its start, two supports and its end."""
    there = direction(start.centre, end.centre)
    turn = _ANGLE if to_left else -_ANGLE
    first, last = start.border(there + turn), end.border(there + 180 - turn)
    reach = _SLACK * math.dist(first, last)
    return first, _off(first, there + turn, reach), _off(last, there + 180 - turn, reach), last


def _off(point: Point, degrees: float, reach: float) -> Point:
    angle = math.radians(degrees)
    return point[0] + reach * math.cos(angle), point[1] + reach * math.sin(angle)


def on_curve(points: Sequence[Point], share: float) -> Point:
    """Give the point at a share of a cubic curve."""
    weights = [math.comb(3, k) * share**k * (1 - share) ** (3 - k) for k in range(4)]
    x, y = (sum(w * p[k] for w, p in zip(weights, points, strict=True)) for k in (0, 1))
    return x, y


def rounded(points: Sequence[Point], radius: float) -> str:
    """Write straight lines whose corners are round; they close if they end where they begin."""
    around = points[0] == points[-1]
    corners = [*points[-2:-1], *points] if around else list(points)
    code = "" if around else move(*points[0])
    for before, (corner, after) in zip(corners, pairwise(corners[1:]), strict=False):
        code += _corner(before, corner, after, radius, move if not code else line)
    return code + ("h " if around else line(*points[-1]))


def _corner(
    before: Point, corner: Point, after: Point, radius: float, go: Callable[[float, float], str]
) -> str:
    start, end = _toward(corner, before, radius), _toward(corner, after, radius)
    first, last = along(start, corner, _QUARTER), along(end, corner, _QUARTER)
    return go(*start) + curve(*first, *last, *end)


def _toward(start: Point, end: Point, reach: float) -> Point:
    return along(start, end, reach / (math.dist(start, end) or 1.0))


def circle(x: float, y: float, radius: float) -> str:
    """Write a circle."""
    k = _QUARTER * radius
    quarters = (
        (x + radius, y + k, x + k, y + radius, x, y + radius),
        (x - k, y + radius, x - radius, y + k, x - radius, y),
        (x - radius, y - k, x - k, y - radius, x, y - radius),
        (x + k, y - radius, x + radius, y - k, x + radius, y),
    )
    return move(x + radius, y) + "".join(curve(*quarter) for quarter in quarters) + "h "
