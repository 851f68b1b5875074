"""Tables as they stand in a transcript: Markdown, between tabs, or LaTeX's `tabular`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from solver.marking.transcripts.flows import Source
from solver.marking.transcripts.model import Table

_RULE: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BEGIN: Final = re.compile(r"\\begin\{tabular\*?\}|\\begin\{array\}\s?\{[clr|\s]{3,}\}\s*\\hline")
_END: Final = re.compile(r"\\end\{(?:tabular\*?|array)\}")
_RULES: Final = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|centering)|\\begin\{[^}]*\}(?:\{[^}]*\})?|\$\$"
)
_BARS: Final = re.compile(r"\\.|[|$\\]|[^|$\\]+")
_LONGEST: Final = 300  # lines between \begin and \end

Row = tuple[int, tuple[str, ...]]
Splitter = Callable[[str], tuple[str, ...] | None]


def grid_at(source: Source, line: int) -> tuple[Table | None, int]:
    """Read the table that begins on a line, counted from 0; give the line after it, too."""
    row = source.row(line)
    if "|" in row and line + 1 < len(source.starts) and _is_rule(source.row(line + 1)):
        return _taken(source, line, _piped)
    if _is_tabbed(row):
        return _taken(source, line, _tabbed)
    return _tabular(source, line) if _BEGIN.search(row) else (None, line)


def _is_rule(row: str) -> bool:
    return "|" in row and len(row) < 400 and bool(_RULE.fullmatch(row))


def _is_tabbed(row: str) -> bool:
    return row.count("\t") >= 2 and sum(bool(cell.strip()) for cell in row.split("\t")) >= 2


def _piped(row: str) -> tuple[str, ...] | None:
    """Split a row at its bars, but not at those of a formula's norm."""
    if "|" not in row:
        return None
    cells, formula = [""], False
    for piece in _BARS.findall(row.strip().removeprefix("|").removesuffix("|")):
        formula ^= piece == "$"
        if piece == "|" and not formula:
            cells.append("")
        else:
            cells[-1] += piece
    return tuple(cell.strip() for cell in cells)


def _tabbed(row: str) -> tuple[str, ...] | None:
    cells = tuple(cell.strip() for cell in row.rstrip("\n").split("\t"))
    return cells if len(cells) > 2 else None


def _taken(source: Source, line: int, split: Splitter) -> tuple[Table | None, int]:
    """Take the rows up to the first line that is none."""
    rows, start = list[Row](), line
    while line < len(source.starts):
        row = source.row(line)
        cells = split(row)
        if cells is None:
            break
        if not _is_rule(row):
            rows.append((line + 1, cells))
        line += 1
    return (_table(rows), line) if len(rows) > 1 else (None, start)


def _tabular(source: Source, line: int) -> tuple[Table | None, int]:
    """Read up to the end of the environment, where there is one."""
    last = min(len(source.starts), line + _LONGEST)
    ends = (k for k in range(line, last) if _END.search(source.row(k)))
    stop = next(ends, None)
    if stop is None:
        return None, line
    rows = [
        (k + 1, tuple(cell.strip() for cell in part.split("&")))
        for k in range(line, stop + 1)
        for part in _END.sub("", _RULES.sub("", source.row(k))).split(r"\\")
        if "&" in part
    ]
    return (_table(rows), stop + 1) if len(rows) > 1 else (None, line)


def _table(rows: list[Row]) -> Table:
    """Make a table of rows; the numbers of the rows that a program prints are left out."""
    width = max(len(cells) for _, cells in rows)
    full = [(line, (*cells, *[""] * (width - len(cells)))) for line, cells in rows]
    (line, header), *body = full
    numbers = [cells[0] for _, cells in body]
    if not header[0] and numbers == [str(k) for k in range(len(body))]:
        header, body = header[1:], [(at, cells[1:]) for at, cells in body]
    return Table(header, tuple(cells for _, cells in body), line, tuple(at for at, _ in body))
