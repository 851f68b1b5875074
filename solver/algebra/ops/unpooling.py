"""How gradients come back through a pooling, and the transposes of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, declare
from solver.algebra.ops.planes import (
    full,
    lifted,
    lowered,
)
from solver.algebra.ops.pool_notation import pool_call, pool_latex, pool_plain, pooling
from solver.algebra.ops.pool_window import TIE, chosen, pool_of, pooled_shape, seen_of
from solver.algebra.shapes import Shape, show
from solver.errors import FormulaError


def _unpool_kernel(ctx: Context, node: Expr, g: Any, a: Any) -> Any:
    g, a = (lifted(v, arg) for v, arg in zip((g, a), node.args, strict=True))
    seen = seen_of(ctx, dict(node.attrs), node.args[1].shape)
    flows = chosen(ctx, seen, a) * g[..., None, :, :]
    parts = [flows[..., k, :, :] for k in range(flows.shape[-3])]
    return lowered(seen.back(ctx, parts, ctx.dims(full(node.shape)[-2:]), nearest=True), node)


def _pick_kernel(ctx: Context, node: Expr, h: Any, a: Any) -> Any:
    h, a = (lifted(v, arg) for v, arg in zip((h, a), node.args, strict=True))
    seen = seen_of(ctx, dict(node.attrs), node.args[1].shape)
    cells = seen.cells(seen.bordered(ctx, h), ctx)
    return lowered(ctx.xp.sum(cells * chosen(ctx, seen, a), axis=-3), node)


def _unmean_kernel(ctx: Context, node: Expr, g: Any) -> Any:
    seen = seen_of(ctx, dict(node.attrs), node.shape)
    share = lifted(g, node.args[0]) * seen.shares(ctx)
    height, width = seen.pool.window.sizes
    parts = [share] * (height * width)
    return lowered(seen.back(ctx, parts, ctx.dims(full(node.shape)[-2:]), nearest=False), node)


# --- shapes of what comes back -------------------------------------------------------------------
def _like_second(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    expected = pooled_shape(args[1], attrs)
    if args[0].shape != expected:
        raise FormulaError(f"{fit.described(args[0])} is not {show(expected)}, as what is pooled")
    return args[1].shape


def _pick_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if args[0].shape != args[1].shape:
        raise FormulaError(
            f"{fit.described(args[0])} and {fit.described(args[1])}: the shapes differ"
        )
    return pooled_shape(args[1], attrs)


def _unmean_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    rows, columns = attrs["shape"]
    found = (*full(args[0].shape)[:-2], rows, columns)
    counts = pool_of(attrs).counts(rows, columns)
    if full(args[0].shape)[-2:] != counts:
        raise FormulaError(f"{fit.described(args[0])} is not what pooling {show(found)} gives")
    return fit.squeezed(found)


def _unmean_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    attrs = {key: value for key, value in node.attrs if key != "shape"}
    return make("average_pool2d", g, **attrs), ("each share was an equal one",)


def _switched(word: str) -> Callable[[Expr, Expr, int], Gradient]:
    def vjp(node: Expr, g: Expr, i: int) -> Gradient:
        array = node.args[1]
        if i == 1:
            return array * number(0), ("the places of the maxima are constant nearby",)
        return make(word, g, array, **dict(node.attrs)), ("it looks at the places of the maxima",)

    return vjp


def _unmean_call(
    array: Expr, height: Any, shape: tuple[Any, ...], width: Any = None, stride: Any = None,
    padding: Any = 0, ceil: Any = 0,
) -> Expr:  # fmt: skip
    dims = tuple(fit.as_size(dim) for dim in shape)
    if len(dims) != 2:
        raise FormulaError(f"`shape=` takes 2 sizes here, not {len(dims)}")
    return pooling(
        "average_unpool2d", array, height=height, width=width, stride=stride, padding=padding,
        ceil=ceil, shape=dims,
    )  # fmt: skip


# --- what goes wrong with it ---------------------------------------------------------------------
def _shared(node: Expr) -> Expr:
    """Take the gradient of the mean for that of the maximum."""
    sizes = full(node.shape)[-2:]
    return make("average_unpool2d", node.args[0], **dict(node.attrs), shape=sizes)


def _unshared(node: Expr) -> Expr:
    return number(node.attr("height") * node.attr("width")) * node


declare(
    Op(
        "max_unpool2d",
        _like_second,
        _unpool_kernel,
        vjp=_switched("max_pick2d"),
        call=pool_call("max_unpool2d", 2),
        latex=pool_latex("unpool"),
        plain=pool_plain("max_unpool2d"),
        says=(f"put every number where the maximum of its window is; {TIE}",),
        slips=(Slip("the gradient was shared out evenly over the windows", _shared, quiet=True),),
    )
)
declare(
    Op(
        "max_pick2d",
        _pick_shape,
        _pick_kernel,
        vjp=_switched("max_unpool2d"),
        call=pool_call("max_pick2d", 2),
        latex=pool_latex("pick"),
        plain=pool_plain("max_pick2d"),
        says=("take the entry at the place of the maximum of every window",),
    )
)
declare(
    Op(
        "average_unpool2d",
        _unmean_shape,
        _unmean_kernel,
        vjp=_unmean_vjp,
        call=_unmean_call,
        latex=pool_latex("share"),
        plain=pool_plain("average_unpool2d"),
        says=("share every number out evenly among the cells of its window",),
        slips=(Slip("every cell got the whole gradient, not its share", _unshared, quiet=True),),
    )
)
