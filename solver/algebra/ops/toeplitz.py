"""The matrix that a convolution multiplies by, and its transpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.planes import Window, full, lifted, whole_number
from solver.algebra.ops.slips import taken_for
from solver.algebra.ops.spacing import dims_of
from solver.algebra.ops.windows import (
    STEPS,
    known,
    matrix_size,
    place_counts,
    steps_read,
    window_sized,
)
from solver.algebra.shapes import Shape, show
from solver.errors import FormulaError

MOST = 40_000  # entries of a matrix that anybody wants to see, or to multiply by


def _toeplitz_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    window = window_sized(matrix_size(args[0]), attrs)
    size = known(attrs["shape"], "the input")
    rows, columns = place_counts(size, window, f"an input that is {show(size)}")
    found = (rows * columns, size[0] * size[1])
    if found[0] * found[1] > MOST:
        raise FormulaError(
            f"the matrix of this convolution would be {show(found)}: at most {MOST} entries",
            "take a smaller input",
        )
    return fit.squeezed(found)


def _meets(window: Window, size: tuple[int, int]) -> list[list[list[int]]]:
    """List, for each cell of the kernel, the 0/1 matrix of the pairs it brings together."""
    rows, columns = place_counts(size, window, "")
    down, across = window.strides
    corners = [(down * i, across * j) for i in range(rows) for j in range(columns)]
    return [
        [
            [int(k == (i + di) * size[1] + j + dj) for k in range(size[0] * size[1])]
            for i, j in corners
        ]
        for di, dj in window.offsets()
    ]


def _toeplitz_kernel(flipped: bool) -> Callable[..., Any]:
    def kernel(ctx: Context, node: Expr, k: Any) -> Any:
        k = lifted(k, node.args[0])
        window = window_sized(full(node.args[0].shape), dict(node.attrs))
        k = ctx.xp.flip(k, axis=(-2, -1)) if flipped else k
        flat = ctx.xp.reshape(k, (*k.shape[:-2], 1, -1))
        meets = ctx.constant(_meets(window, known(node.attr("shape"), "")))
        cells = ctx.xp.reshape(meets, (meets.shape[0], -1))
        found = ctx.xp.matmul(flat, cells)
        return ctx.xp.reshape(found, (*k.shape[:-2], *node.shape))

    return kernel


def _toeplitz_vjp(flipped: bool) -> Callable[[Expr, Expr, int], Gradient]:
    def vjp(node: Expr, g: Expr, i: int) -> Gradient:
        kernel = full(node.args[0].shape)
        back = make("kernel_of_matrix", g, **dict(node.attrs), kernel=kernel)
        turned = make("flip2d", back) if flipped else back
        return turned, ("each weight adds up the gradients of its copies",)

    return vjp


def _back_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    window, size = window_sized(attrs["kernel"], attrs), known(attrs["shape"], "the input")
    rows, columns = place_counts(size, window, f"an input that is {show(size)}")
    if full(args[0].shape) != (rows * columns, size[0] * size[1]):
        raise FormulaError(f"{fit.described(args[0])} is not the matrix of such a convolution")
    return fit.squeezed(attrs["kernel"])


def _back_kernel(ctx: Context, node: Expr, g: Any) -> Any:
    g = lifted(g, node.args[0])
    window = window_sized(node.attr("kernel"), dict(node.attrs))
    meets = ctx.constant(_meets(window, known(node.attr("shape"), "")))
    cells = ctx.xp.reshape(meets, (meets.shape[0], -1))
    flat = ctx.xp.reshape(g, (*g.shape[:-2], -1, 1))
    found = ctx.xp.matmul(cells, flat)
    lead = tuple(found.shape[:-2])
    return ctx.xp.reshape(found, (*lead, *node.shape))


def _back_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    attrs = {key: value for key, value in node.attrs if key != "kernel"}
    return make("correlation_matrix", g, **attrs), ("each copy gets the gradient of its weight",)


def _toeplitz_call(word: str) -> Callable[..., Expr]:
    def call(kernel: Expr, shape: tuple[Expr, ...], stride: Any = 1, dilation: Any = 1) -> Expr:
        return make(word, kernel, shape=dims_of(shape, 2), **steps_read(stride, dilation))

    return call


def _back_call(
    a: Expr, shape: tuple[Expr, ...], rows: Any, columns: Any, stride: Any = 1, dilation: Any = 1
) -> Expr:
    kernel = (whole_number(rows, "rows", 1), whole_number(columns, "columns", 1))
    steps = steps_read(stride, dilation)
    return make("kernel_of_matrix", a, shape=dims_of(shape, 2), kernel=kernel, **steps)


def _back_plain(p: Any, e: Expr) -> Written:
    text, level = plain_call("kernel_of_matrix", "shape", *STEPS)(p, e)
    rows, columns = e.attr("kernel")
    return f"{text[:-1]}, rows={rows}, columns={columns})", level


for _word, _turned, _flipped, _sign in (
    ("convolution_matrix", "correlation_matrix", True, r"\ast"),
    ("correlation_matrix", "convolution_matrix", False, r"\star"),
):
    declare(
        Op(
            _word,
            _toeplitz_shape,
            _toeplitz_kernel(_flipped),
            vjp=_toeplitz_vjp(_flipped),
            call=_toeplitz_call(_word),
            latex=latex_call(rf"T_{{{_sign}}}"),
            plain=plain_call(_word, "shape", *STEPS),
            says=("write, for every window, the weights that its entries get, as a row",),
            slips=(
                Slip("the kernel was turned, or not, against the definition", taken_for(_turned)),
            ),
        )
    )
declare(
    Op(
        "kernel_of_matrix",
        _back_shape,
        _back_kernel,
        vjp=_back_vjp,
        call=_back_call,
        latex=latex_call(operator("kernel")),
        plain=_back_plain,
        says=("add up the places of each weight",),
    )
)
