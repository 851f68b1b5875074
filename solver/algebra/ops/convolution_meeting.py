"""Which entries of the input and of the kernel meet behind one entry of a convolution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from solver.algebra.entries import at, numbered
from solver.algebra.expr import Expr, number
from solver.algebra.ops.planes import full, window_of

Place = tuple[int, ...]  # of an entry, all counted from 0


def meeting(node: Expr, place: Place) -> list[tuple[Place, Place]]:
    """List the entries of the input and of the kernel that meet behind one entry."""
    image, kernel = (full(arg.shape) for arg in node.args)
    window = window_of(kernel, dict(node.attrs))
    height, width = window.sizes
    (*lead, i, j), strides = place, window.strides
    several = len(kernel) == len(image) + 1
    seen = range(int(str(kernel[-3]))) if len(image) == 3 else [None]
    first = first_channel(node, lead[0]) if several and len(image) == 3 else 0
    pairs: list[tuple[Place, Place]] = []
    for channel in seen:
        for cell, (down, across) in enumerate(window.offsets()):
            u, v = divmod(cell, width)
            if node.op == "convolve2d":
                u, v = height - 1 - u, width - 1 - v
            there = (strides[0] * i + down, strides[1] * j + across)
            own = (*(lead if several else ()), *(() if channel is None else (channel,)), u, v)
            pairs.append(((*(() if channel is None else (first + channel,)), *there), own))
    return pairs


def meeting_pair(node: Expr, place: Place) -> list[tuple[Place, Place]]:
    """List what meets behind one entry of a correlation of every channel with every map."""
    image, maps = (full(arg.shape) for arg in node.args)
    *lead, c, h, l = place  # noqa: E741 - as in the formula on the page
    several = len(maps) == 3
    window = window_of(maps, dict(node.attrs))
    down, across = window.strides
    groups: int = node.attr("groups")
    each, sees = (int(str(shape[0])) // groups for shape in (maps, image))
    channel = (lead[0] // each if several else 0) * sees + c
    own = [(*lead, *divmod(cell, window.sizes[1])) for cell in range(len(window.offsets()))]
    there = [(channel, down * h + u, across * l + v) for u, v in window.offsets()]
    return list(zip(there, own, strict=True))


def first_channel(node: Expr, kernel: int) -> int:
    """Find where the group of a kernel begins among the channels."""
    kernels, sees = (int(str(dim)) for dim in full(node.args[1].shape)[:2])
    groups: int = node.attr("groups")
    return kernel // (kernels // groups) * sees


def written(node: Expr, index: Sequence[Expr]) -> Expr:
    """Write one entry, at an index from 1, as a sum of the products that meet there."""
    image, kernel = node.args
    place = tuple(k - 1 for k in numbered(node, index))
    meets = meeting_pair if node.op == "correlate_pairs" else meeting
    pairs = [
        (at(kernel, *(k + 1 for k in own)), at(image, *(k + 1 for k in there)))
        for there, own in meets(node, place)
    ]
    zero = number(0)  # as in the border of a padded map
    terms = [weight * met for weight, met in pairs if zero not in (weight, met)]
    return reduce(lambda total, term: total + term, terms or [zero])
