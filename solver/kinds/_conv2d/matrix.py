"""The matrix of a convolution, and the kernel recovered from input and output."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, make, name
from solver.algebra.ops.planes import full
from solver.forms import Truth
from solver.kinds._conv2d.layer import Layer
from solver.plan import Line, Step

MATRIX = {"convolve2d": "convolution_matrix", "correlate2d": "correlation_matrix"}


def agreement(key: str, one: Expr, other: Expr, what: str, confirms: str) -> Step:
    """Compare two arrays in every entry, which confirms how one of them was found."""
    return Step(
        key, make("alike", one, other), ("no entry differs",), title=(f"whether {what},",),
        form=Truth(), confirms=(confirms,),
    )  # fmt: skip


def matrix_steps(layer: Layer, border: Expr, kernel: Expr, result: Expr) -> Iterator[Step]:
    """Write the convolution as a matrix times the input in one column, and compare."""
    window = layer.window
    shape = full(border.shape)
    matrix = Step(
        "matrix",
        make(MATRIX[layer.op], kernel, shape=shape, stride=window.stride, dilation=window.dilation),
        ("a row for each window, with the weight that each entry of the input gets there; from "
         "one row to the next the weights move on, so that the diagonals repeat: the matrix is "
         "doubly blocked Toeplitz" if window.stride == 1 else
         "a row for each window, with the weight that each entry of the input gets there",),
        title=("the convolution",),
    )  # fmt: skip
    yield matrix
    column = Step(
        f"{_bare(layer.image)}_column", make("vec", border),
        ("the rows of the input, one after another, in one column",),
        title=("the input as one column,",),
    )  # fmt: skip
    yield column
    product = Step(
        "matrix_product", matrix.ref @ column.ref, ("every row times the column",),
        title=("the matrix times the input as one column,",),
    )  # fmt: skip
    yield product
    told = "the product holds the result, row by row"
    yield agreement("matrix_same", product.ref, make("vec", result), told, "matrix_product")


def _bare(expr: Expr) -> str:
    return str(expr).replace(".", "_")


def recovery_steps(layer: Layer, border: Expr, output: Expr, key: str) -> Iterator[Step]:
    """Find the kernel: every entry of the output is one linear equation for its weights."""
    window = layer.window
    steps = {"stride": window.stride, "dilation": window.dilation}
    size = window.sizes
    rows = Step(
        "windows", make("patches2d", border, shape=size, **steps),
        ("every window of the input as a row: it meets all the weights",),
        title=("the windows of the input, as rows,",),
    )  # fmt: skip
    yield rows
    rank = Step(
        "windows_rank", make("rank", rows.ref),
        (f"{size[0] * size[1]} weights are unknown: they are settled if the rank is as large",),
        title=("the rank of the windows,",),
    )  # fmt: skip
    yield rank
    less = output - layer.bias if layer.bias is not None else output
    weights = Step(
        "weights", make("solve", rows.ref, make("vec", less)),
        ("the equations, one for each entry of the output, have one solution",),
        title=("in the order in which a window meets them, the",),
    )  # fmt: skip
    yield weights
    found = make("unvec", weights.ref, shape=size)
    if layer.op == "convolve2d":
        yield Step(
            key, make("flip2d", found),
            ("the weights row by row, turned by 180°, since a convolution turns the kernel",),
            title=("the kernel",), after=(),
        )  # fmt: skip
    else:
        yield Step(key, found, ("the weights row by row",), title=("the kernel",))
    again = make(layer.op, border, name(key, full(found.shape) if found.shape else ()),
                 groups=1, **steps)  # fmt: skip
    again = again if layer.bias is None else again + layer.bias
    yield agreement("recovered_same", again, output, "the kernel gives the output back", key)


def flipped_line(layer: Layer, border: Expr, kernel: Expr) -> tuple[Line, ...]:
    """Write a convolution as the correlation with the kernel turned by 180°."""
    if layer.op != "convolve2d":
        return ()
    turned = make("correlate2d", border, make("flip2d", kernel), **layer.steps)
    return (Line(turned, ("a convolution is a correlation with the kernel turned by 180°",)),)
