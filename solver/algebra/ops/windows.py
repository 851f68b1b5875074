"""Windows of a map as the rows of a matrix, and the matrix that a convolution multiplies by.

    vec(correlate2d(X, K)) = patches2d(X) @ vec(K) = correlation_matrix(K) @ vec(X)

The second matrix is made of the kernel alone: doubly blocked Toeplitz, for stride 1.
"""

from __future__ import annotations

from math import prod
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.planes import (
    Steps,
    Window,
    full,
    lifted,
    maps,
    read_steps,
    whole_number,
)
from solver.algebra.ops.spacing import dims_of
from solver.algebra.shapes import Shape, show
from solver.errors import FormulaError

STEPS = ("stride", "dilation")


def matrix_size(expr: Expr) -> tuple[int, int]:
    """Give rows and columns of a matrix, which must be known."""
    shape = maps(expr, 2, 2)
    return known(shape, fit.described(expr))


def known(shape: Shape, what: str) -> tuple[int, int]:
    """Give rows and columns of a shape, which must be known."""
    rows, columns = shape
    if not isinstance(rows, int) or not isinstance(columns, int):
        raise FormulaError(f"the size of {what} must be known")
    return rows, columns


def window_sized(shape: Shape, attrs: Attrs) -> Window:
    """Make a window of a shape, with the steps of the attributes."""
    height, width = known(shape, f"a window that is {show(shape)}")
    return Window(height, width, attrs["stride"], attrs["dilation"])


def place_counts(shape: Shape, window: Window, what: str) -> tuple[int, int]:
    """Count the places of a window, of which there must be one."""
    rows, columns = window.counts(*shape)
    if int(str(rows)) < 1 or int(str(columns)) < 1:
        raise FormulaError(f"a window of {show(window.reach())} does not fit in {what}")
    return int(str(rows)), int(str(columns))


# --- patches2d: one row a window; unpatch2d: its transpose ---------------------------------------
def _patches_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    window = window_sized(attrs["shape"], attrs)
    rows, columns = place_counts(matrix_size(args[0]), window, fit.described(args[0]))
    return fit.squeezed((rows * columns, prod(window.sizes)))


def _patches_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    window = window_sized(node.attr("shape"), dict(node.attrs))
    seen = ctx.xp.stack(window.slices(lifted(a, node.args[0])), axis=-1)
    lead = tuple(seen.shape[:-3])
    return ctx.xp.reshape(seen, (*lead, *ctx.dims(node.shape)))


def _patches_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    back = make("unpatch2d", g, **dict(node.attrs), size=full(node.args[0].shape))
    return back, ("each entry adds up the gradients of the windows that saw it",)


def _unpatch_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    window = window_sized(attrs["shape"], attrs)
    size = known(attrs["size"], "the array")
    rows, columns = place_counts(size, window, f"an array that is {show(size)}")
    wanted = (rows * columns, prod(window.sizes))
    if full(args[0].shape) != wanted:
        raise FormulaError(f"{fit.described(args[0])} does not hold {show(wanted)} windows")
    return fit.squeezed(size)


def _unpatch_kernel(ctx: Context, node: Expr, g: Any) -> Any:
    window, size = window_sized(node.attr("shape"), dict(node.attrs)), ctx.dims(node.attr("size"))
    g = lifted(g, node.args[0])
    counts = place_counts(size, window, "")
    cube = ctx.xp.reshape(g, (*g.shape[:-2], *counts, g.shape[-1]))
    parts = [cube[..., k] for k in range(g.shape[-1])]
    found = window.laid(ctx, parts, *size)
    return found if node.shape else found[..., 0, 0]


def _unpatch_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    attrs = {key: value for key, value in node.attrs if key != "size"}
    return make("patches2d", g, **attrs), ("each window sees the entries it was laid on",)


def steps_read(stride: Any, dilation: Any) -> dict[str, Steps]:
    """Read the steps of a window that an author wrote."""
    values = zip(STEPS, (stride, dilation), strict=True)
    return {key: read_steps(value, key) for key, value in values}


def _patches_call(a: Expr, shape: tuple[Expr, ...], stride: Any = 1, dilation: Any = 1) -> Expr:
    return make("patches2d", a, shape=dims_of(shape, 2), **steps_read(stride, dilation))


def _unpatch_call(
    a: Expr, shape: tuple[Expr, ...], size: Any, across: Any, stride: Any = 1, dilation: Any = 1
) -> Expr:
    dims = (whole_number(size, "size", 1), whole_number(across, "across", 1))
    return make("unpatch2d", a, shape=dims_of(shape, 2), size=dims, **steps_read(stride, dilation))


def _unpatch_plain(p: Any, e: Expr) -> Written:
    text, level = plain_call("unpatch2d", "shape", *STEPS)(p, e)
    down, across = e.attr("size")
    return f"{text[:-1]}, size={down}, across={across})", level


declare(
    Op(
        "patches2d",
        _patches_shape,
        _patches_kernel,
        vjp=_patches_vjp,
        call=_patches_call,
        latex=latex_call(operator("windows")),
        plain=plain_call("patches2d", "shape", *STEPS),
        says=("write every window as a row",),
    )
)
declare(
    Op(
        "unpatch2d",
        _unpatch_shape,
        _unpatch_kernel,
        vjp=_unpatch_vjp,
        call=_unpatch_call,
        latex=latex_call(operator("overlay")),
        plain=_unpatch_plain,
        says=("lay the windows back over each other, and add up",),
    )
)
