"""Evaluations of a whole class with the students' own values, with and without a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.marking.diagnosis.class_values import Carried, Numbers, begun, repeated, rows
from solver.marking.diagnosis.graph import reach
from solver.marking.diagnosis.mistakes import Mistake
from solver.plan import Plan
from solver.solution import Solution


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The steps of a plan, computed for all students at once, from their givens and own values.

    Where that cannot be done (an index that is another for each of them), it is done one by one,
    for the students `wanted` at a step; the others have NaN there.
    """

    plan: Plan
    givens: Mapping[str, Numbers]
    carried: Carried
    count: int
    steps: tuple[str, ...]
    wanted: Mapping[str, Sequence[int]]  # by step

    @cached_property
    def together(self) -> Solution | None:
        """Compute all steps that can be computed for all students at once."""
        return self._begun(self.steps) or self._begun(self._possible)

    @cached_property
    def _possible(self) -> tuple[str, ...]:
        return tuple(key for key in self.steps if self._begun([key]) is not None)

    def _begun(self, steps: Sequence[str]) -> Solution | None:
        return begun(self.plan, self.givens, self.carried, steps) if steps else None

    @cached_property
    def _done(self) -> tuple[str, ...]:
        return tuple(key for key in self.steps if self.together and key in self.together)

    @cached_property
    def apart(self) -> dict[str, list[tuple[int, Solution]]]:
        """Compute for one student after another the steps that cannot be computed at once."""
        found: dict[str, list[tuple[int, Solution]]] = {}
        for key in (key for key in self.steps if key not in self._done):
            one_by_one = ((k, self._alone(k, key)) for k in self.wanted.get(key, ()))
            found[key] = [(k, one) for k, one in one_by_one if one is not None]
        return found

    def _alone(self, k: int, key: str) -> Solution | None:
        givens = {name: value[k] for name, value in self.givens.items()}
        return begun(self.plan, givens, self.carried.at(k), [key])

    @cached_property
    def values(self) -> dict[str, Numbers]:
        """Give the values without a mistake, students × entries."""
        whole = self.together
        found = {key: rows(whole, key, self.count) for key in self._done if whole is not None}
        for key, singles in self.apart.items():
            found |= self._gathered(key, singles)
        return found

    def mistaken(self, mistake: Mistake, goals: Iterable[str]) -> dict[str, Numbers]:
        """Give the values of those steps that a mistake reaches, as far as they can be computed.

        Nothing is computed if it reaches no goal.
        """
        aims, found = set(goals), dict[str, Numbers]()
        if self.together is not None:
            reached = reach(self.together.plan, mistake.steps)
            keys = [key for key in self._done if key in reached]
            if not aims.isdisjoint(keys):
                found |= self._again(self.together, mistake, keys)
        for key, singles in self.apart.items():
            if key in aims and any(key in reach(one.plan, mistake.steps) for _, one in singles[:1]):
                again = ((k, repeated(one, mistake, [key])) for k, one in singles)
                found |= self._gathered(key, [(k, one) for k, one in again if one is not None])
        return found

    def _again(self, base: Solution, mistake: Mistake, keys: list[str]) -> dict[str, Numbers]:
        whole = repeated(base, mistake, keys)
        parts = [(whole, keys)]
        if whole is None:
            parts = [(repeated(base, mistake, [key]), [key]) for key in keys]
        return {key: rows(one, key, self.count) for one, each in parts if one for key in each}

    def _gathered(self, key: str, singles: Sequence[tuple[int, Solution]]) -> dict[str, Numbers]:
        if not singles:
            return {}
        first = rows(singles[0][1], key, 1)
        found = np.full((self.count, first.shape[1]), np.nan)
        for k, one in singles:
            found[k] = rows(one, key, 1)[0]
        return {key: found}
