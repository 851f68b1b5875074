"""The arithmetic of single values of two lists that are convolved: Σ x(i) h(n - i)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from solver.algebra.expr import Expr, number
from solver.algebra.ops.tabulate import at
from solver.document.blocks import Chain, Formula, Link, Value
from solver.plan import Step
from solver.solution import Solution

MOST = 12  # values that are worked out at full detail


@dataclass(frozen=True, slots=True)
class _List:
    """A list of values, the first of them at `start`."""

    table: Expr
    start: int
    values: tuple[Fraction, ...]

    def holds(self, place: int) -> bool:
        return 0 <= place - self.start < len(self.values)

    def symbol(self, place: int) -> Expr:
        return at(self.table, number(place), self.start)

    def number(self, place: int) -> Expr:
        return number(self.values[place - self.start])


def arithmetic(listed: Step, solution: Solution, detail: str) -> Iterator[Chain]:
    """Work out the value in the middle of a convolution, or at full detail every one."""
    factors = defined(listed).args
    found = [_list(factor, solution) for factor in factors]
    first, second = (one for one in found) if None not in found else (None, None)
    if first is None or second is None or listed.head is None:
        return
    start, count = first.start + second.start, len(first.values) + len(second.values) - 1
    chosen = range(min(count, MOST)) if detail == "full" else [(count - 1) // 2]
    for place in chosen:
        yield _chain(listed.head.args[0], start + place, first, second)


def defined(listed: Step) -> Expr:
    """Find x(i) h(n - i) in the definition of a convolution whose values a step lists."""
    table = listed.before[0].expr
    return table.args[0].args[0]


def _list(factor: Expr, solution: Solution) -> _List | None:
    if factor.op != "at" or factor.args[0].op != "name":
        return None
    table = factor.args[0]
    values: Any = solution.rounded(table.attr("name")) if table.attr("name") in solution else ()
    if not values or not all(isinstance(value, Fraction) for value in values):
        return None
    return _List(table, factor.attr("start"), values)


def _chain(table: Expr, place: int, first: _List, second: _List) -> Chain:
    counters = range(first.start, first.start + len(first.values))
    pairs = [(i, place - i) for i in counters if second.holds(place - i)]
    symbols = _added([first.symbol(i) * second.symbol(k) for i, k in pairs])
    numbers = _added([first.number(i) * second.number(k) for i, k in pairs])
    total = sum(
        (first.values[i - first.start] * second.values[k - second.start] for i, k in pairs),
        Fraction(0),
    )
    left = at(table, number(place), 0)
    links = (Link(Formula(symbols)), Link(Formula(numbers)), Link(Value(total)))
    return Chain(Formula(left), links)


def _added(terms: list[Expr]) -> Expr:
    return reduce(lambda left, right: left + right, terms)
