"""Pooling of maps: the largest entry, or the mean, of every window; as in Torch."""

from __future__ import annotations

from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.op import Attrs, Context, Gradient, Op, Rewriting, Slip, Words, declare
from solver.algebra.ops import window_slips
from solver.algebra.ops.planes import (
    full,
    lifted,
    lowered,
)
from solver.algebra.ops.pool_index import max_words, mean_forms
from solver.algebra.ops.pool_notation import pool_call, pool_latex, pool_plain
from solver.algebra.ops.pool_window import TIE, chosen, pooled_shape, seen_of
from solver.algebra.ops.slips import taken_for
from solver.algebra.shapes import Shape


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return pooled_shape(args[0], attrs)


def _max_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    seen = seen_of(ctx, dict(node.attrs), node.args[0].shape)
    cells = seen.cells(seen.bordered(ctx, lifted(a, node.args[0])), ctx)
    return lowered(ctx.xp.max(cells, axis=-3), node)


def _mean_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    seen = seen_of(ctx, dict(node.attrs), node.args[0].shape)
    cells = seen.cells(seen.zeroed(ctx, lifted(a, node.args[0])), ctx)
    return lowered(ctx.xp.sum(cells, axis=-3) * seen.shares(ctx), node)


def _gap_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    """Find how far the second largest entry of each window lies below the largest."""
    xp = ctx.xp
    a = lifted(a, node.args[0])
    seen = seen_of(ctx, dict(node.attrs), node.args[0].shape)
    cells = seen.cells(seen.bordered(ctx, a), ctx)
    real = ctx.constant([[int(r and c) for c in seen.columns[1]] for r in seen.rows[1]])
    other = (seen.cells(real, ctx) == 1) & (chosen(ctx, seen, a) == 0)
    lowest = xp.min(cells, axis=-3, keepdims=True) - ctx.number(1)
    second = xp.max(xp.where(other, cells, lowest), axis=-3)
    return lowered(xp.max(cells, axis=-3) - second, node)


def _max_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    back = make("max_unpool2d", g, node.args[0], **dict(node.attrs))
    return back, (*max_words(node, g), f"; {TIE}")


def _mean_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    shape = full(node.args[0].shape)[-2:]
    back = make("average_unpool2d", g, **dict(node.attrs), shape=shape)
    return back, ("each window shares its gradient out evenly among its cells",)


def _mean_reached(node: Expr, g: Expr, i: int) -> tuple[Rewriting, ...]:
    return mean_forms(node, g)


def _ties(node: Expr) -> tuple[Expr, ...]:
    return (make("pool_gap2d", node.args[0], **dict(node.attrs)),)


_KINK: Words = (TIE,)
declare(
    Op(
        "max_pool2d",
        _shape,
        _max_kernel,
        vjp=_max_vjp,
        call=pool_call("max_pool2d", 1),
        latex=pool_latex("maxpool"),
        plain=pool_plain("max_pool2d"),
        says=("take the largest entry of every window",),
        kink=_KINK,
        on_kink=_ties,
        slips=(
            Slip("the mean was taken instead of the maximum", taken_for("average_pool2d")),
            *window_slips.POOL,
        ),
    )
)
declare(
    Op(
        "average_pool2d",
        _shape,
        _mean_kernel,
        vjp=_mean_vjp,
        reached=_mean_reached,
        call=pool_call("average_pool2d", 1),
        latex=pool_latex("avgpool"),
        plain=pool_plain("average_pool2d"),
        says=("take the mean of every window",),
        slips=(
            Slip("the maximum was taken instead of the mean", taken_for("max_pool2d")),
            *window_slips.POOL,
        ),
    )
)
declare(
    Op(
        "pool_gap2d",
        _shape,
        _gap_kernel,
        call=pool_call("pool_gap2d", 1),
        latex=pool_latex("gap"),
        plain=pool_plain("pool_gap2d"),
        says=("see how far the second largest entry of every window lies below the largest",),
        opaque=True,
    )
)
