"""One map: its cells, the texts in them, and the windows that are framed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from solver.document.plots import Map, Window
from solver.render.plots import image
from solver.render.plots.ink import FAINT, heat, is_dark
from solver.render.plots.pen import BLACK, WHITE, Colour, Pen, line, move, rectangle
from solver.text.escape import escape

_RULE, _FRAME, _GRID = 0.35, 1.6, (0.62, 0.62, 0.62)
_PLAIN = 5.0  # cells smaller than this have no rules between them
_MANY = 32  # rows or columns, from which cells without texts are drawn as one image
_MARKS, _VISIBLE = 9.0, 0.08  # between the marks of an image; of the scale, what is marked
_MINUS = 0.28  # of a cell, on both sides of the stroke that marks a negative one


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of a figure are drawn: their side, the size of type (0: none), the scale."""

    side: float
    size: float
    most: float


def maths(text: str) -> str:
    """Write the text of a cell: a number with a true minus sign, all else as it is."""
    plain = text.replace("−", "-")
    is_number = plain.isascii() and plain.strip("-").replace(".", "").replace("/", "").isdigit()
    return f"${plain}$" if is_number else escape(text)


def map_picture(found: Map, cells: Cells) -> str:
    """Draw a map."""
    rows, columns = len(found.values), max(map(len, found.values))
    pen = Pen(columns * cells.side + _FRAME, rows * cells.side + _FRAME)
    draw = _Cell(pen, cells, rows)
    if max(rows, columns) > _MANY and not (cells.size and found.texts):
        draw.image(found)
    else:
        for paint in (draw.colour, draw.word):
            for i, row in enumerate(found.values):
                for j, value in enumerate(row):
                    paint(i, j, value, _text(found, i, j))
    draw.border(columns)
    for window in found.windows:
        draw.frame(window, columns)
    return pen.picture()


def _text(found: Map, i: int, j: int) -> str:
    return found.texts[i][j] if i < len(found.texts) and j < len(found.texts[i]) else ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Draws in the cell of row `i` and column `j`, counted from the top."""

    pen: Pen
    cells: Cells
    rows: int

    def box(self, i: int, j: int, height: int = 1, width: int = 1) -> str:
        side = self.cells.side
        return rectangle(*self.corner(i + height, j), width * side, height * side)

    def corner(self, i: float, j: float) -> tuple[float, float]:
        """Say where the upper left corner of a cell is."""
        side = self.cells.side
        return _FRAME / 2 + j * side, _FRAME / 2 + (self.rows - i) * side

    def image(self, found: Map) -> None:
        """Draw all cells at once; rows that are too short are filled up."""
        columns = max(map(len, found.values))
        rows = [[*row, *[math.nan] * (columns - len(row))] for row in found.values]
        size = columns * self.cells.side, self.rows * self.cells.side
        dots = image.coloured([[self.tone(value) for value in row] for row in rows], size)
        self.pen.text(self.corner(self.rows, 0), dots, 7, 1000, "left,bottom")
        step = math.ceil(_MARKS / self.cells.side)
        for i in range(step // 2, self.rows, step):
            for j in range(step // 2, columns, step):
                if rows[i][j] < -_VISIBLE * self.cells.most:
                    self.minus(i, j, step)

    def tone(self, value: float) -> Colour:
        return heat(value, self.cells.most) if math.isfinite(value) else FAINT

    def colour(self, i: int, j: int, value: float, text: str) -> None:
        ruled = self.cells.side >= _PLAIN
        tone = self.tone(value)
        if ruled or tone != WHITE:
            self.pen.fill(tone)
            self.pen.stroke(_GRID, _RULE)
            self.pen.path(self.box(i, j), stroke=ruled, fill=True)

    def word(self, i: int, j: int, value: float, text: str) -> None:
        """Set the text of a cell; where there is none, mark a negative one, for print in grey."""
        side = self.cells.side
        if text and self.cells.size:
            ink = WHITE if is_dark(self.tone(value)) else BLACK
            self.pen.text(
                self.corner(i + 0.5, j + 0.5), maths(text), self.cells.size, side - 1, colour=ink
            )
        elif value < 0 and side > 2 and not text:
            self.minus(i, j)

    def minus(self, i: int, j: int, cells: int = 1) -> None:
        """Mark a cell, or the middle one of some, as negative."""
        self.pen.stroke(BLACK, 0.4)
        half = (0.5 - _MINUS) * cells
        start, end = self.corner(i + 0.5, j + 0.5 - half), self.corner(i + 0.5, j + 0.5 + half)
        self.pen.path(move(*start) + line(*end))

    def border(self, columns: int) -> None:
        self.pen.stroke(_GRID, 0.5)
        self.pen.path(self.box(0, 0, self.rows, columns))

    def frame(self, window: Window, columns: int) -> None:
        """Frame what lies in the map of a window."""
        top, left = max(window.row, 0), max(window.column, 0)
        bottom = min(window.row + window.height, self.rows)
        right = min(window.column + window.width, columns)
        if top < bottom and left < right:
            self.pen.stroke(BLACK, _FRAME)
            self.pen.path(self.box(top, left, bottom - top, right - left))
