"""Where the labels of borders stand: beside their lines, away from all else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from solver.document.plots import Regions
from solver.render.plots.frame import LABEL, place
from solver.render.plots.ink import QUIET
from solver.render.plots.measure import width
from solver.render.plots.pen import Point

_AWAY = 7.5  # from a border to its label


def name_borders(figure: Figure, axes: Axes, regions: Regions, labels: Sequence[str]) -> None:
    """Set each label once, beside its border, as far from all else as it can be."""
    taken = [_pixel(axes, (x, y)) for x, y, _ in regions.points]
    lines = [(_pixel(axes, start), _pixel(axes, end)) for start, end, _ in regions.borders]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    zero = [((left, 0.0), (right, 0.0)), ((0.0, low), (0.0, high))]
    crossing = [(_pixel(axes, start), _pixel(axes, end)) for start, end in zero]
    named: set[str] = set()
    for k, label in enumerate(labels):
        if label and label not in named:
            half = width(label, LABEL) / 2
            spots = list(_spots(lines[k], half, axes))
            others = lines[:k] + lines[k + 1 :] + crossing
            best = max(spots, key=lambda spot: _free(spot, taken, others, half), default=None)
            if best:
                named.add(label)
                taken += [best, (best[0] - half, best[1]), (best[0] + half, best[1])]
                place(figure, best, label, 120, color=QUIET, zorder=6)


def _pixel(axes: Axes, point: Point) -> Point:
    x, y = axes.transData.transform(point)
    return float(x), float(y)


def _spots(segment: tuple[Point, Point], half: float, axes: Axes) -> Iterable[Point]:
    """List places on both sides of a segment, at which a label would be within the plane."""
    (x0, y0), (x1, y1) = segment
    length = math.hypot(x1 - x0, y1 - y0)
    if not 0 < length < 1e5:
        return
    across, up = (y0 - y1) / length, (x1 - x0) / length
    inside = axes.bbox.padded(-5)
    away = abs(across) * (half + 3) + abs(up) * _AWAY
    for share in (0.08, 0.14, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.86, 0.92):
        for side in (1, -1):
            x = x0 + share * (x1 - x0) + side * away * across
            y = y0 + share * (y1 - y0) + side * away * up
            if inside.contains(x - half, y) and inside.contains(x + half, y):
                yield x, y


def _free(
    spot: Point, points: Sequence[Point], lines: Sequence[tuple[Point, Point]], half: float
) -> float:
    """Say how far the nearest thing is; beyond a little more than a letter it does not matter."""
    near = [math.dist(spot, point) - half for point in points]
    near += [_distance(spot, *ends) - half for ends in lines]
    return min([*near, 12.0])


def _distance(spot: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = spot, start, end
    dx, dy = x1 - x0, y1 - y0
    share = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1.0)
    share = min(max(share, 0.0), 1.0)
    return math.hypot(x - x0 - share * dx, y - y0 - share * dy)
