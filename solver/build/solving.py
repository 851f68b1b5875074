"""Solving the problems of many students: each exactly, and all compared on other routes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from solver.check import Checked
from solver.check.case import ON_KINK
from solver.errors import MarkschemeError
from solver.evaluate import Kept
from solver.problem import Problem
from solver.solved import Solved, solve
from solver.variants.families import Form
from solver.variants.samples import floats
from solver.variants.screening import screened

Fault = Exception


@dataclass(frozen=True)
class Solver:
    """Solves variants of one structure; `void` if everybody gets all points for it."""

    form: Form
    void: bool = False

    def solved(self, variants: Sequence[Mapping[str, object]]) -> list[Solved | Fault]:
        """Solve and check variants; what is wrong with one takes its place."""
        found = [self._alone(values, "none") for values in variants]
        together = [k for k, one in enumerate(found) if isinstance(one, Solved)]
        agreed = self._agreed(variants, found, together)
        for k in together:
            one = found[k]
            assert isinstance(one, Solved)
            fine = k in agreed
            found[k] = replace(one, checked=self._checked) if fine else self._alone(variants[k])
        return found

    def _alone(self, values: Mapping[str, object], check: str = "standard") -> Solved | Fault:
        try:
            return solve(self._problem(values), "exact", "cpu", check, self._kept)
        except MarkschemeError as error:
            return error
        except Exception as error:  # a fault of ours in one is no reason to lose the others
            return error

    def _problem(self, values: Mapping[str, object]) -> Problem:
        pool = self.form.pool
        problem = pool.bound(values) if pool else self.form.problem
        return voided(problem) if self.void else problem

    @cached_property
    def _kept(self) -> Kept:
        """What no variant changes: computed once, from the example."""
        pool = self.form.pool
        if pool is None or not pool.is_fixed:
            return {}
        found = self.form.problem.plan.evaluate().request.kept
        moving = pool.judge.moving
        return {
            bits: {key: value for key, value in values.items() if key not in moving}
            for bits, values in found.items()
        }

    @cached_property
    def _checked(self) -> Checked:
        """Say what the routes compare in any variant, as they do in the example."""
        checked = self.form.problem.solve().checked
        return Checked(checked.routes, {k: v for k, v in checked.left_out.items() if k != ON_KINK})

    def _agreed(
        self,
        variants: Sequence[Mapping[str, object]],
        found: Sequence[Solved | Fault],
        places: Sequence[int],
    ) -> set[int]:
        """List those that agree on all routes beyond doubt."""
        pool = self.form.pool
        if pool is None or not pool.is_fixed or not places or self._compares_nothing:
            return set()
        solved = [one for k in places if isinstance(one := found[k], Solved)]
        keys = variants[places[0]]
        batch = {key: np.array([floats(variants[k][key]) for k in places]) for key in keys}
        exact = [one.solution for one in solved]
        fine = screened(pool.problem.planned, batch, exact, full=False)
        if not fine.any() and len(places) > 1:  # one of them may have spoilt it for all
            half = len(places) // 2
            parts = (places[:half], places[half:])
            return set().union(*(self._agreed(variants, found, part) for part in parts))
        return {places[k] for k in np.flatnonzero(fine).tolist()}

    @cached_property
    def _compares_nothing(self) -> bool:
        try:
            return "agree" not in self._checked.routes.values()
        except MarkschemeError:  # the example has a fault that its variants need not have
            return True


def voided(problem: Problem) -> Problem:
    """Say in a key that everybody gets all points."""
    said = "This problem is void: everybody gets all its points."
    note = f"{said}\n\n{problem.spec.note}" if problem.spec.note else said
    return replace(problem, spec=replace(problem.spec, note=note))


def by_form(labels: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """Group places by the structure of the problem that stands there."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    yield from groups.items()
