"""The numbers of many students at once: what each was given, and what each has answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.expr import substitute
from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking.diagnosis.carrying import carrying, has, own, said
from solver.marking.diagnosis.mistakes import Mistake, evaluated
from solver.marking.handed import Pupil
from solver.plan import Plan
from solver.solution import Solution
from solver.variants.samples import floats

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Carried:
    """Students' values of steps: `there` tells who has one, `values` are student × entries.

    A right answer stands there as the right value, so that it stops what went wrong before it.
    """

    there: Mapping[str, npt.NDArray[np.bool_]]
    values: Mapping[str, Numbers]

    def of(self, chosen: Sequence[int]) -> Carried:
        """Keep some students."""
        rows = list(chosen)
        return Carried(
            {key: there[rows] for key, there in self.there.items()},
            {key: values[rows] for key, values in self.values.items()},
        )

    def at(self, k: int) -> Carried:
        """Keep one student, without an axis for students."""
        there = {key: np.asarray(values[k]) for key, values in self.there.items()}
        return Carried(there, {key: values[k] for key, values in self.values.items()})

    def givens(self) -> dict[str, Any]:
        """Write them as the givens of a carrying plan."""
        found: dict[str, Any] = {has(key): there.astype(float) for key, there in self.there.items()}
        return found | {said(key): values for key, values in self.values.items()}


def givens_of(pupils: Sequence[Pupil]) -> dict[str, Numbers]:
    """Stack the givens that vary, a row for each student."""
    names = sorted({name for pupil in pupils for name in pupil.handed.values})
    return {name: np.stack([_array(pupil, name) for pupil in pupils]) for name in names}


def _array(pupil: Pupil, name: str) -> Numbers:
    value = pupil.handed.values.get(name)
    if value is None:
        value = next(given.value for given in pupil.problem.plan.givens if given.name == name)
    return np.asarray(floats(value), dtype=float)


def begun(
    plan: Plan, givens: Mapping[str, Any], carried: Carried, targets: Sequence[str]
) -> Solution | None:
    """Compute steps for all students with their own earlier values; None if that cannot be done."""
    by_all = {key for key, there in carried.there.items() if there.all()}
    whole = carrying(plan, set(carried.there), by_all)
    values = {**givens, **carried.givens()}
    return _computed(lambda: evaluate(whole, values, "numpy", targets=targets, lenient=True))


def repeated(base: Solution, mistake: Mistake, targets: Sequence[str]) -> Solution | None:
    """Compute the targets again with a mistake; None if that cannot be done.

    The mistake is one in a plan that carries nothing.
    """
    table = own(base.plan, {s.name for s in base.plan.steps if has(s.name) in base.request.givens})
    changes = tuple((key, substitute(formula, table)) for key, formula in mistake.changes)
    return _computed(lambda: evaluated(base, replace(mistake, changes=changes), targets))


def _computed(compute: Callable[[], Solution]) -> Solution | None:
    with np.errstate(all="ignore"):
        try:
            return compute()
        except (MarkschemeError, ArithmeticError, ValueError, IndexError):
            return None


def rows(found: Solution, key: str, count: int) -> Numbers:
    """Give a step's values, student × entries."""
    array, rank = np.asarray(found[key], dtype=float), len(found.plan[key].shape)
    if array.ndim == rank:
        array = np.broadcast_to(array, (count, *array.shape))
    return array.reshape(count, -1)
