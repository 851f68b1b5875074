"""Entries of maps moved about: turned by 180°, and set apart by zeros."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import at, entry, numbered
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import latex_call, operator, plain_attr, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.planes import (
    Places,
    full,
    latex_steps,
    lifted,
    lowered,
    maps,
    pair,
    read_steps,
    returned,
    taken,
)
from solver.algebra.shapes import Dim, Shape, combine, show
from solver.errors import FormulaError


# --- flip2d: turned by 180° ----------------------------------------------------------------------
def _flip_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    return ctx.xp.flip(a, axis=(-2, -1)) if node.shape else a


def _flip_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    *lead, row, column = index
    sizes = node.shape[-2:]
    if not all(isinstance(dim, int) for dim in sizes):
        raise FormulaError(f"{node} has no entrywise form")
    pairs = zip(sizes, (row, column), strict=True)
    return entry(node.args[0], (*lead, *(_from_the_end(int(str(n)), k) for n, k in pairs)))


def _from_the_end(size: int, place: Expr) -> Expr:
    known = value_of(place)
    return number(size + 1) - place if known is None else number(size + 1 - known)


def _flip_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("flip2d", g), ("the gradient is turned back",)


declare(
    Op(
        "flip2d",
        lambda args, attrs: maps(args[0]) and args[0].shape,
        _flip_kernel,
        vjp=_flip_vjp,
        entry=_flip_entry,
        call=lambda a: make("flip2d", a),
        latex=latex_call(operator("flip")),
        plain=plain_call("flip2d"),
        says=("turn the array by 180°",),
    )
)


# --- spread2d: zeros between the entries; thin2d: its transpose ----------------------------------
def _spread_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    *lead, rows, columns = maps(args[0])
    return fit.squeezed((*lead, *_wide((rows, columns), attrs)))


def _wide(shape: Shape, attrs: Attrs) -> Shape:
    """Count rows and columns with the zeros between them."""
    steps = zip(pair(attrs["stride"]), shape, strict=True)
    return tuple(combine((stride, size), (1, 1 - stride)) for stride, size in steps)


def _spread_places(size: int, stride: int) -> Places:
    return [None if k % stride else k // stride for k in range(stride * (size - 1) + 1)]


def _spread_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    a = lifted(a, node.args[0])
    for axis, stride in zip((-2, -1), pair(node.attr("stride")), strict=True):
        a = taken(ctx, a, _spread_places(a.shape[axis], stride), axis)
    return lowered(a, node)


def _spread_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    *lead, row, column = numbered(node, index)
    steps = zip((row, column), pair(node.attr("stride")), strict=True)
    apart = [divmod(place - 1, stride) for place, stride in steps]
    if any(between for _, between in apart):
        return number(0)
    return at(node.args[0], *lead, *(place + 1 for place, _ in apart))


def _spread_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    shape = full(node.args[0].shape)[-2:]
    back = make("thin2d", g, stride=node.attr("stride"), shape=shape)
    return back, ("the zeros between the entries are constant",)


def _thin_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    *lead, rows, columns = maps(args[0])
    stride, shape = attrs["stride"], attrs["shape"]
    if _wide(shape, attrs) != (rows, columns):
        raise FormulaError(
            f"{fit.described(args[0])}, thinned out by {plain_attr(stride)}, is not {show(shape)}"
        )
    return fit.squeezed((*lead, *shape))


def _thin_kernel(ctx: Context, node: Expr, g: Any) -> Any:
    g = lifted(g, node.args[0])
    sizes, strides = ctx.dims(node.attr("shape")), pair(node.attr("stride"))
    for axis, size, stride in zip((-2, -1), sizes, strides, strict=True):
        g = returned(ctx, g, _spread_places(size, stride), size, axis)
    return lowered(g, node)


def _thin_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    back = make("spread2d", g, stride=node.attr("stride"))
    return back, ("the entries that were left out get no gradient",)


def _spread_call(a: Expr, stride: Any) -> Expr:
    return make("spread2d", a, stride=read_steps(stride, "stride"))


def _thin_call(a: Expr, stride: Any, shape: tuple[Expr, ...]) -> Expr:
    return make("thin2d", a, stride=read_steps(stride, "stride"), shape=dims_of(shape, 2))


def dims_of(shape: tuple[Expr | Dim, ...], count: int | None = None) -> Shape:
    """Read a list of sizes that an author wrote."""
    if count is not None and len(shape) != count:
        raise FormulaError(f"`shape=` takes {count} sizes here, not {len(shape)}")
    return tuple(fit.as_size(dim) for dim in shape)


def _marked(word: str, key: str) -> Any:
    def show_latex(p: Any, e: Expr) -> Written:
        text, level = latex_call(rf"{operator(word)}_{{{latex_steps(e.attr(key))}}}")(p, e)
        return text, level

    return show_latex


for _word, _shape, _kernel, _vjp, _entry, _call, _keys, _name, _says in (
    ("spread2d", _spread_shape, _spread_kernel, _spread_vjp, _spread_entry, _spread_call,
     ("stride",), "spread", "set zeros between the entries"),
    ("thin2d", _thin_shape, _thin_kernel, _thin_vjp, None, _thin_call, ("stride", "shape"), "thin",
     "keep every s-th entry"),
):  # fmt: skip
    declare(
        Op(
            _word,
            _shape,
            _kernel,
            vjp=_vjp,
            entry=_entry,
            call=_call,
            latex=_marked(_name, "stride"),
            plain=plain_call(_word, *_keys),
            says=(_says,),
        )
    )
