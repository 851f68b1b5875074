"""The table filled in, as the key prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.algebra.expr import name, walk
from solver.document.blocks import Block, Chain, Formula, Inlines, Link, Table, Text
from solver.document.filled import filled
from solver.document.words import told
from solver.kinds._cnn_table.cells import Cells, align, head, text
from solver.kinds._cnn_table.flow import COUNTS, Row
from solver.kinds._cnn_table.rulepages import rule_exhibits
from solver.kinds._cnn_table.table import Case
from solver.modelling.planned import Planned
from solver.solution import Solution

WORTH = frozenset({"add", "mul", "floor", "scan", "bigsum"})  # of writing out
MOST_COLUMNS = 7  # of one table; more cases than fit get a table each


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give what is printed below steps: the whole table below the last cell that is asked for."""
    found: dict[str, tuple[Block, ...]] = {}
    if planned.own.table:
        found |= _tables(Cells(planned, solution), detail)
    if planned.own.rule:
        found |= rule_exhibits(planned, solution)
    return found


def _tables(cells: Cells, detail: str) -> dict[str, tuple[Block, ...]]:
    asked = [step.name for step in cells.planned.plan.steps if step.name in cells.asked()]
    table, own = cells.table, [key for key in asked if _is_cell(cells, key)]
    whole_known = all(cells.words(key) for key in own)
    if not own or not whole_known or len(table.layers) < 2:
        return {}
    blocks = list(_full(cells))
    if detail == "full":
        blocks += _written_out(cells, {s.name for s in cells.planned.plan.needed(asked)})
    return {own[-1]: tuple(blocks)}


def _is_cell(cells: Cells, key: str) -> bool:
    table = cells.table
    known = {cells.planned.key(cell) for cell in table.cells()}
    return key in known or any(
        key == cells.total(column, case) for column in COUNTS for case in table.cases
    )


def _full(cells: Cells) -> Iterator[Block]:
    """Print all cases in one table, or each in its own if there are many columns."""
    columns = [(c, case) for case in cells.table.cases for c in cells.table.columns]
    columns = [pair for pair in columns if _has_value(cells, *pair)]
    if len(columns) <= MOST_COLUMNS:
        yield _wide(cells, columns)
        return
    for case in cells.table.cases:
        yield _wide(cells, [pair for pair in columns if pair[1] is case])


def _has_value(cells: Cells, column: str, case: Case) -> bool:
    return any(cells.words(cells.key(row.name, column, case)) for row in case.rows)


def _wide(cells: Cells, columns: list[tuple[str, Case]]) -> Block:
    header = ("Layer", *(head(column, case, cells.table) for column, case in columns))
    rows = [_row(cells, row, columns) for row in cells.table.cases[0].rows]
    totals = tuple(_marked(cells, cells.total(*pair)) for pair in columns)
    if any(totals):
        rows.append((text("total"), *totals))
    return Table(tuple(text(words) for words in header), tuple(rows), "l" + align(columns))


def _row(cells: Cells, row: Row, columns: list[tuple[str, Case]]) -> tuple[Inlines, ...]:
    values = [_marked(cells, cells.key(row.name, column, case)) for column, case in columns]
    return ((Formula(name(row.name)),), *values)


def _marked(cells: Cells, key: str) -> Inlines:
    words = cells.words(key)
    style = "strong" if key in cells.asked() else ""
    return (Text(words, style),) if words else ()


def _written_out(cells: Cells, before: set[str]) -> Iterator[Block]:
    """Write out the arithmetic of the cells that no answer depends on, and that are not told."""
    assert cells.solution is not None
    for case in cells.table.cases:
        for row in case.rows:
            for column in cells.table.columns:
                key = cells.key(row.name, column, case)
                if key not in before and cells.words(key):
                    yield from _arithmetic(cells, key)


def _arithmetic(cells: Cells, key: str) -> Iterator[Block]:
    assert cells.solution is not None
    step = cells.planned.plan[key]
    shown = filled(step.formula, cells.solution) or Formula(step.formula)
    if any(node.op in WORTH for node in walk(step.formula)):
        yield Chain(Formula(step.ref), (Link(shown), Link(told(step, cells.solution))))
