"""Values that were rounded too early: right, if an earlier step is rounded to a few decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking.diagnosis.class_values import Numbers
from solver.marking.diagnosis.written import agrees
from solver.marking.judging.comparing import Truth
from solver.marking.judging.desk import Desk
from solver.marking.judging.said import Said
from solver.variants.samples import floats

NEAR = 0.05  # of the largest entry: what is further off was not made by rounding
MOST_STEPS = 16  # earlier steps that are tried, the nearest first
DECIMALS = (4, 3, 2, 1)


def rounded_early(desk: Desk, key: str, said: Said, truth: Truth, values: Mapping[str, Any]) -> str:
    """Say which earlier step, rounded to how many decimals, gives a student's value.

    `values` are the student's own givens. Empty if none does, or if the value is too far off.
    """
    right = np.array([float(entry) for entry in truth.entries])
    ours = np.array([float(entry) for entry in said.values])
    if ours.shape != right.shape or not 0 < _off(ours, right) <= NEAR:
        return ""
    givens = {name: floats(value) for name, value in values.items()}
    above = [s.name for s in desk.problem.plan.needed([key]) if s.name != key and not s.minor]
    base = _evaluated(desk, givens, {}, above[-MOST_STEPS:])
    for decimals in DECIMALS if base is not None else ():
        for step in above[-MOST_STEPS:]:
            value = np.asarray(base[step], dtype=float)
            if np.array_equal(np.round(value, decimals), value):
                continue
            found = _evaluated(desk, givens, {step: np.round(value, decimals)}, [key])
            if found is not None and agrees(said, _flat(found[key])):
                return f"{step.rpartition('.')[2]} may have been rounded to {decimals} decimals"
    return ""


def _off(ours: Numbers, right: Numbers) -> float:
    largest = float(np.abs(right).max(initial=0.0)) or 1.0
    return float(np.abs(ours - right).max(initial=0.0)) / largest


def _flat(value: Any) -> Numbers:
    return np.asarray(value, dtype=float).reshape(-1)


def _evaluated(
    desk: Desk, givens: Mapping[str, Any], overrides: Mapping[str, Any], targets: list[str]
) -> Any:
    with np.errstate(all="ignore"):
        try:
            plan = desk.problem.plan
            return evaluate(plan, givens, "numpy", overrides, targets, lenient=True)
        except (MarkschemeError, ArithmeticError, ValueError):
            return None
