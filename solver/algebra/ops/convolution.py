"""Convolution and correlation of maps: two ops that differ in whether the kernel is flipped.

    correlate2d  Y[i, j] = Σ_{u,v} K[u, v] · X[s·i + d·u, s·j + d·v]
    convolve2d   the same with K turned by 180°

H×W with a kernel h×w gives a map; with F×h×w a map for each of F kernels. C×H×W with C×h×w gives
one map, added up over the channels; with F×(C/groups)×h×w it gives F maps. Padding is an op of its
own, and so is a bias.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import entry
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Words, declare
from solver.algebra.ops.convolution_gradient import to_image, to_kernel
from solver.algebra.ops.convolution_notation import (
    convolution_call,
    convolution_latex,
    convolution_plain,
)
from solver.algebra.ops.planes import (
    full,
    lifted,
    lowered,
    maps,
    window_of,
)
from solver.algebra.ops.slips import taken_for
from solver.algebra.shapes import Dim, Shape, show
from solver.errors import FormulaError

PART = 2**22  # numbers in the columns that are laid out at a time


def _channels(args: tuple[Expr, ...], attrs: Attrs) -> tuple[Dim, Dim, Dim]:
    """Count the channels, the maps that come out, and the channels that each kernel sees."""
    image, kernel = (maps(arg) for arg in args)
    groups = attrs["groups"]
    inside = image[0] if len(image) == 3 else 1
    kernels, sees = {2: (1, 1), 3: (1, kernel[0]), 4: kernel[:2]}[len(kernel)]
    if len(image) == 2 and len(kernel) == 3:
        kernels, sees = kernel[0], 1
    shown = f"{fit.described(args[0])} and the kernel {fit.described(args[1])}"
    if len(image) > 3 or len(kernel) < len(image) or len(kernel) > len(image) + 1:
        raise FormulaError(f"{shown}: their axes do not fit", _RANKS)
    for count, what in ((inside, "channels"), (kernels, "kernels")):
        if isinstance(count, int) and count % groups:
            raise FormulaError(f"{shown}: {groups} groups do not divide {count} {what}")
    if groups > 1 and not isinstance(inside, int):
        raise FormulaError(f"{shown}: with groups the number of channels must be known")
    seen = inside // groups if isinstance(inside, int) else inside
    if seen != sees:
        raise FormulaError(
            f"{shown}: the kernel sees {sees} channel{'' if sees == 1 else 's'}, not {seen}"
        )
    return inside, kernels, sees


_RANKS = "H×W takes h×w or F×h×w; C×H×W takes C×h×w or F×C×h×w"


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    image, kernel = (maps(arg) for arg in args)
    _, kernels, _ = _channels(args, attrs)
    window = window_of(kernel, attrs)
    for size, reach in zip(image[-2:], window.reach(), strict=True):
        if isinstance(size, int) and size < reach:
            raise FormulaError(
                f"the kernel {fit.described(args[1])} reaches over {show(window.reach())} entries: "
                f"it does not fit in {fit.described(args[0])}",
                "add padding, or take a smaller kernel or dilation",
            )
    several = len(kernel) == len(image) + 1
    return fit.squeezed((*((kernels,) if several else ()), *window.counts(*image[-2:])))


def _kernel(flipped: bool) -> Callable[..., Any]:
    def kernel(ctx: Context, node: Expr, a: Any, k: Any) -> Any:
        a, k = (lifted(v, arg) for v, arg in zip((a, k), node.args, strict=True))
        k = ctx.xp.flip(k, axis=(-2, -1)) if flipped else k
        return lowered(_in_parts(ctx, node, a, k), node)

    return kernel


def _in_parts(ctx: Context, node: Expr, a: Any, k: Any) -> Any:
    """Take a long batch a part at a time: columns that stay in the cache are quicker by far."""
    ranks = [len(full(arg.shape)) for arg in node.args]
    each = _inner(node) * math.prod(ctx.dims(full(node.shape)[-2:]))
    shared = k.ndim == ranks[1] or (k.ndim == ranks[1] + 1 and k.shape[0] == 1)
    paired = k.ndim == ranks[1] + 1 and a.ndim == ranks[0] + 1 and k.shape[0] == a.shape[0]
    if a.ndim != ranks[0] + 1 or not (shared or paired) or a.shape[0] * each <= PART:
        return _correlated(ctx, node, a, k)
    step = max(1, PART // each)
    cuts = (slice(start, start + step) for start in range(0, a.shape[0], step))
    parts = [_correlated(ctx, node, a[cut], k if shared else k[cut]) for cut in cuts]
    return ctx.xp.concat(parts, axis=0)


def _correlated(ctx: Context, node: Expr, a: Any, k: Any) -> Any:
    """Lay the windows out as columns, and multiply: one product for all places at once."""
    xp, groups = ctx.xp, node.attr("groups")
    shapes = [full(arg.shape) for arg in node.args]
    inside, kernels, sees = ctx.dims(_channels(node.args, dict(node.attrs)))
    window = window_of(shapes[1], dict(node.attrs))
    batch, others = (tuple(v.shape[: v.ndim - len(s)]) for v, s in zip((a, k), shapes, strict=True))
    a = xp.reshape(a, (*batch, inside, *a.shape[-2:]))
    columns = xp.stack(window.slices(a), axis=-3)
    rows, across = columns.shape[-2:]
    cells = sees * window.height * window.width
    columns = xp.reshape(columns, (*batch, groups, cells, rows * across))
    weights = xp.reshape(k, (*others, groups, kernels // groups, cells))
    product = xp.matmul(weights, columns)
    lead = tuple(product.shape[:-3])
    several = (kernels,) if len(shapes[1]) == len(shapes[0]) + 1 else ()
    return xp.reshape(product, (*lead, *several, rows, across))


def _inner(node: Expr) -> int:
    sizes = full(node.args[1].shape)[-3 if len(node.args[0].shape) == 3 else -2 :]
    return reduce(lambda total, size: total * (size if isinstance(size, int) else 1), sizes, 1)


# --- one entry -----------------------------------------------------------------------------------
def window_places(node: Expr, index: Sequence[Expr], flipped: bool) -> list[tuple[Any, Any]]:
    """List, for one entry, the places of the kernel and of the input that meet, both from 1."""
    window = window_of(node.args[1].shape, dict(node.attrs))
    found = [value_of(place) for place in index]
    if len(full(node.shape)) > 2 or len(node.args[0].shape) > 2 or None in found:
        raise FormulaError(f"{node} has no entrywise form")
    (d, e), strides = window.dilations, window.strides
    corner = [s * (int(place or 1) - 1) + 1 for s, place in zip(strides, found, strict=True)]
    pairs = []
    for i, j in ((i, j) for i in range(window.height) for j in range(window.width)):
        own = (window.height - i, window.width - j) if flipped else (i + 1, j + 1)
        there = (corner[0] + d * i, corner[1] + e * j)
        pairs.append((tuple(map(number, own)), tuple(map(number, there))))
    return pairs


def _entry(flipped: bool) -> Callable[[Expr, Sequence[Expr]], Expr]:
    def one(node: Expr, index: Sequence[Expr]) -> Expr:
        image, kernel = node.args
        terms = [
            entry(kernel, own) * entry(image, there)
            for own, there in window_places(node, index, flipped)
        ]
        return reduce(lambda total, term: total + term, terms)

    return one


# --- gradients -----------------------------------------------------------------------------------
def _vjp(flipped: bool) -> Callable[[Expr, Expr, int], Gradient]:
    def vjp(node: Expr, g: Expr, i: int) -> Gradient:
        image, kernel = node.args
        if max(len(image.shape), len(kernel.shape)) > 2:
            raise FormulaError(f"the gradient of {node} is taken for one channel and one kernel")
        return (to_image if i == 0 else to_kernel)(node, g, flipped)

    return vjp


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
            _shape,
            _kernel(_flipped),
            vjp=_vjp(_flipped),
            entry=_entry(_flipped),
            latex=convolution_latex(_sign),
            plain=convolution_plain(_word),
            call=convolution_call(_word),
            says=_says,
            inner=_inner,
            slips=(_slip, *_FORGOTTEN),
        )
    )
