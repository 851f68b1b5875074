"""Layers that are repeated, as formulas of what comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from solver.algebra.expr import Expr, names_in, number, substitute, transform, value_of
from solver.kinds._cnn_table.flow import ONE, Flow, Need, Row, is_number, product, total
from solver.kinds._cnn_table.window import Window

ZERO, TWO = number(0), number(2)
Build = Callable[[Flow], tuple[Row, ...]]  # makes the rows of the layers, once, after a flow


@dataclass(frozen=True)
class Body:
    """The layers that are repeated, what comes into the first of them, and how often they are.

    Nothing outside refers to the cells of the rows that `build` makes.
    """

    build: Build
    flow: Flow
    count: Expr

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the layers, the first time."""
        return self.build(self.flow)

    @property
    def windows(self) -> list[Window]:
        """The windows that move over the image, in order."""
        return [row.window for row in self.rows if row.window]

    @property
    def channels(self) -> Expr:
        """The channels that come out."""
        return self.rows[-1].flow.channels

    @property
    def later(self) -> Flow:
        """What comes into the layers from the second time on, but for its sides."""
        return replace(self.flow, channels=self.channels)

    def stride(self, k: int) -> Expr:
        """Multiply the strides of all windows along a side."""
        kept = [w.stride[k] for w in self.windows if not is_number(w.stride[k], 1)]
        return product(*kept) if kept else ONE

    @property
    def is_slow(self) -> bool:
        """Whether every stride is 1, so that sides change by the same amount every time."""
        return all(is_number(self.stride(k), 1) for k in (0, 1))

    def needs(self) -> list[Need]:
        """List what must hold of the layers that can be told from what comes in."""
        cells = {f"{row.name}_{column}" for row in self.rows for column in row.cells}
        needs = [need for row in self.rows for need in row.needs]
        return [
            need
            for need in needs
            if all(cells.isdisjoint(names_in(expr)) for expr in (need.value, *need.shown))
        ]

    def places(self, side: Expr, k: int) -> Expr:
        """Apply the shape rule of every window to a side."""
        for window in self.windows:
            side = window.places(side, k)
        return side

    def growth(self, k: int) -> Expr:
        """Give how much a side grows each time at stride 1: the sum of 2P − (K − 1)."""
        found = ZERO
        for window in self.windows:
            found = plus(found, growth(window, k))
        return found

    def value(self, column: str, flow: Flow) -> Expr:
        """Add a column up over the layers once, written out in what comes in."""
        rows, table = self.build(flow), dict[str, Expr]()
        sides = flow.sides
        for row in rows:
            cells = {key: cell.formula for key, cell in row.cells.items()}
            if row.window and sides and self.is_slow:  # no floor is needed at stride 1
                sides = (_grown(row.window, sides[0], 0), _grown(row.window, sides[1], 1))
                cells["shape"] = flow.extent(sides, row.flow.channels)
            for key, formula in cells.items():
                table[f"{row.name}_{key}"] = opened(substitute(formula, table))
        found = [table.get(f"{row.name}_{column}", ZERO) for row in rows]
        return total([term for term in found if not is_number(term, 0)])


def growth(window: Window, k: int) -> Expr:
    """Give how much a window makes a side grow at stride 1: 2P − (K − 1)."""
    padding, spread = window.padding[k], window.spread(k)
    known = [value_of(part[k]) for part in (window.padding, window.dilation, window.kernel)]
    if None not in known:
        pad, apart, size = (part for part in known if part is not None)
        return number(2 * pad - apart * (size - 1))
    inner = spread - ONE
    if padding == inner / TWO:
        return ZERO  # `same`
    return -inner if is_number(padding, 0) else TWO * padding - inner


def _grown(window: Window, side: Expr, k: int) -> Expr:
    return plus(side, growth(window, k))


def plus(left: Expr, right: Expr) -> Expr:
    """Add; a zero is left out, and a minus sign subtracts."""
    if is_number(right, 0):
        return left
    known = value_of(right)
    if is_number(left, 0):
        return right
    if known is not None and known < 0:
        return left - number(-known)
    return left - right.args[0] if right.op == "neg" else left + right


def opened(expr: Expr) -> Expr:
    """Put in place of an entry of a written-out shape what stands there; n n is n²."""

    def rule(node: Expr) -> Expr:
        if node.op == "mul" and node.args[0] == node.args[1] and node.args[0].op == "name":
            return node.args[0] ** TWO
        if node.op == "index" and node.args[0].op == "extent":
            place = value_of(node.args[1])
            return node if place is None else node.args[0].args[int(place)]
        return node

    return transform(expr, rule)
