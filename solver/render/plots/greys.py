"""Grey pictures side by side."""

from __future__ import annotations

import math
from collections.abc import Callable

from solver.algebra.op import Words
from solver.document.plots import Greys
from solver.render.plots import image

Write = Callable[[Words], str]

_WIDTH, _SPACE = 404.0, 14.0  # of the pictures together, and between two, in points
_SIDE = {1: 170.0, 2: 150.0}  # the longer side of a picture, of so many in a row
_ACROSS = 4  # pictures in a row, or more if there are so many that they would not fit on a page
_TALLEST, _TITLE = 600.0, 24.0


def drawn(figure: Greys, write: Write) -> str:
    """Draw pictures in rows, with their titles above."""
    pictures = [found for found in figure.pictures if found.rows and found.rows[0]]
    if not pictures:
        return ""
    across, side = _layout(len(pictures))
    items = []
    for found in pictures:
        high, wide = len(found.rows), len(found.rows[0])
        scale = side / max(high, wide)
        drawing = image.grey(found.rows, (wide * scale, high * scale))
        room = max(wide * scale, 46.0)
        items.append(rf"\PlotItem{{{room:.1f}}}{{{write(found.title)}}}{{{drawing}}}")
    rows = [r"\PlotSpace ".join(items[k : k + across]) for k in range(0, len(items), across)]
    joined = r"\PlotRow ".join(rows)
    return rf"\PlotRows{{{_WIDTH + 6:g}}}{{{joined}}}{{}}"


def _layout(count: int) -> tuple[int, float]:
    """Choose how many pictures stand in a row, and the longer side of each."""
    across = min(count, _ACROSS)
    while True:
        side = _SIDE.get(across, (_WIDTH - _SPACE * (across - 1)) / across)
        if math.ceil(count / across) * (side + _TITLE) <= _TALLEST or side < _TITLE:
            return across, side
        across += 1
