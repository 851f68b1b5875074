"""Rows of values by cases, where it is not known which of two places comes first: both orders."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, make
from solver.algebra.shapes import Dim, Size, combine
from solver.kinds._fir.order import Order, Unordered
from solver.kinds._fir.powers import place

Row = tuple[Expr, Expr]  # a value, and where it is the signal's
MOST = 3  # orders that are not known, one within the other


def either_way(rows: Callable[[Order], list[Row]], order: Order, depth: int = MOST) -> list[Row]:
    """List rows; where an order is not known, those of one order and those of the other."""
    try:
        return rows(order)
    except Unordered as doubt:
        if not depth:
            raise
        gap, rest = doubt.gap, combine((-1, doubt.gap), (-1, 1))
    left = either_way(rows, order.assuming(gap), depth - 1)
    right = either_way(rows, order.assuming(rest), depth - 1)
    return _united(left, right, *_told_apart(gap))


def _united(left: list[Row], right: list[Row], so: Expr, otherwise: Expr) -> list[Row]:
    """Put what is the same in both orders first, with no condition on the order."""
    both = [row for row in left if row in right]
    ours = [(value, make("and", when, so)) for value, when in left if (value, when) not in both]
    theirs = [
        (value, make("and", when, otherwise)) for value, when in right if (value, when) not in both
    ]
    return [*both, *ours, *theirs]


def _told_apart(gap: Dim) -> tuple[Expr, Expr]:
    """Write gap >= 0 and its contrary as comparisons of what is added with what is taken away."""
    assert isinstance(gap, Size)
    const = gap.const
    above = combine((1, Size(tuple(t for t in gap.terms if t[1] > 0))), (max(const, 0), 1))
    below = combine((-1, Size(tuple(t for t in gap.terms if t[1] < 0))), (max(-const, 0), 1))
    if const == -1:  # L - M - 1 >= 0 is M < L
        below = combine((1, below), (-1, 1))
        return make("lt", place(below), place(above)), make("ge", place(below), place(above))
    return make("le", place(below), place(above)), make("gt", place(below), place(above))
