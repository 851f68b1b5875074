"""Gradients against SymPy: every entry a scalar, differentiated by SymPy's own rules.

Shares no code with the kernels or the derivative rules. Each step is differentiated with respect to
the names it uses, and the numbers are chained forwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy

from solver.algebra.shapes import bind
from solver.check.case import Case, Derivative, Kinks, Report
from solver.check.derivatives import same_derivative
from solver.check.symbolic import DIGITS, Unwritten, World, written
from solver.check.targets import Term, plan_for, terms, weight_of
from solver.plan import Step


def run(case: Case, kinks: Kinks) -> Report:
    """Compare the derivatives of named quantities in a problem in symbols, at sampled points."""
    if not case.symbolic:
        return Report()
    chain = _Chain(case)
    compared = 0
    left_out: list[tuple[str, str]] = []
    for wanted in case.derivatives():
        if wanted.part is None and plan_for(case, wanted) is not None:
            try:
                found = chain.jacobian(wanted)
            except Unwritten:
                continue
            kink = kinks.get(wanted.step.name)
            left_out += same_derivative(case, wanted, found, kink, "SymPy")
            compared += 1
    return Report(compared, tuple(left_out))


class _Chain:
    """Local derivatives of the steps as numbers, taken once each, and their products."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._steps = {s.name: s for s in case.plan.steps if s.role not in {"gradient", "jacobian"}}
        self._local: dict[str, Mapping[str, Any]] = {}
        shapes = {given.name: given.shape for given in case.plan.givens}
        shapes |= {name: step.shape for name, step in self._steps.items()}
        self._symbols = {
            name: _symbols(name, bind(shape, case.base.sizes))
            for name, shape in shapes.items()
            if name in case.base
        }
        self._numbers = {
            symbol: sympy.Float(float(number), DIGITS)
            for name, symbols in self._symbols.items()
            for symbol, number in zip(symbols.flat, np.ravel(case.base[name]), strict=True)
        }

    def jacobian(self, wanted: Derivative) -> Any:
        """Differentiate: n_top × n_bottom."""
        rows = [self._rows(term, wanted.bottom) for term in terms(self._case, wanted)]
        return sum(rows[1:], start=rows[0])

    def _rows(self, term: Term, bottom: str) -> Any:
        if term.top not in self._symbols:
            raise Unwritten(term.top)
        slopes = {bottom: np.eye(self._symbols[bottom].size)}
        for name in self._between(term.top, bottom, term.held):
            local = self._of(self._steps[name])
            flows = [local[used] @ slopes[used] for used in local if used in slopes]
            if flows:
                slopes[name] = sum(flows[1:], start=flows[0])
        shape = self._symbols[term.top].shape
        nothing = np.zeros((self._symbols[term.top].size, self._symbols[bottom].size))
        found = slopes.get(term.top, nothing)
        weight = weight_of(self._case, term, shape)
        return found if weight is None else np.reshape(weight, (1, -1)) @ found

    def _between(self, top: str, bottom: str, held: tuple[str, ...]) -> list[str]:
        needed = [step.name for step in self._case.plan.needed([top]) if step.name in self._steps]
        return [name for name in needed if name != bottom and name not in held]

    def _of(self, step: Step) -> Mapping[str, Any]:
        if step.name not in self._local:
            self._local[step.name] = self._differentiated(step)
        return self._local[step.name]

    def _differentiated(self, step: Step) -> Mapping[str, Any]:
        world = World(self._symbols, self._case.base.sizes, dict(self._numbers))
        entries = written(step.formula, world).reshape(-1)
        sizes = [self._symbols[used].size for used in step.uses]
        inputs = [symbol for used in step.uses for symbol in self._symbols[used].flat]
        slopes = dict(zip(inputs, np.eye(len(inputs)), strict=True))
        for symbol, entry in world.tape.items():
            slopes[symbol] = _gradient(entry, slopes, world)
        rows = np.array([_gradient(entry, slopes, world) for entry in entries])
        rows = rows.reshape(len(entries), len(inputs))
        parts = np.split(rows, np.cumsum(sizes)[:-1], axis=1) if sizes else []
        return dict(zip(step.uses, parts, strict=True))


def _gradient(entry: Any, slopes: Mapping[Any, Any], world: World) -> Any:
    """Differentiate one entry by every input, through the symbols it was written with."""
    total = np.zeros(len(next(iter(slopes.values()), ())))
    for symbol in sorted(entry.free_symbols, key=str):
        slope = sympy.N(sympy.diff(entry, symbol).xreplace(world.numbers), DIGITS)
        total = total + float(slope) * slopes[symbol]
    return total


def _symbols(name: str, shape: tuple[int, ...]) -> Any:
    found = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        found[place] = sympy.Symbol("_".join(map(str, (name, *place))), real=True)
    return found
