"""Pooling as steps, and the convolution that equals a pooling by means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import full, pair, steps_of
from solver.forms import Extent
from solver.kinds._conv2d.layer import Keys, said
from solver.kinds._conv2d.matrix import agreement
from solver.modelling.shape_rule import ROUNDED_UP, RULE, law
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
    counted = wanted["kind"] == "average" and node.attr("padding") > 0
    why = WHY[wanted["kind"]] + ", in which the zeros of the padding count" * counted
    pooled = Step(wanted.get("output", "Z"), node, (why,), title=("the pooled map",))
    keys.start.marks[pooled.name] = keys.mark("pool")
    yield pooled
    lead = full(node.shape)[:-2]
    sides = (_count(node, axis) for axis in range(2))
    yield Step(
        "pool_shape", make("extent", *map(size, lead), *sides),
        _rule(node), title=("the shape after pooling,",),
        form=Extent(),
    )  # fmt: skip
    if wanted["kind"] == "average" and not node.attr("ceil"):
        yield from _as_convolution(array, node, pooled.ref)


def _count(node: Expr, axis: int) -> Expr:
    """Write the shape rule with its numbers."""
    of, window = full(node.args[0].shape)[-2:][axis], node.attr(("height", "width")[axis])
    room = size(of) + number(2) * number(node.attr("padding")) - number(window)
    rounding = "ceil" if node.attr("ceil") else "floor"
    found = make(rounding, room / number(pair(node.attr("stride"))[axis])) + number(1)
    return found - number(1) if _hangs(node, axis) else found


def _hangs(node: Expr, axis: int) -> bool:
    """Tell whether rounding up counts a window that would begin beyond the edge."""
    of, count = full(node.args[0].shape)[-2:][axis], full(node.shape)[-2:][axis]
    if not node.attr("ceil") or not isinstance(of, int) or not isinstance(count, int):
        return False
    window, padding = node.attr(("height", "width")[axis]), node.attr("padding")
    stride = pair(node.attr("stride"))[axis]
    return bool(-(-(of + 2 * padding - window) // stride) + 1 > count)


def _rule(node: Expr) -> Words:
    rule: Words = ("the shape rule ", law(ROUNDED_UP if node.attr("ceil") else RULE))
    if any(_hangs(node, axis) for axis in range(2)):
        return (*rule, ", less a window that would begin beyond the edge")
    return rule


def _node(keys: Keys, array: Expr, wanted: Any) -> Expr:
    height, width = _window(keys, array, wanted)
    stride = steps_of(*wanted.get("stride", (1, 1) if wanted.get("global") else (height, width)))
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
    height, width, stride = node.attr("height"), node.attr("width"), said(node.attr("stride"))
    channels = full(array.shape)[:-2]
    count = channels[0] if channels else 1
    if not isinstance(count, int):
        return
    shape = (count, 1, height, width) if channels else (height, width)
    kernel = Step(
        "pool_kernel", fill(number(1) / number(height * width), shape),
        (f"every one of the {height} × {width} entries of a window counts the same",),
        title=("the kernel of the convolution that equals the pooling,",),
    )  # fmt: skip
    yield kernel
    border = pad(array, "zero", (node.attr("padding"),) * 4) if node.attr("padding") else array
    again = Step(
        "pool_as_conv",
        make("correlate2d", border, kernel.ref, stride=node.attr("stride"), dilation=1,
             groups=count),
        (f"slide it over with stride {stride} and padding {node.attr('padding')}",),
        title=("the convolution that equals the pooling,",),
    )  # fmt: skip
    yield again
    told = "it gives the same as the pooling"
    yield agreement("pool_same", again.ref, pooled, told, "pool_kernel")
