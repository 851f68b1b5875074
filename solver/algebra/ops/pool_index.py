"""Gradients of poolings in index notation.

Windows side by side:  dx[p, q] = dy[⌈p/s⌉, ⌈q/s⌉] / (h·w),  and for the maximum dy[…] or 0
windows that overlap:  dx[p, q] = Σ_{h,l} dŷ[p + k − h, …] / (h·w),  dŷ as for a convolution
"""

from __future__ import annotations

from math import prod

from solver.algebra.entries import picked
from solver.algebra.expr import Expr, make, name, number, walk
from solver.algebra.op import Law, Rewriting, Words
from solver.algebra.ops.by_entry import by_entry
from solver.algebra.ops.convolution_gradient import Correlation
from solver.algebra.ops.convolution_index import free_letters
from solver.algebra.ops.leaves import size
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import full
from solver.algebra.ops.pool_window import Pool, pool_of
from solver.algebra.shapes import Dim, Shape, combine

Letters = tuple[str, ...]  # of the input, row and column, and of the window


def mean_forms(node: Expr, g: Expr) -> tuple[Rewriting, ...]:
    """Derive the gradient of a pooling by means entry by entry; nothing for a list of maps."""
    shape, pool = full(node.args[0].shape), pool_of(dict(node.attrs))
    if len(shape) > 2 or pool.ceil:  # where a window hangs over the edge, its share is another
        return ()
    letters = free_letters(node, g, "pqhl")
    tiled = _is_tiled(pool)
    body = _tiled(pool, g, shape, letters) if tiled else _overlapping(pool, g, shape, letters)
    if body is None:
        return ()
    why = _why_tiled(node, pool, body, letters) if tiled else _why_overlapping(node, pool, letters)
    return ((by_entry(body / _count(pool), *_ranges(letters[:2], shape)), why),)


def _count(pool: Pool) -> Expr:
    return number(prod(pool.window.sizes))


def _why_tiled(node: Expr, pool: Pool, body: Expr, letters: Letters) -> Words:
    share = number(1) / _count(pool)
    if _is_one_window(node, pool):
        return "the derivative of the mean by every entry is ", share, ": chain rule"
    padded = any(inner.op == "pad_zero" for inner in walk(body))
    most = " at most" if padded else ""
    return (
        _entry(node, letters), f" lies in one window{most}, that of the entry of the output at ",
        place_of(pool, letters[:2]), ", whose derivative by it is ", share, ": chain rule",
    )  # fmt: skip


def _why_overlapping(node: Expr, pool: Pool, letters: Letters) -> Words:
    return (
        "every window that ", _entry(node, letters), " lies in has the derivative ",
        number(1) / _count(pool),
        ": chain rule, added up over them, with zeros where there is no window",
    )  # fmt: skip


def _entry(node: Expr, letters: Letters) -> Expr:
    return picked(node.args[0], *map(name, letters[:2]))


def _is_one_window(node: Expr, pool: Pool) -> bool:
    return full(node.args[0].shape) == pool.window.sizes and not pool.padding


def _is_tiled(pool: Pool) -> bool:
    """Tell whether every entry lies in one window at most."""
    return pool.window.strides == pool.window.sizes


def place_of(pool: Pool, letters: Letters) -> Law:
    """Write the place of the window that an entry lies in."""
    over = [f"{k}+{pool.padding}" if pool.padding else k for k in letters]
    pairs = list(zip(over, pool.window.strides, strict=True))
    text = ", ".join(f"ceil({_part(k, s)})" if s > 1 else k for k, s in pairs)
    marks = (rf"\lceil {_part(k, s)} \rceil" if s > 1 else k for k, s in pairs)
    return Law(f"({text})", rf"\left({', '.join(marks)}\right)")


def _part(place: str, stride: int) -> str:
    return f"({place})/{stride}" if "+" in place else f"{place}/{stride}"


def _tiled(pool: Pool, g: Expr, shape: Shape, letters: Letters) -> Expr | None:
    """Pick the gradient of the one window that an entry lies in; None where nobody knows."""
    tall = _with_the_rest(pool, g, shape)
    places = [_tile(pool, axis, letter) for axis, letter in enumerate(letters[:2])]
    return None if tall is None else picked(tall, *places)


def _tile(pool: Pool, axis: int, letter: str) -> Expr:
    there = name(letter) + number(pool.padding) if pool.padding else name(letter)
    stride = pool.window.strides[axis]
    return there if stride == 1 else make("ceil", there / number(stride))


def _with_the_rest(pool: Pool, g: Expr, shape: Shape) -> Expr | None:
    """Set zeros behind the gradient for entries that are left over; None where nobody knows."""
    axes = zip(pool.window.strides, full(g.shape), shape, strict=True)
    spare = [combine((s, count), (-1, n), (-1, pool.padding)) for s, count, n in axes]
    if not all(isinstance(one, int) for one in spare):
        return None
    below, right = (int(int(str(one)) < 0) for one in spare)
    return pad(g, "zero", (0, below, 0, right)) if below or right else g


def _overlapping(pool: Pool, g: Expr, shape: Shape, letters: Letters) -> Expr:
    """Add up the gradients of all windows that an entry lies in."""
    around = tuple(combine((1, n), (1, 2 * pool.padding)) for n in shape)
    window, sizes = pool.window, pool.window.sizes
    border = Correlation(around, sizes, window.stride, 1, 1).bordered(g)
    p, q, h, l = letters  # noqa: E741
    places = [
        _cell(name(there), pool.padding, name(cell), count)
        for there, cell, count in ((p, h, sizes[0]), (q, l, sizes[1]))
    ]
    total = picked(border, *places)
    for cell, count in ((l, sizes[1]), (h, sizes[0])):
        total = make("bigsum", total, number(1), size(count), index=cell) if count > 1 else total
    return total


def _cell(there: Expr, padding: int, cell: Expr, count: int) -> Expr:
    """Write p + P + k − h; a window of one row has no h."""
    if count > 1:
        return there + number(padding + count) - cell
    return there + number(padding) if padding else there


def _ranges(letters: Letters, shape: Shape) -> list[tuple[str, Dim]]:
    return list(zip(letters, shape, strict=True))


def max_words(node: Expr, g: Expr) -> Words:
    """Say which entry gets the gradient of which window, where every entry lies in one."""
    shape, pool = full(node.args[0].shape), pool_of(dict(node.attrs))
    if len(shape) == 2 and _is_one_window(node, pool):
        return ("the largest entry gets the gradient, and the others get 0",)
    if len(shape) > 2 or not _is_tiled(pool):
        return ("each window passes its gradient to its largest entry",)
    letters = free_letters(node, g, "pq")
    return (
        _entry(node, letters), " lies in the window of the entry of the output at ",
        place_of(pool, letters),
        ": it gets the gradient there if it is the largest in the window, and else 0",
    )  # fmt: skip
