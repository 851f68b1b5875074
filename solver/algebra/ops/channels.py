"""What gradients of convolutions with several channels are made of.

correlate_pairs   Y[f, c] = X[c] ⋆ G[f], every channel with every map of its group
swap_maps         K[f, c] becomes K[c, f]: what came out goes in
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import at, numbered
from solver.algebra.expr import Expr, make
from solver.algebra.notation import CALL, HAD, latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.convolution_columns import correlated_in_pairs, in_parts
from solver.algebra.ops.convolution_gradient import Correlation, cropped
from solver.algebra.ops.convolution_meeting import written
from solver.algebra.ops.convolution_notation import OPTIONS, convolution_call, marked
from solver.algebra.ops.planes import full, lifted, whole_number, window_of
from solver.algebra.shapes import Dim, Shape, show
from solver.errors import FormulaError


# --- correlate_pairs -----------------------------------------------------------------------------
def _pairs_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    image, maps = full(args[0].shape), full(args[1].shape)
    shown = f"{fit.described(args[0])} and {fit.described(args[1])}"
    if len(image) != 3 or len(maps) not in {2, 3} or (len(maps) == 2 and attrs["groups"] > 1):
        hint = "C×H×W takes h×w or F×h×w"
        raise FormulaError(f"{shown}: channels and maps do not pair up", hint)
    sees = tuple(_share(count, attrs["groups"], shown) for count in (image[0], *maps[:-2]))
    counts = window_of(maps, attrs).counts(*image[-2:])
    if any(isinstance(count, int) and count < 1 for count in counts):
        reach = show(window_of(maps, attrs).reach())
        raise FormulaError(f"{shown}: a window of {reach} does not fit in {show(image[-2:])}")
    return (*maps[:-2], sees[0], *counts)


def _share(count: Dim, groups: int, shown: str) -> Dim:
    if groups == 1:
        return count
    if not isinstance(count, int) or count % groups:
        raise FormulaError(f"{shown}: {groups} groups do not divide {count}")
    return count // groups


def _pairs_kernel(ctx: Context, node: Expr, a: Any, g: Any) -> Any:
    single = len(full(node.args[1].shape)) == 2
    g = lifted(g, node.args[1])
    g = g[..., None, :, :] if single else g
    window = window_of(node.args[1].shape, dict(node.attrs)).sized(ctx)
    *_, rows, columns = ctx.dims(node.shape)
    each = node.args[0].shape[0] if isinstance(node.args[0].shape[0], int) else 1
    found = in_parts(
        ctx, (a, g), (3, 3), each * prod(window.sizes) * rows * columns,
        lambda a, g: correlated_in_pairs(
            ctx, window, (rows, columns), node.attr("groups"), a, g
        ),
    )  # fmt: skip
    return found[..., 0, :, :, :] if single else found


def _pairs_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    """Use that the node is the kernel's gradient of a form in which the upstream is the kernel."""
    image, maps = node.args
    form = Correlation(
        full(image.shape), full(g.shape), node.attr("dilation"), node.attr("stride"),
        node.attr("groups"),
    )  # fmt: skip
    if i == 0:
        return form.to_image(maps, g, flipped=False), (
            "each channel gets back what it met in every pair",
        )
    again = make(
        "correlate2d", image, g,
        stride=form.stride, dilation=form.dilation, groups=form.groups,
    )  # fmt: skip
    return cropped(again, maps.shape), ("each map gets what it met, added up over the channels",)


def _pairs_inner(node: Expr) -> int:
    sizes = full(node.args[1].shape)[-2:]
    return prod(size if isinstance(size, int) else 1 for size in sizes)


def _pairs_latex(p: Any, e: Expr) -> Written:
    every = r"f \times c" if len(e.args[1].shape) == 3 else "c"
    sign = rf"\star_{{{';'.join([every, *marked(e)])}}}"
    first, _ = p.leading(e.args[0], HAD)
    return f"{first} {sign} {p.at(e.args[1], HAD + 1)}", HAD


def _turned_maps(node: Expr) -> Expr | None:
    return make("correlate_pairs", node.args[0], make("flip2d", node.args[1]), **dict(node.attrs))


declare(
    Op(
        "correlate_pairs",
        _pairs_shape,
        _pairs_kernel,
        vjp=_pairs_vjp,
        entry=written,
        inner=_pairs_inner,
        call=convolution_call("correlate_pairs"),
        latex=_pairs_latex,
        plain=plain_call("correlate_pairs", *OPTIONS),
        says=("slide every map over every channel of its group, and add up products",),
        slips=(Slip("the maps were flipped", _turned_maps),),
    )
)


# --- swap_maps -----------------------------------------------------------------------------------
def _swap_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape, groups = args[0].shape, attrs["groups"]
    if len(shape) != 4:
        raise FormulaError(
            f"{fit.described(args[0])} is not made of kernels with channels: F×C×h×w"
        )
    kernels, sees, *rest = shape
    if groups == 1:
        return (sees, kernels, *rest)
    if not isinstance(kernels, int) or not isinstance(sees, int) or kernels % groups:
        raise FormulaError(f"{fit.described(args[0])}: {groups} groups do not divide the kernels")
    return (groups * sees, kernels // groups, *rest)


def _swap_kernel(ctx: Context, node: Expr, k: Any) -> Any:
    groups, lead = node.attr("groups"), tuple(k.shape[:-4])
    kernels, sees, *rest = k.shape[-4:]
    apart = ctx.xp.reshape(k, (*lead, groups, kernels // groups, sees, *rest))
    return ctx.xp.reshape(ctx.xp.moveaxis(apart, -3, -4), (*lead, *ctx.dims(node.shape)))


def _swap_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("swap_maps", g, groups=node.attr("groups")), ("the maps are exchanged back",)


def _swap_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    into, out, *rest = numbered(node, index)
    kernels, sees = (int(str(dim)) for dim in node.args[0].shape[:2])
    group, channel = divmod(into - 1, sees)
    return at(node.args[0], group * (kernels // node.attr("groups")) + out, channel + 1, *rest)


def _swap_call(kernels: Expr, groups: Any = 1) -> Expr:
    return make("swap_maps", kernels, groups=whole_number(groups, "groups", 1))


def _swap_latex(p: Any, e: Expr) -> Written:
    mark = f"_{{g={e.attr('groups')}}}" if e.attr("groups") > 1 else ""
    text, _ = latex_call(operator("swap") + mark)(p, e)
    return text, CALL


declare(
    Op(
        "swap_maps",
        _swap_shape,
        _swap_kernel,
        vjp=_swap_vjp,
        entry=_swap_entry,
        call=_swap_call,
        latex=_swap_latex,
        plain=plain_call("swap_maps", "groups"),
        says=("exchange the channels that go in with those that come out",),
    )
)
