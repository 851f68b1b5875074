"""Pooling as steps, and the convolution that equals a pooling by means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import full
from solver.forms import Extent
from solver.kinds._conv2d.layer import Keys
from solver.kinds._conv2d.matrix import agreement
from solver.kinds._conv2d.sizes import RULE
from solver.plan import Step

WORD = {"max": "max_pool2d", "average": "average_pool2d"}
WHY = {
    "max": "the largest entry of every window",
    "average": "the mean of every window",
}


def pool_steps(keys: Keys, array: Expr) -> Iterator[Step]:
    """Pool an array, with the shape of the result, and the convolution that does the same."""
    wanted = keys.own["pool"][0]
    node = keys.attempt("pool", lambda: _node(keys, array, wanted))
    pooled = Step(
        wanted.get("output", "Z"), node, (WHY[wanted["kind"]],), title=("the pooled map",)
    )
    yield pooled
    lead = full(node.shape)[:-2]
    sides = (_count(node, axis) for axis in range(2))
    yield Step(
        "pool_shape", make("extent", *map(size, lead), *sides),
        ("the shape rule ", RULE, *_rounding(node)), title=("the shape after pooling",),
        form=Extent(),
    )  # fmt: skip
    if wanted["kind"] == "average" and not node.attr("ceil"):
        yield from _as_convolution(array, node, pooled.ref)


def _count(node: Expr, axis: int) -> Expr:
    """Write the shape rule with its numbers."""
    of, window = full(node.args[0].shape)[axis], node.attr(("height", "width")[axis])
    room = size(of) + number(2) * number(node.attr("padding")) - number(window)
    rounding = "ceil" if node.attr("ceil") else "floor"
    found = make(rounding, room / number(node.attr("stride"))) + number(1)
    return found - number(1) if _hangs(node, axis) else found


def _hangs(node: Expr, axis: int) -> bool:
    """Tell whether rounding up counts a window that would begin beyond the edge."""
    of, count = full(node.args[0].shape)[axis], full(node.shape)[-2:][axis]
    if not node.attr("ceil") or not isinstance(of, int) or not isinstance(count, int):
        return False
    window, padding = node.attr(("height", "width")[axis]), node.attr("padding")
    stride: int = node.attr("stride")
    return bool(-(-(of + 2 * padding - window) // stride) + 1 > count)


def _rounding(node: Expr) -> tuple[str, ...]:
    if not node.attr("ceil"):
        return ()
    if any(_hangs(node, axis) for axis in range(2)):
        return (", rounded up, less a window that would begin beyond the edge",)
    return (", rounded up",)


def _node(keys: Keys, array: Expr, wanted: Any) -> Expr:
    height, width = _window(keys, array, wanted)
    stride = wanted.get("stride", height if not wanted.get("global") else 1)
    return make(
        WORD[wanted["kind"]], array, height=height, width=width, stride=stride,
        padding=wanted.get("padding", 0), ceil=wanted.get("ceil", False),
    )  # fmt: skip


def _window(keys: Keys, array: Expr, wanted: Any) -> tuple[int, int]:
    if not wanted.get("global"):
        if "kernel" not in wanted:
            hint = "`kernel: 2`, or `global: true` for one window over the whole map"
            raise keys.refuse("pool", "the size of the pooling window is missing", hint)
        found: tuple[int, int] = wanted["kernel"]
        return found
    extra = [key for key in ("kernel", "stride", "padding", "ceil") if key in wanted]
    if extra:
        raise keys.refuse("pool", f"a global pooling has no `{extra[0]}`: it sees the whole map")
    rows, columns = full(array.shape)[-2:]
    if not isinstance(rows, int) or not isinstance(columns, int):
        raise keys.refuse("pool", f"the size of {array} must be known to pool all of it")
    return rows, columns


# --- the convolution that equals a pooling by means ----------------------------------------------
def _as_convolution(array: Expr, node: Expr, pooled: Expr) -> Iterator[Step]:
    height, width = node.attr("height"), node.attr("width")
    channels = full(array.shape)[:-2]
    count = channels[0] if channels else 1
    if not isinstance(count, int):
        return
    shape = (count, 1, height, width) if channels else (height, width)
    kernel = Step(
        "pool_kernel", fill(number(1) / number(height * width), shape),
        (f"every one of the {height} × {width} entries of a window counts the same",),
        title=("the kernel of the convolution that equals the pooling",),
    )  # fmt: skip
    yield kernel
    border = pad(array, "zero", (node.attr("padding"),) * 4) if node.attr("padding") else array
    again = Step(
        "pool_as_conv",
        make("correlate2d", border, kernel.ref, stride=node.attr("stride"), dilation=1,
             groups=count),
        (f"slide it over with stride {node.attr('stride')} and padding {node.attr('padding')}",),
        title=("the convolution that equals the pooling",),
    )  # fmt: skip
    yield again
    yield agreement("pool_same", again.ref, pooled, "it gives the same as the pooling")
