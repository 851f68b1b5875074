"""Places and stretches of them, read from formulas: `L - 1`, `0 <= n < L`."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from solver.algebra.expr import Expr, value_of
from solver.algebra.fit import as_dim
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.shapes import Dim, Size, combine, symbols_in
from solver.errors import FormulaError
from solver.kinds._fir.order import Order, minus, plus
from solver.kinds._fir.pieces import INDEX

FARTHEST = 10_000  # places, and factors of names in them
Stretch = tuple[Dim | None, Dim | None]  # the first and the last place, None for no end


@dataclass(frozen=True, slots=True)
class Places:
    """Reads places; `whole` are the names known to be whole numbers."""

    order: Order
    whole: frozenset[str]

    def place(self, expr: Expr) -> Dim:
        """Read a place: whole numbers, and names known to be whole, added up."""
        value = value_of(expr)
        if value is not None and value.denominator != 1:
            raise FormulaError(f"{expr} is not a whole number: signals have places n = 0, 1, …")
        try:
            found = as_dim(expr)
        except FormulaError:
            raise FormulaError(
                f"{expr} is not a place: places are whole numbers and names of them added up"
            ) from None
        if farthest(found) > FARTHEST:
            raise FormulaError(f"{expr} is too far away: places go up to {FARTHEST}")
        for key in symbols_in((found,)):
            if key != INDEX and key not in self.whole:
                hint = f'write `{key}: {{integer: ">= 1"}}`, or give it a whole value'
                raise FormulaError(f"`{key}` is not known to be a whole number", hint)
        return found

    def stretch(self, when: Expr) -> Stretch:
        """Read where a condition on n holds: from one place to another."""
        if when.op == "and":
            (low, high), (other, end) = map(self.stretch, when.args)
            return self.order.later(low, other), self.order.earlier(high, end)
        if when.op not in RELATIONS or when.op == "ne":
            raise FormulaError(f"{when} is not a stretch of n", "write it as `0 <= n < L`")
        return self._compared(when)

    def _compared(self, when: Expr) -> Stretch:
        left, right = when.args
        gap = self._rounded(when.op, left, right)
        count = dict(gap.terms).get(INDEX, 0) if isinstance(gap, Size) else 0
        if abs(count) != 1:
            raise FormulaError(f"{when} does not say from where or to where n runs")
        rest = combine((1, gap), (-count, Size(((INDEX, 1),))))
        edge = combine((-count, rest))  # n · count + rest compared with 0
        op = (
            when.op
            if count == 1
            else {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}.get(when.op, when.op)
        )
        low = {"gt": plus(edge, 1), "ge": edge, "eq": edge}.get(op)
        high = {"lt": minus(edge, 1), "le": edge, "eq": edge}.get(op)
        return low, high

    def _rounded(self, op: str, left: Expr, right: Expr) -> Dim:
        """Give left - right; a bound that is not whole is moved to the next whole number."""
        for one, other, turned in ((left, right, False), (right, left, True)):
            value = value_of(other)
            if value is None or value.denominator == 1:
                continue
            if op == "eq":
                raise FormulaError(f"n is a whole number, and never {other}")
            upward = (op in {"ge", "lt"}) != turned
            whole = ceil(value) if upward else floor(value)
            gap = minus(self.place(one), whole)
            return combine((-1, gap)) if turned else gap
        return minus(self.place(left), self.place(right))


def constant(place: Dim) -> int:
    """Give what is added to the names in a place."""
    return place.const if isinstance(place, Size) else place


def farthest(place: Dim) -> int:
    """Find the largest number in a place."""
    counts = [abs(count) for _, count in place.terms] if isinstance(place, Size) else []
    return max([abs(constant(place)), *counts])
