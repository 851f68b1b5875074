"""Which mistakes no asked value can reveal: with them, the answers come out right all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, names_in, walk
from solver.backends.base import EvaluationError
from solver.check.compare import close
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.modelling.planned import Planned
from solver.plan import Plan, PlanError, Step
from solver.solution import Solution
from solver.variants.mistaken import Slipped, everywhere, slipped, with_formulas
from solver.variants.screening import every, rows

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Hidden:
    """A mistake that does not show in `hidden` of `count` variants, wherever it can be made.

    `formula`, in a step, is the first place.
    """

    step: str
    formula: str
    words: str
    hidden: int
    count: int

    def __str__(self) -> str:
        some = "" if self.count == 1 else f" in {self.hidden} of {self.count} variants"
        often = " in any variant" if self.hidden == self.count > 1 else some
        return f"no asked value tells{often} whether {self.words} (`{self.formula}` in {self.step})"


def hidden_slips(planned: Planned, givens: Mapping[str, Any], count: int) -> tuple[Hidden, ...]:
    """Make every mistake that the ops know of; list those that seldom show.

    Whoever makes one makes it wherever it can be made. `givens` have a leading axis of `count`
    variants. What is asked must have numbers.
    """
    with np.errstate(all="ignore"):
        try:
            base = evaluate(planned.plan, givens, "numpy", lenient=True)
        except EvaluationError:
            return ()
        tested = _Tested(planned, givens, base, count)
        found = [tested.hidden(mistake) for mistake in tested.mistakes()] if tested.answers else []
    return tuple(one for one in found if one is not None and 2 * one.hidden > one.count)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A slip, and the first step of the plan in which it can be made."""

    slipped: Slipped
    step: str


@dataclass(frozen=True, eq=False)
class _Tested:
    """A plan whose answers are known, to be evaluated with mistakes in it."""

    planned: Planned
    givens: Mapping[str, Any]
    base: Solution
    count: int

    @property
    def answers(self) -> tuple[Step, ...]:
        """List what is asked and has numbers."""
        asked = (self.planned.plan[key] for key in sorted(self.planned.asked))
        return tuple(step for step in asked if step.name in self.base)

    def mistakes(self) -> tuple[_Mistake, ...]:
        """List the mistakes there are to make in the steps that the answers need."""
        steps = self.planned.plan.needed(step.name for step in self.answers)
        found: dict[tuple[str, str], _Mistake] = {}
        for step in (step for step in steps if not step.minor):
            for node in filter(self._matters, walk(step.formula)):
                for one in slipped(node):
                    if not one.slip.quiet:
                        found.setdefault(one.key, _Mistake(one, step.name))
        return tuple(found.values())

    def _matters(self, node: Expr) -> bool:
        """Tell whether numbers decide: those that vary, or if none does, any but literals."""
        return not self._moving.isdisjoint(names_in(node))

    @cached_property
    def _moving(self) -> set[str]:
        plan = self.planned.plan
        found = set(self.givens) or {given.name for given in plan.givens}
        for step in plan.steps:
            if not found.isdisjoint(step.uses):
                found.add(step.name)
        return found

    def hidden(self, one: _Mistake) -> Hidden | None:
        """Count the variants in which a mistake does not show; None if it cannot be made."""
        targets = [step.name for step in self.answers]
        try:
            plan = _mistaken(self.planned.plan, one.slipped)
            found = evaluate(plan, self.givens, "numpy", targets=targets, lenient=True)
        except (EvaluationError, FormulaError, PlanError, ArithmeticError, ValueError):
            return None  # whoever makes it finds out
        same = np.ones(self.count, dtype=bool)
        for step in self.answers:
            rank = len(step.shape)
            right, wrong = (rows(each[step.name], rank, self.count) for each in (self.base, found))
            same &= every(close(right, wrong, SAME))
        place, words = str(one.slipped.node), one.slipped.words
        return Hidden(one.step, place, words, int(same.sum()), self.count)


def _mistaken(plan: Plan, one: Slipped) -> Plan:
    """Make a mistake wherever it can be made."""
    made = {step.name: everywhere(step.formula, *one.key) for step in plan.steps}
    return with_formulas(plan, made)
