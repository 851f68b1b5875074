"""How convolutions are computed: windows laid out as columns, and one product for all places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra.op import Context
from solver.algebra.ops.planes import Pair, Window

PART = 2**19  # numbers in columns laid out at a time: 4 MB, memory the allocator uses again


def in_parts(
    ctx: Context, arrays: tuple[Any, Any], ranks: tuple[int, int], each: int,
    compute: Callable[[Any, Any], Any],
) -> Any:  # fmt: skip
    """Take a long batch a part at a time: columns that stay in the cache are quicker by far.

    `ranks` are those without batch axes, `each` is how many numbers one set lays out.
    """
    a, k = arrays
    shared = k.ndim == ranks[1] or (k.ndim == ranks[1] + 1 and k.shape[0] == 1)
    paired = k.ndim == ranks[1] + 1 and a.ndim == ranks[0] + 1 and k.shape[0] == a.shape[0]
    if a.ndim != ranks[0] + 1 or not (shared or paired) or a.shape[0] * each <= PART:
        return compute(a, k)
    step = max(1, PART // each)
    cuts = (slice(start, start + step) for start in range(0, a.shape[0], step))
    parts = [compute(a[cut], k if shared else k[cut]) for cut in cuts]
    return ctx.xp.concat(parts, axis=0)


def columns(ctx: Context, window: Window, a: Any, counts: Pair) -> Any:
    """Lay out what the window sees: (…, C, H, W) becomes (…, C, cells, places).

    It is cut out cell by cell or place by place, whichever takes fewer cuts.
    """
    cells = window.sizes[0] * window.sizes[1]
    places = counts[0] * counts[1]
    turned = Window(*counts, stride=window.dilation, dilation=window.stride)
    by_place = places < cells
    one, other = (turned, window.sizes) if by_place else (window, counts)
    parts = [one.seen(a, offset, other) for offset in one.offsets()]
    found = ctx.xp.stack(parts, axis=-1 if by_place else -3)
    return ctx.xp.reshape(found, (*a.shape[:-2], cells, places))


def correlated(ctx: Context, window: Window, counts: Pair, groups: int, a: Any, k: Any) -> Any:
    """Correlate (…, C, H, W) with (…, F, C/groups, h, w) to (…, F, rows, columns)."""
    xp, kernels = ctx.xp, k.shape[-4]
    laid = columns(ctx, window, a, counts)
    cells = laid.shape[-2] * (a.shape[-3] // groups)
    laid = xp.reshape(laid, (*a.shape[:-3], groups, cells, laid.shape[-1]))
    weights = xp.reshape(k, (*k.shape[:-4], groups, kernels // groups, cells))
    product = xp.matmul(weights, laid)
    return xp.reshape(product, (*product.shape[:-3], kernels, *counts))


def correlated_in_pairs(
    ctx: Context, window: Window, counts: Pair, groups: int, a: Any, g: Any
) -> Any:
    """Correlate (…, C, H, W) and (…, F, h, w), every pair of a group, to (…, F, C/groups, …)."""
    xp, maps = ctx.xp, g.shape[-3]
    sees = a.shape[-3] // groups
    laid = columns(ctx, window, a, counts)
    laid = xp.reshape(laid, (*a.shape[:-3], groups, sees, *laid.shape[-2:]))
    weights = xp.reshape(g, (*g.shape[:-3], groups, 1, maps // groups, laid.shape[-2]))
    product = xp.moveaxis(xp.matmul(weights, laid), -3, -2)  # groups, maps of one, channels, places
    return xp.reshape(product, (*product.shape[:-4], maps, sees, *counts))
