"""Which drawn values make a good problem: what the author requires, and what nobody need write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.expr import names_in
from solver.errors import Mark
from solver.kinks import kinks_of
from solver.modelling.planned import Planned
from solver.plan import Plan, Step

Mask = npt.NDArray[np.bool_]
NEAR = 1e-9  # of a kink, in doubles
_DIGITS = 6  # by which two answers must differ to count as different


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is refused; a requirement of the author's has a place in the file."""

    words: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a batch: whom each reason refuses, and the answers of each as one key."""

    reasons: tuple[tuple[Reason, Mask], ...]
    keys: tuple[bytes, ...]

    @property
    def accepted(self) -> Mask:
        """Tell which candidates have no reason against them."""
        refused: Mask = np.logical_or.reduce([mask for _, mask in self.reasons])
        return ~refused


@dataclass(frozen=True)
class Judge:
    """Judges candidates of one plan, many at a time.

    `varied` are the givens that differ. What does not depend on them is not judged: it is what the
    author wrote.
    """

    planned: Planned
    varied: frozenset[str]

    @cached_property
    def plan(self) -> Plan:
        """The steps of the solution, the requirements, and the places where kinks are."""
        plan = self.planned.plan
        required = (step for _, step in self.planned.required)
        return replace(plan, steps=(*plan.steps, *required, *self._kinks))

    @cached_property
    def _kinks(self) -> tuple[Step, ...]:
        return tuple(step for step in kinks_of(self.planned.plan) if self._depends(step.formula))

    @cached_property
    def _moving(self) -> frozenset[str]:
        """List what depends on the givens that differ."""
        found = set(self.varied)
        for step in self.planned.plan.steps:
            if not found.isdisjoint(step.uses):
                found.add(step.name)
        return frozenset(found)

    def _depends(self, formula: Any) -> bool:
        return not self._moving.isdisjoint(names_in(formula))

    @cached_property
    def answers(self) -> tuple[Step, ...]:
        """List the asked steps with numbers that differ from variant to variant."""
        plan = self.planned.plan
        asked = (plan[key] for key in sorted(self.planned.asked))
        return tuple(step for step in asked if step.name in self._moving)

    def judged(self, candidates: Mapping[str, Any]) -> Judged:
        """Judge a batch of candidates."""
        judging = [*self.answers, *self._kinks, *(step for _, step in self.planned.required)]
        targets = [step.name for step in judging]
        with np.errstate(all="ignore"):
            found = self.plan.evaluate(dict(candidates), backend="numpy", targets=targets)
        count = len(next(iter(candidates.values())))
        answers = [_flat(found[step.name], count) for step in self.answers]
        return Judged(tuple(self._reasons(found, count)), _keys(answers, count))

    def _reasons(self, found: Any, count: int) -> Iterator[tuple[Reason, Mask]]:
        """Give, for each reason to refuse a candidate, whom it refuses."""
        for mark, step in self.planned.required:
            unmet = ~(_flat(found[step.name], count) == 1).all(axis=1)
            yield Reason(f"`{step.formula}`", mark), unmet
        yield Reason("a value on a kink"), self._on_a_kink(found, count)
        yield Reason("a value that is not finite"), self._not_finite(found, count)
        yield Reason("an answer like the example's"), self._like_the_example(found, count)

    def _on_a_kink(self, found: Any, count: int) -> Mask:
        refused = np.zeros(count, dtype=bool)
        for step in self._kinks:
            refused |= (np.abs(_flat(found[step.name], count)) < NEAR).any(axis=1)
        return refused

    def _not_finite(self, found: Any, count: int) -> Mask:
        refused = np.zeros(count, dtype=bool)
        for step in self.answers:
            refused |= ~np.isfinite(_flat(found[step.name], count)).all(axis=1)
        return refused

    def _like_the_example(self, found: Any, count: int) -> Mask:
        refused = np.zeros(count, dtype=bool)
        for step in self.answers:
            if step.form is None:
                own = _flat(self._example[step.name], 1)
                refused |= (_flat(found[step.name], count) == own).all(axis=1)
        return refused

    @cached_property
    def _example(self) -> Any:
        targets = [step.name for step in self.answers]
        return self.planned.plan.evaluate(backend="numpy", targets=targets)


def _flat(value: Any, count: int) -> npt.NDArray[np.float64]:
    """Give the entries of each candidate as a row; what all share is repeated."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0 or array.shape[0] != count:
        array = np.broadcast_to(array, (count, *array.shape))
    return array.reshape(count, -1)


def _keys(answers: list[npt.NDArray[np.float64]], count: int) -> tuple[bytes, ...]:
    """Write the answers of each candidate as bytes; equal ones print alike."""
    rows = np.concatenate(answers, axis=1) if answers else np.zeros((count, 1))
    digits = np.array([_DIGITS])
    with np.errstate(all="ignore"):
        scale = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(rows))))
        short = np.where(rows == 0, 0.0, np.round(rows * scale) / scale)
    table = np.ascontiguousarray(short + 0.0)  # there is no minus zero
    return tuple(row.tobytes() for row in table)
