"""Exact numbers against NumPy, and every further form of a formula against the formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import arb

from solver.algebra.expr import Expr
from solver.backends.base import EvaluationError
from solver.check.case import BEYOND_DOUBLES, Case, Kinks, Report
from solver.check.compare import close, disagree
from solver.check.doubt import Doubt
from solver.check.lines import lines_of, with_lines
from solver.evaluate import extended
from solver.plan import Plan, Step
from solver.solution import Solution

RELATIVE = 1e-9


def run(case: Case, kinks: Kinks) -> Report:
    """Compare every step's exact value with NumPy's, and the lines that explain it."""
    exact = case.exactly()
    lined = with_lines(case.plan)
    numbers = extended(case.base, lined)
    doubt = Doubt(case)
    compared, left_out = 0, []
    for step in case.plan.steps:
        if step.name not in numbers:
            continue
        compared += 1
        value = numbers[step.name]
        if step.name in exact:
            truth = approximate(exact, step.name)
            fine, beyond = _close(truth, value, doubt, step), _beyond_doubles(truth, value)
            fine = (
                fine if np.all(fine | beyond) else fine | _given_the_truth(case, step, exact, doubt)
            )
            said = (f"{_lead(step)} in exact numbers", truth), ("NumPy", value)
            _require(step, fine | beyond, *said)
            left_out += [] if np.all(np.isfinite(value)) else [(BEYOND_DOUBLES, step.name)]
        for line in lines_of(step):
            if line.name in numbers:
                other = numbers[line.name]
                fine = _close(value, other, doubt, step) & ~_beyond_doubles(value, other)
                fine = fine if np.all(fine) else fine | _equal(case, lined, step, line)
                fine = fine if np.all(fine) else fine | _stands_the_tests(case, step, other)
                said = (_lead(step), value), (f"the line {line.formula}", other)
                _require(step, fine, *said, line.formula)
    return Report(compared, tuple(left_out))


def _given_the_truth(case: Case, step: Step, exact: Solution, doubt: Doubt) -> Any:
    """Compare a step alone, from the exact values of all it uses.

    Those have been compared themselves; where doubles lose all their digits on the way, as in the
    distance from a limit that is reached, what is computed from them says nothing.
    """
    used = {key: approximate(exact, key) for key in step.uses if key in exact}
    if not used:
        return False
    value = case.evaluate(overrides=used, targets=[step.name])[step.name]
    return close(approximate(exact, step.name), value, RELATIVE, doubt.about(step))


def _beyond_doubles(truth: Any, value: Any) -> Any:
    """Find numbers that NumPy cannot compute, as in 0 · log(1 − σ(40)), or past its largest."""
    return ~np.isnan(truth) & ~np.isfinite(value)


def _equal(case: Case, plan: Plan, step: Step, line: Step) -> Any:
    """Compare a line with its step in exact numbers, where doubles cannot."""
    try:
        found = case.evaluate(plan, backend="exact", targets=[step.name, line.name])
        left, right = (approximate(found, form.name) for form in (step, line))
        return close(left, right, RELATIVE)
    except EvaluationError:
        return False


def _stands_the_tests(case: Case, step: Step, other: Any) -> bool:
    """Tell whether a value in place of what was found passes the same tests: it is right, too.

    Of the weights that make a gate, the search finds one choice out of many.
    """
    plan = case.plan
    tests = [test.name for test in plan.steps if step.name in test.confirms]
    tests = [key for key in tests if step in plan.needed([key]) and key in case.base]
    if not tests:
        return False
    found = case.evaluate(overrides={step.name: other}, targets=tests)
    return all(np.all(close(case.base[key], found[key], RELATIVE)) for key in tests)


def _lead(step: Step) -> str:
    return f"the formula {step.formula}"


def approximate(solution: Solution, name: str) -> Any:
    """Give exact values as doubles; more precision is spent only where a ball is wide."""
    values = solution[name]
    if values.dtype != object:
        return np.asarray(values, dtype=float)
    flat = values.reshape(-1).tolist()
    middle = [_double(entry) for entry in flat]
    radius = [float(entry.rad()) if isinstance(entry, arb) else 0.0 for entry in flat]
    if all(r <= 1e-13 * abs(m) for m, r in zip(middle, radius, strict=True)):
        return np.asarray(middle).reshape(values.shape)
    return np.asarray(solution.floats(name), dtype=float)


def _double(number: Any) -> float:
    """Take a number beyond the largest double for an infinity, as NumPy does."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _close(left: Any, right: Any, doubt: Doubt, step: Step) -> Any:
    """Compare two values of a step, allowing for rounding errors where the numbers amplify them."""
    fine = close(left, right, RELATIVE)
    return fine if fine.all() else close(left, right, RELATIVE, doubt.about(step))


def _require(
    step: Step, fine: Any, left: tuple[str, Any], right: tuple[str, Any], form: Expr | None = None
) -> None:
    if not np.all(fine):
        disagree(step.name, fine, left, right, form)
