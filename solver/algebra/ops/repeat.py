"""Repetition over rows or columns: the transpose of a sum along an axis."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import JUX, P_ATOM, P_SUM, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.alignment import gathered
from solver.algebra.shapes import Dim, Shape
from solver.errors import FormulaError


def _repeated(axis: int) -> Any:
    def shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
        own = args[0].shape or (1, 1)
        if len(own) != 2 or own[axis] != 1:
            kind = "a row (1×n)" if axis == 0 else "a column (m×1)"
            raise FormulaError(f"{fit.described(args[0])} is not {kind}, so it cannot be repeated")
        dims: list[Dim] = list(own)
        dims[axis] = attrs["count"]
        return fit.squeezed(tuple(dims))

    return shape


def _repeat_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    if not node.shape:
        return a
    a = a if node.args[0].shape else a[..., None, None]
    batch = tuple(a.shape[: a.ndim - 2])
    return ctx.xp.broadcast_to(a, (*batch, *ctx.dims(node.shape)))


def _repeat_vjp(axis: int) -> Any:
    def vjp(node: Expr, g: Expr, i: int) -> Gradient:
        back = g if g.is_scalar else make("sum", g, axis=axis)
        word = "row" if axis == 0 else "column"
        return gathered(back, node.args[0]), (
            f"every {word} used the same values: their gradients add up",
        )

    return vjp


def _repeat_call(word: str) -> Any:
    def call(argument: Expr, count: Any) -> Expr:
        return make(word, argument, count=fit.as_size(count))

    return call


def _rows_latex(p: Any, e: Expr) -> Written:
    return rf"\mathbf{{1}}_{{{p.size(e.attr('count'))}}}\,{p.at(e.args[0], JUX)}", JUX


def _cols_latex(p: Any, e: Expr) -> Written:
    column, binds = p.leading(e.args[0], JUX)
    return rf"{column}\,\mathbf{{1}}_{{{p.size(e.attr('count'))}}}^{{\top}}", binds


def _plain(word: str) -> Any:
    def show(p: Any, e: Expr) -> Written:
        return f"{word}({p.at(e.args[0], P_SUM)}, {plain_attr(e.attr('count'))})", P_ATOM

    return show


for _word, _axis_, _latex in (("rows", 0, _rows_latex), ("cols", 1, _cols_latex)):
    declare(
        Op(
            _word,
            _repeated(_axis_),
            _repeat_kernel,
            vjp=_repeat_vjp(_axis_),
            call=_repeat_call(_word),
            latex=_latex,
            plain=_plain(_word),
        )
    )
