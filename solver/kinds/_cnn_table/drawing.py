"""The figures: the network with the sizes of its feature maps, and what each layer costs."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, name, value_of
from solver.document.blocks import Diagram, Figure, Formula, Layer, Text, Wire
from solver.document.plots import Bars, Drawing
from solver.document.words import say
from solver.forms import flat, whole
from solver.kinds._cnn_table.flow import Row
from solver.kinds._cnn_table.place import cell_name
from solver.kinds._cnn_table.table import Case, Table
from solver.modelling.planned import Planned
from solver.solution import Solution

MOST_BOXES, MOST_BARS = 9, 16
FLAT = ("flatten",)  # which is not drawn: it moves no entry
WIDE = 20  # times, from which the scale is logarithmic
COSTS = {"params": "parameters", "macs": "MACs", "flops": "FLOPs"}


def figures(planned: Planned, solution: Solution | None) -> tuple[Diagram | Drawing | Figure, ...]:
    """Draw what there is to draw: the layers in a row, and bars of what they cost."""
    table: Table | None = planned.own.table
    if table is None:
        return ()
    return tuple(
        found for case in table.cases for found in _of_case(planned, table, case, solution)
    )


def _of_case(
    planned: Planned, table: Table, case: Case, solution: Solution | None
) -> Iterator[Diagram | Drawing | Figure]:
    rows = [row for row in case.rows if row.flow.origin == row.name and row.about != FLAT]
    if 1 < len(rows) < MOST_BOXES:
        caption = say(("With ", *case.about, ".")) if case.about else ()
        yield Figure(_diagram(planned, table, case, rows, solution), caption)
    if solution is not None:
        yield from _bars(planned, table, case, solution)


# --- the network ---------------------------------------------------------------------------------
def _diagram(
    planned: Planned, table: Table, case: Case, rows: list[Row], solution: Solution | None
) -> Diagram:
    place = {row.name: k for k, row in enumerate(rows, 1)} | {"": 0}
    place |= {row.name: place[row.feeds[0]] for row in case.rows if row.about == FLAT}
    skipped = int("N" in table.layout)  # the number of examples says nothing of the network
    layers = [Layer(Formula(name("input")), _sizes(table.input)[skipped:], role="input")]
    for k, row in enumerate(rows, 1):
        key = planned.key(cell_name(row.name, "shape", case.suffix))
        role = "output" if k == len(rows) else "hidden"
        shape = _shape(key, solution)[skipped:]
        layers.append(Layer(Formula(name(row.name)), shape, (), _operation(row), role))
    return Diagram(tuple(layers), tuple(_wires(rows, place)))


def _sizes(shape: Expr) -> tuple[int, ...]:
    """Read a shape that is written in numbers."""
    found = [value_of(size) for size in shape.args]
    return tuple(int(size) for size in found if size is not None) if None not in found else ()


def _shape(key: str, solution: Solution | None) -> tuple[int, ...]:
    if solution is None or key not in solution:
        return ()
    return tuple(whole(size) for size in flat(solution.rounded(key, 9)))


def _operation(row: Row) -> tuple[Text | Formula, ...]:
    if row.window is None:
        return ()
    high, wide = row.window.kernel
    return (Formula(high), Text(" × "), Formula(wide))


def _wires(rows: list[Row], place: dict[str, int]) -> Iterator[Wire]:
    for row in rows:
        end = place[row.name]
        for origin in row.feeds:
            start = place[origin]
            yield Wire(start, end, curved=end - start > 1)


# --- what layers cost ----------------------------------------------------------------------------
def _bars(
    planned: Planned, table: Table, case: Case, solution: Solution
) -> Iterator[Drawing | Figure]:
    columns = [column for column in COSTS if column in table.columns]
    values = {
        row.name: [_cost(planned, case, row, column, solution) for column in columns]
        for row in case.rows
    }
    shown = {key: found for key, found in values.items() if any(found)}
    if not columns or not 1 < len(shown) <= MOST_BARS:
        return
    labels = tuple((name(key),) for key in shown)
    groups = tuple(
        ((COSTS[column],), tuple(found[k] for found in shown.values()))
        for k, column in enumerate(columns)
    )
    sizes = [value for found in shown.values() for value in found if value]
    log = max(sizes) > WIDE * min(sizes)
    yield Bars(labels, groups, (COSTS[columns[0]] if len(columns) == 1 else "count",), log)


def _cost(planned: Planned, case: Case, row: Row, column: str, solution: Solution) -> float:
    key = planned.key(cell_name(row.name, column, case.suffix))
    return float(solution.floats(key)) if key in solution else 0.0
