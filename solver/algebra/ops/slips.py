"""How mistakes are made that several ops share."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import Slip
from solver.algebra.ops.constants import fill

Change = Callable[[Expr], Expr | None]


def taken_for(other: str) -> Change:
    """Make the mistake of applying another op to the same arguments."""
    return lambda node: make(other, *node.args, **dict(node.attrs))


def fitting(change: Change) -> Change:
    """Make a mistake only where what comes of it has the same shape."""

    def fitted(node: Expr) -> Expr | None:
        found = change(node)
        return found if found is not None and found.shape == node.shape else None

    return fitted


def whole(node: Expr) -> tuple[Expr, ...]:
    """Name the node itself as what a mistake is about."""
    return (node,)


def argument_of(place: int) -> Callable[[Expr], tuple[Expr, ...]]:
    """Name an argument as what a mistake is about."""
    return lambda node: (node.args[place],)


def left_out(what: str) -> Slip:
    """Make the mistake of not applying a function at all."""
    return Slip(f"{what} was left out", lambda node: node.args[0], quiet=True)


def instead(words: str, op: str) -> Slip:
    """Make the mistake of applying another op of the same arguments and attributes."""
    return Slip(words, taken_for(op), quiet=True)


def flat(words: str) -> Slip:
    """Make the mistake of leaving out a derivative: 1 stands in every entry."""
    return Slip(words, lambda node: fill(number(1), node.shape), quiet=True)


def is_one(expr: Expr) -> bool:
    """Tell whether an expression is 1, or 1 in every entry."""
    return value_of(expr.args[0] if expr.op == "fill" else expr) == 1


def is_literal(expr: Expr) -> bool:
    """Tell whether an expression is a number as written, or a quotient of two."""
    return value_of(expr) is not None
