"""Network diagrams: layers from left to right, drawn with TikZ through PyLaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, product

from pylatex import TikZ, TikZCoordinate, TikZDraw, TikZNode, TikZOptions
from pylatex.base_classes import LatexObject
from pylatex.tikz import TikZNodeAnchor, TikZPathList, TikZUserPath

from solver.document.blocks import Diagram, Unit, Wire
from solver.render.inline import inlines
from solver.render.layout import CIRCLE, Spot, place
from solver.render.maths import MathsWriter

_MOST_LABELS = 16  # labelled edges between circles; more would hide each other
_LIFT, _STEP = 0.55, 0.4  # how high a skip connection passes, and how far apart two of them


def tikz(diagram: Diagram, maths: MathsWriter) -> str:
    """Draw a network diagram; the result is a TikZ picture in LaTeX."""
    spots = place(diagram)
    picture = TikZ(options=TikZOptions("diagram"))
    parts = _layers(spots, maths), _wires(diagram, spots, maths), _operations(diagram, spots, maths)
    for part in chain.from_iterable(parts):
        picture.append(part)
    return str(picture.dumps())


# --- layers --------------------------------------------------------------------------------------
def _layers(spots: Sequence[Spot], maths: MathsWriter) -> Iterator[LatexObject]:
    for spot in spots:
        yield from _box(spot, maths) if spot.is_box else _column(spot, maths)


def _box(spot: Spot, maths: MathsWriter) -> Iterator[LatexObject]:
    label, shape = maths(spot.layer.label), _shape(spot, maths)
    text = rf"\BoxText{{${label}$}}{{{shape}}}"
    yield _node(f"n{spot.index}", f"{_role(spot)}, box", spot.x, spot.y, text)


def _column(spot: Spot, maths: MathsWriter) -> Iterator[LatexObject]:
    for unit in spot.shown:
        yield from _unit(spot, unit, maths)
    if spot.cut:
        dots = round((spot.unit_y(spot.shown[-2]) + spot.unit_y(spot.shown[-1])) / 2, 3)
        yield _node(None, "dots", spot.x, dots, r"$\vdots$")
    if spot.heading:
        text = rf"\ColumnText{{${maths(spot.layer.label)}$}}{{{_shape(spot, maths)}}}"
        yield _node(f"n{spot.index}", "column", spot.x, spot.half, text)


def _unit(spot: Spot, unit: int, maths: MathsWriter) -> Iterator[LatexObject]:
    held: Unit = spot.layer.units[unit]
    y = spot.unit_y(unit)
    inside = held.label if held.value is None else held.value
    yield _node(f"n{spot.index}u{unit}", f"{_role(spot)}, unit", spot.x, y, f"${maths(inside)}$")
    if held.value is not None and (len(spot.shown) > 1 or not spot.heading):
        yield _node(None, "below unit", spot.x, y - CIRCLE / 2, f"${maths(held.label)}$")


def _shape(spot: Spot, maths: MathsWriter) -> str:
    return f"${maths.shape(spot.layer.shape)}$" if spot.layer.shape else ""


def _role(spot: Spot) -> str:
    return f"{spot.layer.role} role"


# --- what happens between them -------------------------------------------------------------------
def _operations(
    diagram: Diagram, spots: Sequence[Spot], maths: MathsWriter
) -> Iterator[LatexObject]:
    """Set what leads into a layer over the arrow to it; where there is no arrow it would float."""
    ordered = sorted((s for s in spots if s.y == 0), key=lambda spot: spot.x)
    arrows = {(wire.start, wire.end) for wire in diagram.wires if not wire.curved}
    for before, spot in pairwise(ordered):
        if spot.layer.operation and (before.index, spot.index) in arrows:
            yield _operation(before, spot, _over(before, spot), maths)


def _over(before: Spot, spot: Spot) -> float:
    """Say how high words must stand to clear the highest edge between two layers."""
    left, right = (s.unit_y(s.shown[0]) if s.shown else 0.0 for s in (before, spot))
    steep = abs(left - right) / (spot.x - before.x)
    return round((left + right) / 2 + steep * (spot.words + 0.3) / 2, 3)


def _operation(before: Spot, spot: Spot, y: float, maths: MathsWriter) -> LatexObject:
    style = f"operation, text width={spot.words + 0.3:g}cm"
    return _node(None, style, _between(before, spot), y, inlines(spot.layer.operation, maths))


def _between(before: Spot, spot: Spot) -> float:
    return round((before.x + before.width / 2 + spot.x - spot.width / 2) / 2, 3)


# --- wires ---------------------------------------------------------------------------------------
def _wires(diagram: Diagram, spots: Sequence[Spot], maths: MathsWriter) -> Iterator[LatexObject]:
    labelled = sum(wire.units is not None and wire.label is not None for wire in diagram.wires)
    skips = 0
    for wire in diagram.wires:
        start, end = spots[wire.start], spots[wire.end]
        if wire.units is not None:
            yield from _single(wire, start, end, maths, labelled <= _MOST_LABELS)
        elif wire.curved:
            yield _skip(wire, spots, skips, maths)
            skips += 1
        else:
            yield from _bundle(wire, start, end, maths)


def _single(
    wire: Wire, start: Spot, end: Spot, maths: MathsWriter, labelled: bool
) -> Iterator[LatexObject]:
    """Draw the wire between two circles, or between a circle and a box."""
    first, last = wire.units or (0, 0)
    if (start.is_box or first in start.shown) and (end.is_box or last in end.shown):
        label = _label(wire, maths, f"weight, pos={_position(first, last)}") if labelled else ""
        side = "right" if _level(start, first) < _level(end, last) else "left"  # away from between
        path = f"to[bend {side}=32] {label}" if wire.curved else f"-- {label}"
        yield _draw("edge", _end(start, first), TikZUserPath(path.strip()), _end(end, last))


def _level(spot: Spot, unit: int) -> float:
    return spot.y if spot.is_box else spot.unit_y(unit)


def _position(first: int, last: int) -> float:
    """Set the labels of crossing edges at different places along them."""
    return 0.3 if first <= last else 0.24


def _bundle(wire: Wire, start: Spot, end: Spot, maths: MathsWriter) -> Iterator[LatexObject]:
    """Draw an arrow between boxes, or every edge between two columns of circles."""
    style = "edge" if start.shown and end.shown else "arrow"
    pairs = list(product(start.shown or (0,), end.shown or (0,)))
    for k, (first, last) in enumerate(pairs):
        label = _label(wire, maths, "beside") if k == len(pairs) // 2 else ""
        yield _draw(style, _end(start, first), _line(label), _end(end, last))


def _skip(wire: Wire, spots: Sequence[Spot], count: int, maths: MathsWriter) -> LatexObject:
    """Lead a skip connection over the top of what lies between."""
    start, end = spots[wire.start], spots[wire.end]
    top = round(max(map(_height, spots)) + _LIFT + count * _STEP, 3)
    over = TikZCoordinate(start.x, top), _line(_label(wire, maths, "over"))
    down = TikZCoordinate(end.x, top), _line("")
    return _draw("skip", _north(start), _line(""), *over, *down, _north(end))


def _height(spot: Spot) -> float:
    return spot.half + (0.3 if spot.is_box else 0.7)


# --- PyLaTeX -------------------------------------------------------------------------------------
def _node(handle: str | None, style: str, x: float, y: float, text: str) -> LatexObject:
    return TikZNode(handle, TikZOptions(style), TikZCoordinate(x, y), text)


def _draw(style: str, *path: object) -> LatexObject:
    return TikZDraw(TikZPathList(*path), TikZOptions(style))


def _line(label: str) -> LatexObject:
    return TikZUserPath(f"-- {label}".strip())


def _label(wire: Wire, maths: MathsWriter, style: str) -> str:
    return f"node[{style}] {{${maths(wire.label)}$}}" if wire.label is not None else ""


def _end(spot: Spot, unit: int) -> LatexObject:
    return TikZNode(f"n{spot.index}" if spot.is_box else f"n{spot.index}u{unit}")


def _north(spot: Spot) -> LatexObject:
    own = f"n{spot.index}"
    return TikZNodeAnchor(own if spot.is_box or spot.heading else f"{own}u0", "north")
