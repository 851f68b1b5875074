"""Axes without Matplotlib's own, which take longer to make than to draw: points, grid and edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from solver.render.plots.canvas import AROUND, path_code
from solver.render.plots.frame import Box, Frame, Label
from solver.render.plots.ink import FAINT, GREY
from solver.render.plots.pen import Colour, Pen, Point, polygon
from solver.render.plots.thin import Floats
from solver.render.plots.ticks import Ruler

Layer = tuple[float, Callable[[], None]]  # what has a higher number is drawn over the rest
_SIMPLER = 1 / 9  # of a point: so far may a line be from its points
_AS_IS = IdentityTransform()
_OUT = 1e6  # points from the picture: beyond it a point has no place


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle of axes in a picture, and the pen that draws there."""

    pen: Pen
    frame: Frame
    box: Box

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Say where it is: left, bottom, right, top."""
        left, bottom, wide, high = self.box
        return left, bottom, left + wide, bottom + high

    def places(self, x: Floats, y: Floats) -> NDArray[np.float64]:
        """Give the places of points, in points from the lower left corner of the picture: `n×2`."""
        left, bottom, wide, high = self.box
        across, up = _shares(self.frame.x, x), _shares(self.frame.y, y)
        return np.column_stack([left + wide * across, bottom + high * up])

    def line(
        self,
        places: NDArray[np.float64],
        ink: Colour,
        thick: float,
        dashes: Sequence[float] = (),
    ) -> None:
        """Draw straight lines through places, cut at the edges; a gap (nan) stays one."""
        path = Path(places)
        path.simplify_threshold = _SIMPLER
        path.should_simplify = len(places) >= 128
        self._clip()
        self.pen.stroke(ink, thick, dashes)
        self.pen.path(path_code(path, _AS_IS, self._around()))

    def stems(self, places: NDArray[np.float64], foot: float, ink: Colour, thick: float) -> None:
        """Draw upright lines from a height to places."""
        self._clip()
        self.pen.stroke(ink, thick)
        for x, y in places.tolist():
            path = Path([(x, foot), (x, y)])
            self.pen.path(path_code(path, _AS_IS, self._around()))

    def stamps(
        self, code: str, places: NDArray[np.float64], paint: Colour, ink: Colour, thick: float
    ) -> None:
        """Draw a mark at all places that are near enough to be seen."""
        left, bottom, right, top = self._around()
        near = [(x, y) for x, y in places.tolist() if left <= x <= right and bottom <= y <= top]
        self._clip()
        self.pen.fill(paint)
        self.pen.stroke(ink, thick)
        self.pen.stamps(code, near, stroke=True, fill=True)

    def area(self, corners: Sequence[Point], paint: Colour) -> None:
        """Fill a polygon."""
        self._clip()
        self.pen.fill(paint)
        self.pen.path(polygon(corners), stroke=False, fill=True)

    def _clip(self) -> None:
        left, bottom, right, top = (round(edge, 2) for edge in self.edges)
        self.pen.clip((left, bottom, right, top))

    def _around(self) -> tuple[float, float, float, float]:
        return -AROUND, -AROUND, self.pen.width + AROUND, self.pen.height + AROUND

    # --- the axes themselves ------------------------------------------------------------------
    def layers(self) -> Iterator[Layer]:
        """Draw faint lines at the ticks, a clearer one at zero, and the axes over them."""
        yield 1, self._grid
        yield 2.5, self._axes

    def _grid(self) -> None:
        for upright, side in ((True, self.frame.x), (False, self.frame.y)):
            self._rules(upright, side, side.faint, 0.2, FAINT)
            self._rules(upright, side, side.ticks, 0.4, FAINT)
            if side.low < 0 < side.high and not upright:
                self._rules(upright, side, (0.0,), 0.5, GREY)

    def _rules(
        self, upright: bool, side: Ruler, ticks: Sequence[float], thick: float, ink: Colour
    ) -> None:
        left, bottom, right, top = self.edges
        self._clip()
        for tick in ticks:
            share = side.share(tick)
            x, y = left + share * (right - left), bottom + share * (top - bottom)
            ends = ((x, bottom), (x, top)) if upright else ((left, y), (right, y))
            self.pen.stroke(ink, thick)
            self.pen.path(polygon(ends, closed=False))

    def _axes(self) -> None:
        left, bottom, right, top = self.edges
        self.pen.clip(None)
        self.pen.stroke(GREY, 0.5)
        self.pen.path(polygon([(left, bottom), (left, top)], closed=False))
        self.pen.path(polygon([(left, bottom), (right, bottom)], closed=False))


def _shares(side: Ruler, values: Floats) -> Floats:
    if side.log:
        low, high = np.log(side.low), np.log(side.high)
        found = (np.log(values) - low) / (high - low)
    else:
        found = (values - side.low) / (side.high - side.low)
    seen: Floats = np.clip(found, -_OUT, _OUT)
    return seen


def write_all(labels: Sequence[Label], pen: Pen) -> None:
    """Write labels, those of one size together: a change of size takes time."""
    for label in sorted(labels, key=lambda label: label.size):
        label.write(pen)
