"""Formulas that follow from a student's own earlier ones, and the mistakes that give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from solver.errors import MarkschemeError
from solver.marking.formulas import Numbers, same
from solver.marking.judging import Desk, Judged
from solver.marking.mistakes import mistaken, mistakes
from solver.marking.verdicts import Outcome
from solver.plan import Plan

Told = tuple[Outcome | None, str, tuple[str, ...]]


def follow_formulas(
    desk: Desk, steps: Mapping[str, str], judged: Mapping[str, Judged]
) -> dict[str, Told]:
    """Explain one student's wrong formulas: by what they follow from, else by a mistake."""
    wrong = {
        name: one for name, one in judged.items()
        if one.outcome is Outcome.WRONG and one.values is not None
    }  # fmt: skip
    found: dict[str, Told] = {}
    order = [step.name for step in desk.problem.plan.steps]
    for name in sorted(wrong, key=lambda each: order.index(steps[each])):
        values = wrong[name].values
        assert values is not None
        above = {
            steps[other]: one.values
            for other, one in wrong.items()
            if steps[name] in desk.dependents[steps[other]] and other != name and one.values
        }
        if above and same(values, _carried(desk, steps[name], above) or ()):
            found[name] = (Outcome.FOLLOWS, "", tuple(above))
        else:
            found[name] = (None, _diagnosis(desk, steps[name], values), ())
    return found


def _carried(desk: Desk, key: str, above: Mapping[str, Sequence[Numbers]]) -> list[Numbers] | None:
    """Compute a step on every sample with a student's earlier values."""
    overrides = [{step: rows[k] for step, rows in above.items()} for k in range(_count(desk, key))]
    return _computed(desk, desk.samples(key).plan, key, overrides)


def _count(desk: Desk, key: str) -> int:
    return len(desk.samples(key).cases)


def _computed(
    desk: Desk, plan: Plan, key: str, overrides: Sequence[Mapping[str, Numbers]]
) -> list[Numbers] | None:
    found = []
    for case, own in zip(desk.samples(key).cases, overrides, strict=True):
        try:
            with np.errstate(all="ignore"):
                value = case.evaluate(plan, targets=[key], overrides=own)[key]
        except (MarkschemeError, ArithmeticError, ValueError, KeyError):
            return None
        found.append(np.asarray(value, dtype=float))
    return found


def _diagnosis(desk: Desk, key: str, values: Sequence[Numbers]) -> str:
    """Find the one mistake that gives a formula's values on every sample."""
    plan = desk.samples(key).plan
    nothing: list[dict[str, Numbers]] = [{} for _ in range(_count(desk, key))]
    words = []
    for mistake in mistakes(plan, [key]):
        found = _computed(desk, mistaken(plan, mistake), key, nothing)
        if found is not None and same(found, values):
            words.append(mistake.words)
    return words[0] if len(set(words)) == 1 else ""
