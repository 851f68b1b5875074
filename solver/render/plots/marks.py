"""How each sort of series is drawn: lines, points, paths with arrows, stems and steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from solver.document.plots import Series
from solver.render.plots import thin
from solver.render.plots.canvas import picture
from solver.render.plots.ink import Ink
from solver.render.plots.thin import Floats

_THICK, _THIN = 1.1, 0.7  # lines, in points
_DOT, _SMALL = 3.6, 2.6  # the size of markers
_ARROW = 4.2  # the length of an arrowhead
_GAP = 11.0  # between numbered points
SAMPLE = (19.0, 7.0)  # the size of a sample in a key


def add(axes: Axes, series: Series, ink: Ink, numbered: bool) -> None:
    """Put a series into axes, whose limits are set already."""
    log = (axes.get_xscale() == "log", axes.get_yscale() == "log")
    x, y = thin.usable(series, log)
    if series.mark not in ("line", "steps"):
        x, y = thin.solid(x, y)
    x, y = thin.thinned(x, y, series.mark)
    if len(x):
        _ADD[series.mark](axes, x, y, ink)
        if numbered and series.mark == "path":
            _number(axes, x, y, ink)


def _line(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    axes.add_line(Line2D(x, y, **_solid(ink)))
    alone = [k for k in range(len(x)) if _is_alone(y, k)]
    axes.add_line(Line2D(x[alone], y[alone], **_dots(ink, _SMALL)))


def _is_alone(y: Floats, k: int) -> bool:
    """Tell whether no line leads to a point, which would not be seen."""
    beside = y[max(k - 1, 0) : k + 2]
    return bool(y[k] == y[k]) and int((beside == beside).sum()) == 1


def _points(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    axes.add_line(Line2D(x, y, **_dots(ink, _DOT)))


def _stem(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    foot = max(axes.get_ylim()[0], 0.0)
    axes.vlines(x, foot, y, colors=[ink.colour], linewidth=_THIN, zorder=2)
    axes.add_line(Line2D(x, y, **_dots(ink, _DOT)))


def _steps(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    axes.add_line(Line2D(x, y, drawstyle="steps-post", **_solid(ink)))


def _path(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    """Draw a path from an open marker to a full one, with arrows where there is room for them."""
    axes.add_line(Line2D(x, y, color=ink.colour, linewidth=_THIN, zorder=3))
    axes.add_line(Line2D(x[1:], y[1:], **_dots(ink, _SMALL)))
    axes.add_line(Line2D(x[:1], y[:1], **_dots(ink, _DOT) | {"markerfacecolor": "white"}))
    axes.add_line(Line2D(x[-1:], y[-1:], **_dots(ink, _DOT + 0.8)))
    for start, end in pairwise(_pixels(axes, x, y)):
        head = _head(start, end)
        if head:
            corners = axes.transData.inverted().transform(head)
            axes.add_patch(Polygon(corners, facecolor=ink.colour, edgecolor="none", zorder=3.5))


def _pixels(axes: Axes, x: Floats, y: Floats) -> list[tuple[float, float]]:
    return [(float(a), float(b)) for a, b in axes.transData.transform(list(zip(x, y, strict=True)))]


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


def _number(axes: Axes, x: Floats, y: Floats, ink: Ink) -> None:
    """Say which point of a path is which, where they lie far enough apart."""
    pixels = _pixels(axes, x, y)
    box = axes.bbox
    for k in thin.spaced(pixels, _GAP):
        a, b = pixels[k]
        if box.contains(a, b):
            up = b + 10 < box.y1
            x0, y0 = axes.transData.inverted().transform((a, b + (3.8 if up else -3.8)))
            side = "bottom" if up else "top"
            how: dict[str, Any] = {"fontsize": 6, "color": ink.colour, "ha": "center", "va": side}
            axes.text(x0, y0, f"${k}$", zorder=6, **how)


def _solid(ink: Ink) -> dict[str, Any]:
    dashes = {"linestyle": (0, [d / _THICK for d in ink.dashes])} if ink.dashes else {}
    return {"color": ink.colour, "linewidth": _THICK, "zorder": 3, **dashes}


def _dots(ink: Ink, size: float) -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": ink.marker,
        "markersize": size,
        "markerfacecolor": ink.colour,
        "markeredgecolor": ink.colour,
        "markeredgewidth": 0.7,
        "zorder": 4,
    }


_ADD: dict[str, Callable[[Axes, Floats, Floats, Ink], None]] = {
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
    return picture(*SAMPLE, lambda figure: _sample(figure, kinds, ink))


def _sample(figure: Figure, kinds: frozenset[str], ink: Ink) -> None:
    along, across = [0.04, 0.96], [0.5, 0.5]
    if kinds & {"line", "steps"}:
        figure.add_artist(Line2D(along, across, **_solid(ink)))
    elif "path" in kinds:
        figure.add_artist(Line2D(along, across, color=ink.colour, linewidth=_THIN))
    if "stem" in kinds:
        figure.add_artist(Line2D(across, [0, 0.6], color=ink.colour, linewidth=_THIN))
    if kinds - {"line", "steps"}:
        high = 0.6 if "stem" in kinds else 0.5
        figure.add_artist(Line2D([0.5], [high], **_dots(ink, _DOT)))


def key(entries: Sequence[tuple[str, str]], width: float, drawing: str) -> str:
    """Set a key of samples and labels below a drawing, on as many lines as it takes."""
    if not entries:
        return drawing
    listed = "%\n".join(rf"\PlotEntry{{{sign}}}{{{label}}}" for sign, label in entries)
    return rf"\PlotWithKey{{{width:g}}}{{{drawing}}}{{{listed}\unskip}}"
