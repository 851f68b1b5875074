"""Sums, means and maxima, over everything or along an axis."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.ops.slips import flat, instead
from solver.algebra.shapes import Shape, runs_over_all
from solver.errors import FormulaError

ONE, TWO = number(1), number(2)
FIRST = "where several entries tie for the maximum, the first takes the whole gradient"


def axes_of(node: Expr) -> tuple[int, ...]:
    """List the trailing axes a node runs over, as negative numbers."""
    return _negative(len(node.args[0].shape), node.attr("axis"))


def _negative(rank: int, axis: int | None) -> tuple[int, ...]:
    return tuple(range(-rank, 0)) if axis is None else (axis - rank,)


def _reduced(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape, axis = fit.along(args, attrs), attrs["axis"]
    if axis is None:
        return ()
    return fit.squeezed((1, shape[1]) if axis == 0 else (shape[0], 1))


def axis_of(value: Any) -> int | None:
    """Read an axis that an author wrote."""
    if value is None or isinstance(value, int):
        return value
    found = value_of(value)
    if found is None or found.denominator != 1:
        raise FormulaError(f"axis is 0 or 1, not {value}")
    return int(found)


def _count(node: Expr) -> Expr:
    """Count the entries that a reduction runs over."""
    shape = node.args[0].shape
    count = ONE
    for axis in axes_of(node):
        dim = size(shape[axis])
        count = dim if count == ONE else count if dim == ONE else count * dim
    return count


def spread(node: Expr, g: Expr) -> Expr:
    """Give every entry of a reduction's argument the gradient of the result it went into."""
    arg = node.args[0]
    if g.is_scalar:
        return fill(g, arg.shape)
    dim = arg.shape[node.attr("axis")]
    return make("rows" if node.attr("axis") == 0 else "cols", g, count=dim)


def plain_with_axis(word: str) -> Any:
    """Make the plain notation `word(argument, axis=…)`."""

    def plain(p: Any, e: Expr) -> Written:
        axis = "" if e.attr("axis") is None else f", axis={e.attr('axis')}"
        return f"{word}({p.at(e.args[0], P_SUM)}{axis})", P_ATOM

    return plain


# --- sum, mean, max ------------------------------------------------------------------------------
def _reduce_kernel(method: str) -> Any:
    def kernel(ctx: Context, node: Expr, a: Any) -> Any:
        if not node.args[0].shape:
            return a
        # a column summed along its only long axis is a scalar, which keeps no axis at all
        axes = axes_of(node) if node.shape else _negative(len(node.args[0].shape), None)
        return getattr(ctx.xp, method)(a, axis=axes, keepdims=bool(node.shape))

    return kernel


def _sum_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    if node.args[0].is_scalar:
        return g, ("the sum has one term",)
    return spread(node, g), ("a sum passes its gradient to every entry",)


def _mean_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    if node.args[0].is_scalar:
        return g, ("the mean of one number is the number",)
    share = g / _count(node)
    return spread(node, share), ("a mean gives every entry an equal share of its gradient",)


def _max_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg = node.args[0]
    mask = make("argmax_mask", arg, axis=node.attr("axis"))
    return spread(node, g) * mask if not g.is_scalar else g * mask, (
        "only the largest entry passes the gradient on",
    )


def _sum_entry(node: Expr, index: Any) -> Expr:
    from solver.algebra.entries import summed

    return summed(node, index)


declare(
    Op(
        "sum",
        _reduced,
        _reduce_kernel("sum"),
        vjp=_sum_vjp,
        entry=_sum_entry,
        call=lambda a, axis=None: make("sum", a, axis=axis_of(axis)),
        latex=lambda p, e: p.summation(e),
        plain=plain_with_axis("sum"),
        says=("add up",),
        slips=(instead("the mean was taken instead of the sum", "mean"),),
    )
)
declare(
    Op(
        "mean",
        _reduced,
        _reduce_kernel("mean"),
        vjp=_mean_vjp,
        call=lambda a, axis=None: make("mean", a, axis=axis_of(axis)),
        latex=lambda p, e: p.reduced(operator("mean"), e),
        plain=plain_with_axis("mean"),
        says=("take the mean",),
        slips=(instead("the sum was taken instead of the mean", "sum"),),
    )
)


def ties(node: Expr) -> tuple[Expr, ...]:
    """Write an expression that is zero where two entries tie for the maximum."""
    arg, axis = node.args[0], node.attr("axis")
    if arg.is_scalar:
        return ()
    largest = spread(node, node)
    below = make("sign", make("abs", arg - largest))
    count = make("sum", fill(ONE, arg.shape) - below, axis=axis)
    return (make("sign", count - ONE) - ONE,)


def _mask_latex(p: Any, e: Expr) -> Written:
    (arg,) = e.args
    if runs_over_all(arg.shape, e.attr("axis")):
        return rf"\mathbf{{1}}\left[{p.at(arg, SUM)} = \max\right]", CALL
    one, (largest, _) = p.general_entry(arg)[1], p.reduced(r"\max", e)
    return rf"\mathbf{{1}}\left[{one} = {largest}\right]", CALL


def _mask_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    """Mark the first largest entry along the axis (row by row if there is none)."""
    xp, rank = ctx.xp, len(node.args[0].shape)
    axis = node.attr("axis")
    if not rank:
        return a * 0 + 1
    flat = a if axis is not None else xp.reshape(a, (*a.shape[: a.ndim - rank], -1))
    along = axis - rank if axis is not None else -1
    best = xp.argmax(flat, axis=along, keepdims=True)
    places = xp.moveaxis(xp.arange(flat.shape[along])[(..., *(None,) * (-along - 1))], 0, 0)
    mask = xp.where(places == best, ctx.number(1), ctx.number(0))
    return xp.reshape(mask, a.shape)


declare(
    Op(
        "max",
        _reduced,
        _reduce_kernel("max"),
        vjp=_max_vjp,
        call=lambda a, axis=None: make("max", a, axis=axis_of(axis)),
        latex=lambda p, e: p.reduced(r"\max", e),
        plain=plain_with_axis("max"),
        kink=(FIRST,),
        on_kink=ties,
        says=("take the largest entry",),
        slips=(
            instead("the mean was taken instead of the largest entry", "mean"),
            Slip(
                "the smallest entry was taken instead of the largest",
                lambda node: -make("max", -node.args[0], **dict(node.attrs)),
                quiet=True,
            ),
        ),
    )
)
declare(
    Op(
        "argmax_mask",
        fit.along,
        _mask_kernel,
        vjp=lambda node, g, i: (g * number(0), ("the place of the maximum is constant nearby",)),
        call=lambda a, axis=None: make("argmax_mask", a, axis=axis_of(axis)),
        latex=_mask_latex,
        plain=plain_with_axis("argmax_mask"),
        slips=(flat("the mask of the largest entry was left out"),),
    )
)
