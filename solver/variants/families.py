"""A problem with its structures: each has a plan of its own, and a pool to draw from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from solver.problem import Problem, built
from solver.variants.candidates import Pool
from solver.variants.effort import SHARE
from solver.variants.stream import below, key_of, words


@dataclass(frozen=True)
class Form:
    """One structure of a problem; without a pool, nothing in it varies."""

    label: str
    problem: Problem
    pool: Pool | None


@dataclass(frozen=True)
class Family:
    """A problem in all its structures; `label` is its number in the set."""

    label: str
    problem: Problem
    salt: str
    share: float = SHARE  # by which the effort of variants may differ from the median

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """List the structures; the problem as it is written, if it has none."""
        specs = self.problem.spec.structures
        if not specs:
            return (Form("", self.problem, self._pool(self.problem)),)
        return tuple(self._form(label, k) for k, (label, _) in enumerate(specs))

    def _form(self, label: str, place: int) -> Form:
        problem = built(self.problem.spec.structures[place][1])
        assert isinstance(problem, Problem)
        problem = replace(problem, label=self.problem.label, points=self.problem.points)
        return Form(label, problem, self._pool(problem))

    def _pool(self, problem: Problem) -> Pool | None:
        pool = Pool.of(problem, self.salt)
        return replace(pool, share=self.share) if pool else None

    @property
    def labels(self) -> tuple[str, ...]:
        """List the structures by their names."""
        return tuple(label for label, _ in self.problem.spec.structures) or ("",)

    def form_of(self, student: str) -> Form:
        """Draw a student's structure."""
        if len(self.forms) == 1:
            return self.forms[0]
        key = key_of(self.salt, self.problem.spec.id, student, "structures")
        return self.forms[int(below(words([key], range(1), 1), len(self.forms))[0, 0, 0])]

    def form(self, label: str) -> Form | None:
        """Find a structure by its name."""
        return next((form for form in self.forms if form.label == label), None)

    @property
    def varies(self) -> bool:
        """Tell whether two students may get different problems."""
        return len(self.forms) > 1 or any(form.pool for form in self.forms)


def picked(salt: str, owner: str, student: str, count: int, labels: tuple[str, ...]) -> set[str]:
    """Draw which problems of a bank a student gets."""
    drawn = words([key_of(salt, owner, student, "pick", *labels)], range(1), len(labels))[0, 0]
    return {labels[k] for k in np.argsort(drawn, kind="stable")[:count].tolist()}
