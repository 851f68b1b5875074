"""All entries in one column, row by row, and back."""

from __future__ import annotations

from math import prod
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import P_ATOM, P_SUM, latex_call, operator, plain_attr, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, declare
from solver.algebra.ops.planes import full
from solver.algebra.ops.spacing import dims_of
from solver.algebra.shapes import Shape, show
from solver.errors import FormulaError


# --- vec: all entries in one column, row by row; unvec: its transpose ----------------------------
def _count(shape: Shape) -> int:
    if not all(isinstance(dim, int) for dim in shape):
        raise FormulaError(f"the entries of an array that is {show(shape)} cannot be counted")
    return prod(int(str(dim)) for dim in shape)


def _vec_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return fit.squeezed((_count(full(args[0].shape)), 1))


def _vec_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    lead = tuple(a.shape[: a.ndim - len(node.args[0].shape)])
    return ctx.xp.reshape(a, (*lead, *ctx.dims(node.shape)))


def _unvec_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape: Shape = attrs["shape"]
    if full(args[0].shape) != (_count(shape), 1):
        raise FormulaError(f"{fit.described(args[0])} is not a column of {show(shape)} entries")
    return fit.squeezed(shape)


def _unvec_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    if not node.args[0].shape:
        return a if not node.shape else a[(..., *(None,) * len(node.shape))]
    return ctx.xp.reshape(a, (*a.shape[:-2], *ctx.dims(node.shape)))


def _vec_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("unvec", g, shape=full(node.args[0].shape)), ("the same entries in their places",)


declare(
    Op(
        "vec",
        _vec_shape,
        _vec_kernel,
        vjp=_vec_vjp,
        call=lambda a: make("vec", a),
        latex=latex_call(operator("vec")),
        plain=plain_call("vec"),
        says=("write the rows one after another in one column",),
    )
)
declare(
    Op(
        "unvec",
        _unvec_shape,
        _unvec_kernel,
        vjp=lambda node, g, i: (make("vec", g), ("the same entries in one column",)),
        call=lambda a, shape: make("unvec", a, shape=dims_of(shape)),
        latex=lambda p, e: latex_call(rf"{operator('mat')}_{{{p.shape(e.attr('shape'))}}}")(p, e),
        plain=lambda p, e: (
            f"unvec({p.at(e.args[0], P_SUM)}, shape={plain_attr(e.attr('shape'))})",
            P_ATOM,
        ),
        says=("write the column row by row as an array",),
    )
)
