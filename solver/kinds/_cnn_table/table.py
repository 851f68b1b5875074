"""The table of a network as steps: one for each cell that is printed, asked for, or needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, name, names_in
from solver.algebra.op import Words
from solver.forms import Extent
from solver.kinds._cnn_table.flow import COUNTS, TITLES, Cell, Count, Row, is_number, total
from solver.kinds._cnn_table.place import cell_name
from solver.modelling.start import Start
from solver.plan import Step

SHAPED = frozenset({"input_shape", "shape", "weight_shape"})
TOTALS = {
    "weights": "weights",
    "biases": "biases",
    "params": "parameters",
    "macs": "MACs",
    "flops": "FLOPs",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One of the values that a network is told for side by side, and its rows."""

    suffix: str
    about: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A network as a table: the columns to print, the convention, the layers of each case.

    `input` is the shape it starts from, `layers` are names and descriptions as they are stated.
    """

    layout: str
    input: Expr
    layers: tuple[tuple[str, Words], ...]
    columns: tuple[str, ...]
    count: Count
    cases: tuple[Case, ...]
    filled: frozenset[str]  # cells that the statement prints
    rest_filled: bool = False  # all that are not asked for

    def cells(self) -> Iterator[str]:
        """Name every cell of the table."""
        for case in self.cases:
            for row in case.rows:
                for column in row.cells:
                    yield cell_name(row.name, column, case.suffix)


def total_name(column: str, case: Case) -> str:
    """Name the sum of a column."""
    return cell_name("total", column, case.suffix)


# --- steps ---------------------------------------------------------------------------------------
def table_steps(table: Table, start: Start) -> Iterator[Step]:
    """Give the steps of the columns of a table, and of what they are computed from."""
    steps = list(all_steps(table, start))
    kept = _needed(steps, {step.name for step in steps if _is_told(step, table)})
    yield from (step for step in steps if step.name in kept)


def all_steps(table: Table, start: Start) -> Iterator[Step]:
    """Give a step for every cell, and for the sums of the columns."""
    for case in table.cases:
        for row in case.rows:
            for column, cell in row.cells.items():
                step = _step(row, column, cell, case)
                start.marks.setdefault(step.name, row.mark)
                yield step
        yield from _totals(table, case)


def _step(row: Row, column: str, cell: Cell, case: Case) -> Step:
    label = cell_name(row.name, column, case.suffix)
    form = Extent() if cell.formula.shape else None
    title = (f"{TITLES[column]}{row.name}", *_for(case), ",")
    return Step(label, cell.formula, cell.why, before=cell.before, title=title, form=form)


def _for(case: Case) -> Words:
    return (" for ", *case.about) if case.about else ()


def _totals(table: Table, case: Case) -> Iterator[Step]:
    for column in COUNTS:
        terms = [
            name(cell_name(row.name, column, case.suffix))
            for row in case.rows
            if column in row.cells and not is_number(row.cells[column].formula, 0)
        ]
        complete = all(column in row.cells or column not in COUNTS for row in case.rows)
        if len(case.rows) > 1 and column in table.columns and complete:
            title = (f"the number of {TOTALS[column]} of all layers", *_for(case), ",")
            why = ("all layers together",)
            yield Step(total_name(column, case), total(terms), why, title=title)


def _is_told(step: Step, table: Table) -> bool:
    bare = step.name
    return any(
        bare == total_name(column, case)
        or any(bare == cell_name(row.name, column, case.suffix) for row in case.rows)
        for case in table.cases
        for column in table.columns
    )


def _needed(steps: list[Step], wanted: set[str]) -> set[str]:
    found = set(wanted)
    for step in reversed(steps):
        if step.name in found:
            found.update(step.uses, *(names_in(line.expr) for line in step.before))
    return found
