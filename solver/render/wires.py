"""The wires of a diagram: edges between circles, arrows between boxes, and connections around."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from solver.document.blocks import Diagram, Wire
from solver.render.bends import (
    Shape,
    along,
    bend,
    between,
    direction,
    on_curve,
    rounded,
)  # fmt: skip
from solver.render.layout import BOX_HEIGHT, CIRCLE, Spot
from solver.render.maths import MathsWriter
from solver.render.plots.pen import BLACK, Colour, Pen, Point, curve, move, polygon

CM = 72 / 2.54  # big points in a centimetre
_MOST_LABELS = 16  # labelled edges between circles; more would hide each other
_LIFT, _STEP = 0.55, 0.4  # how high a skip connection passes, and how far apart two of them
_EDGE, _ARROW = (0.72, 0.72, 0.72), (0.4, 0.4, 0.4)
_FINE, _THIN = 0.399, 0.498
_HALF = 0.25  # of a line: so far beyond its path does a shape reach
_TIP = ((-1.17, 0.0), (-4.21, 1.22), (-3.2, 0.0), (-4.21, -1.22))  # from where an arrow leads
_NECK = 3.33  # so far before that its line ends
_BEND = 5.0  # the radius of the corners of a skip connection
_LINES = (10.6, 20.2)  # the height of one line over a column, and of two


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place in centimetres, `lift` points over it; `paper` is white around them."""

    x: float
    y: float
    latex: str
    size: float
    anchor: str = ""
    lift: float = 0.0
    most: float = 1000.0
    ink: Colour = BLACK
    paper: float | None = None

    def set(self, pen: Pen) -> None:
        """Set the words."""
        at = CM * self.x, CM * self.y + self.lift
        pen.text(at, self.latex, self.size, self.most, self.anchor, 0, self.ink, self.paper)


class Wires:
    """Draws the wires of a diagram, and notes how high they reach."""

    def __init__(self, pen: Pen, spots: Sequence[Spot], maths: MathsWriter) -> None:
        self._pen, self._spots, self._maths = pen, spots, maths
        self.top = -math.inf

    def draw(self, diagram: Diagram) -> Iterator[Words]:
        """Draw all wires, and give the words that stand at them."""
        labelled = sum(wire.units is not None and wire.label is not None for wire in diagram.wires)
        skips = 0
        for wire in diagram.wires:
            start, end = self._spots[wire.start], self._spots[wire.end]
            label = f"${self._maths(wire.label)}$" if wire.label is not None else ""
            if wire.units is not None:
                yield from self._single(wire, start, end, label * (labelled <= _MOST_LABELS))
            elif wire.curved:
                yield from self._skip(start, end, skips, label)
                skips += 1
            else:
                yield from _bundle(self._pen, start, end, label)

    def _single(self, wire: Wire, start: Spot, end: Spot, label: str) -> Iterator[Words]:
        """Draw the wire between two circles, or between a circle and a box."""
        first, last = wire.units or (0, 0)
        if (start.is_box or first in start.shown) and (end.is_box or last in end.shown):
            share = 0.3 if first <= last else 0.24  # labels of crossing edges stand apart
            draw = self._bend if wire.curved else self._straight
            at = draw(_shape(start, first), _shape(end, last), share)
            if label:
                yield _words(at, label, paper=0.8)

    def _straight(self, start: Shape, end: Shape, share: float) -> Point:
        ends = between(start, end)
        _edge(self._pen, ends)
        return along(*ends, share)

    def _bend(self, start: Shape, end: Shape, share: float) -> Point:
        points = bend(start, end, start.y >= end.y)  # away from what lies between
        self._pen.stroke(_EDGE, _FINE)
        self._pen.path(move(*points[0]) + curve(*points[1], *points[2], *points[3]))
        self.top = max(self.top, points[1][1], points[2][1])
        return on_curve(points, share)

    def _skip(self, start: Spot, end: Spot, count: int, label: str) -> Iterator[Words]:
        """Lead a skip connection over the top of what lies between."""
        top = CM * (max(map(_height, self._spots)) + _LIFT + count * _STEP)
        (x0, y0), (x1, y1) = _north(start), _north(end)
        _arrow(self._pen, ((x0, y0), (x0, top), (x1, top), (x1, y1)))
        self.top = max(self.top, top)
        if label:
            yield _words(((x0 + x1) / 2, top), label, paper=2.0)


def _edge(pen: Pen, ends: tuple[Point, Point]) -> None:
    pen.stroke(_EDGE, _FINE)
    pen.path(polygon(ends, closed=False))


def _shape(spot: Spot, unit: int) -> Shape:
    if spot.is_box:
        wide, high = CM * spot.drawn_width / 2 + _HALF, CM * BOX_HEIGHT / 2 + _HALF
        return Shape(CM * spot.x, CM * spot.y, wide, high, is_box=True)
    half = CM * CIRCLE / 2 + _HALF
    return Shape(CM * spot.x, CM * spot.unit_y(unit), half, half, is_box=False)


def _words(at: Point, label: str, anchor: str = "", paper: float | None = None) -> Words:
    return Words(at[0] / CM, at[1] / CM, label, 7.0, anchor, paper=paper)


def _bundle(pen: Pen, start: Spot, end: Spot, label: str) -> Iterator[Words]:
    """Draw an arrow between boxes, or every edge between two columns of circles."""
    pairs = list(product(start.shown or (0,), end.shown or (0,)))
    for k, (first, last) in enumerate(pairs):
        here, there = between(_shape(start, first), _shape(end, last))
        if start.shown and end.shown:
            _edge(pen, (here, there))
        else:
            _arrow(pen, (here, there))
        if label and k == len(pairs) // 2:
            x, y = along(here, there, 0.5)
            yield _words((x, y - 3.25), label, "top")


def _arrow(pen: Pen, points: Sequence[Point]) -> None:
    """Draw lines with round corners and a tip at their end."""
    before, end = points[-2:]
    neck = along(end, before, _NECK / (math.dist(before, end) or 1.0))
    pen.stroke(_ARROW, _THIN)
    pen.path(rounded((*points[:-1], neck), _BEND))
    pen.fill(_ARROW)
    pen.pointed(_tip(end, direction(before, end)))


def _tip(end: Point, degrees: float) -> str:
    """Write the tip of an arrow."""
    across, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned = [(end[0] + x * across - y * up, end[1] + x * up + y * across) for x, y in _TIP]
    return polygon(turned)


def _height(spot: Spot) -> float:
    return spot.half + (0.3 if spot.is_box else 0.7)


def _north(spot: Spot) -> Point:
    """Say where a connection leaves upwards: above the words over a column."""
    if spot.is_box or not spot.heading:
        shape = _shape(spot, 0)
        return shape.x, shape.y + shape.high
    return CM * spot.x, CM * spot.half + 2.5 + _LINES[bool(spot.layer.shape)]
