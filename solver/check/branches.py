"""Sampled numbers that meet the conditions of formulas by cases, so that each case is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

from solver.algebra.expr import Expr, make, names_in, walk
from solver.algebra.ops.compare import RELATIONS
from solver.evaluate import EvaluationError, evaluate
from solver.plan import Given, Plan, Step

MOST = 24  # sets of conditions that are seen to
STRICT = {"le": "lt", "ge": "gt"}
Aim = tuple[Expr, ...]  # comparisons that are to hold at once


@dataclass(frozen=True, slots=True)
class Branches:
    """The sets of comparisons between sampled scalars that numbers should meet, and those met."""

    givens: tuple[Given, ...]
    aims: tuple[Aim, ...]
    met: set[Aim] = field(default_factory=set)

    def note(self, values: Mapping[str, Any]) -> None:
        """Note what some numbers meet."""
        self.met.update(aim for aim in self.aims if self._holds(aim, values))

    def missing(self) -> Iterator[Aim]:
        """List what no numbers have met yet, one at a time."""
        for aim in self.aims:
            if aim not in self.met:
                yield aim

    def aimed(self, values: Mapping[str, Any], aim: Aim) -> dict[str, Any] | None:
        """Change sampled numbers so that they meet an aim; None if they do not."""
        changed = dict(values)
        free = {given.name for given in self.givens if given.value is None}
        for one in aim:
            if one.op == "eq" and one.args[0].op == "name" and one.args[0].attr("name") in free:
                changed[one.args[0].attr("name")] = self._value(one.args[1], changed)
        kept = all(_keeps(given, changed.get(given.name)) for given in self.givens)
        return changed if kept and self._holds(aim, changed) else None

    def _holds(self, aim: Aim, values: Mapping[str, Any]) -> bool:
        return all(self._value(one, values) == 1 for one in aim)

    def _value(self, formula: Expr, values: Mapping[str, Any]) -> Fraction | None:
        plan = Plan(self.givens, (Step("aim", formula, ()),))
        try:
            found = evaluate(plan, values, targets=["aim"]).exact("aim")
        except EvaluationError:
            return None
        return None if found is None else Fraction(found)


def branches_of(plan: Plan) -> Branches:
    """Find the conditions of a plan's formulas that are on sampled scalars alone.

    Those that stand together in a case are to be met together; of two sides that are compared,
    either is to be the larger, and both the same.
    """
    scalars = {given.name for given in plan.givens if not given.shape}
    free = {given.name for given in plan.givens if given.value is None} & scalars

    def is_open(node: Expr) -> bool:
        names = set(names_in(node))
        return node.op in RELATIONS and bool(names & free) and names <= scalars

    nodes = [node for step in plan.steps for node in walk(step.formula)]
    alone = [node for node in nodes if is_open(node)]
    found: list[Aim] = [(make(op, *node.args),) for node in alone for op in ("lt", "eq", "gt")]
    joint = (node for node in nodes if node.op == "and")
    found += [tuple(_strict(part) for part in walk(node) if is_open(part)) for node in joint]
    return Branches(plan.givens, tuple(islice(dict.fromkeys(aim for aim in found if aim), MOST)))


def _strict(node: Expr) -> Expr:
    return make(STRICT.get(node.op, node.op), *node.args)


def _keeps(given: Given, value: Any) -> bool:
    """Tell whether a changed value has the facts of its given."""
    if given.shape or given.value is not None:
        return True
    if value is None:
        return False
    least = [int(f.removeprefix("at_least_")) for f in given.facts if f.startswith("at_least_")]
    least += [0] if given.facts & {"positive", "nonnegative"} else []
    return not (
        (value == 0 and "positive" in given.facts)
        or (value >= 0 and "negative" in given.facts)
        or (value.denominator != 1 and "integer" in given.facts)
        or any(value < bound for bound in least)
    )
