"""Sums, means, maxima, norms and softmax."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, SUM, bracket, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.arithmetic import gathered
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, Shape, is_vector, length

ONE, TWO = number(1), number(2)
FIRST = "where several entries tie for the maximum, the first takes the whole gradient"


def axes_of(node: Expr) -> tuple[int, ...]:
    """List the trailing axes a node runs over, as negative numbers."""
    return _negative(len(node.args[0].shape), node.attr("axis"))


def _negative(rank: int, axis: int | None) -> tuple[int, ...]:
    return tuple(range(-rank, 0)) if axis is None else (axis - rank,)


def _reduced(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape, axis = args[0].shape, attrs["axis"]
    if axis is None:
        return ()
    if len(shape) != 2 or axis not in {0, 1}:
        raise fit.FormulaError(f"{fit.described(args[0])} has no axis {axis}", "axis is 0 or 1")
    return fit.squeezed((1, shape[1]) if axis == 0 else (shape[0], 1))


def _axis(value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    found = value_of(value)
    if found is None or found.denominator != 1:
        raise fit.FormulaError(f"axis is 0 or 1, not {value}")
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


def _named(word: str) -> Any:
    def plain(p: Any, e: Expr) -> Written:
        axis = "" if e.attr("axis") is None else f", axis={e.attr('axis')}"
        return f"{word}({p.at(e.args[0], P_SUM)}{axis})", P_ATOM

    return plain


def _with_axis(word: str, vector: bool) -> Any:
    """Make a caller; over a true matrix some reductions need to be told the axis."""

    def call(argument: Expr, axis: Any = None) -> Expr:
        axis = _axis(axis)
        if vector and axis is None and len(argument.shape) == 2 and not is_vector(argument.shape):
            raise fit.FormulaError(
                f"{word} of the matrix {fit.described(argument)} needs an axis",
                f"{word}(…, axis=1) runs along each row",
            )
        return make(word, argument, axis=axis)

    return call


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


def _sum_latex(p: Any, e: Expr) -> Written:
    return p.summation(e), SUM + 1


declare(
    Op(
        "sum",
        _reduced,
        _reduce_kernel("sum"),
        vjp=_sum_vjp,
        entry=_sum_entry,
        call=lambda a, axis=None: make("sum", a, axis=_axis(axis)),
        latex=_sum_latex,
        plain=_named("sum"),
        says="add up",
    )
)
declare(
    Op(
        "mean",
        _reduced,
        _reduce_kernel("mean"),
        vjp=_mean_vjp,
        call=lambda a, axis=None: make("mean", a, axis=_axis(axis)),
        latex=lambda p, e: (operator("mean") + bracket(p.at(e.args[0], SUM)), ATOM),
        plain=_named("mean"),
        says="take the mean",
    )
)


def _ties(node: Expr) -> tuple[Expr, ...]:
    """Write an expression that is zero where two entries tie for the maximum."""
    arg, axis = node.args[0], node.attr("axis")
    if arg.is_scalar:
        return ()
    largest = spread(node, node)
    below = make("sign", make("abs", arg - largest))
    ties = make("sum", fill(ONE, arg.shape) - below, axis=axis)
    return (make("sign", ties - ONE) - ONE,)


def _max_latex(p: Any, e: Expr) -> Written:
    return r"\max" + bracket(p.at(e.args[0], SUM)), ATOM


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
        call=lambda a, axis=None: make("max", a, axis=_axis(axis)),
        latex=_max_latex,
        plain=_named("max"),
        kink=FIRST,
        on_kink=_ties,
        says="take the largest entry",
    )
)
declare(
    Op(
        "argmax_mask",
        fit.same,
        _mask_kernel,
        vjp=lambda node, g, i: (g * number(0), ("the place of the maximum is constant nearby",)),
        call=lambda a, axis=None: make("argmax_mask", a, axis=_axis(axis)),
        latex=lambda p, e: (
            rf"\mathbf{{1}}\left[{p.at(e.args[0], SUM)} = \max\right]",
            ATOM,
        ),
        plain=_named("argmax_mask"),
    )
)


# --- softmax -------------------------------------------------------------------------------------
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
        "softmax: each output depends on every input, ∂oᵢ/∂uⱼ = oᵢ(δᵢⱼ − oⱼ)",
    )


def _softmax_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    if node.is_scalar or (node.attr("axis") is not None and node.shape[node.attr("axis")] == 1):
        return fill(number(0), (length(node.shape),) * 2), ("each softmax has one entry, 1",)
    column = node if node.shape[1:] == (1,) else node.T
    return diagonal(node) - column @ column.T, ("∂oᵢ/∂uⱼ = oᵢ(δᵢⱼ − oⱼ)",)


declare(
    Op(
        "softmax",
        fit.same,
        _softmax_kernel,
        vjp=_softmax_vjp,
        jacobian=_softmax_jacobian,
        call=_with_axis("softmax", vector=True),
        latex=lambda p, e: (operator("softmax") + bracket(p.at(e.args[0], SUM)), ATOM),
        plain=_named("softmax"),
        says="softmax: exponentials, divided by their sum",
    )
)


# --- norms ---------------------------------------------------------------------------------------
def _norm_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    xp, axes = ctx.xp, tuple(range(-len(node.args[0].shape), 0))
    order = node.attr("order")
    size_of = xp.abs(a)
    if not axes:
        return size_of
    if order == "inf":
        return xp.max(size_of, axis=axes)
    if order == 1:
        return xp.sum(size_of, axis=axes)
    return xp.sqrt(xp.sum(a * a, axis=axes))


def _norm_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg, order = node.args[0], node.attr("order")
    if order == 1:
        return g * make("sign", arg), ("the 1-norm's gradient is the sign of every entry",)
    if order == "inf":
        mask = make("argmax_mask", make("abs", arg), axis=None)
        return g * (make("sign", arg) * mask), ("only the entry of largest size counts",)
    unit = make("unit", arg)
    return g * unit, ("the gradient of the norm is the unit vector along its argument",)


def _norm_call(argument: Expr, order: Any = 2) -> Expr:
    named = order.attr("name") if getattr(order, "op", "") == "name" else order
    found = named if named in {1, 2, "inf"} else value_of(order)
    if found not in {1, 2, "inf"}:
        raise fit.FormulaError(f"norm knows the orders 1, 2 and inf, not {order}")
    return make("norm", argument, order=found if found == "inf" else int(found))


def _norm_latex(p: Any, e: Expr) -> Written:
    order = e.attr("order")
    mark = r"\infty" if order == "inf" else str(order)
    return rf"\left\lVert {p.at(e.args[0], SUM)} \right\rVert_{{{mark}}}", ATOM


declare(
    Op(
        "norm",
        fit.scalar,
        _norm_kernel,
        vjp=_norm_vjp,
        call=_norm_call,
        latex=_norm_latex,
        plain=lambda p, e: (f"norm({p.at(e.args[0], P_SUM)}, {e.attr('order')})", P_ATOM),
        kink="the norm has a kink at 0; the subgradient there is taken to be 0",
        on_kink=lambda node: (node,),
        says="measure the length",
    )
)


def _unit_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    xp, axes = ctx.xp, tuple(range(-len(node.shape), 0))
    length = xp.sqrt(xp.sum(a * a, axis=axes, keepdims=True)) if axes else xp.abs(a)
    zero = length == 0
    return xp.where(zero, ctx.number(0), a / xp.where(zero, ctx.number(1), length))


def _unit_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    along = make("sum", g * node, axis=None) * node
    return (g - along) / make("norm", node.args[0], order=2), ("the part along the vector drops out",)


declare(
    Op(
        "unit",
        fit.same,
        _unit_kernel,
        vjp=_unit_vjp,
        call=lambda a: make("unit", a),
        latex=lambda p, e: (
            rf"\frac{{{p.at(e.args[0], SUM)}}}{{\left\lVert {p.at(e.args[0], SUM)} \right\rVert_2}}",
            ATOM,
        ),
    )
)


# --- repetition, the transpose of a sum ----------------------------------------------------------
def _repeated(axis: int) -> Any:
    def shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
        own = args[0].shape or (1, 1)
        if len(own) != 2 or own[axis] != 1:
            kind = "a row (1×n)" if axis == 0 else "a column (m×1)"
            raise fit.FormulaError(f"{fit.described(args[0])} is not {kind}, so it cannot be repeated")
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
        return gathered(back, node.args[0]), (f"every {word} used the same values: their gradients add up",)

    return vjp


def _repeat_call(word: str) -> Any:
    def call(argument: Expr, count: Any) -> Expr:
        return make(word, argument, count=fit.as_dim(count))

    return call


def _rows_latex(p: Any, e: Expr) -> Written:
    return rf"\mathbf{{1}}_{{{p.size(e.attr('count'))}}}\,{p.at(e.args[0], 3)}", 3


def _cols_latex(p: Any, e: Expr) -> Written:
    return rf"{p.at(e.args[0], 3)}\,\mathbf{{1}}_{{{p.size(e.attr('count'))}}}^{{\top}}", 3


for _word, _axis_, _latex in (("rows", 0, _rows_latex), ("cols", 1, _cols_latex)):
    declare(
        Op(
            _word,
            _repeated(_axis_),
            _repeat_kernel,
            vjp=_repeat_vjp(_axis_),
            call=_repeat_call(_word),
            latex=_latex,
            plain=(lambda word: lambda p, e: (
                f"{word}({p.at(e.args[0], P_SUM)}, {e.attr('count')})", P_ATOM
            ))(_word),
        )
    )
