"""The statement: the layers and conventions, with a table to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.algebra.expr import name
from solver.algebra.op import Words
from solver.document import blocks
from solver.document.blocks import Block, Formula, Inlines, Paragraph, Text
from solver.kinds._cnn_table.cells import Cells, align, head, moved, said, text
from solver.kinds._cnn_table.rulepages import rule_statement
from solver.kinds._cnn_table.table import Case, Table
from solver.modelling.planned import Planned
from solver.solution import Solution

BLANK = "______"
AXES = {"H": "height", "W": "width", "C": "channels", "N": "examples"}


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the network: its input, its layers in a table, and what is counted."""
    if planned.own.table:
        yield from _network(Cells(planned, _shown(planned)), room)
    if planned.own.rule:
        yield from rule_statement(planned)


def _shown(planned: Planned) -> Solution | None:
    """Work out the cells that the statement shows."""
    table: Table = planned.own.table
    cells = Cells(planned)
    wanted = {step.name for step in planned.plan.steps} - cells.asked()
    wanted = {key for key in wanted if _is_filled(table, planned, key)}
    if not wanted or any(given.value is None for given in planned.plan.givens):
        return None
    if planned.plan.outer:
        return None  # what earlier parts give is not known here
    return planned.plan.evaluate(targets=wanted)


def _is_filled(table: Table, planned: Planned, key: str) -> bool:
    return table.rest_filled or key in {planned.key(cell) for cell in table.filled}


def _network(cells: Cells, room: bool) -> Iterator[Block]:
    table = cells.table
    order = " × ".join(AXES[letter] for letter in table.layout)
    shape = Formula(moved(cells, table.input))
    if len(table.layers) == 1:
        ((layer, about),) = table.layers
        yield Paragraph(
            (Text("The layer "), Formula(name(layer)), Text(": "), *said(cells, about),
             Text("; its input is "), shape, Text(f" ({order})."))
        )  # fmt: skip
    else:
        yield Paragraph(
            (Text("The network below takes an input of "), shape, Text(f" ({order}).")), leads=True
        )
        yield from _listing(cells)
    if words := table.count.words(table.columns):
        yield Paragraph((Text(words),))


def _listing(cells: Cells) -> Iterator[Block]:
    """List the layers, with cells to fill in where several are asked for."""
    table = cells.table
    columns = [(c, case) for case in table.cases for c in table.columns if _has_blank(cells, c)]
    header = ("Layer", "", *(head(column, case, table) for column, case in columns))
    rows = [_listed_row(cells, layer, about, columns) for layer, about in table.layers]
    if columns:
        rows = [_first_row(cells, columns), *rows]
    blanks = tuple(cells.key(layer, *column) for layer, _ in table.layers for column in columns)
    heads = tuple(text(words) for words in header)
    yield blocks.Table(heads, tuple(rows), "ll" + align(columns), blanks)


def _has_blank(cells: Cells, column: str) -> bool:
    """Tell whether a column is worth printing: something in it is asked for, or shown."""
    table, asked = cells.table, cells.asked()
    keys = [cells.key(layer, column, case) for case in table.cases for layer, _ in table.layers]
    return any(key in asked or cells.words(key) for key in keys)


def _first_row(cells: Cells, columns: Sequence[tuple[str, Case]]) -> tuple[Inlines, ...]:
    shape: Inlines = (Formula(moved(cells, cells.table.input)),)
    values = [shape if column == "shape" else () for column, _ in columns]
    return (text("input"), (), *values)


def _listed_row(
    cells: Cells, layer: str, about: Words, columns: Sequence[tuple[str, Case]]
) -> tuple[Inlines, ...]:
    values = [_blank_or_value(cells, cells.key(layer, column, case)) for column, case in columns]
    return ((Formula(name(layer)),), said(cells, about), *values)


def _blank_or_value(cells: Cells, key: str) -> Inlines:
    return text(BLANK if key in cells.asked() else cells.words(key))
