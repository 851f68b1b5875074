"""Columns of a comma-separated file, read exactly as their decimals are written."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from solver.spec.arrayfiles import MOST, NotData
from solver.spec.numbers import NotANumber, exact
from solver.spec.reading import nearest, short

Row = tuple[int, list[str]]  # the number of its line, and its cells
_NEVER = "write one row a line, with commas between the numbers"


def read(path: str, variable: str, columns: tuple[str, ...]) -> Any:
    """Read rows of exact numbers; a first row of words names the columns."""
    rows = _rows(path)
    if not rows:
        raise NotData(" is empty")
    _check_separator(rows[0][1])
    header = [] if _all_numbers(rows[0][1]) else [cell.strip() for cell in rows[0][1]]
    body = rows[1:] if header else rows
    if not body:
        raise NotData(" has a header and no rows")
    width = len(rows[0][1])
    places = _places(columns, header, width)
    for line, cells in body:
        if len(cells) != width:
            found = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
            what = f" has {found} in line {line}, and {width} in its first"
            raise NotData(what, _NEVER)
    if len(body) * len(places) > MOST:
        raise NotData(f" has {len(body)} rows of {len(places)}: at most {MOST} numbers are read")
    return tuple(tuple(_number(row, place, header) for place in places) for row in body)


def _rows(path: str) -> list[Row]:
    """Split a file into rows, without empty lines and remarks behind `#`."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            found: list[Row] = []
            reader = csv.reader(stream, skipinitialspace=True)
            for cells in reader:
                if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                    found.append((reader.line_num, cells))
                if len(found) > MOST + 1:
                    raise NotData(f" has more than {MOST} rows: at most {MOST} numbers are read")
            return found
    except UnicodeDecodeError:
        raise NotData(" is not a text in UTF-8") from None
    except csv.Error as error:
        raise NotData(f" cannot be read: {error}", _NEVER) from None


def _check_separator(first: Sequence[str]) -> None:
    """Complain of cells that something else than a comma parts."""
    for separator, words in ((";", "semicolons"), ("\t", "tabs")):
        if len(first) == 1 and separator in first[0]:
            hint = f"{_NEVER}, and a point in a decimal"
            raise NotData(f" has {words} between its cells, where commas are wanted", hint)


def _all_numbers(cells: Sequence[str]) -> bool:
    try:
        for cell in cells:
            exact(cell)
    except NotANumber as error:
        return "finite" in str(error)  # a NaN is a number that is refused, and no name
    return True


def _places(columns: Sequence[str], header: Sequence[str], width: int) -> list[int]:
    if not columns:
        return list(range(width))
    if not header:
        raise NotData(" does not name its columns", "put a row of names first, or drop `columns`")
    for column in columns:
        if column not in header:
            raise NotData(f" has no column {short(column)}", nearest(column, header))
        if (times := header.count(column)) > 1:
            raise NotData(f" has {times} columns {short(column)}: it is not clear which is meant")
    return [header.index(column) for column in columns]


def _number(row: Row, place: int, header: Sequence[str]) -> Fraction:
    line, cells = row
    try:
        return exact(cells[place])
    except NotANumber as error:
        named = header and header[place]
        where = f"column {short(header[place])}" if named else f"column {place + 1}"
        found = short(cells[place]) if cells[place].strip() else "an empty cell"
        what = f" has {found} in line {line}, {where}: a number is wanted"
        raise NotData(what, str(error)) from None
