"""Truth tables: blank on a handout, with the arithmetic of every sum in the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from solver.algebra.expr import Expr, name, number
from solver.document.blocks import (
    Block,
    Filled,
    Formula,
    Inlines,
    Maths,
    Paragraph,
    Source,
    Table,
    Text,
    Value,
)
from solver.document.words import is_rounded, joined
from solver.kinds._gate.conflict import conflict_table
from solver.kinds._gate.forms import Function
from solver.kinds._gate.rows import cells, head, input_rows, maths
from solver.kinds._gate.view import Seen, View, column, is_known, weights
from solver.modelling.planned import Planned
from solver.solution import Solution

BLANK: Inlines = (Source(r"\qquad\quad"),)


# --- the statement -------------------------------------------------------------------------------
def wanted_table(seen: View, wanted: Sequence[Any]) -> Table:
    """Print the wanted outputs."""
    rows = [(*cells(row), (Value(entry),))
            for row, entry in zip(input_rows(seen), wanted, strict=True)]  # fmt: skip
    header = (*head(seen), maths(name(seen.wanted or "t")))
    return Table(header, tuple(rows), "c" * len(header))


def blank_table(seen: View, planned: Planned) -> Table:
    """Print the truth table with room for what each unit does."""
    columns = [key for unit in seen.units for key in _worked_out(unit, planned)]
    header = (*head(seen), *(maths(name(key)) for key in columns))
    rows = tuple((*cells(row), *[BLANK] * len(columns)) for row in input_rows(seen))
    return Table(header, rows, "c" * len(header), tuple(columns))


def _worked_out(unit: Seen, planned: Planned) -> list[str]:
    given = {item.name for item in planned.plan.givens}
    between = [used for used in unit.output.uses if used != unit.total]  # the sigmoid of a sum
    return [key for key in (unit.total, *between, unit.output.name) if key not in given]


# --- the key -------------------------------------------------------------------------------------
def exhibits(
    planned: Planned, seen: View, solution: Solution
) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Give the tables that stand below the sums, and what a certificate adds up."""
    steps = {step.name: step for step in planned.plan.steps}
    for unit in seen.units:
        if is_known(unit, solution):
            place = unit.total if unit.total in steps else unit.output.name
            yield place, tuple(worked_table(seen, unit, solution))
    named = planned.key("name")
    if named in solution and isinstance(form := steps[named].form, Function):
        yield named, tuple(_written_out(form, solution.rounded(named)))
    conflict = planned.key("conflict")
    if planned.key("balance") in solution:
        rows, wanted = (arg.attr("name") for arg in steps[conflict].formula.args)
        parts, zero = column(solution, conflict), bool(steps[conflict].formula.attr("zero"))
        shown = conflict_table(seen, solution.rounded(rows), column(solution, wanted), parts, zero)
        yield conflict, tuple(shown)


def _written_out(form: Function, value: Any) -> Iterator[Block]:
    """Write out a sum of products that is too long for a line."""
    terms = form.long_terms(value)
    if terms:
        words = [(Source(term),) for term in terms]
        yield Paragraph(joined(words, " ∨ "))


def worked_table(seen: View, unit: Seen, solution: Solution) -> Iterator[Block]:
    """Print what a unit sees, the arithmetic of its sum, and what it makes of it."""
    own = weights(unit, solution)
    lead = (Text("Row by row, "), Formula(name(unit.total), _sum(seen, unit)), Text(":"))
    yield Paragraph(lead, leads=True)
    fed = _fed(seen, unit, solution)
    totals, outputs = (column(solution, key) for key in (unit.total, unit.output.name))
    squashed = [column(solution, used) for used in unit.output.uses if used != unit.total]
    rows = [
        (*cells(row), _arithmetic(own, values, total),
         *cells([between[r] for between in squashed]), (Value(output),))
        for r, (row, values, total, output) in enumerate(
            zip(input_rows(seen), fed, totals, outputs, strict=True)
        )
    ]  # fmt: skip
    middle = [maths(name(used)) for used in unit.output.uses if used != unit.total]
    header = (*head(seen), maths(name(unit.total)), *middle, maths(name(unit.output.name)))
    align = "c" * len(seen.inputs) + "l" + "c" * (len(middle) + 1)
    yield Table(header, tuple(rows), align)


def _fed(seen: View, unit: Seen, solution: Solution) -> list[tuple[Any, ...]]:
    """List what a unit sees in each row, without the leading 1."""
    inputs = input_rows(seen)
    columns = [
        [row[feed] for row in inputs] if isinstance(feed, int) else column(solution, feed)
        for feed in unit.feeds
    ]
    return list(zip(*columns, strict=True))


def _sum(seen: View, unit: Seen) -> Expr:
    """Write the sum of a unit in symbols, `w_0 + w_1 x_1 + w_2 x_2`."""
    feeds = [name(seen.inputs[f] if isinstance(f, int) else f) for f in unit.feeds]
    return _added(weight_names(unit), feeds)


def weight_names(unit: Seen) -> list[Expr]:
    """Name the weights of a unit one by one, the bias with a 0."""
    return [name(f"{unit.label}_{k}") for k in range(len(unit.feeds) + 1)]


def _added(own: Sequence[Expr], feeds: Sequence[Expr]) -> Expr:
    terms = [weight * feed for weight, feed in zip(own[1:], feeds, strict=True)]
    return reduce(lambda total, term: total + term, terms, own[0])


MOST_FACTORS = 4  # of a sum that is written with them; a longer one with its products


def _arithmetic(own: Sequence[Any], values: Sequence[Any], total: Any) -> Inlines:
    """Write a sum with its numbers put in."""
    relation = " ≈ " if is_rounded((*values, total)) else " = "
    return (_products(own, values), Text(relation), Value(total))


def _products(own: Sequence[Any], values: Sequence[Any]) -> Maths:
    """Write a sum of products, with their factors where there are few of them, or rounded ones."""
    exact = all(isinstance(entry, Fraction) for entry in (*own, *values))
    if exact and len(values) > MOST_FACTORS:
        terms = [weight * value for weight, value in zip(own[1:], values, strict=True)]
        return Formula(reduce(_plus, terms, number(own[0])))
    symbols = [name(f"weight_{k}") for k in range(len(own))]
    feeds = [name(f"value_{k}") for k in range(len(values))]
    keys = [symbol.attr("name") for symbol in (*symbols, *feeds)]
    return Filled(_added(symbols, feeds), tuple(zip(keys, (*own, *values), strict=True)))


def _plus(total: Expr, term: Fraction) -> Expr:
    return total - number(-term) if term < 0 else total + number(term)
