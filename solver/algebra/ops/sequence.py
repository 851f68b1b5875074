"""Sequences: the columns of a matrix one after another, and a sequence run backwards."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def _columns_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args[0].shape) != 2:
        raise FormulaError(f"{fit.described(args[0])} is not a matrix: it has no columns")
    rows, count = args[0].shape
    return (count,) if rows == 1 else (count, rows, 1)


def _columns_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    if len(node.shape) == 1:
        return a[..., 0, :]
    return ctx.xp.matrix_transpose(a)[..., None]


def _matrix_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape = args[0].shape
    if len(shape) not in {1, 3} or shape[2:] not in {(), (1,)}:
        raise FormulaError(
            f"{fit.described(args[0])} is not a sequence of columns", "columns(X) makes one"
        )
    return (1, shape[0]) if len(shape) == 1 else (shape[1], shape[0])


def _matrix_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    if len(node.args[0].shape) == 1:
        return a[..., None, :]
    return ctx.xp.matrix_transpose(a[..., 0])


def _columns_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("from_columns", g), ("the columns' gradients stand side by side",)


def _matrix_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("columns", g), ("each column gets its own gradient",)


def _reverse_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    return ctx.xp.flip(a, axis=-len(node.shape))


def _sequence(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args[0].shape) not in {1, 3}:
        raise FormulaError(f"{fit.described(args[0])} is not a sequence", "use columns(X)")
    return args[0].shape


declare(
    Op(
        "columns",
        _columns_shape,
        _columns_kernel,
        vjp=_columns_vjp,
        call=lambda a: make("columns", a),
        latex=latex_call(operator("columns")),
        plain=plain_call("columns"),
    )
)
declare(
    Op(
        "from_columns",
        _matrix_shape,
        _matrix_kernel,
        vjp=_matrix_vjp,
        call=lambda a: make("from_columns", a),
        latex=latex_call(operator("matrix")),
        plain=plain_call("from_columns"),
    )
)
declare(
    Op(
        "reverse",
        _sequence,
        _reverse_kernel,
        vjp=lambda node, g, i: (make("reverse", g), ("run back",)),
        call=lambda a: make("reverse", a),
        latex=latex_call(operator("reverse")),
        plain=plain_call("reverse"),
    )
)
