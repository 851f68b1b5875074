"""What flows back through a convolution of one map with one kernel, written with the same ops."""

from __future__ import annotations

from solver.algebra.expr import Expr, make
from solver.algebra.op import Gradient
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import full, window_of


def _left_over(node: Expr) -> tuple[int, int]:
    """Count the rows and columns of the input that no window reaches."""
    window, sizes = window_of(node.args[1].shape, dict(node.attrs)), full(node.args[0].shape)
    left = [
        (int(str(size)) - reach) % stride if stride > 1 else 0
        for size, reach, stride in zip(sizes, window.reach(), window.strides, strict=True)
    ]
    return left[0], left[1]


def to_image(node: Expr, g: Expr, flipped: bool) -> Gradient:
    """Write what flows to the input: the other operation on the upstream gradient."""
    window = window_of(node.args[1].shape, dict(node.attrs))
    (down, across), (below, right) = window.reach(), _left_over(node)
    wide = make("spread2d", g, stride=window.stride) if window.stride != 1 else g
    sides = (down - 1, down - 1 + below, across - 1, across - 1 + right)
    border = pad(wide, "zero", sides) if any(sides) else wide
    back = make(
        "correlate2d" if flipped else "convolve2d", border, node.args[1],
        stride=1, dilation=window.dilation, groups=1,
    )  # fmt: skip
    return back, ("each entry gets back, through the kernel turned around, what it went into",)


def to_kernel(node: Expr, g: Expr, flipped: bool) -> Gradient:
    """Write what flows to the kernel: the correlation of the input with the upstream gradient."""
    window, rest = window_of(node.args[1].shape, dict(node.attrs)), _left_over(node)
    found = make(
        "correlate2d", node.args[0], g,
        stride=window.dilation, dilation=window.stride, groups=1,
    )  # fmt: skip
    extra = [left // gap for left, gap in zip(rest, window.dilations, strict=True)]
    if any(extra):
        found = make("crop2d", found, top=0, bottom=extra[0], left=0, right=extra[1])
    turned = make("flip2d", found) if flipped else found
    return turned, ("each weight gets the upstream gradient times the entries it met",)
