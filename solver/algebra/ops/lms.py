"""LMS: a linear model `d ≈ xᵀw` updated sample by sample, and what an epoch does to the weights.

Widrow & Hoff 1960. The rows of `X` (N×p) are the samples, `D` (N×1) their targets. An epoch goes
through all samples in order. A sequence of rates runs side by side, a column of weights each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import (
    CALL,
    P_ATOM,
    P_SUM,
    SUM,
    bracket,
    operator,
    plain_attr,
    plain_call,
)
from solver.algebra.op import Attrs, Context, Op, Slip, Written, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.solve import as_matrix, lifted
from solver.algebra.shapes import Dim, Shape, combine
from solver.algebra.updates import all_rational, epoch_maps, weights_by_epoch
from solver.errors import FormulaError


def samples_of(data: Expr) -> tuple[Dim, Dim]:
    """Count the samples and the weights of a data matrix."""
    shape = as_matrix(data.shape)
    if len(shape) != 2:
        raise FormulaError(f"{fit.described(data)} is not a matrix: its rows are to be samples")
    return shape[0], shape[1]


def rates_of(rate: Expr) -> Shape:
    """Give the shape of a rate, a number or a sequence of them."""
    if len(rate.shape) > 1:
        raise FormulaError(f"{fit.described(rate)} is not a rate, nor a sequence of rates")
    return rate.shape


# --- lms: the weights after every epoch ----------------------------------------------------------
def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    data, targets, start, rate = args
    count, weights = samples_of(data)
    for arg, rows, what in ((targets, count, "targets"), (start, weights, "weights")):
        if as_matrix(arg.shape) != (rows, 1):
            raise FormulaError(
                f"{fit.described(data)} and {fit.described(arg)}: {rows} {what} are needed",
                f"a column of them is {rows}×1",
            )
    steps = combine((1, attrs["epochs"]), (1, 1))
    many = rates_of(rate)
    return (steps, weights, *many) if many else (steps, *start.shape)


def _kernel(ctx: Context, node: Expr, x: Any, d: Any, w: Any, r: Any) -> Any:
    (epochs,) = ctx.dims((node.attr("epochs"),))
    x, d, w = (lifted(v, arg.shape) for v, arg in zip((x, d, w), node.args, strict=False))
    r = r if node.args[3].shape else r[..., None]
    ctx.times(epochs * x.shape[-2], (node,))

    def one(x: Any, d: Any, w: Any, r: Any) -> Any:
        start = np.repeat(w, len(r), axis=1)
        return np.stack(list(weights_by_epoch(x, d[:, 0], start, r, epochs)))

    if is_exact(ctx) and all_rational(x, d, w, r):
        found = over_sets(ctx, one, (x, d, w, r), (2, 2, 2, 1))
    else:
        found = _repeated(ctx, x, d, w, r, epochs)
    return found if len(node.shape) > 1 else found[..., 0, 0]


def _repeated(ctx: Context, x: Any, d: Any, w: Any, r: Any, epochs: int) -> Any:
    xp = ctx.xp
    w = xp.broadcast_to(w, (*w.shape[:-1], r.shape[-1]))
    seen = [w]
    for _ in range(epochs):
        for k in range(x.shape[-2]):
            sample = x[..., k, :, None]
            error = d[..., k, :] - xp.sum(sample * w, axis=-2)
            w = w + sample * (r * error)[..., None, :]
        seen.append(w)
    return xp.stack(list(xp.broadcast_arrays(*seen)), axis=-3)


def over_sets(
    ctx: Context, function: Callable[..., Any], arrays: Sequence[Any], ranks: Sequence[int]
) -> Any:
    """Apply a function of exact arrays of these ranks to every set of a batch."""
    leads = [a.shape[: a.ndim - rank] for a, rank in zip(arrays, ranks, strict=True)]
    batch = np.broadcast_shapes(*leads)
    own = [a.shape[a.ndim - rank :] for a, rank in zip(arrays, ranks, strict=True)]
    full = [np.broadcast_to(a, (*batch, *s)) for a, s in zip(arrays, own, strict=True)]
    parts = [np.asarray(function(*(a[place] for a in full))) for place in np.ndindex(*batch)]
    return ctx.constant(np.stack(parts).reshape((*batch, *parts[0].shape)))


def _call(X: Expr, D: Expr, w: Expr, r: Expr, *, epochs: Any) -> Expr:
    return make("lms", X, D, w, r, epochs=fit.as_size(epochs))


def _latex(p: Any, e: Expr) -> Written:
    head = f"{operator('LMS')}_{{{p.size(e.attr('epochs'))}}}"
    return head + bracket(", ".join(p.at(arg, SUM) for arg in e.args)), CALL


def _plain(p: Any, e: Expr) -> Written:
    shown = ", ".join(p.at(arg, P_SUM) for arg in e.args)
    return f"lms({shown}, epochs={plain_attr(e.attr('epochs'))})", P_ATOM


def _at_rate(change: Callable[[Expr], Expr]) -> Callable[[Expr], Expr | None]:
    """Make the mistake of another rate."""
    return lambda e: make("lms", *e.args[:3], change(e.args[3]), epochs=e.attr("epochs"))


declare(
    Op(
        "lms",
        _shape,
        _kernel,
        call=_call,
        latex=_latex,
        plain=_plain,
        says=("go through the samples in order, epoch after epoch, with one update each",),
        opaque=True,
        slips=(
            Slip("the step was taken along the gradient", _at_rate(lambda r: -r)),
            Slip("the update had a factor 2 too many", _at_rate(lambda r: number(2) * r)),
            Slip("the factor 2 of the update was left out", _at_rate(lambda r: r / number(2))),
        ),
    )
)  # fmt: skip


# --- epoch_map: A with w - w∞ ← A (w - w∞) over one epoch ----------------------------------------
def _map_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    data, rate = args
    _, weights = samples_of(data)
    return (*rates_of(rate), *fit.squeezed((weights, weights)))


def _map_kernel(ctx: Context, node: Expr, x: Any, r: Any) -> Any:
    x = lifted(x, node.args[0].shape)
    many = bool(node.args[1].shape)
    r = r if many else r[..., None]
    ctx.times(x.shape[-2], (node,))
    if is_exact(ctx) and all_rational(x, r):
        found = over_sets(ctx, epoch_maps, (x, r), (2, 1))
    else:
        found = maps_at(ctx, x, r)
    found = found if many else found[..., 0, :, :]
    return found if len(node.shape) - len(node.args[1].shape) else found[..., 0, 0]


def maps_at(ctx: Context, x: Any, r: Any) -> Any:
    """Multiply `I - r x_k x_kᵀ` over all samples, for rates along the last axis of `r`."""
    size = x.shape[-1]
    found = ctx.constant([[int(i == j) for j in range(size)] for i in range(size)])
    for k in range(x.shape[-2]):
        sample = x[..., k, :][..., None, :, None]  # an axis for the rates in front
        along = ctx.xp.sum(sample * found, axis=-2, keepdims=True)
        found = found - r[..., None, None] * sample * along
    return found


declare(
    Op(
        "epoch_map",
        _map_shape,
        _map_kernel,
        call=lambda X, r: make("epoch_map", X, r),
        latex=lambda p, e: (
            rf"\prod_{{k=N}}^{{1}} \left(I - {p.at(e.args[1], SUM + 2)}\, x_k x_k^{{\top}}\right)",
            SUM + 1,
        ),
        plain=plain_call("epoch_map"),
        says=("multiply what every sample's update does to a deviation of the weights",),
        opaque=True,
        slips=(
            Slip(
                "the samples were taken in the opposite order",
                lambda e: make("T", make("epoch_map", *e.args)) if len(e.shape) == 2 else None,
            ),
        ),
    )
)
