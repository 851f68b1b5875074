"""The rank of a matrix."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Op, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.constants import fill
from solver.algebra.ops.solve import TOLERANCE, each, lifted, reduced
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def _rank_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args[0].shape) not in {0, 2}:
        raise FormulaError(f"{fit.described(args[0])} is not a matrix: it has no rank")
    return ()


def _rank_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    a = lifted(a, node.args[0].shape)
    if is_exact(ctx):
        return each(ctx, lambda m: [[len(reduced(m.tolist(), m.shape[1])[1])]], a)[..., 0, 0]
    return ctx.xp.sum(ctx.xp.astype(_sizes(ctx, a) > TOLERANCE, ctx.xp.float64), axis=-1)


def _sizes(ctx: Context, a: Any) -> Any:
    """Give the singular values, against the largest; all 0 for a matrix of zeros."""
    values = ctx.xp.linalg.svdvals(a)
    largest = ctx.xp.max(values, axis=-1, keepdims=True)
    return values / ctx.xp.where(largest > 0, largest, ctx.number(1))


declare(
    Op(
        "rank",
        _rank_shape,
        _rank_kernel,
        vjp=lambda node, g, i: (
            fill(g * number(0), node.args[0].shape),
            ("the rank is constant nearby",),
        ),
        call=lambda A: make("rank", A),
        latex=latex_call(operator("rank")),
        plain=plain_call("rank"),
        says=("count the rows that do not depend on each other",),
    )
)
