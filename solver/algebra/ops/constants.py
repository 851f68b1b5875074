"""Constants and arrays made from a number."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import (
    ATOM,
    JUX,
    P_ATOM,
    P_SUM,
    latex_call,
    plain_attr,
)
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.shapes import Dim, Shape
from solver.errors import FormulaError

declare(
    Op(
        "pi",
        lambda args, attrs: (),
        lambda ctx, node: ctx.special("pi", ctx.number(0)),
        call=lambda: make("pi"),
        latex=lambda p, e: (r"\pi", ATOM),
        plain=lambda p, e: ("pi()", P_ATOM),
    )
)


def _fill_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if not args[0].is_scalar:
        raise FormulaError(f"fill repeats a scalar, not {fit.described(args[0])}")
    return fit.squeezed(attrs["shape"])


def _fill_kernel(ctx: Context, node: Expr, value: Any) -> Any:
    lifted = value[(..., *(None,) * len(node.shape))]
    batch = tuple(value.shape)
    return ctx.xp.broadcast_to(lifted, (*batch, *ctx.dims(node.shape)))


def _fill_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("sum", g, axis=None), ("one number stands in every entry, so the gradients add up",)


def _fill_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import ones_of

    return ones_of(node), ("one number stands in every entry",)


def _fill_call(value: Expr, *dims: Expr | Dim, shape: Any = ()) -> Expr:
    return fill(value, tuple(fit.as_size(dim) for dim in (*dims, *shape)))


def fill(value: Expr, shape: Shape) -> Expr:
    """Repeat a scalar in every entry of a shape."""
    return make("fill", value, shape=shape) if fit.squeezed(shape) else value


def _fill_latex(p: Any, e: Expr) -> Written:
    from solver.algebra.expr import value_of

    ones = rf"\mathbf{{1}}_{{{p.shape(e.shape)}}}"
    if value_of(e.args[0]) == 1:
        return ones, ATOM
    if value_of(e.args[0]) == 0:
        return rf"\mathbf{{0}}_{{{p.shape(e.shape)}}}", ATOM
    factor, binds = p.leading(e.args[0], JUX)
    return f"{factor} {ones}", binds


def _fill_plain(p: Any, e: Expr) -> Written:
    return f"fill({p.at(e.args[0], P_SUM)}, shape={plain_attr(e.attr('shape'))})", P_ATOM


declare(
    Op(
        "fill",
        _fill_shape,
        _fill_kernel,
        vjp=_fill_vjp,
        jacobian=_fill_jacobian,
        call=_fill_call,
        entry=lambda node, index: node.args[0],
        latex=_fill_latex,
        plain=_fill_plain,
    )
)


def _unknown_latex(p: Any, e: Expr) -> Written:
    written: Written = latex_call(p.function(e.attr("name")))(p, e)
    return written


def _unknown_plain(p: Any, e: Expr) -> Written:
    return f"{e.attr('name')}({p.at(e.args[0], P_SUM)})", P_ATOM


def _unknown_kernel(ctx: Context, node: Expr, value: Any) -> Any:
    return ctx.special(f"unknown:{node.attr('name')}", value)


def _unknown_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    slope = make("unknown", node.args[0], name=node.attr("name") + "'")
    return g * slope, (f"{node.attr('name')} is left unknown: its derivative stays a symbol",)


def _unknown_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    slope, why = _unknown_vjp(node, number(1), i)
    return diagonal(slope.args[1]), (*why, ", entry by entry")


declare(
    Op(
        "unknown",
        fit.same,
        _unknown_kernel,
        vjp=_unknown_vjp,
        jacobian=_unknown_jacobian,
        elementwise=True,
        latex=_unknown_latex,
        plain=_unknown_plain,
        says=("left unknown",),
    )
)
