"""One number for each map, repeated over it, as a bias is; and the sums that come back."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, declare
from solver.algebra.ops.planes import full, lifted
from solver.algebra.ops.spacing import dims_of
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def _over_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape = full(args[0].shape)
    if len(shape) != 2 or shape[1] != 1:
        raise FormulaError(f"{fit.described(args[0])} is not a column with a number for each map")
    return (shape[0], *attrs["shape"])


def _over_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    tall = lifted(a, node.args[0])[..., None]
    return ctx.xp.broadcast_to(tall, (*tall.shape[:-3], *ctx.dims(node.shape)))


def _over_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("map_sums", g), ("one number stands all over a map, so its gradients add up",)


def _sums_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args[0].shape) != 3:
        raise FormulaError(f"{fit.described(args[0])} is not a list of maps")
    return fit.squeezed((args[0].shape[0], 1))


def _sums_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    sums = ctx.xp.sum(a, axis=(-2, -1))
    return sums[..., None] if node.shape else sums[..., 0]


def _sums_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    back = make("over_maps", g, shape=node.args[0].shape[1:])
    return back, ("a sum passes its gradient to every entry",)


declare(
    Op(
        "over_maps",
        _over_shape,
        _over_kernel,
        vjp=_over_vjp,
        call=lambda a, shape: make("over_maps", a, shape=dims_of(shape, 2)),
        latex=latex_call(operator("maps")),
        plain=plain_call("over_maps", "shape"),
        says=("repeat each number over its map",),
    )
)
declare(
    Op(
        "map_sums",
        _sums_shape,
        _sums_kernel,
        vjp=_sums_vjp,
        call=lambda a: make("map_sums", a),
        latex=latex_call(operator("sums")),
        plain=plain_call("map_sums"),
        says=("add up every map",),
    )
)
