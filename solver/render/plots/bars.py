"""Bars in groups: upright, or lying where their labels are long."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from solver.algebra.op import Words
from solver.document.plots import Axis, Bars
from solver.render.plots.canvas import picture
from solver.render.plots.frame import LINE, TICK, Frame, add_axes, fits_across
from solver.render.plots.ink import Ink, ink
from solver.render.plots.marks import SAMPLE, key
from solver.render.plots.measure import width
from solver.render.plots.ticks import Ruler, ruler

Write = Callable[[Words], str]

_WIDTH, _HEIGHT = 360.0, 135.0
_LEAST, _EACH = 170.0, 34.0  # the width of upright bars, and of each at the least
_LYING, _TALLEST = 22.0, 420.0  # the room of the bars of one label, and of all, at most
_SHARE = 0.76  # of the room, which the bars of one label take
_LONGEST = 130.0  # a label
_MOST = 50  # labels


@dataclass(frozen=True, slots=True)
class _Chart:
    """Bars with their words in LaTeX."""

    labels: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    lying: bool
    wide: float
    length: Ruler
    along: Ruler
    title: str


def drawn(bars: Bars, write: Write) -> str:
    """Draw bars, and a key if there is more than one group."""
    kept = _kept(len(bars.labels))
    labels = tuple("$\\cdots$" if k is None else write(bars.labels[k]) for k in kept)
    values = tuple(tuple(_known(found, k) for k in kept) for _, found in bars.groups)
    if not labels or not values:
        return ""
    lying = not fits_across(_WIDTH - 50)(labels)
    wide = _WIDTH if lying else min(_WIDTH, max(_LEAST, 60 + _across(labels, len(values))))
    chart = _Chart(
        labels, values, lying, wide, *_rulers(bars, labels, values, lying), write(bars.axis)
    )
    high = _HEIGHT
    if lying:
        each = min(13.0 + 4.5 * (len(values) - 1), _LYING)
        high = min(32 + (LINE if chart.title else 0) + len(labels) * each, _TALLEST)
    drawing = picture(wide, high, lambda figure: _fill(figure, chart, high))
    names = [write(name) for name, _ in bars.groups]
    entries = [(_sample(ink(k)), name) for k, name in enumerate(names) if name]
    return key(entries if len(entries) > 1 else [], max(wide, 240.0), drawing)


def _across(labels: Sequence[str], groups: int) -> float:
    """Say how much width upright bars would like, with their labels side by side."""
    return len(labels) * max(_EACH + 10 * (groups - 1), *(width(text, TICK) + 9 for text in labels))


def _kept(count: int) -> list[int | None]:
    """Choose the labels that are drawn; dots stand for those that there is no room for."""
    if count <= _MOST:
        return list(range(count))
    return [*range(_MOST - 2), None, count - 1]


def _known(values: Sequence[float], place: int | None) -> float:
    if place is None or place >= len(values) or not math.isfinite(values[place]):
        return 0.0
    return float(values[place])


def _rulers(
    bars: Bars, labels: Sequence[str], values: Sequence[Sequence[float]], lying: bool
) -> tuple[Ruler, Ruler]:
    """Choose the axis of the values, which begins at 0 or at a power of ten, and that of labels."""
    flat = [v for group in values for v in group if v > 0 or not bars.log]
    low = None
    if bars.log:
        low = 10.0 ** math.floor(math.log10(min(flat, default=1.0)) - 1e-9)
    elif all(v >= 0 for v in flat):
        low = 0.0
    fits = fits_across(_WIDTH - 90) if lying else lambda found: len(found) <= 6
    length = ruler(Axis(low=low, log=bars.log), [*flat, *([] if bars.log else [0.0])], fits, 7)
    places = tuple(float(k) for k in range(len(labels)))
    ends = (len(labels) - 0.5, -0.5) if lying else (-0.5, len(labels) - 0.5)
    return length, Ruler(*ends, False, places, tuple(labels))


def _fill(figure: Figure, chart: _Chart, high: float) -> None:
    if chart.lying:
        frame = Frame(chart.length, chart.along, x_label=chart.title, y_room=_LONGEST)
    else:
        room = 0.94 * (chart.wide - 50) / len(chart.labels)
        frame = Frame(chart.along, chart.length, y_label=chart.title, x_room=room)
    box = frame.left, frame.bottom, chart.wide - frame.left - 8, high - frame.bottom - 6
    axes = add_axes(figure, frame, box, grid="x" if chart.lying else "y")
    for k, values in enumerate(chart.values):
        _group(axes, chart, values, k)


def _group(axes: Axes, chart: _Chart, values: Sequence[float], place: int) -> None:
    thick = _SHARE / len(chart.values)
    foot = chart.length.low if chart.length.log else 0.0
    for k, value in enumerate(values):
        start = k - _SHARE / 2 + place * thick
        if chart.length.log and value <= 0:
            continue
        if chart.lying:
            corner, wide, high = (foot, start), value - foot, thick
        else:
            corner, wide, high = (start, foot), thick, value - foot
        axes.add_patch(Rectangle(corner, wide, high, **_paint(ink(place))))


def _paint(own: Ink) -> dict[str, Any]:
    return {
        "facecolor": own.light,
        "edgecolor": own.colour,
        "linewidth": 0.5,
        "hatch": own.hatch or None,
        "zorder": 2,
    }


def _sample(own: Ink) -> str:
    wide, high = SAMPLE[0] / 2, SAMPLE[1]
    return picture(wide, high, lambda figure: _swatch(figure, own))


def _swatch(figure: Figure, own: Ink) -> None:
    figure.add_artist(Rectangle((0.05, 0.05), 0.9, 0.9, **_paint(own)))
