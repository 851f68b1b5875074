"""Exact numbers against NumPy, and every further form of a formula against the formula."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from flint import arb

from solver.algebra.expr import make, name, walk
from solver.check.case import Case, Kinks, Report
from solver.check.compare import close, disagree
from solver.check.keyed import Draws
from solver.plan import Given, Plan, Step
from solver.solution import Solution

RELATIVE = 1e-9
ROUNDING = 1e-13  # of the largest number that goes into a step
NUDGE = 2.0**-40  # relative change of the givens that shows how rounding errors grow
ROUNDED = 2.0**-50  # and of every step
NUDGED = 8  # sets of numbers so changed


def run(case: Case, kinks: Kinks) -> Report:
    """Compare every step's exact value with NumPy's, and the lines that explain it."""
    exact = case.exact or case.evaluate(backend="exact")
    lined = _with_lines(case.plan)
    lines = case.evaluate(lined)
    doubt = _Doubt(case, lined)
    compared = 0
    for step in case.plan.steps:
        if step.name not in lines:
            continue
        compared += 1
        value = lines[step.name]
        if step.name in exact:
            truth = approximate(exact, step.name)
            _same(step, doubt, (f"{_lead(step)} in exact numbers", truth), ("NumPy", value))
        for label, line in _lines(step):
            if label in lines:
                said = (f"the line {line.formula}", lines[label])
                _same(step, doubt, (f"{_lead(step)}", value), said, label)
    return Report(compared)


def _lead(step: Step) -> str:
    return f"the formula {step.formula}"


def approximate(solution: Solution, name: str) -> Any:
    """Give exact values as doubles; more precision is spent only where a ball is wide."""
    values = solution[name]
    if values.dtype != object:
        return np.asarray(values, dtype=float)
    flat = values.reshape(-1).tolist()
    middle = [float(entry) for entry in flat]
    radius = [float(entry.rad()) if isinstance(entry, arb) else 0.0 for entry in flat]
    if all(r <= 1e-13 * abs(m) for m, r in zip(middle, radius, strict=True)):
        return np.asarray(middle).reshape(values.shape)
    return np.asarray(solution.floats(name), dtype=float)


def _lines(step: Step) -> list[tuple[str, Step]]:
    """Make steps of the other forms of a formula, under names no plan uses."""
    lines = (*step.before, *step.after)
    return [
        (f"{step.name} #{k}", Step(f"{step.name} #{k}", line.expr, ()))
        for k, line in enumerate(lines)
    ]


def _with_lines(plan: Plan) -> Plan:
    extra = tuple(line for step in plan.steps for _, line in _lines(step))
    return replace(plan, steps=(*plan.steps, *extra))


def _same(
    step: Step,
    doubt: _Doubt,
    left: tuple[str, Any],
    right: tuple[str, Any],
    label: str = "",
) -> None:
    """Compare two values of a step, allowing for rounding errors where the numbers amplify them."""
    if close(left[1], right[1], RELATIVE).all():
        return
    fine = close(left[1], right[1], RELATIVE, doubt.about(step, label or step.name))
    if not fine.all():
        disagree(step.name, fine, left, right)


class _Doubt:
    """How far rounding may carry NumPy's values, found by changing the givens a little."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._case, self._plan = case, plan
        self._spread: Solution | None = None

    def about(self, step: Step, label: str) -> Any:
        """Give the error to allow for, entry by entry."""
        names = [name for name in step.uses if name in self._case.base]
        sizes = [np.max(np.abs(self._case.base[name]), initial=0.0) for name in names]
        literals = [abs(float(n.attr("value"))) for n in walk(step.formula) if n.op == "number"]
        largest = max([1.0, *sizes, *literals])
        return ROUNDING * largest + 4 * self._change(label) + 4 * self._change(step.name)

    def _change(self, name: str) -> Any:
        if self._spread is None:
            noise = {_noise(step): _signs(step.name, ()) * ROUNDED + 1 for step in self._plan.steps}
            changed = {**_nudged(self._case), **noise}
            self._spread = self._case.evaluate(_noisy(self._plan), overrides=changed)
        values = np.asarray(self._spread[name], dtype=float)
        return np.nan_to_num(np.ptp(values, axis=0), nan=0.0, posinf=0.0)


def _nudged(case: Case) -> dict[str, Any]:
    """Change every given in its last digits, several times; counts and sizes stay."""
    found = {}
    for given in case.plan.givens:
        value = np.asarray(case.base[given.name], dtype=float)
        if given.shape or not float(value).is_integer():
            found[given.name] = value * (1 + NUDGE * _signs(given.name, value.shape))
    return found


def _signs(name: str, shape: tuple[int, ...]) -> Any:
    """Draw numbers between -1 and 1, several sets of them."""
    draws = Draws("nudge", name)
    count = NUDGED * math.prod(shape)
    return np.reshape([draws.between(-8, 8) / 8 for _ in range(count)], (NUDGED, *shape))


def _noise(step: Step) -> str:
    return f"·{step.name}"


def _noisy(plan: Plan) -> Plan:
    """Multiply every step by a number close to 1, as rounding does."""
    givens = tuple(Given(_noise(step), ()) for step in plan.steps)
    steps = tuple(replace(s, formula=make("mul", name(_noise(s)), s.formula)) for s in plan.steps)
    return replace(plan, givens=(*plan.givens, *givens), steps=steps)
