"""What is drawn for one structure of a problem, and how draws are judged, whatever the salt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from solver.errors import SpecError
from solver.problem import Problem
from solver.variants.draws import Drawn, draw
from solver.variants.fairness import Fairness
from solver.variants.judging import Judge, Reason
from solver.variants.lengths import lengths
from solver.variants.samples import floats
from solver.variants.sources import Lets, Source, lets_of, sources_of
from solver.variants.stream import key_of

SAMPLE = 256  # draws that tell which answers differ from the example's
FEW = 8  # draws that tell whether all variants have the steps of the example
LETTERS = 8  # digits of an exact answer that nobody minds; more only if the example has more


Fate = tuple[Reason | None, bytes]  # why a draw is refused, and its key


@dataclass(frozen=True)
class Design:
    """One structure of a problem: what is drawn, what is computed from it, and its judge."""

    problem: Problem
    sources: tuple[Source, ...]
    lets: tuple[Lets, ...]
    fair: dict[float, Fairness | None] = field(default_factory=dict)  # by share, once it is known
    fates: dict[Any, Fate] = field(default_factory=dict)  # by numbers, of draws looked at

    @classmethod
    def of(cls, problem: Problem) -> Design | None:
        """Find what is drawn for a problem; None if nothing in it varies."""
        sources = sources_of(problem)
        drawn = any(source.targets for source in sources) or problem.spec.let
        return cls(problem, sources, lets_of(problem)) if sources and drawn else None

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """List the givens of the plan that differ from variant to variant."""
        own = tuple(target for source in self.sources for target in source.targets)
        return (*own, *(target for lets in self.lets for target in lets.targets))

    @cached_property
    def judge(self) -> Judge:
        """The judge of all candidates whose steps are those of the example."""
        judge = Judge(self.problem.planned, frozenset(self.targets))
        rows = self.rows(self._sample(SAMPLE), SAMPLE)
        return replace(judge, telling=judge.worth_telling(rows))

    @cached_property
    def is_fixed(self) -> bool:
        """Tell whether all variants have the steps of the example, as a few of them have."""
        drawn = self._sample(FEW)
        return all(self._same_steps(values_of(drawn, 0, k)) for k in range(FEW))

    def _sample(self, count: int) -> dict[str, Drawn]:
        """Draw with a key that no student has."""
        return {
            s.name: draw(s.law, s.given, [key_of("", self.problem.spec.id, s.name)], range(count))
            for s in self.sources
        }

    def _same_steps(self, drawn: Mapping[str, Any]) -> bool:
        try:
            planned = self.problem.planned_with(self.spread(drawn)).planned
        except SpecError:
            return False
        own = self.problem.planned
        return (planned.plan.steps, planned.asked) == (own.plan.steps, own.asked)

    # --- from what is drawn to the givens --------------------------------------------------------
    def rows(self, drawn: Mapping[str, Drawn], count: int) -> dict[str, Any]:
        """Lay draws out as one batch of doubles, by the plan's names."""
        batch = {
            name: each.floats.reshape(count, *each.numerators.shape[2:])
            for name, each in drawn.items()
        }
        return self.columns(batch)

    def columns(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """Spread a batch of draws to all givens that depend on them."""
        shared, found = self._spread(batch)
        for lets in self.lets:
            found |= lets.batch(shared | found)
        return found

    def spread(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Give what is drawn to all givens that take it over, and compute the others from it."""
        shared, found = self._spread(drawn)
        for lets in self.lets:
            found |= lets.exact(shared | found)
        return found

    def _spread(self, drawn: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        shared = {s.name: drawn[s.name] for s in self.sources if s.shared}
        return shared, {target: drawn[s.name] for s in self.sources for target in s.targets}

    def bound(self, values: Mapping[str, Any]) -> Problem:
        """Give the problem with a variant's values, planned anew if its steps depend on them."""
        return self.problem.bound(values) if self.is_fixed else self.problem.planned_with(values)

    # --- looking closely -------------------------------------------------------------------------
    def prints(self, problem: Problem) -> bool:
        """Tell whether no exact answer has more digits than a page should show."""
        found = lengths(problem, self._exact)
        return all(0 < found[key] <= max(LETTERS, self._exact[key]) for key in found)

    @cached_property
    def _exact(self) -> dict[str, int]:
        """Say how long the example's exact answers are, of those that are exact."""
        moving = {step.name for step in self.judge.answers}
        return {k: n for k, n in lengths(self.problem, moving).items() if n}

    def judge_of(self, problem: Problem) -> Judge:
        """Make the judge of one variant, whose steps may be its own."""
        if self.is_fixed:
            return self.judge
        return Judge(problem.planned, frozenset(self.targets), self.judge.telling)


def values_of(drawn: Mapping[str, Drawn], student: int, attempt: int) -> dict[str, Any]:
    """Give the exact values of one draw."""
    return {name: each.value(student, attempt) for name, each in drawn.items()}


def batch_of_one(values: Mapping[str, Any]) -> dict[str, Any]:
    """Make a batch of doubles of one variant."""
    return {name: np.array([floats(value)]) for name, value in values.items()}
