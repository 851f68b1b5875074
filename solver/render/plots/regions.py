"""A plane divided between two classes, with the borders of the units and the points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from solver.algebra.op import Words
from solver.document.plots import Axis, Regions
from solver.render.plots.borders import name_borders
from solver.render.plots.canvas import picture
from solver.render.plots.frame import Frame, add_axes, fits_across
from solver.render.plots.ink import BLUE, GREY, ORANGE, VERMILION, Ink, ink, mixed
from solver.render.plots.marks import SAMPLE, key
from solver.render.plots.pen import Point
from solver.render.plots.ticks import Ruler, ruler

Write = Callable[[Words], str]

_SIDE, _LONGEST = 148.0, 250.0  # of the plane, in points
_FILLS = {True: (mixed(ORANGE, 0.33), "/"), False: (mixed(BLUE, 0.13), "")}
_POINT = 5.2  # the size of a point


def drawn(regions: Regions, write: Write) -> str:
    """Draw the plane with equal scales on both axes."""
    x, y = _rulers(regions)
    frame = Frame(x, y, write(regions.x.label), write(regions.y.label))
    wide, high = _sides(x, y)
    box = frame.left, frame.bottom, wide, high
    size = frame.left + wide + frame.right, frame.bottom + high + frame.top
    labels = [write(label) for *_, label in regions.borders]
    drawing = picture(*size, lambda figure: _fill(figure, regions, frame, box, labels))
    names = list(zip((True, False), map(write, regions.classes), strict=False))
    return key([(_sample(sign), name) for sign, name in names], max(size[0], 240.0), drawing)


def _rulers(regions: Regions) -> tuple[Ruler, Ruler]:
    corners = [corner for area in regions.areas for corner in area.corners]
    places = corners or [(x, y) for x, y, _ in regions.points]
    fits = fits_across(_SIDE)
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return (
        ruler(_tight(regions.x, xs, bool(corners)), xs, fits, 5),
        ruler(_tight(regions.y, ys, bool(corners)), ys, fits, 5),
    )


def _tight(axis: Axis, values: Sequence[float], areas: bool) -> Axis:
    """End an axis where the areas end, if it is not told where."""
    known = [value for value in values if math.isfinite(value)]
    if not areas or not known:
        return axis
    low = min(known) if axis.low is None else axis.low
    high = max(known) if axis.high is None else axis.high
    return Axis(axis.label, low, high, axis.log, axis.whole)


def _sides(x: Ruler, y: Ruler) -> Point:
    """Give both axes the same scale, unless one would be far too short."""
    ratio = min(max((x.high - x.low) / (y.high - y.low), 0.4), _LONGEST / _SIDE)
    return _SIDE * ratio, _SIDE


def _fill(
    figure: Figure,
    regions: Regions,
    frame: Frame,
    box: tuple[float, float, float, float],
    labels: Sequence[str],
) -> None:
    axes = add_axes(figure, frame, box, grid="")
    for low, high, draw in ((*axes.get_xlim(), axes.axvline), (*axes.get_ylim(), axes.axhline)):
        if low < 0 < high:
            draw(0, color=GREY, linewidth=0.5, zorder=1.5)
    for area in regions.areas:
        if area.corners and all(math.isfinite(part) for corner in area.corners for part in corner):
            axes.add_patch(_area(area.corners, area.positive))
    inks = _inks(labels)
    for (start, end, _), label in zip(regions.borders, labels, strict=True):
        axes.add_line(_border(start, end, inks[label]))
    for x, y, positive in regions.points:
        axes.add_line(_point(x, y, positive))
    name_borders(figure, axes, regions, labels)


def _inks(labels: Iterable[str]) -> dict[str, Ink]:
    """Give the segments of one border one line style."""
    return {label: ink(k) for k, label in enumerate(dict.fromkeys(labels))}


def _area(corners: Sequence[Point], positive: bool) -> Polygon:
    colour, hatch = _FILLS[positive]
    return Polygon(
        corners,
        facecolor=colour,
        edgecolor=mixed(ORANGE, 0.75),  # of the hatching
        linewidth=0,
        hatch=hatch or None,
        zorder=0.5,
    )


def _border(start: Point, end: Point, own: Ink) -> Line2D:
    (x0, y0), (x1, y1) = start, end
    found = Line2D([x0, x1], [y0, y1], color=(0, 0, 0), linewidth=1.0, zorder=3)
    if own.dashes:
        found.set_linestyle((0, own.dashes))
    return found


def _point(x: float, y: float, positive: bool) -> Line2D:
    """Draw a point: full for a positive one, open for a negative one."""
    face = VERMILION if positive else "white"
    edge = VERMILION if positive else BLUE
    return Line2D(
        [x],
        [y],
        linestyle="none",
        marker="o",
        markersize=_POINT,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=1.2,
        zorder=5,
        clip_on=False,
    )


def _sample(positive: bool) -> str:
    return picture(SAMPLE[1] + 2, SAMPLE[1], lambda figure: _dot(figure, positive))


def _dot(figure: Figure, positive: bool) -> None:
    figure.add_artist(_point(0.5, 0.5, positive))
