"""The window of a pooling: where it stands, and what of a map its cells see."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr
from solver.algebra.op import Attrs, Context
from solver.algebra.ops.planes import (
    Window,
    full,
    maps,
    returned,
    taken,
)
from solver.algebra.shapes import Dim, Shape, combine, floored, show
from solver.errors import FormulaError

OPTIONS = ("height", "width", "stride", "padding", "ceil")
TIE = "where entries tie, the first in reading order takes it all"


@dataclass(frozen=True, slots=True)
class Pool:
    """A pooling window over a map, whose size may be symbolic where the stride divides it."""

    window: Window
    padding: int
    ceil: bool

    def counts(self, rows: Dim, columns: Dim) -> tuple[Dim, Dim]:
        """Count the places of the window along each axis."""
        down, across = self.window.strides
        return (
            self._count(rows, self.window.sizes[0], down),
            self._count(columns, self.window.sizes[1], across),
        )

    def _count(self, size: Dim, reach: int, stride: int) -> Dim:
        room = combine((1, size), (1, 2 * self.padding - reach + self.ceil * (stride - 1)))
        steps = floored(room, stride)
        if steps is None:
            raise FormulaError(f"with stride {stride} the size {size} must be a number")
        beyond = combine((stride, steps), (-1, size), (-1, self.padding))
        hangs = self.ceil and isinstance(beyond, int) and beyond >= 0
        return combine((1, steps), (1, 1 - hangs))

    def lines(
        self, size: int, count: int, reach: int, stride: int
    ) -> tuple[list[int], list[bool], list[int]]:
        """Say, for the entries along an axis that windows see, which they are.

        Give the nearest entry, whether it is the very one, and how many cells of each window count
        in a mean: those in the padding do, those beyond it do not.
        """
        last = (count - 1) * stride + reach
        seen = [k - self.padding for k in range(last)]
        inside = [0 <= k < size for k in seen]
        starts = [k * stride - self.padding for k in range(count)]
        counted = [min(start + reach, size + self.padding) - start for start in starts]
        return [min(max(k, 0), size - 1) for k in seen], inside, counted


def pool_of(attrs: Attrs) -> Pool:
    """Read a pooling off its attributes."""
    window = Window(attrs["height"], attrs["width"], attrs["stride"])
    return Pool(window, attrs["padding"], bool(attrs["ceil"]))


def pooled_shape(arg: Expr, attrs: Attrs) -> Shape:
    """Give the shape after pooling an array; FormulaError if the window does not fit."""
    *lead, rows, columns = maps(arg)
    pool = pool_of(attrs)
    size = pool.window.sizes
    if 2 * pool.padding > min(size):
        raise FormulaError(
            f"padding {pool.padding} is more than half of the window {show(size)}",
            "a window that sees nothing but padding has no maximum",
        )
    counts = pool.counts(rows, columns)
    if any(isinstance(count, int) and count < 1 for count in counts):
        raise FormulaError(f"a window of {show(size)} does not fit in {fit.described(arg)}")
    return fit.squeezed((*lead, *counts))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the windows see of one array: the map with its border, and masks of what is real."""

    pool: Pool
    rows: tuple[list[int], list[bool], list[int]]
    columns: tuple[list[int], list[bool], list[int]]

    def bordered(self, ctx: Context, a: Any) -> Any:
        """Set the nearest entries around a map: none of them exceeds the maximum of a window."""
        return taken(ctx, taken(ctx, a, self.rows[0], -2), self.columns[0], -1)

    def zeroed(self, ctx: Context, a: Any) -> Any:
        """Set zeros around a map."""
        rows, columns = (
            [k if real else None for k, real in zip(line[0], line[1], strict=True)]
            for line in (self.rows, self.columns)
        )
        return taken(ctx, taken(ctx, a, rows, -2), columns, -1)

    def cells(self, a: Any, ctx: Context) -> Any:
        """Stack what each cell of the window sees, in reading order, in front of the map."""
        return ctx.xp.stack(self.pool.window.slices(a), axis=-3)

    def shares(self, ctx: Context) -> Any:
        """Give, for every window, one part in the number of its cells that count."""
        rows, columns = self.rows[2], self.columns[2]
        return ctx.constant([[Fraction(1, down * across) for across in columns] for down in rows])

    def back(self, ctx: Context, parts: Any, size: tuple[int, ...], nearest: bool) -> Any:
        """Return what flows to each cell to the entry it saw."""
        wide = (len(self.rows[0]), len(self.columns[0]))
        g = self.pool.window.laid(ctx, parts, *wide)
        for axis, line, n in zip((-2, -1), (self.rows, self.columns), size, strict=True):
            places = [k if real or nearest else None for k, real in zip(*line[:2], strict=True)]
            g = returned(ctx, g, places, n, axis)
        return g


def seen_of(ctx: Context, attrs: Attrs, shape: Shape) -> Seen:
    """Work out what the windows see of a map of this shape."""
    pool = pool_of(attrs)
    rows, columns = ctx.dims(full(shape)[-2:])
    down, across = (int(str(count)) for count in pool.counts(rows, columns))
    strides = pool.window.strides
    return Seen(
        pool,
        pool.lines(rows, down, pool.window.sizes[0], strides[0]),
        pool.lines(columns, across, pool.window.sizes[1], strides[1]),
    )


def chosen(ctx: Context, seen: Seen, a: Any) -> Any:
    """Mark, for every window, the first of the largest of its cells with 1."""
    cells = seen.cells(seen.bordered(ctx, a), ctx)
    best = ctx.xp.argmax(cells, axis=-3, keepdims=True)
    order = ctx.xp.arange(cells.shape[-3])[:, None, None]
    return ctx.xp.where(order == best, ctx.number(1), ctx.number(0))
