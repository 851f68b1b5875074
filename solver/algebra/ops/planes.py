"""What ops on maps share: arrays whose last two axes are rows and columns, moved place by place.

A map is a matrix, or the slices of an array of higher rank; a scalar counts as a map of 1×1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, value_of, walk
from solver.algebra.op import Attrs, Context
from solver.algebra.shapes import Dim, Shape, Size, combine, floored
from solver.errors import FormulaError

Places = Sequence["int | None"]  # where each entry comes from; None is a zero
Pair = tuple[int, int]  # down and across
Steps = int | Pair  # one number where it is the same in both directions, so that equals are equal


def full(shape: Shape) -> Shape:
    """Give the shape of a map, a scalar counting as 1×1."""
    return shape or (1, 1)


def lifted(value: Any, arg: Expr) -> Any:
    """Give a scalar the two axes of a map."""
    return value if arg.shape else value[..., None, None]


def lowered(value: Any, node: Expr) -> Any:
    """Take the two axes off a map of 1×1 that counts as a scalar."""
    return value if node.shape else value[..., 0, 0]


def maps(expr: Expr, least: int = 2, most: int = 4) -> Shape:
    """Take the shape of an array of maps; FormulaError for what has no rows and columns."""
    shape = full(expr.shape)
    if not least <= len(shape) <= most:
        raise FormulaError(f"{fit.described(expr)} is not made of maps with rows and columns")
    return shape


def whole_number(value: Any, what: str, least: int = 0) -> int:
    """Read a whole number that an author wrote."""
    found = value_of(value) if isinstance(value, Expr) else value
    if found is None or found != int(found) or found < least:
        raise FormulaError(f"{what} is a whole number, at least {least}, not {value}")
    return int(found)


def border_size(value: Any, what: str) -> Dim:
    """Read how many rows or columns an author wants, which may be a size such as `k - 1`."""
    leaves = walk(value) if isinstance(value, Expr) else ()
    if any(leaf.op in {"dim", "name"} for leaf in leaves):
        return fit.as_dim(value)
    return value if isinstance(value, Size) else whole_number(value, what)


def pair(steps: Steps) -> Pair:
    """Give the steps down and across."""
    return steps if isinstance(steps, tuple) else (steps, steps)


def steps_of(down: int, across: int) -> Steps:
    """Write steps as one number, if they are the same in both directions."""
    return down if down == across else (down, across)


def read_steps(value: Any, what: str) -> Steps:
    """Read a whole number, or a list of two, that an author wrote."""
    values = value if isinstance(value, tuple) else (value, value)
    if len(values) != 2:
        raise FormulaError(f"{what} is one number, or two: down and across")
    return steps_of(*(whole_number(one, what, 1) for one in values))


def latex_steps(steps: Steps) -> str:
    """Print steps: one number, or that down × that across."""
    return rf"{steps[0]} \times {steps[1]}" if isinstance(steps, tuple) else str(steps)


# --- moving entries along an axis ----------------------------------------------------------------
def _runs(places: Places) -> Iterator[tuple[int | None, int]]:
    """Split places into runs `(first, count)` of neighbours, or of zeros."""
    start = 0
    for k in range(1, len(places) + 1):
        if k == len(places) or not _follows(places[k - 1], places[k]):
            yield places[start], k - start
            start = k


def _follows(one: int | None, other: int | None) -> bool:
    return other is None if one is None else other == one + 1


def cut(a: Any, axis: int, start: int, stop: int, step: int = 1) -> Any:
    """Cut entries out along one of the last two axes."""
    return a[(..., slice(start, stop, step), *(slice(None),) * (-axis - 1))]


def _zeros(ctx: Context, a: Any, axis: int, count: int) -> Any:
    shape = list(a.shape)
    shape[axis] = count
    return ctx.xp.broadcast_to(ctx.number(0), tuple(shape))


def taken(ctx: Context, a: Any, places: Places, axis: int) -> Any:
    """Line up the entries at the places along an axis."""
    parts = [
        _zeros(ctx, a, axis, count) if first is None else cut(a, axis, first, first + count)
        for first, count in _runs(places)
    ]
    return parts[0] if len(parts) == 1 else ctx.xp.concat(parts, axis=axis)


def returned(ctx: Context, g: Any, places: Places, size: int, axis: int) -> Any:
    """Add entries up at the places they were taken from: the transpose of `taken`."""
    total, at = None, 0
    for first, count in _runs(places):
        if first is not None:
            part = _embedded(ctx, cut(g, axis, at, at + count), first, size, axis)
            total = part if total is None else total + part
        at += count
    return _zeros(ctx, g, axis, size) if total is None else total


def _embedded(ctx: Context, part: Any, first: int, size: int, axis: int) -> Any:
    after = size - first - part.shape[axis]
    sides = [_zeros(ctx, part, axis, n) if n else None for n in (first, after)]
    parts = [piece for piece in (sides[0], part, sides[1]) if piece is not None]
    return parts[0] if len(parts) == 1 else ctx.xp.concat(parts, axis=axis)


# --- windows -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Window:
    """A window that moves over a map: its size, its steps, and the gaps between its cells.

    The size may be symbolic; where its cells lie is known of a window `sized` in numbers alone.
    """

    height: Dim
    width: Dim
    stride: Steps = 1
    dilation: Steps = 1

    @property
    def strides(self) -> Pair:
        """How far the window moves down and across."""
        return pair(self.stride)

    @property
    def dilations(self) -> Pair:
        """How far apart the cells of the window are, down and across."""
        return pair(self.dilation)

    @property
    def sizes(self) -> Pair:
        """Rows and columns, which must be known."""
        return int(str(self.height)), int(str(self.width))

    def sized(self, ctx: Context) -> Window:
        """Give the window its size in numbers."""
        return replace(self, **dict(zip(("height", "width"), ctx.dims(self.shape), strict=True)))

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        return self.height, self.width

    def reach(self) -> tuple[Dim, Dim]:
        """Count the rows and columns that the window spans."""
        pairs = zip(self.dilations, self.shape, strict=True)
        down, across = (combine((gap, size), (1, 1 - gap)) for gap, size in pairs)
        return down, across

    def counts(self, rows: Dim, columns: Dim) -> tuple[Dim, Dim]:
        """Count the places that fit in a map; ⌊(n − reach)/stride⌋ + 1 along each axis."""
        down, across = self.reach()
        strides = self.strides
        return _count(rows, down, strides[0]), _count(columns, across, strides[1])

    def offsets(self) -> list[tuple[int, int]]:
        """List the cells in reading order, as rows and columns from the window's corner."""
        down, across = self.dilations
        rows, columns = self.sizes
        return [(down * i, across * j) for i in range(rows) for j in range(columns)]

    def slices(self, a: Any) -> list[Any]:
        """Give, for each cell, the entries that it sees at all places of the window."""
        counts = self.counts(a.shape[-2], a.shape[-1])
        return [self.seen(a, offset, counts) for offset in self.offsets()]

    def seen(self, a: Any, offset: tuple[int, int], counts: tuple[Dim, Dim]) -> Any:
        """Give the entries that one cell sees."""
        for axis, first, count, step in zip((-2, -1), offset, counts, self.strides, strict=True):
            a = cut(a, axis, first, first + step * (int(str(count)) - 1) + 1, step)
        return a

    def places(self, axis: int, offset: int, count: int, size: int) -> Places:
        """Say which place of the window each entry along an axis belongs to, for one cell."""
        found: list[int | None] = [None] * size
        for k in range(count):
            found[offset + self.strides[axis] * k] = k
        return found

    def laid(self, ctx: Context, parts: Sequence[Any], rows: int, columns: int) -> Any:
        """Add up what each cell gives back to the entries it saw: the transpose of `slices`."""
        total = None
        for (i, j), part in zip(self.offsets(), parts, strict=True):
            down = taken(ctx, part, self.places(0, i, part.shape[-2], rows), -2)
            part = taken(ctx, down, self.places(1, j, part.shape[-1], columns), -1)
            total = part if total is None else total + part
        return total


def _count(size: Dim, reach: Dim, stride: int) -> Dim:
    room = floored(combine((1, size), (-1, reach)), stride)
    if room is None:
        raise FormulaError(f"with stride {stride} the size {size} must be a number")
    return combine((1, room), (1, 1))


def window_of(kernel: Shape, attrs: Attrs) -> Window:
    """Make the window of a kernel."""
    height, width = full(kernel)[-2:]
    return Window(height, width, attrs["stride"], attrs["dilation"])
