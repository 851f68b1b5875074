"""A system of axes in its place: ticks, labels and a title around a rectangle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from solver.render.plots.ink import FAINT, GREY, QUIET
from solver.render.plots.measure import width
from solver.render.plots.pen import BLACK, Colour, Pen, Point
from solver.render.plots.ticks import Ruler

Box = tuple[float, float, float, float]  # left, bottom, width, height

TICK, LABEL = 7.0, 8.0  # sizes of type
_PAD = 3.0  # between an axis and its numbers
_APART = 7.0  # between such a label and the numbers
_SHORT = 21.0  # a label that is not turned
LINE = 11.0  # a line of text over or under the axes


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around one rectangle of axes; the words are LaTeX."""

    x: Ruler
    y: Ruler
    x_label: str = ""
    y_label: str = ""
    title: str = ""
    bare: bool = False  # without numbers on the x axis
    x_room: float = 60.0  # how wide numbers may be: more are shrunk
    y_room: float = 60.0
    y_least: float = 0.0  # the room for numbers that other panels need

    @property
    def numbers(self) -> float:
        """Say how wide the numbers of the y axis are."""
        widest = max((width(label, TICK) for label in self.y.labels), default=0.0)
        return max(min(widest, self.y_room), self.y_least)

    @property
    def left(self) -> float:
        return self.numbers + _PAD + (3 + self.beside if self.y_label else 3)

    @property
    def upright(self) -> bool:
        """Tell whether the label of the y axis is short mathematics, which reads badly turned."""
        return self.y_label.startswith("$") and width(self.y_label, LABEL) <= _SHORT

    @property
    def beside(self) -> float:
        """Say how wide the label of the y axis is, as it stands."""
        return width(self.y_label, LABEL) + _APART if self.upright else LINE

    @property
    def right(self) -> float:
        last = self.x.labels[-1] if self.x.labels and not self.bare else ""
        return 4 + width(last, TICK) / 2

    @property
    def bottom(self) -> float:
        return (4 if self.bare else TICK + _PAD + 3) + (LINE if self.x_label else 0)

    @property
    def top(self) -> float:
        return LINE + 3 if self.title else 5


@dataclass(frozen=True, slots=True)
class Label:
    """Words around axes: their place in points, how wide they may be, and which side is there."""

    at: Point
    latex: str
    most: float
    size: float = LABEL
    ink: Colour = BLACK
    across: str = "center"
    upright: str = "center"
    turned: float = 0.0

    def put(self, figure: Figure) -> None:
        """Put the words into a figure."""
        sides = {"ha": self.across, "va": self.upright, "rotation": self.turned}
        place(figure, self.at, self.latex, self.most, self.size, color=self.ink, **sides)

    def write(self, pen: Pen) -> None:
        """Write the words with a pen."""
        sides = (side for side in (self.across, self.upright) if side != "center")
        anchor = ",".join(sides).replace("baseline", "base")
        if self.latex:
            pen.text(self.at, self.latex, self.size, self.most, anchor, self.turned, self.ink)


def fits_across(room: float) -> Callable[[Sequence[str]], bool]:
    """Tell whether labels have room side by side."""
    return lambda labels: sum(width(label, TICK) + 7 for label in labels) <= room


def add_axes(figure: Figure, frame: Frame, box: Box, grid: str = "xy") -> Axes:
    """Put axes into a box (left, bottom, width, height), with all that stands around it.

    Ticks are drawn here: those of Matplotlib's own take ten times as long.
    """
    left, bottom, wide, high = box
    across, up = (72 * side for side in figure.get_size_inches())
    axes = figure.add_axes((left / across, bottom / up, wide / across, high / up))
    axes.patch.set_visible(False)
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)
    _scale(axes, frame)
    _grid(axes, frame, grid)
    for label in labels(frame, box):
        label.put(figure)
    return axes


def _scale(axes: Axes, frame: Frame) -> None:
    for name, side in (("x", frame.x), ("y", frame.y)):
        if side.log:
            axes.set(**{f"{name}scale": "log"})
        axes.set(**{f"{name}lim": (side.low, side.high)})
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set(linewidth=0.5, edgecolor=GREY)


def _grid(axes: Axes, frame: Frame, grid: str) -> None:
    """Draw faint lines at the ticks, and a clearer one at zero."""
    for name, side in (("x", frame.x), ("y", frame.y)):
        if name in grid:
            _lines(axes, name, side.faint, 0.2, FAINT)
            _lines(axes, name, side.ticks, 0.4, FAINT)
            if side.low < 0 < side.high and name == (grid if len(grid) == 1 else "y"):
                _lines(axes, name, (0.0,), 0.5, GREY)


def _lines(axes: Axes, name: str, ticks: Sequence[float], thick: float, ink: Colour) -> None:
    if ticks and name == "x":
        axes.vlines(
            ticks, 0, 1, ink, linewidth=thick, zorder=1, transform=axes.get_xaxis_transform()
        )
    elif ticks:
        axes.hlines(
            ticks, 0, 1, ink, linewidth=thick, zorder=1, transform=axes.get_yaxis_transform()
        )


def labels(frame: Frame, box: Box) -> Iterator[Label]:
    """Give the numbers at the ticks, the labels of the axes, and the title."""
    left, bottom, wide, high = box
    low = bottom - TICK - _PAD + 1.5
    for tick, label in zip(frame.x.ticks, () if frame.bare else frame.x.labels, strict=False):
        at = left + wide * frame.x.share(tick), low
        yield Label(at, label, frame.x_room, TICK, QUIET, upright="baseline")
    for tick, label in zip(frame.y.ticks, frame.y.labels, strict=True):
        at = left - _PAD, bottom + high * frame.y.share(tick)
        yield Label(at, label, frame.y_room, TICK, QUIET, "right")
    yield from _words(frame, box)


def _words(frame: Frame, box: Box) -> Iterator[Label]:
    left, bottom, wide, high = box
    beside = left - (frame.numbers + _PAD + (_APART if frame.upright else 3)), bottom + high / 2
    middle, reach = left + wide / 2, wide + 2 * min(frame.left, frame.right)
    below = middle, bottom - frame.bottom + 2.5
    yield Label(below, frame.x_label, reach, upright="baseline")
    if frame.upright:
        yield Label(beside, frame.y_label, high + 8, across="right")
    else:
        yield Label(beside, frame.y_label, high + 8, upright="bottom", turned=90)
    yield Label((middle, bottom + high + 5), frame.title, reach, upright="baseline")


def place(
    figure: Figure, at: Point, latex: str, most: float, size: float = LABEL, **how: Any
) -> None:
    """Put words at a point of a figure, in points from its lower left corner."""
    if latex:
        across, up = (72 * side for side in figure.get_size_inches())
        given = {"ha": "center", "va": "center"} | how
        text = figure.text(at[0] / across, at[1] / up, latex, fontsize=size, **given)
        text.set_rotation_mode("anchor")
        text.set_gid(f"{most:.2f}")  # a note for the renderer: how wide it may be
