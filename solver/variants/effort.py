"""The effort of a variant: what its answers cost to compute by hand, from the graph alone.

Every operation behind an answer is priced by the numbers that go into it, see `costs`; an answer on
the way takes one unit for each entry to write it down. Units are whole and relative: only their
ratios matter. A unit that is dead, or a gradient that is zero, makes a variant easier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.expr import Expr, name
from solver.algebra.shapes import bind
from solver.evaluate import evaluate
from solver.modelling.planned import Planned
from solver.plan import Given, Plan, Step
from solver.solution import Solution
from solver.variants.costs import cost, multiplies
from solver.variants.unfolding import Operation, Unfolded, names_of, unfolded
from solver.variants.weights import Weights, weight

ROWS = 2**13  # candidates that are priced at a time, so that their numbers stay in the cache
SAMPLE = 512  # acceptable draws that the median is taken of
SHARE = 0.15
FEW = 64  # of variants that are planned one by one


@dataclass(frozen=True, slots=True)
class Band:
    """The effort that is fair: between `low` and `high`, around the median of a fixed sample."""

    median: float
    low: float
    high: float


def outside(effort: Weights, band: Band | None) -> npt.NDArray[np.bool_]:
    """Tell which efforts are outside of a band; none is if there is no band."""
    if band is None:
        return np.zeros(len(effort), dtype=bool)
    return (effort < band.low) | (effort > band.high)


@dataclass(frozen=True)
class Meter:
    """Measures the effort of candidates of one problem; `varied` are the givens that differ."""

    planned: Planned
    varied: frozenset[str]

    @cached_property
    def _unfolded(self) -> Unfolded:
        return unfolded(self.planned)

    @cached_property
    def _products(self) -> Plan:
        """The operations that multiply, over the weights in place of the numbers."""
        found = [one for one in self._unfolded.operations if _is_product(one)]
        refs = {arg.attr("name"): arg for one in found for arg in one.node.args}
        steps = tuple(Step(f"{one.result} price", _over_weights(one.node), ()) for one in found)
        return Plan(tuple(Given(f"{key} weight", ref.shape) for key, ref in refs.items()), steps)

    def measured(self, candidates: Mapping[str, Any], count: int) -> Weights:
        """Measure a batch: candidates by the names of givens, with a leading axis of `count`."""
        parts = (range(k, min(k + ROWS, count)) for k in range(0, count, ROWS))
        found = [self._part(candidates, part, count) for part in parts]
        return np.concatenate(found) if found else np.zeros(0)

    def _part(self, candidates: Mapping[str, Any], rows: range, count: int) -> Weights:
        some = {key: np.asarray(value)[rows.start : rows.stop] for key, value in candidates.items()}
        with np.errstate(all="ignore"):
            values = evaluate(self._unfolded.plan, some, "numpy", lenient=True)
            weights = {key: _weights(values, key) for key in self._names if key in values}
            found = sum(self._costs(weights), start=np.zeros(len(rows)) + self._written(values))
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return names_of(self._unfolded.operations)

    def _costs(self, weights: Mapping[str, Weights]) -> Iterator[Weights]:
        plan = self._products
        known = {g.name: weights[_bare(g.name)] for g in plan.givens if _bare(g.name) in weights}
        prices: Mapping[str, Any] = evaluate(plan, known, "numpy").values if known else {}
        for one in self._unfolded.operations:
            operands = [_operand(arg, weights) for arg in one.node.args]
            if one.result not in weights or any(w is None for w in operands):
                continue  # it has a symbol in it: nothing is computed by hand
            price = f"{one.result} price"
            result = prices[price] if price in prices else weights[one.result]
            yield cost(one.node, [w for w in operands if w is not None], result)

    def _written(self, values: Solution) -> float:
        """Count the entries that are written down."""
        shapes = (step.shape for step in self._unfolded.written if step.name in values)
        return float(sum(prod(bind(shape, values.sizes)) for shape in shapes))


def _is_product(one: Operation) -> bool:
    return multiplies(one.node) and None not in one.operands


def _over_weights(node: Expr) -> Expr:
    args = tuple(name(f"{arg.attr('name')} weight", arg.shape) for arg in node.args)
    return Expr(node.op, args, node.attrs, node.shape)


def _bare(key: str) -> str:
    return key.removesuffix(" weight")


def _weights(values: Solution, key: str) -> Weights:
    return weight(np.real(values[key]))


def _operand(arg: Expr, weights: Mapping[str, Weights]) -> Weights | None:
    """Give the weights of an argument; of a literal, its own; None for a symbol."""
    if arg.op == "name":
        return weights.get(arg.attr("name"))
    if arg.op == "number":
        return weight(float(arg.attr("value")))
    return weight(1.0)
