"""Softmax, over a vector or along an axis."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import CALL, SUM, bracket, operator
from solver.algebra.op import Context, Gradient, Law, Op, Slip, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.reduce import axes_of, axis_of, plain_with_axis
from solver.algebra.ops.slips import left_out
from solver.algebra.shapes import is_vector, length, runs_over_all
from solver.errors import FormulaError

SOFTMAX_LAW = Law(
    "∂oᵢ/∂uⱼ = oᵢ(δᵢⱼ − oⱼ)", r"\partial o_i / \partial u_j = o_i\,(\delta_{ij} - o_j)"
)


def _softmax_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    if not node.shape:
        return a * 0 + 1
    axes = axes_of(node)
    powers = ctx.xp.exp(a - ctx.xp.max(a, axis=axes, keepdims=True))
    return powers / ctx.xp.sum(powers, axis=axes, keepdims=True)


def _softmax_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    axis = node.attr("axis")
    total = make("sum", node * g, axis=axis)
    if total.shape and total.shape != node.shape:
        total = make("rows" if axis == 0 else "cols", total, count=node.shape[axis])
    return node * (g - total), (
        "softmax: each output depends on every input, ",
        SOFTMAX_LAW,
    )


def _softmax_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    if node.is_scalar or (node.attr("axis") is not None and node.shape[node.attr("axis")] == 1):
        return fill(number(0), (length(node.shape),) * 2), ("each softmax has one entry, 1",)
    column = node if node.shape[1:] == (1,) else node.T
    return diagonal(node) - column @ column.T, (SOFTMAX_LAW,)


def _unshared(node: Expr) -> Expr:
    return make("exp", node.args[0])


def _bare(node: Expr) -> Expr | None:
    total = make("sum", *node.args, axis=node.attr("axis"))
    return node.args[0] / total if total.is_scalar else None


def _call(argument: Expr, axis: Any = None) -> Expr:
    """Make a softmax; over a true matrix it needs to be told the axis."""
    if axis is None and len(argument.shape) == 2 and not is_vector(argument.shape):
        raise FormulaError(
            f"softmax of the matrix {fit.described(argument)} needs an axis",
            "softmax(…, axis=1) runs along each row",
        )
    return make("softmax", argument, axis=axis_of(axis))


def _latex(p: Any, e: Expr) -> Written:
    axis = e.attr("axis")
    lines = "" if runs_over_all(e.shape, axis) else "columns" if axis == 0 else "rows"
    mark = rf"_{{\text{{{lines}}}}}" if lines else ""
    return operator("softmax") + mark + bracket(p.at(e.args[0], SUM)), CALL


declare(
    Op(
        "softmax",
        fit.along,
        _softmax_kernel,
        vjp=_softmax_vjp,
        jacobian=_softmax_jacobian,
        call=_call,
        latex=_latex,
        plain=plain_with_axis("softmax"),
        says=("softmax: exponentials, divided by their sum",),
        slips=(
            left_out("softmax"),
            Slip("the exponentials were not divided by their sum", _unshared, quiet=True),
            Slip(
                "the numbers were divided by their sum, not their exponentials", _bare, quiet=True
            ),
        ),
    )
)
