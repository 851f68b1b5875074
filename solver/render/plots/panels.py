"""Plots: panels side by side or stacked, with one key below them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from solver.algebra.op import Words
from solver.document.plots import Panel, Plot
from solver.render.plots import marks, thin
from solver.render.plots.frame import Box, Frame, Label, fits_across, labels
from solver.render.plots.ink import Ink, ink
from solver.render.plots.pen import Pen
from solver.render.plots.plane import Plane, write_all
from solver.render.plots.thin import Floats
from solver.render.plots.ticks import ends, ruler

Write = Callable[[Words], str]

WIDTH = 404.0  # of the widest figure, in points: a little less than the text
_NARROWER = 320.0  # one panel in a row
_HEIGHTS = {1: 148.0, 2: 138.0, 3: 116.0}  # of a row of so many panels
_STACKED = 92.0  # of a panel in a stack
_TALLEST, _MOST_ROWS = 600.0, 8  # of all rows: what a page holds, and can be read
_BETWEEN = 9.0  # panels
_NUMBERS = 14.0  # the numbers below a stack, which the other panels in it lack
_Y_STEP = 17.0  # between ticks, at the least


def drawn(plot: Plot, write: Write) -> str:
    """Draw panels, and a key if more than one series has a label."""
    if not plot.panels:
        return ""
    panels = _sharing(plot.panels) if plot.stacked else plot.panels
    panels = panels[:_MOST_ROWS] if plot.stacked else panels[: _MOST_ROWS * max(_HEIGHTS)]
    across = 1 if plot.stacked else min(len(panels), max(_HEIGHTS))
    rows = [panels[k : k + across] for k in range(0, len(panels), across)]
    wide = WIDTH if across > 1 else _NARROWER
    high = _STACKED if plot.stacked and len(panels) > 1 else _HEIGHTS[across]
    high = min(high, _TALLEST / len(rows))
    cells = [
        [_frame(panel, write, wide / across, high, plot.stacked and k < len(rows)) for panel in row]
        for k, row in enumerate(rows, 1)
    ]
    heights = [high + _NUMBERS * (plot.stacked and row is rows[-1]) for row in rows]
    columns = [_aligned(found) for found in zip_longest(*cells)]
    margins = [_margins(found) for found in columns]
    inks = _inks(panels)

    pen = Pen(wide, sum(heights))
    planes: list[tuple[Plane, Panel, Sequence[Ink]]] = []
    top = pen.height
    for k, (row, height) in enumerate(zip(rows, heights, strict=True)):
        top -= height
        frames = [column[k] for column in columns[: len(row)]]
        boxes = _boxes(frames, margins, (wide, top, height, wide / across))
        found = (Plane(pen, frame, box) for frame, box in zip(frames, boxes, strict=True))
        planes += zip(found, row, inks[k * across :], strict=False)
    _draw(pen, planes)
    return marks.key(_entries(panels, write, inks), wide, pen.picture())


def _draw(pen: Pen, planes: Sequence[tuple[Plane, Panel, Sequence[Ink]]]) -> None:
    """Draw all panels, and write the words over them."""
    words: list[Label] = []
    for plane, panel, inks in planes:
        pairs = list(zip(panel.series, inks, strict=True))
        found = [plane.layers(), *(marks.layers(plane, *pair) for pair in pairs)]
        for _, draw in sorted(chain.from_iterable(found), key=lambda layer: layer[0]):
            draw()
        words += labels(plane.frame, plane.box)
        paths = [pair for pair in pairs if pair[0].mark == "path"]
        if len(paths) == 1:
            words += marks.numbers(plane, *paths[0])
    write_all(words, pen)


def _boxes(
    frames: Sequence[Frame],
    margins: Sequence[tuple[float, float]],
    room: tuple[float, float, float, float],
) -> Iterator[Box]:
    """Place the axes of a row, which begin and end at the same heights."""
    wide, foot, height, each = room
    bottom, top = max(f.bottom for f in frames), max(f.top for f in frames)
    for k in range(len(frames)):
        left = k * each + margins[k][0]
        across = each - sum(margins[k]) - (_BETWEEN if left + each < wide else 0)
        yield left, foot + bottom, across, height - bottom - top


def _aligned(frames: Sequence[Frame | None]) -> list[Frame]:
    """Give the numbers beside all panels in a column the same room."""
    found = [frame for frame in frames if frame]
    widest = max(frame.numbers for frame in found)
    return [replace(frame, y_least=widest) for frame in found]


def _margins(frames: Sequence[Frame]) -> tuple[float, float]:
    return max(frame.left for frame in frames), max(frame.right for frame in frames)


def _frame(panel: Panel, write: Write, wide: float, high: float, bare: bool) -> Frame:
    """Choose the ticks of a panel and write its words."""
    xs, ys = _data(panel)
    tall = high - 40
    y = ruler(panel.y, ys, lambda labels: len(labels) * _Y_STEP <= tall, 6)
    label = "" if bare else write(panel.x.label)
    guess = Frame(y, y, label, write(panel.y.label), write(panel.title), bare)
    return replace(guess, x=ruler(panel.x, xs, fits_across(wide - guess.left - 12), 12))


def _data(panel: Panel) -> tuple[list[float], list[float]]:
    """Gather what the axes are to show: all points, and for stems the zero line."""
    xs: list[float] = []
    ys: list[float] = []
    for series in panel.series:
        x, y = thin.solid(*thin.usable(series, (panel.x.log, panel.y.log)))
        xs += _ends(x)
        ys += _ends(_seen(x, y, panel)) + [0.0] * (series.mark == "stem")
    return xs, ys


def _seen(x: Floats, y: Floats, panel: Panel) -> Floats:
    """Leave out what lies beyond the ends of the x axis."""
    low = -math.inf if panel.x.low is None else panel.x.low
    high = math.inf if panel.x.high is None else panel.x.high
    return y[(x >= low) & (x <= high)]


def _ends(values: Floats) -> list[float]:
    return [float(values.min()), float(values.max())] if len(values) else []


def _sharing(panels: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """Give stacked panels one x axis, with the label of whichever has one."""
    label = next((panel.x.label for panel in reversed(panels) if panel.x.label), ())
    first = replace(panels[0].x, label=label)
    low, high = ends(first, [x for panel in panels for x in _data(panel)[0]])
    return tuple(replace(panel, x=replace(first, low=low, high=high)) for panel in panels)


# --- the key --------------------------------------------------------------------------------------
def _labelled(panels: Sequence[Panel]) -> dict[Words, frozenset[str]]:
    """Say which labels stand in the key, and how their series are drawn: none if there is one."""
    found: dict[Words, frozenset[str]] = {}
    for series in (series for panel in panels for series in panel.series if series.label):
        found[series.label] = found.get(series.label, frozenset()) | {series.mark}
    return found if len(found) > 1 else {}


def _inks(panels: Sequence[Panel]) -> list[list[Ink]]:
    """Give series of the same label the same ink, and without labels those in the same place."""
    labelled = _labelled(panels)
    names: list[list[object]] = [
        [s.label if s.label in labelled else k for k, s in enumerate(panel.series)]
        for panel in panels
    ]
    places = {name: k for k, name in enumerate(dict.fromkeys(chain.from_iterable(names)))}
    return [[ink(places[name]) for name in row] for row in names]


def _entries(
    panels: Sequence[Panel], write: Write, inks: Sequence[Sequence[Ink]]
) -> list[tuple[str, str]]:
    series = [series for panel in panels for series in panel.series]
    own = {s.label: used for s, used in zip(series, chain.from_iterable(inks), strict=True)}
    keyed = _labelled(panels).items()
    return [(marks.sample(kinds, own[label]), write(label)) for label, kinds in keyed]
