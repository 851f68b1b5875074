"""How a table is laid out: as wide as it is, with columns that wrap, or over several pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.document.blocks import Inlines, Table, Text

_LONG = 24  # rows, from which a table may break over pages
_WORDY = 28  # letters in a cell, from which its column is worth wrapping
_LINE = 84  # letters in a line

Cells = Sequence[str]


def layout(table: Table, header: Cells, rows: Sequence[Cells]) -> dict[str, Any]:
    """Choose the macro and the columns, and join the cells, which are LaTeX already."""
    widths = _widths(table)
    align = (table.align or "").ljust(len(widths), "l")
    wrap = sum(widths) + 3 * len(widths) > _LINE and max(widths) > _WORDY
    long = len(rows) > _LONG
    return {
        "kind": "LongTableBlock" if long else "WideTableBlock" if wrap else "TableBlock",
        "columns": _long_columns(align, widths, wrap) if long else _columns(align, widths, wrap),
        "header": " & ".join(rf"\TableHead{{{cell}}}" for cell in header),
        "rows": ["{}" + " & ".join(row) for row in rows],
        "between": rf"\addlinespace[{_space(rows, wrap)}pt]",
    }


def _space(rows: Sequence[Cells], wrap: bool) -> int:
    """Choose the space between rows, in points: cells of more than one line need more of it."""
    cells = "".join(cell for row in rows for cell in row)
    return 4 if "matrix" in cells else 3 if wrap or "frac" in cells else 0


def _widths(table: Table) -> list[int]:
    """Count the letters of the longest cell in each column."""
    lines = (table.header, *table.rows) if table.header else table.rows
    return [max(map(_letters, column)) for column in zip(*lines, strict=True)]


def _letters(words: Inlines) -> int:
    return sum(len(word.text) if isinstance(word, Text) else 8 for word in words)


def _columns(align: str, widths: Sequence[int], wrap: bool) -> str:
    pairs = zip(align, widths, strict=True)
    return "".join("L" if wrap and width > _WORDY else letter for letter, width in pairs)


def _long_columns(align: str, widths: Sequence[int], wrap: bool) -> str:
    """Give the wordy columns of a table that breaks over pages their share of the line."""
    if not wrap:
        return align
    wordy = sum(width for width in widths if width > _WORDY)
    narrow = sum(width + 3 for width in widths if width <= _WORDY)
    free = max(_LINE - narrow, 20) / _LINE
    return "".join(
        rf"P{{{free * width / wordy:.3f}\linewidth}}" if width > _WORDY else letter
        for letter, width in zip(align, widths, strict=True)
    )
