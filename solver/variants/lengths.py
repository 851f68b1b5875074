"""How long the exact answers of a variant are when they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from solver.problem import Problem


def lengths(problem: Problem, names: Iterable[str]) -> dict[str, int]:
    """Count the digits of the longest number of each answer; 0 if one is not exact."""
    known = {step.name for step in problem.plan.steps}
    targets = tuple(sorted(known.intersection(names)))
    solution = problem.plan.evaluate(targets=targets) if targets else None
    return {key: _longest(solution.exact(key)) for key in targets} if solution else {}


def _longest(nested: Any) -> int:
    if nested is None:
        return 0
    if isinstance(nested, list):
        return max(map(_longest, nested), default=1)
    return sum(letter.isdigit() for letter in nested)
