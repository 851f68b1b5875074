"""Formulas that follow from a student's own earlier ones, and the mistakes that give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.errors import MarkschemeError
from solver.marking.diagnosis.mistakes import Mistake, mistaken, mistakes
from solver.marking.diagnosis.reproducing import likeliest
from solver.marking.judging.desk import Desk, Judged
from solver.marking.judging.formulas import Numbers, same
from solver.marking.verdicts import Outcome
from solver.plan import Plan

Told = tuple[Outcome | None, str, tuple[str, ...]]

SCALED = (
    (-1.0, "the sign is the opposite"),
    (2.0, "it is twice what is right"),
    (0.5, "it is half of what is right"),
)


@dataclass(frozen=True)
class Formulas:
    """Explains wrong formulas; what a mistake is worth on the samples is worked out once.

    `steps` are those of the questions, by name.
    """

    desk: Desk
    steps: Mapping[str, str]

    @cached_property
    def _order(self) -> dict[str, int]:
        return {step.name: place for place, step in enumerate(self.desk.problem.plan.steps)}

    @cached_property
    def _mistaken(self) -> dict[str, list[tuple[Mistake, list[Numbers]]]]:
        return {}

    def explained(self, judged: Mapping[str, Judged]) -> dict[str, Told]:
        """Explain one student's wrong formulas: by what they follow from, else by a mistake."""
        wrong = {name: values for name, one in judged.items() if (values := _wrong(one))}
        found: dict[str, Told] = {}
        for name in sorted(wrong, key=lambda each: self._order[self.steps[each]]):
            key, values = self.steps[name], wrong[name]
            above = {
                self.steps[other]: rows
                for other, rows in wrong.items()
                if other != name and key in self.desk.dependents[self.steps[other]]
            }
            if above and same(values, self._carried(key, above) or ()):
                found[name] = (Outcome.FOLLOWS, "", tuple(above))
            else:
                found[name] = (None, self._diagnosis(key, values), ())
        return found

    def _carried(self, key: str, above: Mapping[str, Sequence[Numbers]]) -> list[Numbers] | None:
        """Compute a step on every sample with a student's earlier values."""
        count = len(self.desk.samples(key).cases)
        if any(len(rows) != count for rows in above.values()):
            return None
        overrides = [{step: rows[k] for step, rows in above.items()} for k in range(count)]
        return _computed(self.desk, self.desk.samples(key).plan, key, overrides)

    def _diagnosis(self, key: str, values: Sequence[Numbers]) -> str:
        """Find the one mistake that gives a formula's values on every sample."""
        made = [mistake for mistake, found in self._made(key) if same(found, values)]
        words = likeliest(made, key)
        return words[0] if len(words) == 1 else self._look(key, values)

    def _look(self, key: str, values: Sequence[Numbers]) -> str:
        """Say if it is right but for its sign, or a factor 2."""
        right = self.desk.samples(key).values(self.desk.problem.plan[key]) or []
        seen = (words for by, words in SCALED if same([by * each for each in right], values))
        return next(seen, "")

    def _made(self, key: str) -> list[tuple[Mistake, list[Numbers]]]:
        if key not in self._mistaken:
            plan = self.desk.samples(key).plan
            nothing: list[dict[str, Numbers]] = [{} for _ in self.desk.samples(key).cases]
            tried = (
                (one, _computed(self.desk, mistaken(plan, one), key, nothing))
                for one in mistakes(plan, [key])
            )
            self._mistaken[key] = [(one, found) for one, found in tried if found is not None]
        return self._mistaken[key]


def _wrong(one: Judged) -> Sequence[Numbers]:
    return one.values or () if one.outcome is Outcome.WRONG else ()


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
