"""A box in space and how it is seen: from a corner, a little from above, without perspective."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from solver.document.plots import Plane, Space
from solver.render.plots.pen import Point
from solver.render.plots.ticks import Ruler, ruler

Place = tuple[float, float, float]  # each of the three from 0 to 1

WIDTH, HEIGHT = 280.0, 206.0
_TURN, _TILT = math.radians(-58), math.radians(20)  # of the eye, around the box and above it
_SIDE = 122.0  # of the box, in points
_FLOOR = 22.0  # below the box's lowest corner
_TICKS = 5
_ASLANT = 0.45  # the least cosine between the eye and what is upright on a plane, about


@dataclass(frozen=True, slots=True)
class Box:
    """The three axes; those along the floor may run the other way."""

    x: Ruler
    y: Ruler
    z: Ruler
    turned: tuple[bool, bool] = (False, False)

    def share(self, point: Place) -> Place:
        """Give the place of a point in the box."""
        x, y, z = point
        return self.along_x(x), self.along_y(y), self.z.share(z)

    def along_x(self, tick: float) -> float:
        return 1 - self.x.share(tick) if self.turned[0] else self.x.share(tick)

    def along_y(self, tick: float) -> float:
        return 1 - self.y.share(tick) if self.turned[1] else self.y.share(tick)


def seen(place: Place) -> Point:
    """Project a place in the box onto the picture, in points from its lower left corner."""
    x, y, z = (part - 0.5 for part in place)
    across = -x * math.sin(_TURN) + y * math.cos(_TURN)
    away = x * math.cos(_TURN) + y * math.sin(_TURN)
    up = z * math.cos(_TILT) - away * math.sin(_TILT)
    return WIDTH / 2 + _SIDE * across, _FLOOR + _SIDE * (up + _lowest())


def _lowest() -> float:
    """Say how far below the middle the nearest corner of the floor is."""
    nearest = (abs(math.cos(_TURN)) + abs(math.sin(_TURN))) / 2
    return 0.5 * math.cos(_TILT) + nearest * math.sin(_TILT)


def box_around(space: Space, points: Sequence[Place]) -> Box:
    """Choose the axes: upright with room for the planes, along the floor so that one sees on them.

    The eye is on the side of large x and small y.
    """
    xs, ys, zs = ([p[k] for p in points] for k in range(3))
    corners = [height(plane, x, y) for plane in space.planes
               for x in (min(xs), max(xs)) for y in (min(ys), max(ys))]  # fmt: skip
    sides = ((space.x, xs), (space.y, ys), (space.z, [*zs, *corners]))
    x, y, z = (ruler(axis, values, lambda labels: True, _TICKS) for axis, values in sides)
    return Box(x, y, z, _turns(space.planes[0], x, y, z) if space.planes else (False, False))


def _turns(plane: Plane, x: Ruler, y: Ruler, z: Ruler) -> tuple[bool, bool]:
    """Choose which axes run the other way: one is to see on the first plane, but aslant."""
    across, back = (
        slope * (side.high - side.low) / (z.high - z.low)
        for slope, side in zip(plane.slopes, (x, y), strict=True)
    )
    ways = [(left, right) for left in (False, True) for right in (False, True)]

    def faces(way: tuple[bool, bool]) -> float:
        slopes = (-across if way[0] else across), (-back if way[1] else back)
        flat = slopes[0] * math.cos(_TURN) + slopes[1] * math.sin(_TURN)
        return math.sin(_TILT) - math.cos(_TILT) * flat

    seen_on = [way for way in ways if faces(way) >= _ASLANT]
    return min(seen_on, key=faces) if seen_on else max(ways, key=faces)


def height(plane: Plane, x: float, y: float) -> float:
    """Say how high a plane is at a place."""
    return plane.height + plane.slopes[0] * x + plane.slopes[1] * y
