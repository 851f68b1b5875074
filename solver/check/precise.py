"""Derivatives in exact numbers, for entries about which doubles cannot tell.

A confident prediction, such as log(1 − σ(30)), leaves no step that is both wide enough for a
double's rounding and narrow enough for the function. With a hundred digits there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from solver.backends.base import EvaluationError
from solver.check.case import Case, Derivative
from solver.check.targets import LOSS, PART, Term, terms
from solver.plan import Plan, Step
from solver.rounding import Rounded
from solver.solution import Solution

STEP = Fraction(1, 10**40)  # of an entry
DIGITS = 100
RELATIVE, NOTHING = Fraction(1, 10**9), Fraction(1, 10**20)


def agree(case: Case, plan: Plan, wanted: Derivative, doubtful: Any) -> tuple[Any, Any]:
    """Say which doubtful entries (top × bottom) agree after all, and which sit on a kink."""
    fine, kink = np.zeros(doubtful.shape, dtype=bool), np.zeros(doubtful.shape, dtype=bool)
    try:
        said = _Exact(case, plan, wanted)
        for entry in np.flatnonzero(doubtful.any(axis=0)).tolist():
            fine[:, entry], kink[:, entry] = said.compared(entry)
    except EvaluationError:
        pass  # there are no exact numbers for this case: what is doubtful stays so
    return fine & doubtful, kink & doubtful


class _Exact:
    """One derivative and the function it belongs to, in numbers of a hundred digits."""

    def __init__(self, case: Case, plan: Plan, wanted: Derivative) -> None:
        self._case, self._plan = case, plan
        self._bottom = wanted.bottom if wanted.part is None else PART
        self._terms = terms(case, wanted)
        own = {wanted.step.name, *(held for term in self._terms for held in term.held)}
        base = case.evaluate(backend="exact", targets=sorted(own))
        self._held = {name: base.rounded(name, DIGITS) for name in own - {wanted.step.name}}
        self._value = _fractions(base, wanted.step.name).reshape(-1)
        at = case.evaluate(plan, backend="exact", targets=[self._bottom])
        self._at = _fractions(at, self._bottom)

    def compared(self, entry: int) -> tuple[Any, Any]:
        """Compare all derivatives by one entry; one-sided slopes that differ make a kink."""
        step = STEP * (abs(self._at.reshape(-1)[entry]) or 1)
        left, right = self._slope(entry, -step), self._slope(entry, step)
        value = self._value.reshape(len(left), -1)[:, entry]
        middle = [(a + b) / 2 for a, b in zip(left, right, strict=True)]
        fine = [_near(a, b) for a, b in zip(middle, value, strict=True)]
        return fine, [not _near(a, b) for a, b in zip(left, right, strict=True)]

    def _slope(self, entry: int, step: Fraction) -> list[Fraction]:
        ahead, here = self._function(entry, step), self._function(entry, Fraction(0))
        return [(b - a) / step for a, b in zip(here, ahead, strict=True)]

    def _function(self, entry: int, step: Fraction) -> list[Fraction]:
        moved = self._at.copy()
        moved.reshape(-1)[entry] += step
        changed = {**self._held, self._bottom: moved.tolist()}
        parts = [self._term(term, changed) for term in self._terms]
        return [sum(column, Fraction(0)) for column in zip(*parts, strict=True)]

    def _term(self, term: Term, changed: Mapping[str, Any]) -> list[Fraction]:
        found = self._case.evaluate(
            self._plan, backend="exact", overrides=changed, targets=[term.top]
        )
        values = _fractions(found, term.top).reshape(-1)
        if term.weight is None:
            return list(values)
        steps = (*self._case.plan.steps, Step(LOSS, term.weight, ()))
        weighing = replace(self._case.plan, steps=steps)
        weight = _fractions(
            self._case.evaluate(weighing, backend="exact", targets=[LOSS]), LOSS
        ).reshape(-1)
        return [sum((a * b for a, b in zip(values, weight, strict=True)), Fraction(0))]


def _near(a: Fraction, b: Fraction) -> bool:
    return abs(a - b) <= RELATIVE * max(abs(a), abs(b)) + NOTHING


def _fractions(solution: Solution, name: str) -> Any:
    rounded = np.asarray(solution.rounded(name, DIGITS), dtype=object)
    flat = [e.value if isinstance(e, Rounded) else Fraction(e) for e in rounded.reshape(-1)]
    found = np.empty(len(flat), dtype=object)
    found[:] = flat
    return found.reshape(rounded.shape)
