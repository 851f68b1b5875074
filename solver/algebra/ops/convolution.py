"""Convolution and correlation of maps: two ops that differ in whether the kernel is flipped.

    correlate2d  Y[i, j] = Σ_{u,v} K[u, v] · X[s·i + d·u, s·j + d·v]
    convolve2d   the same with K turned by 180°

H×W with a kernel h×w gives a map; with F×h×w a map for each of F kernels. C×H×W with C×h×w gives
one map, added up over the channels; with F×(C/groups)×h×w it gives F maps. Padding is an op of its
own, and so is a bias.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import prod
from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.op import Context, Gradient, Op, Rewriting, Slip, Words, declare
from solver.algebra.ops import window_slips
from solver.algebra.ops.convolution_columns import correlated, in_parts
from solver.algebra.ops.convolution_gradient import TO_IMAGE, TO_KERNEL, correlation_of
from solver.algebra.ops.convolution_index import channel_law, index_forms
from solver.algebra.ops.convolution_meeting import written
from solver.algebra.ops.convolution_notation import (
    convolution_call,
    convolution_latex,
    convolution_plain,
)
from solver.algebra.ops.convolution_shape import channels_of, convolution_shape
from solver.algebra.ops.planes import (
    full,
    lifted,
    lowered,
    window_of,
)
from solver.algebra.ops.slips import taken_for
from solver.errors import FormulaError


def _kernel(flipped: bool) -> Callable[..., Any]:
    def kernel(ctx: Context, node: Expr, a: Any, k: Any) -> Any:
        a, k = (lifted(v, arg) for v, arg in zip((a, k), node.args, strict=True))
        k = ctx.xp.flip(k, axis=(-2, -1)) if flipped else k
        ranks = (len(full(node.args[0].shape)), len(full(node.args[1].shape)))
        window = window_of(node.args[1].shape, dict(node.attrs)).sized(ctx)
        rows, columns = ctx.dims(full(node.shape)[-2:])

        def one(a: Any, k: Any) -> Any:
            a, k = _with_maps(ctx, node, ranks, a, k)
            found = correlated(ctx, window, (rows, columns), node.attr("groups"), a, k)
            return found if ranks[1] > ranks[0] else found[..., 0, :, :]

        each = prod(window.sizes) * (a.shape[-3] if ranks[0] == 3 else 1) * rows * columns
        return lowered(in_parts(ctx, (a, k), ranks, each, one), node)

    return kernel


def _with_maps(ctx: Context, node: Expr, ranks: tuple[int, int], a: Any, k: Any) -> tuple[Any, Any]:
    """Give the input an axis of channels, and the kernel one of maps and one of channels."""
    _, kernels, sees = ctx.dims(channels_of(node.args, dict(node.attrs)))
    a = a if ranks[0] == 3 else a[..., None, :, :]
    lead = tuple(k.shape[: k.ndim - ranks[1]])
    return a, ctx.xp.reshape(k, (*lead, kernels, sees, *k.shape[-2:]))


def _inner(node: Expr) -> int:
    sizes = full(node.args[1].shape)[-3 if len(node.args[0].shape) == 3 else -2 :]
    return reduce(lambda total, size: total * (size if isinstance(size, int) else 1), sizes, 1)


# --- gradients -----------------------------------------------------------------------------------
def _vjp(flipped: bool) -> Callable[[Expr, Expr, int], Gradient]:
    def vjp(node: Expr, g: Expr, i: int) -> Gradient:
        image, kernel = node.args
        form = correlation_of(node)
        if i == 0:
            return form.to_image(g, kernel, flipped), channel_law(node, i, flipped) or TO_IMAGE
        found = form.to_kernel(image, g)
        why = channel_law(node, i, flipped) or TO_KERNEL
        return make("flip2d", found) if flipped else found, why

    return vjp


def _reached(flipped: bool) -> Callable[[Expr, Expr, int], tuple[Rewriting, ...]]:
    return lambda node, g, i: index_forms(node, g, i, flipped)


# --- slips ---------------------------------------------------------------------------------------
def _unpadded(node: Expr) -> Expr | None:
    """Forget the padding where what remains has the same shape all the same."""
    image = node.args[0]
    if not image.op.startswith("pad_") or node.attr("stride") == 1:
        return None
    try:
        found = make(node.op, image.args[0], node.args[1], **dict(node.attrs))
    except FormulaError:
        return None
    return found if found.shape == node.shape else None


def _unstrided(node: Expr) -> Expr | None:
    """Take neighbouring windows, as many as there should be, instead of every s-th."""
    if node.attr("stride") == 1 or len(full(node.shape)) != 2 or not node.shape:
        return None
    dense = make(node.op, *node.args, **{**dict(node.attrs), "stride": 1})
    extra = [int(str(a)) - int(str(b)) for a, b in zip(dense.shape, node.shape, strict=True)]
    return make("crop2d", dense, top=0, bottom=extra[0], left=0, right=extra[1])


_FORGOTTEN = (
    Slip("the padding was forgotten", _unpadded),
    Slip("the window was moved by 1 instead of by the stride", _unstrided),
)
_OPS: tuple[tuple[str, bool, str, Words, Slip], ...] = (
    ("convolve2d", True, r"\ast", ("turn the kernel by 180°, slide it over, and add up products",),
     Slip("the kernel was not flipped", taken_for("correlate2d"))),
    ("correlate2d", False, r"\star", ("slide the kernel over as it is, and add up products",),
     Slip("the kernel was flipped", taken_for("convolve2d"))),
)  # fmt: skip
for _word, _flipped, _sign, _says, _slip in _OPS:
    declare(
        Op(
            _word,
            convolution_shape,
            _kernel(_flipped),
            vjp=_vjp(_flipped),
            reached=_reached(_flipped),
            entry=written,
            latex=convolution_latex(_sign),
            plain=convolution_plain(_word),
            call=convolution_call(_word),
            says=_says,
            inner=_inner,
            slips=(_slip, *_FORGOTTEN, *window_slips.CONVOLUTION),
        )
    )
