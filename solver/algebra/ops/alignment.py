"""What elementwise ops share: scalars beside arrays, and one entry of a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.op import Context


def aligned(node: Expr, values: Sequence[Any]) -> list[Any]:
    """Give scalars the trailing axes of the node, so that batch axes stay in front."""
    rank = len(node.shape)
    return [
        value if len(arg.shape) == rank else value[(..., *(None,) * rank)]
        for arg, value in zip(node.args, values, strict=True)
    ]


def binary(function: Callable[[Any, Any, Any], Any]) -> Callable[..., Any]:
    """Make a kernel of two aligned operands."""

    def kernel(ctx: Context, node: Expr, *values: Any) -> Any:
        left, right = aligned(node, values)
        return function(ctx.xp, left, right)

    return kernel


def gathered(gradient: Expr, arg: Expr) -> Expr:
    """Add a gradient up over all entries if it belongs to a scalar that met an array."""
    return (
        make("sum", gradient, axis=None) if arg.is_scalar and not gradient.is_scalar else gradient
    )


def entrywise(node: Expr, index: Sequence[Expr]) -> Expr:
    """Take one entry of an elementwise node: the op applied to the entries of its arguments."""
    from solver.algebra.entries import entry

    args = tuple(arg if arg.is_scalar else entry(arg, index) for arg in node.args)
    return make(node.op, *args, **dict(node.attrs))
