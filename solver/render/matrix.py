"""Values to LaTeX: numbers, sequences, matrices, and stacks of them; large ones with dots."""

from __future__ import annotations

from itertools import product
from typing import Any

from solver.digits import latex, written_all

MOST_ROWS, MOST_COLUMNS, MOST_ENTRIES = 16, 16, 24
WIDEST = 110  # characters in a row of a matrix, beyond which it is not printed in full
_FIRST, _LAST = 4, 1
_UNBROKEN = 8  # entries of a vector in a line of text, up to which it does not break


def value_latex(value: Any, digits: int = 4, small: bool = False) -> str:
    """Print nested tuples of numbers; `small` is for the middle of a line of text."""
    cells = _cells(written_all(value, digits))
    rank = _rank(value)
    if rank == 0:
        return str(cells)
    if rank == 1:
        return _sequence(cells)
    return _matrix(cells, small) if rank == 2 else _stack(cells, rank, small)


def _cells(written: Any) -> Any:
    return tuple(map(_cells, written)) if isinstance(written, tuple) else latex(written)


def _rank(value: Any) -> int:
    return 1 + _rank(value[0]) if isinstance(value, tuple) and value else int(value == ())


def _sequence(cells: tuple[str, ...]) -> str:
    shown = _cut(cells, MOST_ENTRIES, r"\dots", first=8)
    # The braces keep a line from breaking between a sign and its number.
    inside = r",\allowbreak\; ".join(f"{{{cell}}}" for cell in shown).replace(r"\frac", r"\tfrac")
    return rf"\bigl({inside}\bigr)" if "frac" in inside else f"({inside})"


def _matrix(rows: tuple[tuple[str, ...], ...], small: bool) -> str:
    if not rows[0]:
        return r"\left[\;\right]"
    shown = _shown(rows)
    if small and 1 in (len(rows), len(rows[0])):
        return _flat(rows)
    body = r" \\ ".join(" & ".join(row) for row in shown)
    matrix = rf"\begin{{bmatrix*}}[r] {body} \end{{bmatrix*}}"
    if "frac" in body:
        matrix = rf"{{\def\arraystretch{{1.45}}{matrix}}}"
    if small:
        matrix = rf"\InLine{{{matrix}}}"
    return matrix if shown == rows else matrix + _size(len(rows), len(rows[0]))


def _flat(rows: tuple[tuple[str, ...], ...]) -> str:
    """Write a row or a column in a line of text: `[1, 2]`, or its transpose."""
    cells = _cut(tuple(cell for row in rows for cell in row), MOST_ENTRIES, r"\dots", first=8)
    comma = r",\; " if len(cells) <= _UNBROKEN else r",\allowbreak\; "
    row = f"[{comma.join(cells)}]"
    return row if len(rows) == 1 else row + r"^{\top}"


def _size(rows: int, columns: int) -> str:
    return rf"_{{\scriptscriptstyle {rows}\times {columns}}}"


def _shown(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Leave out the middle of a matrix that is too large to print."""
    width = sum(max(_length(row[j]) for row in rows) + 2 for j in range(len(rows[0])))
    if len(rows[0]) > MOST_COLUMNS or width > WIDEST:
        most = min(MOST_COLUMNS, _FIRST + _LAST)
        rows = tuple(_cut(row, most, r"\cdots") for row in rows)
    if len(rows) <= MOST_ROWS:
        return rows
    dots = tuple(r"\ddots" if cell == r"\cdots" else r"\vdots" for cell in rows[0])
    return (*rows[:_FIRST], dots, *rows[-_LAST:])


def _cut(cells: tuple[str, ...], most: int, dots: str, first: int = _FIRST) -> tuple[str, ...]:
    return cells if len(cells) <= most else (*cells[:first], dots, *cells[-_LAST:])


def _length(cell: str) -> int:
    return len(cell.replace(r"\frac", "").replace(r"\,", "").replace(r"\times", "x"))


def _stack(cells: Any, rank: int, small: bool) -> str:
    """Print the slices of a value of rank 3 or more, each with its index underneath.

    A value of rank 3 is a sequence of matrices, and sequences count from 0.
    """
    first = 0 if rank == 3 else 1
    ranges = []
    inner = cells
    for _ in range(rank - 2):
        ranges.append(range(len(inner)))
        inner = inner[0]
    slices = [_slice(cells, index, first, small) for index in product(*ranges)]
    return r",\allowbreak\; ".join(_cut(tuple(slices), 12, r"\dots", first=8))


def _slice(cells: Any, index: tuple[int, ...], first: int, small: bool) -> str:
    for i in index:
        cells = cells[i]
    label = ",".join(str(i + first) for i in index)
    return rf"\underset{{[{label}]}}{{{_matrix(cells, small)}}}"
