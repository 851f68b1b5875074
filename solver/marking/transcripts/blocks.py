"""The events of a transcript in order: headings, pieces to read, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from solver.marking.transcripts.flows import DISPLAY, TEXT, Flow, Source, flows
from solver.marking.transcripts.grids import grid_at
from solver.marking.transcripts.headings import Heading, heading
from solver.marking.transcripts.model import Table

_FENCE: Final = re.compile(r"\s{0,8}(?:[-*]\s)?(```|~~~)\s?(\w*)")
_CODE: Final = re.compile(
    r"^\s*(?:def \w|class \w|import \w|from \S+ import|for \w[\w, ]* in .*:|if .+:\s*$|else:"
    r"|return\b|print\(|assert\b|[\w.]+ = \w[\w.]*\(|self\.|#include|%\w+ )",
    re.MULTILINE,
)
_HEADINGS: Final = 5  # in one line, `Problem 1 (a) (i)`
_MATH: Final = frozenset(("math", "latex", "tex"))
_SETUP: Final = re.compile(
    r"\s*(?:\\(?:documentclass|usepackage|begin\{(?:document|enumerate|itemize|center|proof|solution)"
    r"|end\{(?:document|enumerate|itemize|center|proof|solution)|maketitle|newcommand|newpage|title"
    r"|author|date|vspace|includegraphics)|%|<!--|!\[)"
)


@dataclass(frozen=True, slots=True)
class Event:
    """A heading, with the flow that its line is if it is none; or a flow; or a table."""

    line: int
    heading: Heading | None = None
    flow: Flow | None = None
    table: Table | None = None


def events(source: Source) -> Iterator[Event]:
    """Read a transcript from the top; code is left out, what a program printed is not."""
    silent, formulas = _fenced(source)
    line, start = 0, 0
    while line < len(source.starts):
        table, after = (None, line) if line in silent else grid_at(source, line)
        row = source.row(line)
        if table or line in silent or not row.strip() or _SETUP.match(row):
            yield from _paragraph(source, start, line)
            start = after if table else line + 1
        if table:
            yield Event(table.line, table=table)
        if line in formulas:
            end = source.starts[formulas[line]]
            yield Event(line + 2, flow=Flow(DISPLAY, source.starts[line + 1], end))
        line = max(line + 1, after)
    yield from _paragraph(source, start, line)


def _fenced(source: Source) -> tuple[frozenset[int], dict[int, int]]:
    """Find the lines that are fences, code or formulas between fences; and where those end.

    What is none of these is read like all else, so a fence too many does no harm.
    """
    fences = [
        (k, found) for k in range(len(source.starts)) if (found := _FENCE.match(source.row(k)))
    ]
    silent, formulas = {k for k, _ in fences}, dict[int, int]()
    for (opens, found), (closes, _) in zip(fences[::2], fences[1::2], strict=False):
        inside = source.text[source.end_of(opens) : source.starts[closes]]
        if found[2] in _MATH and opens + 1 < closes:
            formulas[opens] = closes
        if opens in formulas or _CODE.search(inside):
            silent |= set(range(opens, closes))
    return frozenset(silent), formulas


def _paragraph(source: Source, first: int, last: int) -> Iterator[Event]:
    """Read the lines from `first` up to `last`."""
    if first >= last:
        return
    start, end = source.starts[first], source.end_of(last - 1)
    for flow in flows(source, start, end):
        if not source.text[flow.start : flow.end].strip():
            continue
        if flow.mode == DISPLAY:
            yield Event(source.line_of(flow.start), flow=flow)
        else:
            yield from _line(source, flow, (flow.start, flow.end) == (start, end))


def _line(source: Source, flow: Flow, alone: bool) -> Iterator[Event]:
    """Read a line of text: the headings it begins with, and the rest."""
    for _ in range(_HEADINGS):
        line = source.line_of(flow.start)
        row = source.text[flow.start : min(flow.end, source.end_of(line - 1))]
        found = heading(row, alone and "\n" not in row)
        if not found or flow.start >= flow.end:
            yield Event(line, flow=flow)
            return
        yield Event(line, heading=found, flow=Flow(TEXT, flow.start, flow.end))
        flow = Flow(TEXT, flow.start + max(1, found.reach), flow.end)
        alone = False
