"""Network diagrams: layers from left to right, as TikZ pictures that PyLaTeX writes.

TikZ takes two or three milliseconds for each circle and each edge, and a class has thousands of
them. So TikZ holds the picture and keeps its size, the lines go into it as PDF has them, and only
the words are left to TeX. They stand over all lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pylatex import NoEscape, TikZ, TikZOptions

from solver.document.blocks import Diagram, Maths, Unit
from solver.render.bends import circle, rounded
from solver.render.inline import inlines
from solver.render.layout import BOX_HEIGHT, CIRCLE, Spot, place
from solver.render.maths import MathsWriter
from solver.render.plots.pen import Colour, Pen
from solver.render.wires import CM, Wires, Words

_GREY, _ACCENT = (0.4, 0.4, 0.4), (16 / 255, 78 / 255, 139 / 255)
_WHITE, _TINT, _WASH = (1.0, 1.0, 1.0), (234 / 255, 241 / 255, 248 / 255), (0.965, 0.965, 0.965)
_THIN, _THICK = 0.498, 0.897
_DASHED, _DOTTED = (2.99, 1.99), (0.5, 1.0)
_ROLES: dict[str, tuple[Colour, Colour, float, tuple[float, ...]]] = {
    "input": (_GREY, _WHITE, _THIN, ()),
    "hidden": (_ACCENT, _TINT, _THIN, ()),
    "output": (_ACCENT, _TINT, _THICK, ()),
    "target": (_GREY, _WHITE, _THIN, _DASHED),
    "loss": (_GREY, _WASH, _THICK, ()),
    "parameter": (_GREY, _WHITE, _THIN, _DOTTED),
}
_LARGE, _SMALL, _QUIET = 8.0, 7.0, (0.4, 0.4, 0.4)
_CORNER = 2.0  # the radius of a box's corners
_INSIDE = 24.0  # how wide the words in a circle may be
_ROOM = 3.0  # at the least between the words in a box and its sides, both together


def tikz(diagram: Diagram, maths: MathsWriter) -> str:
    """Draw a network diagram; the result is a TikZ picture in LaTeX."""
    spots = place(diagram)
    pen = Pen(0, 0)
    pen.round_ends()
    wires = Wires(pen, spots, maths)
    words = [*wires.draw(diagram)]
    for spot in spots:
        _shapes(pen, spot)
        words += _inside(spot, maths)
    words += _operations(diagram, spots, maths)
    for size in (_LARGE, _SMALL):  # a change of size takes time
        for word in (word for word in words if word.size == size):
            word.set(pen)
    picture = TikZ(
        options=TikZOptions("diagram"), data=[NoEscape(_bounds(spots, wires.top) + pen.code())]
    )
    return str(picture.dumps())


def _bounds(spots: Sequence[Spot], top: float) -> str:
    """Say what the picture holds beside the words: TeX knows how large these are."""
    left = min(spot.x - spot.drawn_width / 2 for spot in spots)
    right = max(spot.x + spot.drawn_width / 2 for spot in spots)
    low, high = min(s.y - s.half for s in spots), max(s.y + s.half for s in spots)
    line = 0.25
    box = CM * left - line, CM * low - line, CM * right + line, max(CM * high + line, top)
    return r"\PenBounds" + "".join(f"{{{side:.2f}}}" for side in box) + "%\n"


# --- layers --------------------------------------------------------------------------------------
def _shapes(pen: Pen, spot: Spot) -> None:
    ink, paint, thick, dashes = _ROLES[spot.layer.role]
    pen.fill(paint)
    pen.stroke(ink, thick, dashes)
    if spot.is_box:
        pen.path(_frame(spot), fill=True)
    for unit in spot.shown:
        pen.path(circle(CM * spot.x, CM * spot.unit_y(unit), CM * CIRCLE / 2), fill=True)


def _frame(spot: Spot) -> str:
    left, right = CM * (spot.x - spot.drawn_width / 2), CM * (spot.x + spot.drawn_width / 2)
    low, high = CM * (spot.y - BOX_HEIGHT / 2), CM * (spot.y + BOX_HEIGHT / 2)
    corners = [(right, high), (left, high), (left, low), (right, low), (right, high)]
    return rounded(corners, _CORNER)


def _inside(spot: Spot, maths: MathsWriter) -> list[Words]:
    if spot.is_box:
        most = CM * spot.drawn_width - _ROOM
        return [Words(spot.x, spot.y, _two_lines(spot, maths), _LARGE, most=most)]
    found = [word for unit in spot.shown for word in _unit(spot, unit, maths)]
    if spot.cut:
        dots = (spot.unit_y(spot.shown[-2]) + spot.unit_y(spot.shown[-1])) / 2
        found.append(Words(spot.x, dots, r"$\vdots$", _LARGE, ink=_QUIET))
    if spot.heading:
        found.append(Words(spot.x, spot.half, _two_lines(spot, maths), _LARGE, "bottom", lift=2.5))
    return found


def _unit(spot: Spot, unit: int, maths: MathsWriter) -> list[Words]:
    """Write a value into its circle, with the name below; or else the name alone."""
    held: Unit = spot.layer.units[unit]
    y = spot.unit_y(unit)
    inside = held.label if held.value is None else held.value
    found = [Words(spot.x, y, _math(inside, maths), _LARGE, most=_INSIDE)]
    if held.value is not None and (len(spot.shown) > 1 or not spot.heading):
        name = _math(held.label, maths)
        below = y - CIRCLE / 2
        found.append(Words(spot.x, below, name, _SMALL, "top", lift=-2.2, ink=_QUIET))
    return found


def _two_lines(spot: Spot, maths: MathsWriter) -> str:
    shape = f"${maths.shape(spot.layer.shape)}$" if spot.layer.shape else ""
    return rf"\TwoLines{{{_math(spot.layer.label, maths)}}}{{{shape}}}"


def _math(label: Maths, maths: MathsWriter) -> str:
    return f"${maths(label)}$"


# --- what happens between them -------------------------------------------------------------------
def _operations(diagram: Diagram, spots: Sequence[Spot], maths: MathsWriter) -> list[Words]:
    """Set what leads into a layer over the arrow to it; where there is no arrow it would float."""
    ordered = sorted((s for s in spots if s.y == 0), key=lambda spot: spot.x)
    arrows = {(wire.start, wire.end) for wire in diagram.wires if not wire.curved}
    return [
        _operation(before, spot, maths)
        for before, spot in pairwise(ordered)
        if spot.layer.operation and (before.index, spot.index) in arrows
    ]


def _operation(before: Spot, spot: Spot, maths: MathsWriter) -> Words:
    text = inlines(spot.layer.operation, maths)
    lines = rf"\OverArrow{{{CM * (spot.words + 0.3):.2f}bp}}{{{text}}}"
    x = (before.x + before.width / 2 + spot.x - spot.width / 2) / 2
    return Words(x, _over(before, spot), lines, _SMALL, "bottom", lift=3)


def _over(before: Spot, spot: Spot) -> float:
    """Say how high words must stand to clear the highest edge between two layers."""
    left, right = (s.unit_y(s.shown[0]) if s.shown else 0.0 for s in (before, spot))
    steep = abs(left - right) / (spot.x - before.x)
    return (left + right) / 2 + steep * (spot.words + 0.3) / 2
