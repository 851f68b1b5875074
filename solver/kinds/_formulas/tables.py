"""Tables: steps worked out for values of a parameter, each column a step of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, name, names_in, number, substitute
from solver.algebra.op import Words
from solver.algebra.ops.tabulate import tabulated
from solver.kinds._formulas.fields import TableSpec
from solver.kinds._formulas.forms import Column
from solver.modelling.asked import dependence
from solver.plan import Step


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and the steps of its columns."""

    spec: TableSpec
    steps: tuple[Step, ...]


def tables_of(specs: Iterable[TableSpec], steps: Iterable[Step]) -> list[Table]:
    """Make the columns; a step that stands in several tables is numbered from the second on."""
    formulas = {step.name: step.formula for step in steps}
    taken: set[str] = set(formulas)
    found = []
    for spec in specs:
        columns = [_column(spec, key, formulas, taken) for key, _ in spec.steps]
        found.append(Table(spec, tuple(columns)))
    return found


def _column(spec: TableSpec, key: str, formulas: Mapping[str, Expr], taken: set[str]) -> Step:
    label, count = f"{key}_table", 1
    while label in taken:
        count += 1
        label = f"{key}_table{count}"
    taken.add(label)
    body = spelled_out(formulas, key, spec.over)
    head = make("unknown", name(spec.over), name=key)
    why: Words = ("put one value of ", name(spec.over), " after another in")
    form = Column(spec.places.listed)
    return Step(label, _run(spec, body), why, title=("the values of",), form=form, head=head)


def spelled_out(formulas: Mapping[str, Expr], key: str, over: str) -> Expr:
    """Write a step over the parameter: with the formulas of all steps between the two put in."""
    depends = dependence(formulas)
    body = formulas[key]
    for other in reversed(tuple(formulas)):
        if other != over and over in depends[other] and other in names_in(body):
            body = substitute(body, {other: formulas[other]})
    return body


def _run(spec: TableSpec, body: Expr) -> Expr:
    """Work the body out at every value: at whole numbers in a row, or at those listed."""
    values = spec.places.listed
    first, last = values[0], values[-1]
    if first.denominator == last.denominator == 1 and last - first == len(values) - 1:
        return tabulated(body, spec.over, int(first), int(last))
    row = make("stack", *map(number, values), columns=len(values))
    return make("each", make("columns", row), body, inputs=(spec.over,))
