"""Which mistakes no asked value can reveal: with them, the answers come out right all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, names_in, transform, walk
from solver.algebra.op import OPS, Slip
from solver.backends.base import EvaluationError
from solver.check.compare import close
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.modelling.planned import Planned
from solver.plan import Plan, PlanError, Step
from solver.solution import Solution
from solver.variants.screening import every, rows

SAME = 1e-9
_QUIET = frozenset({"lt", "le", "gt", "ge", "threshold", "forall", "exists"})


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
    """A slip of an op, and the first place in the plan where it can be made."""

    op: str
    slip: Slip
    step: str
    formula: str


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
            for node in walk(step.formula):
                for slip in slips_of(node.op) if self._matters(node) else ():
                    if _changed(node, slip) is not None:
                        one = _Mistake(node.op, slip, step.name, str(node))
                        found.setdefault((node.op, slip.words), one)
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
            plan = _mistaken(self.planned.plan, one)
            found = evaluate(plan, self.givens, "numpy", targets=targets, lenient=True)
        except (EvaluationError, FormulaError, PlanError, ArithmeticError, ValueError):
            return None  # whoever makes it finds out
        same = np.ones(self.count, dtype=bool)
        for step in self.answers:
            rank = len(step.shape)
            right, wrong = (rows(one[step.name], rank, self.count) for one in (self.base, found))
            same &= every(close(right, wrong, SAME))
        return Hidden(one.step, one.formula, one.slip.words, int(same.sum()), self.count)


def _mistaken(plan: Plan, one: _Mistake) -> Plan:
    """Make a mistake wherever it can be made."""

    def rule(node: Expr) -> Expr:
        return (node.op == one.op and _changed(node, one.slip)) or node

    changed = ((step, transform(step.formula, rule)) for step in plan.steps)
    steps = (replace(step, formula=f) if f != step.formula else step for step, f in changed)
    return replace(plan, steps=tuple(steps))


def _changed(node: Expr, slip: Slip) -> Expr | None:
    found = slip.change(node)
    return found if found is not None and found != node and found.shape == node.shape else None


def slips_of(op: str) -> tuple[Slip, ...]:
    """List the mistakes with an op that an answer should reveal.

    Whether a boundary belongs to a case shows only on it, and a claim that is true in every case is
    true in one: that no answer tells is as it should be.
    """
    return () if op in _QUIET else OPS[op].slips
