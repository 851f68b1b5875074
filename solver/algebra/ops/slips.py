"""How mistakes are made that several ops share."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, make


def taken_for(other: str) -> Callable[[Expr], Expr | None]:
    """Make the mistake of applying another op to the same arguments."""
    return lambda node: make(other, *node.args, **dict(node.attrs))
