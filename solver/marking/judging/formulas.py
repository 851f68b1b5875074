"""Formulas compared by what they are worth: at random points, and in random sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.expr import Expr, rebuild
from solver.check.case import Case
from solver.check.sampling import cases
from solver.evaluate import EvaluationError, tried
from solver.forms import flat
from solver.marking.judging.costs import LIMITS
from solver.marking.limited import in_time, on_nobodys_time
from solver.plan import Given, Plan, Step

Numbers = npt.NDArray[np.float64]
CLOSE = 1e-7
ROUNDS, MOST = 8, 12  # sets of numbers on which formulas are compared, and with those aimed at


@dataclass(frozen=True)
class Samples:
    """A plan with numbers drawn for its givens, several times; sizes differ, so shapes show."""

    plan: Plan
    losses: Mapping[str, Expr]

    def around(self, step: str) -> Samples:
        """Choose the plan on which a step is sampled: the whole, or what the step needs of it.

        Givens that have values are drawn, too, if the step depends on no others: a formula that
        gives the right number by chance is not the right formula.
        """
        needed = self.plan.needed([step])
        used = {name for each in needed for name in each.uses}
        givens = [given for given in self.plan.givens if given.name in used]
        given = givens and all(each.value is not None for each in givens)
        if not given and self.cases and all(step in case.base for case in self.cases):
            return self
        free = _free(self.plan.givens, givens)
        return Samples(replace(self.plan, steps=needed, givens=free), {})

    @classmethod
    def own(cls, plan: Plan, step: str, values: Mapping[str, Any]) -> Samples | None:
        """Sample a step with a student's own givens, which may stand in a formula as numbers.

        None where nothing is left to draw: the formula of a number is any other with its value.
        """
        needed = plan.needed([step])
        used = {name for each in needed for name in each.uses}
        givens = tuple(replace(g, value=values.get(g.name, g.value)) for g in plan.givens)
        free = any(g.value is None for g in givens if g.name in used)
        if not free and plan[step].formula.op != "tabulate":
            return None
        return cls(replace(plan, steps=needed, givens=givens), {})

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Draw the numbers; none if no numbers are possible."""
        try:
            with on_nobodys_time():
                return tuple(cases(self.plan, None, dict(self.losses), ROUNDS))[:MOST]
        except (EvaluationError, ArithmeticError, ValueError, TypeError):
            return ()

    def values(self, step: Step) -> list[Numbers] | None:
        """Give the values of a step; None if it has none."""
        if not self.cases or any(step.name not in case.base for case in self.cases):
            return None
        return [np.asarray(case.base[step.name], dtype=float) for case in self.cases]

    def of(self, expr: Expr) -> list[Numbers] | None:
        """Give the values of an expression; None if it cannot be computed."""
        found = [self._tried(case, expr) for case in self.cases]
        kept = [np.asarray(value, dtype=float) for value in found if value is not None]
        return kept if kept and len(kept) == len(found) else None

    @staticmethod
    def _tried(case: Case, expr: Expr) -> Any | None:
        in_time()
        return tried(case.base, expr, LIMITS)


def _free(givens: Sequence[Given], used: Sequence[Given]) -> tuple[Given, ...]:
    """Forget the values of the givens that are used, but what sort of numbers they are."""
    return tuple(
        replace(g, value=None, facts=g.facts | _facts(g.value)) if g in used else g for g in givens
    )


def _facts(value: Any) -> frozenset[str]:
    """Say what is true of all entries of a value: sizes stay whole, and rates positive."""
    entries = [entry for entry in flat(value) if entry is not None]
    found = {"integer"} if all(Fraction(e).denominator == 1 for e in entries) else set()
    return frozenset(found | ({"positive"} if all(e > 0 for e in entries) else set()))


def as_answer(step: Step, expr: Expr) -> Expr:
    """Make of a formula in n the table that a step which is a function has as its value."""
    if step.head is not None and step.formula.op in {"tabulate", "each"} and not expr.shape:
        return rebuild(step.formula, (*step.formula.args[:-1], expr))
    return expr


def same(left: Sequence[Numbers], right: Sequence[Numbers]) -> bool:
    """Tell whether two formulas have the same values everywhere."""
    return len(left) == len(right) and all(map(alike, left, right))


def alike(left: Numbers, right: Numbers) -> bool:
    """Compare two arrays, entry by entry, relative to the largest."""
    if left.shape != right.shape:
        return False
    finite = np.isfinite(right)
    if not np.array_equal(finite, np.isfinite(left)):
        return False
    room = CLOSE * float(np.abs(right[finite]).max(initial=0.0))
    return bool((np.abs(left - right)[finite] <= room + 1e-300).all())


def turned(values: Sequence[Numbers]) -> list[Numbers]:
    """Transpose every matrix."""
    return [value.T if value.ndim == 2 else value for value in values]
