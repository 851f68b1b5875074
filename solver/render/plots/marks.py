"""How each sort of series is drawn: lines, points, paths with arrows, stems and steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
from matplotlib.cbook import pts_to_poststep
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from solver.document.plots import Series
from solver.render.plots import thin
from solver.render.plots.canvas import path_code
from solver.render.plots.frame import Label
from solver.render.plots.ink import Ink
from solver.render.plots.pen import WHITE, Pen, polygon
from solver.render.plots.plane import Layer, Plane
from solver.render.plots.thin import Floats

Places = NDArray[np.float64]
_THICK, _THIN, _EDGE = 1.1, 0.7, 0.7  # lines, those of stems and paths, and around markers
_DOT, _SMALL = 3.6, 2.6  # the size of markers
_ARROW = 4.2  # the length of an arrowhead
_GAP = 11.0  # between numbered points
_NUMBER = 6.0  # the size of type at them
SAMPLE = (19.0, 7.0)  # the size of a sample in a key


def layers(plane: Plane, series: Series, ink: Ink) -> Iterator[Layer]:
    """Draw a series, in layers."""
    places = _places(plane, series)
    if len(places):
        yield from _LAYERS[series.mark](plane, places, ink)


def numbers(plane: Plane, series: Series, ink: Ink) -> Iterator[Label]:
    """Say which point of a path is which, where they lie far enough apart."""
    left, bottom, right, top = plane.edges
    points = [(x, y) for x, y in _places(plane, series).tolist()]
    for k in thin.spaced(points, _GAP) if points else ():
        x, y = points[k]
        if left <= x <= right and bottom <= y <= top:
            up = y + 10 < top
            at, side = (x, y + (3.8 if up else -3.8)), "bottom" if up else "top"
            most = plane.pen.width
            yield Label(at, f"${k}$", most, _NUMBER, ink.colour, upright=side)


def _places(plane: Plane, series: Series) -> Places:
    x, y = thin.usable(series, (plane.frame.x.log, plane.frame.y.log))
    if series.mark not in ("line", "steps"):
        x, y = thin.solid(x, y)
    x, y = thin.thinned(x, y, series.mark)
    if series.mark == "steps":
        x, y = pts_to_poststep(x, y)
    return plane.places(x, y)


def _line(plane: Plane, places: Places, ink: Ink) -> Iterator[Layer]:
    yield 3, partial(_stroke, plane, places, ink, _THICK, ink.dashes)
    height = places[:, 1]
    alone = [k for k in range(len(height)) if _is_alone(height, k)]
    if alone:
        yield 4, partial(_dots, plane, places[alone], ink, _SMALL)


def _is_alone(y: Floats, k: int) -> bool:
    """Tell whether no line leads to a point, which would not be seen."""
    beside = y[max(k - 1, 0) : k + 2]
    return bool(y[k] == y[k]) and int((beside == beside).sum()) == 1


def _points(plane: Plane, places: Places, ink: Ink) -> Iterator[Layer]:
    yield 4, partial(_dots, plane, places, ink, _DOT)


def _stem(plane: Plane, places: Places, ink: Ink) -> Iterator[Layer]:
    side, (_, bottom, _, high) = plane.frame.y, plane.box
    foot = bottom + high * side.share(max(side.low, 0.0))
    yield 2, partial(plane.stems, places, foot, ink.colour, _THIN)
    yield 4, partial(_dots, plane, places, ink, _DOT)


def _steps(plane: Plane, places: Places, ink: Ink) -> Iterator[Layer]:
    yield 3, partial(_stroke, plane, places, ink, _THICK, ink.dashes)


def _path(plane: Plane, places: Places, ink: Ink) -> Iterator[Layer]:
    """Draw a path from an open marker to a full one, with arrows where there is room for them."""
    yield 3, partial(_stroke, plane, places, ink, _THIN, ())
    yield 3.5, partial(_heads, plane, places, ink)
    yield 4, partial(_dots, plane, places[1:], ink, _SMALL)
    yield 4, partial(_dots, plane, places[:1], ink, _DOT, hollow=True)
    yield 4, partial(_dots, plane, places[-1:], ink, _DOT + 0.8)


def _heads(plane: Plane, places: Places, ink: Ink) -> None:
    for start, end in pairwise(places.tolist()):
        head = _head((start[0], start[1]), (end[0], end[1]))
        if head:
            plane.area(head, ink.colour)


def _head(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Place an arrowhead just past the middle of a stretch; none on a short one."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx**2 + dy**2) ** 0.5
    if not 3 * _ARROW < length < 1e5:
        return []
    dx, dy = dx / length * _ARROW, dy / length * _ARROW
    x, y = (start[0] + end[0] + dx) / 2, (start[1] + end[1] + dy) / 2
    back = x - dx, y - dy
    across, up = -0.4 * dy, 0.4 * dx
    return [(x, y), (back[0] + across, back[1] + up), (back[0] - across, back[1] - up)]


def _stroke(
    plane: Plane, places: Places, ink: Ink, thick: float, dashes: tuple[float, ...]
) -> None:
    plane.line(places, ink.colour, thick, dashes)


def _dots(plane: Plane, places: Places, ink: Ink, size: float, hollow: bool = False) -> None:
    paint = WHITE if hollow else ink.colour
    plane.stamps(_marker(ink.marker, size), places, paint, ink.colour, _EDGE)


@lru_cache(64)
def _marker(name: str, size: float) -> str:
    style = MarkerStyle(name)
    own = Affine2D(style.get_transform().get_matrix())
    return path_code(style.get_path(), own.scale(size), None)


_LAYERS: dict[str, Callable[[Plane, Places, Ink], Iterator[Layer]]] = {
    "line": _line,
    "points": _points,
    "path": _path,
    "stem": _stem,
    "steps": _steps,
}


# --- the key --------------------------------------------------------------------------------------
@lru_cache(64)
def sample(kinds: frozenset[str], ink: Ink) -> str:
    """Draw a short piece of a series, in all the ways in which it is drawn in the plot."""
    pen = Pen(*SAMPLE)
    _sample(pen, kinds, ink)
    return pen.picture()


def _sample(pen: Pen, kinds: frozenset[str], ink: Ink) -> None:
    wide, high = SAMPLE
    middle = (0.6 if "stem" in kinds else 0.5) * high
    along = polygon([(0.04 * wide, high / 2), (0.96 * wide, high / 2)], closed=False)
    if kinds & {"line", "steps"}:
        pen.stroke(ink.colour, _THICK, ink.dashes)
        pen.path(along)
    elif "path" in kinds:
        pen.stroke(ink.colour, _THIN)
        pen.path(along)
    if "stem" in kinds:
        pen.stroke(ink.colour, _THIN)
        pen.path(polygon([(wide / 2, 0), (wide / 2, middle)], closed=False))
    if kinds - {"line", "steps"}:
        pen.fill(ink.colour)
        pen.stroke(ink.colour, _EDGE)
        pen.stamps(_marker(ink.marker, _DOT), [(wide / 2, middle)], stroke=True, fill=True)


def key(entries: Sequence[tuple[str, str]], width: float, drawing: str) -> str:
    """Set a key of samples and labels below a drawing, on as many lines as it takes."""
    if not entries:
        return drawing
    listed = "%\n".join(rf"\PlotEntry{{{sign}}}{{{label}}}" for sign, label in entries)
    return rf"\PlotWithKey{{{width:g}}}{{{drawing}}}{{{listed}\unskip}}"
