"""From the fields of a spec to the table of its network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from solver.algebra.expr import name, number
from solver.algebra.op import Words
from solver.algebra.scope import Scope
from solver.errors import Complaint
from solver.kinds._cnn_table.flow import CONVENTIONS, COUNTS, TITLES, Count, Flow
from solver.kinds._cnn_table.network import Network
from solver.kinds._cnn_table.options import read_size
from solver.kinds._cnn_table.place import cell_name
from solver.kinds._cnn_table.sight import Sight
from solver.kinds._cnn_table.table import Case, Table, total_name
from solver.modelling.givens import Complaints
from solver.modelling.start import Start
from solver.spec.reading import nearest

USUAL = ("shape", "params")


def read_table(start: Start, wanted: frozenset[str]) -> Table | None:
    """Read the network of a spec; `wanted` are the names that its questions mention."""
    own = start.spec.own
    layout = own.get("layout", "HWC")
    count = _count(own.get("count"))
    flow = _input(start, layout)
    if flow is None:
        return None
    cases = tuple(_cases(start, flow, count))
    columns = _columns(own.get("columns"), cases, wanted)
    filled = own.get("filled")
    everything = filled == ()
    names = frozenset(key for key, _ in filled or ())
    stated = tuple(_stated(start, flow, count))
    table = Table(layout, flow.shape, stated, columns, count, cases, names, everything)
    known = tuple(table.cells())
    for key, mark in filled or ():
        if key not in known:
            message = f"`{key}` is not a cell of the table"
            start.complaints.append(Complaint(mark, message, nearest(key, known)))
    return table


def _count(found: Mapping[str, object] | str | None) -> Count:
    """Read the convention: a name, or what differs from one."""
    if found is None or isinstance(found, str):
        return CONVENTIONS[found or "multiply_add"]
    changes = {key: bool(value) for key, value in found.items() if key != "like"}
    return replace(CONVENTIONS[str(found.get("like", "multiply_add"))], **changes)


# --- the input -----------------------------------------------------------------------------------
def _input(start: Start, layout: str) -> Flow | None:
    """Read the shape of the input, in the layout that is stated; one number counts features."""
    found = start.spec.own.get("input", ((), start.spec.mark))
    formulas, mark = found
    sizes = [read_size(formula, start.scope, start.complaints) for formula in formulas]
    letters = layout if len(sizes) > 2 or ("N" in layout and len(sizes) == 4) else _flat(layout)
    if any(size is None for size in sizes):
        return None
    if len(sizes) != len(letters):
        message = f"the layout {layout} has {len(layout)} sizes, and here are {len(sizes)}"
        hint = f"write `input: [{', '.join(layout)}]`, or say another `layout`"
        start.complaints.append(Complaint(mark, message, hint))
        return None
    by_letter = {key: size for key, size in zip(letters, sizes, strict=True) if size is not None}
    sides = (by_letter["H"], by_letter["W"]) if "H" in by_letter else None
    flow = Flow(layout, number(0), sides, by_letter["C"], by_letter.get("N"))
    flow = replace(flow, shape=flow.extent(sides, flow.channels))
    if not sides:
        return replace(flow, field=None, jump=None)
    return replace(flow, sights=(Sight(), Sight()))


def _flat(layout: str) -> str:
    return "NC" if "N" in layout else "C"


# --- several values side by side -----------------------------------------------------------------
def _cases(start: Start, flow: Flow, count: Count) -> Iterator[Case]:
    layers = start.spec.own.get("layers", ())
    chosen = start.spec.own.get("side_by_side", ())
    if not chosen:
        yield Case("", (), tuple(Network(start.scope, start.complaints, count).rows(layers, flow)))
        return
    for key, _, values in chosen[:1]:
        for value in values:
            scope: Scope = start.scope.with_names({key: number(value)})
            network = Network(scope, start.complaints, count, f"{key}{value}")
            words: Words = (name(key), f" = {value}")
            yield Case(network.suffix, words, tuple(network.rows(layers, flow)))
    for key, mark, _ in chosen[1:]:
        message = f"only one name can take several values, and `{key}` is the second"
        start.complaints.append(Complaint(mark, message))


def _stated(start: Start, flow: Flow, count: Count) -> Iterator[tuple[str, Words]]:
    """Describe the layers as they are written, with a name for what takes several values."""
    chosen = {key: name(key) for key, _, _ in start.spec.own.get("side_by_side", ())}
    network = Network(start.scope.with_names(chosen), Complaints(), count)
    for row in network.rows(start.spec.own.get("layers", ()), flow):
        yield row.name, row.about


# --- which columns -------------------------------------------------------------------------------
def _columns(
    chosen: tuple[str, ...] | None, cases: Iterable[Case], wanted: frozenset[str]
) -> tuple[str, ...]:
    """Give the columns that are listed, then those that are asked for."""
    asked = {
        column
        for case in cases
        for row in case.rows
        for column in row.cells
        if cell_name(row.name, column, case.suffix) in wanted
    }
    asked |= {column for column in COUNTS for case in cases if total_name(column, case) in wanted}
    listed = chosen or (() if asked else USUAL)
    order = [column for column in TITLES if column in asked and column not in listed]
    return (*listed, *order)
