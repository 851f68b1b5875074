"""What meets behind one entry of a result: values, or entries in symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from math import prod
from typing import Any

from solver.algebra.entries import entry, picked
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.convolution_meeting import Place, meeting
from solver.algebra.ops.planes import full
from solver.algebra.ops.pool_window import pool_of
from solver.algebra.shapes import Shape
from solver.document.blocks import Filled, Formula
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

CONVOLUTIONS = frozenset({"convolve2d", "correlate2d"})
MOST_PLACES = 20_000


def values_of(solution: Solution, array: Expr) -> Any:
    """Give the value of a named array as nested tuples; a scalar as a map of 1×1."""
    value = solution.rounded(array.attr("name"))
    return value if array.shape else ((value,),)


def at(value: Any, place: Place) -> Any:
    """Pick an entry of nested tuples."""
    return reduce(lambda rows, k: rows[k], place, value)


@dataclass
class Terms:
    """The entries that meet in a window: their values under names of their own, or in symbols."""

    planned: Planned
    solution: Solution
    values: dict[str, Any] = field(default_factory=dict)

    def of(self, array: Expr, place: Place) -> Expr:
        """Write one entry of an array."""
        if array.attr("name") not in self.solution:
            return self._symbol(array, place)
        key = f"entry{len(self.values)}"
        self.values[key] = at(values_of(self.solution, array), place)
        return name(key)

    def is_zero(self, array: Expr, place: Place) -> bool:
        """Tell whether an entry is known to be 0."""
        if array.attr("name") in self.solution:
            return bool(at(values_of(self.solution, array), place) == 0)
        return self._symbol(array, place) == number(0)

    def _symbol(self, array: Expr, place: Place) -> Expr:
        if len(array.shape) > 2:
            return indexed(array, place)
        steps = {step.name: step.formula for step in self.planned.plan.steps}
        return entry(steps.get(array.attr("name"), array), [number(k + 1) for k in place])

    def shown(self, expr: Expr) -> Filled | Formula:
        """Put the values in."""
        if not self.values:
            return Formula(expr)
        return Filled(expr, tuple(self.values.items()))


def indexed(array: Expr, place: Place) -> Expr:
    """Write an entry of an array as people count: slices from 0, rows and columns from 1."""
    return picked(array, *(number(k + 1) for k in place))


def places_of(shape: Shape) -> list[Place]:
    """List the places of all entries in reading order; none if they are unknown, or very many."""
    counts = [dim for dim in full(shape) if isinstance(dim, int)]
    known = len(counts) == len(full(shape)) and prod(counts) <= MOST_PLACES
    return list(product(*(range(count) for count in counts))) if known else []


# --- what meets ----------------------------------------------------------------------------------
def convolved(terms: Terms, step: Step, node: Expr, place: Place, terse: bool) -> Expr:
    """Write an entry of a convolution as a sum of products; `terse` leaves out products with 0."""
    products = []
    for there, own in meeting(node, place):
        pair = (node.args[0], there), (node.args[1], own)
        if not (terse and any(terms.is_zero(*one) for one in pair)):
            products.append(terms.of(*pair[0]) * terms.of(*pair[1]))
    total = reduce(lambda a, b: a + b, products or [number(0)])
    bias = _bias(step)
    return (
        total if bias is None else total + terms.of(bias, (place[0], 0) if bias.shape else (0, 0))
    )


def _bias(step: Step) -> Expr | None:
    if step.formula.op != "add":
        return None
    other = step.formula.args[1]
    return other.args[0] if other.op == "over_maps" else other


def pooled(terms: Terms, node: Expr, place: Place) -> Expr:
    """Write an entry of a pooling: the maximum, or the mean, of what the window sees."""
    pool, (*lead, i, j) = pool_of(dict(node.attrs)), place
    rows, columns = (int(str(dim)) for dim in full(node.args[0].shape)[-2:])
    strides, (height, width) = pool.window.strides, pool.window.sizes
    down, across = strides[0] * i - pool.padding, strides[1] * j - pool.padding
    seen = [
        terms.of(node.args[0], (*lead, k, m))
        for k in range(max(down, 0), min(down + height, rows))
        for m in range(max(across, 0), min(across + width, columns))
    ]
    if node.op == "max_pool2d":
        return make("max", make("stack", *seen, columns=len(seen)), axis=None)
    counted = (min(down + height, rows + pool.padding) - down) * (
        min(across + width, columns + pool.padding) - across
    )
    return reduce(lambda a, b: a + b, seen) / number(counted)
