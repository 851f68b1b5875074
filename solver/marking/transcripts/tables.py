"""What a table claims: its columns by their headers, the entries of named rows, sums in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from solver.marking.transcripts.chains import pieces
from solver.marking.transcripts.flows import TEXT, Flow
from solver.marking.transcripts.model import Claim, Link, Table

_NUMBER: Final = re.compile(r"[-+−]?\s?(?:\d+(?:\.\d*)?|\.\d+)(?:/\d+|e[-+]?\d+)?")
_SAYS: Final = re.compile(r"\s*(?:solution|answer|ans)\s?:\s*", re.IGNORECASE)
_TIDY: Final = re.compile(r"[\s$*]*\$[\s$*]*|\*\*")


def table_claims(table: Table) -> tuple[Claim, ...]:
    """List the claims of a table, in order of their lines.

    A column of numbers is a claim `header = [a; b; c]`. Where rows have names, every other cell is
    one, `header: cell`, with the row's name as its words. A chain within a cell is one, too.
    """
    found = [*_columns(table), *_entries(table), *_chains(table)]
    return tuple(sorted(found, key=lambda claim: claim.links[-1].line))


def _columns(table: Table) -> Iterator[Claim]:
    for place, header in enumerate(table.header):
        values = [value_of(row[place]) for row in table.rows]
        if _tidy(header) and values and all(map(_NUMBER.fullmatch, values)):
            column = f"[{'; '.join(values)}]"
            left = Link(_tidy(header), table.line)
            yield Claim((left, Link(column, table.lines[0], "=")), "table")


def _entries(table: Table) -> Iterator[Claim]:
    """Give the cells of rows that have names."""
    names = [_tidy(row[0]) for row in table.rows]
    if any(not name or _NUMBER.fullmatch(name) for name in names) or len(table.header) < 2:
        return
    for name, row, line in zip(names, table.rows, table.lines, strict=True):
        for header, cell in zip(table.header[1:], row[1:], strict=True):
            if _tidy(header) and value_of(cell):
                left = Link(_tidy(header), table.line)
                yield Claim((left, Link(value_of(cell), line, ":")), name)


def _chains(table: Table) -> Iterator[Claim]:
    """Give the chains within cells, `2*1 + 2*(-1) = 0`."""
    for row, line in zip(table.rows, table.lines, strict=True):
        for header, cell in zip(table.header, row, strict=True):
            text = _SAYS.sub("", cell)
            for piece in pieces(text, Flow(TEXT, 0, len(text))):
                links = tuple(
                    Link(_tidy(text[member.start : member.end]), line, member.relation)
                    for member in piece.members
                    if member.end > member.start and member.kind in ("", "rel")
                )
                if len(links) > 1:
                    yield Claim(links, _tidy(header))


def value_of(cell: str) -> str:
    """Give what a cell ends in: the last member of its chain."""
    text = _SAYS.sub("", cell)
    for piece in reversed(pieces(text, Flow(TEXT, 0, len(text)))):
        last = piece.members[-1]
        if piece.relates and last.end > last.start:
            return _tidy(text[last.start : last.end])
    return _tidy(text)


def _tidy(text: str) -> str:
    return _TIDY.sub(" ", text).strip()
