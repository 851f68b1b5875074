"""Maps: matrices as coloured cells, side by side, on one scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from solver.algebra.op import Words
from solver.document.plots import Map, Maps
from solver.render.plots.cells import Cells, map_picture, maths
from solver.render.plots.ink import heat
from solver.render.plots.measure import width
from solver.render.plots.pen import BLACK, Pen, rectangle
from solver.text.escape import escape

Write = Callable[[Words], str]

_WIDTH = 404.0  # of maps side by side, in points
_RELATION, _SPACE = 20.0, 14.0  # between two maps
_LARGEST, _LARGEST_BARE = 17.0, 11.0  # cells with texts, which grow with these, and without
_BARE = 4.0  # a smaller cell, and the maps stand in more rows
_TALLEST, _PAGE, _ABOVE = 200.0, 600.0, 30.0  # a map; all rows of them; the titles of a row
_SIZE, _LEAST = 7.5, 5.0  # of type in a cell
_TITLE = 64.0  # the most room that a title has over a small map
_IMAGE = 120.0  # a map of many cells that is smaller than this stands in a row of its own
_RELATIONS = {"*": r"\ast", "⋆": r"\star", "=": "="}
_STEPS = 24  # of colour in the scale


def drawn(figure: Maps, write: Write) -> str:
    """Draw maps in as few rows as they fit in; where a map has no texts, the scale below."""
    maps = [found for found in figure.maps if any(found.values)]
    if not maps:
        return ""
    most = max((abs(value) for found in maps for value in _finite(found)), default=0.0)
    each, cells = _layout(maps, most)
    items = [_item(found, cells, write) for found in maps]
    between = [_between(found) for found in maps[:-1]] + [""]
    rows = [
        "%\n".join(a + b for a, b in zip(items[k : k + each], between[k : k + each], strict=True))
        for k in range(0, len(maps), each)
    ]
    scale = "" if cells.size and all(found.texts for found in maps) else _scale(most)
    joined = r"\PlotRow ".join(rows)
    return rf"\PlotRows{{{_WIDTH + 6:g}}}{{{joined}}}{{{scale}}}"


def _item(found: Map, cells: Cells, write: Write) -> str:
    title = write(found.title)
    room = max(_columns(found) * cells.side, min(width(title, 8.0) + 2, _TITLE))
    return rf"\PlotItem{{{room:.1f}}}{{{title}}}{{{map_picture(found, cells)}}}"


def _between(found: Map) -> str:
    if not found.relation:
        return r"\PlotSpace"
    sign = _RELATIONS.get(found.relation) or rf"\text{{{escape(found.relation)}}}"
    return rf"\PlotRelation{{{sign}}}"


def _finite(found: Map) -> list[float]:
    return [value for row in found.values for value in row if math.isfinite(value)]


def _columns(found: Map) -> int:
    return max(map(len, found.values))


# --- how large ------------------------------------------------------------------------------------
def _layout(maps: Sequence[Map], most: float) -> tuple[int, Cells]:
    """Choose how many maps stand in a row, and cells of one size for all of them."""
    counts = sorted({math.ceil(len(maps) / rows) for rows in range(1, len(maps) + 1)}, reverse=True)
    share = _share(maps)
    for each in counts if share else ():
        room = _room(maps, each)
        size = min(_SIZE, room / share)
        if size >= _LEAST:
            return each, Cells(max(min(_LARGEST, room), share * size), size, most)
    least = min(_BARE, _IMAGE / max(map(_columns, maps)))
    each = next((each for each in counts if _room(maps, each) >= least), counts[-1])
    return each, Cells(min(_LARGEST_BARE, _room(maps, each)), 0.0, most)


def _room(maps: Sequence[Map], each: int) -> float:
    """Say how large a cell can be with so many maps in a row."""
    rows = [maps[k : k + each] for k in range(0, len(maps), each)]
    tallest = max(len(found.values) for found in maps)
    high = min(_TALLEST, _PAGE / len(rows) - _ABOVE)
    return min(max(high, 1.0) / tallest, *map(_side, rows), _WIDTH)


def _side(row: Sequence[Map]) -> float:
    """Share the width among the columns of the maps in a row; titles take their room too."""
    gaps = sum(_RELATION if found.relation else _SPACE for found in row[:-1])
    wide = [found for found in row if _columns(found) > 3]
    taken = gaps + _TITLE * (len(row) - len(wide)) if wide else gaps
    return (_WIDTH - taken) / sum(map(_columns, wide or row))


def _share(maps: Sequence[Map]) -> float:
    """Say how wide the widest text is, and the room around it, in sizes of type."""
    texts = {text for found in maps for row in found.texts for text in row}
    return max(max(width(maths(text), 1.0) for text in texts) + 0.5, 1.5) if texts else 0.0


# --- the scale ------------------------------------------------------------------------------------
def _scale(most: float) -> str:
    """Draw the colours from the lowest value to the highest, with numbers at ends and middle."""
    if most == 0:
        return ""
    wide, high = 120.0, 6.0
    pen = Pen(wide + 40, high + 11)
    step = wide / _STEPS
    for k in range(_STEPS):
        pen.fill(heat((2 * k + 1) / _STEPS - 1, 1.0))
        pen.path(rectangle(20 + k * step, 10.5, step + 0.1 * (k < _STEPS - 1), high), False, True)
    pen.stroke(BLACK, 0.3)
    pen.path(rectangle(20, 10.5, wide, high))
    for value, x in ((-most, 20.0), (0.0, 20 + wide / 2), (most, 20 + wide)):
        pen.text((x, 3), f"${_number(value)}$", 7, 60, "base")
    return pen.picture()


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    return rf"{mantissa}{{\cdot}}10^{{{int(exponent)}}}" if exponent else mantissa
