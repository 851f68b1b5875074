"""Points in space with planes among them, seen from a corner, without perspective.

A plane is one area and a few lines, and all points are one shape at many places, so that a hundred
of them stay light.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from solver.algebra.op import Words
from solver.document.plots import Plane, Space
from solver.render.plots.box import HEIGHT, WIDTH, Box, Place, box_around, height, seen
from solver.render.plots.canvas import picture
from solver.render.plots.frame import LABEL, TICK, place
from solver.render.plots.ink import FAINT, GREY, QUIET, Ink, ink, mixed
from solver.render.plots.marks import SAMPLE, key
from solver.render.plots.measure import width
from solver.render.plots.pen import Colour, Point

Write = Callable[[Words], str]

MOST = 1e300  # of the heights of a plane
_CELLS = 5  # into which the lines on a plane divide each side
_DOT = 2.2
_OUT = 9.0  # from an edge of the box to its numbers


def drawn(space: Space, write: Write) -> str:
    """Draw the box, the planes and the points, with a key of the planes."""
    points = [p for p in space.points if all(map(math.isfinite, p))]
    if not points:
        return ""
    space = replace(space, planes=tuple(p for p in space.planes if _is_flat(p, points)))
    box = box_around(space, points)
    labels = [write(axis.label) for axis in (space.x, space.y, space.z)]

    def fill(figure: Figure) -> None:
        _walls(figure, box)
        for k, plane in enumerate(space.planes):
            _plane(figure, box, plane, ink(k), solid=not k)
        _points(figure, [seen(box.share(point)) for point in points])
        _numbers(figure, box)
        _labels(figure, box, labels)

    entries = [(_sample(ink(k)), write(plane.label)) for k, plane in enumerate(space.planes)]
    return key([e for e in entries if e[1]], WIDTH, picture(WIDTH, HEIGHT, fill))


def _is_flat(plane: Plane, points: Sequence[Place]) -> bool:
    """Tell whether a plane has a height, in what a double can hold, above and beside all points."""
    far = [2 * max(abs(point[k]) for point in points) for k in (0, 1)]
    return (
        abs(plane.height) + sum(abs(s) * f for s, f in zip(plane.slopes, far, strict=True)) < MOST
    )


# --- what is drawn -------------------------------------------------------------------------------
def _line(figure: Figure, ends: Sequence[Point], own: Colour, thick: float,
          dashes: tuple[float, ...] = ()) -> None:  # fmt: skip
    xs, ys = ([end[k] for end in ends] for k in (0, 1))
    found = Line2D([x / WIDTH for x in xs], [y / HEIGHT for y in ys], color=own, linewidth=thick)
    if dashes:
        found.set_linestyle((0, tuple(d / thick for d in dashes)))
    figure.add_artist(found)


_EDGES: tuple[tuple[Place, Place], ...] = (
    ((0, 0, 0), (1, 0, 0)),
    ((1, 0, 0), (1, 1, 0)),
    ((0, 0, 0), (0, 0, 1)),
)


def _walls(figure: Figure, box: Box) -> None:
    """Draw the floor and the two walls behind the points, with lines at the ticks."""
    for start, end in _grid(box):
        _line(figure, (seen(start), seen(end)), FAINT, 0.4)
    for start, end in _EDGES:
        _line(figure, (seen(start), seen(end)), GREY, 0.5)


def _grid(box: Box) -> Iterator[tuple[Place, Place]]:
    for tick in map(box.along_x, box.x.ticks):
        yield (tick, 0.0, 0.0), (tick, 1.0, 0.0)
        yield (tick, 1.0, 0.0), (tick, 1.0, 1.0)
    for tick in map(box.along_y, box.y.ticks):
        yield (0.0, tick, 0.0), (1.0, tick, 0.0)
        yield (0.0, tick, 0.0), (0.0, tick, 1.0)
    for tick in map(box.z.share, box.z.ticks):
        yield (0.0, 0.0, tick), (0.0, 1.0, tick)
        yield (0.0, 1.0, tick), (1.0, 1.0, tick)


def _plane(figure: Figure, box: Box, plane: Plane, own: Ink, solid: bool) -> None:
    """Draw a plane: the first with its area, every one with lines on it."""
    (x0, x1), (y0, y1) = (box.x.low, box.x.high), (box.y.low, box.y.high)

    def at(across: float, back: float) -> Point:
        x, y = x0 + across * (x1 - x0), y0 + back * (y1 - y0)
        return seen(box.share((x, y, height(plane, x, y))))

    if solid:
        corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)]
        area = [(x / WIDTH, y / HEIGHT) for x, y in corners]
        figure.add_artist(Polygon(area, facecolor=mixed(own.colour, 0.13), edgecolor="none"))
    for k in range(_CELLS + 1):
        share = k / _CELLS
        for ends in ((at(share, 0), at(share, 1)), (at(0, share), at(1, share))):
            _line(figure, ends, own.colour, 0.6, own.dashes)


def _points(figure: Figure, places: Sequence[Point]) -> None:
    figure.add_artist(
        Line2D(
            [x / WIDTH for x, _ in places],
            [y / HEIGHT for _, y in places],
            linestyle="none",
            marker="o",
            markersize=_DOT,
            markerfacecolor=(0, 0, 0),
            markeredgecolor="white",
            markeredgewidth=0.3,
        )
    )


# --- words ---------------------------------------------------------------------------------------
def _numbers(figure: Figure, box: Box) -> None:
    """Write the numbers along the three edges in front."""
    how = {"color": QUIET}
    sides = (
        (box.x, box.along_x, _front), (box.y, box.along_y, _right), (box.z, box.z.share, _upright),
    )  # fmt: skip
    for side, share, edge in sides:
        for tick, label in zip(side.ticks, side.labels, strict=True):
            x, y = edge(share(tick), _OUT if edge is not _upright else 4.0)
            ends = {"ha": "right"} if edge is _upright else {}
            place(figure, (x, y), label, 40.0, TICK, **how, **ends)


def _labels(figure: Figure, box: Box, labels: Sequence[str]) -> None:
    numbers = max((width(label, TICK) for label in box.z.labels), default=0.0)
    at = _front(0.5, 2.4 * _OUT), _right(0.5, 2.4 * _OUT), _upright(0.5, numbers + 12)
    for point, label in zip(at, labels, strict=True):
        place(figure, point, label, 80.0, LABEL)


def _front(share: float, out: float) -> Point:
    x, y = seen((share, 0.0, 0.0))
    return x - 0.35 * out, y - out


def _right(share: float, out: float) -> Point:
    x, y = seen((1.0, share, 0.0))
    return x + 0.9 * out, y - 0.7 * out


def _upright(share: float, out: float) -> Point:
    x, y = seen((0.0, 0.0, share))
    return x - out, y


def _sample(own: Ink) -> str:
    def fill(figure: Figure) -> None:
        found = Line2D([0.04, 0.96], [0.5, 0.5], color=own.colour, linewidth=0.8)
        if own.dashes:
            found.set_linestyle((0, tuple(d / 0.8 for d in own.dashes)))
        figure.add_artist(found)

    return picture(*SAMPLE, fill)
