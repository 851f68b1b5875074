"""Answers judged by what they do: weights by their truth table, factors by their product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from solver.algebra.expr import Expr
from solver.backends.base import EvaluationError
from solver.evaluate import evaluate
from solver.plan import Plan, Step
from solver.solution import Solution


def does(plan: Plan, solution: Solution, step: Step, overrides: Mapping[str, Any]) -> bool | None:
    """Tell whether an answer does what the step asks of it; None if nothing is asked of it so.

    `overrides` hold the student's own values, that of the step and those of earlier steps: weights
    of a second layer are right if they are with the student's own first layer. None, too, if it
    cannot be told: the search behind a condition has no end.
    """
    if not step.judged or step.name not in overrides:
        return None
    conditions = _as_steps(step.judged, plan)
    names = [condition.name for condition in conditions]
    asking = replace(plan, steps=(*plan.steps, *conditions))
    request = solution.request
    try:
        found = evaluate(
            asking, request.givens, overrides=overrides, targets=names, functions=request.functions
        )
        return all(found.floats(name) == 1 for name in names)
    except (EvaluationError, ArithmeticError):
        return None


def _as_steps(conditions: tuple[Expr, ...], plan: Plan) -> list[Step]:
    """Give conditions names that nothing else has: no name that people write has a blank."""
    return [Step(f"judged {k}", expr, ("",), minor=True) for k, expr in enumerate(conditions)]
