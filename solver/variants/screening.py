"""Many variants compared on the numeric routes at once: which of them agree beyond any doubt.

A variant that does not is not wrong yet: rounding, a kink nearby or a difference of large numbers
may be behind it, or more entries than are compared here. The check of a single problem, which knows
all that, then decides: nothing counts as agreed that was compared in part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.shapes import bind, symbols_in
from solver.backends.base import EvaluationError
from solver.check.case import Case, Derivative
from solver.check.compare import close
from solver.check.lines import lines_of, with_lines
from solver.check.numbers import approximate
from solver.check.unknowns import interpretations, pinned
from solver.evaluate import evaluate
from solver.modelling.planned import Planned
from solver.plan import Given, Plan, Step
from solver.solution import Solution
from solver.variants.slopes import Slopes, TooMany, estimated

Mask = npt.NDArray[np.bool_]
RELATIVE, DIFFERENCES = 1e-9, 1e-6
ROUNDING = 1e-13  # of the largest number that goes into a step
GRADIENTS = frozenset({"gradient", "jacobian"})


def screened(
    planned: Planned, batch: Mapping[str, Any], exact: Sequence[Solution], full: bool = True
) -> Mask:
    """Tell which variants agree: in exact numbers, NumPy, differences, and Torch if `full`.

    `batch` are their givens with a leading axis, `exact` the solutions of each.
    """
    count = len(exact)
    nobody = np.zeros(count, dtype=bool)
    case = case_of(planned, batch) if batch else None
    if case is None:
        return nobody
    with np.errstate(all="ignore"):
        try:
            fine = _same_numbers(case, exact)
            for wanted in case.derivatives():
                fine = fine & _same_slopes(case, wanted, estimated(case, wanted, count))
            if full and find_spec("torch"):
                from solver.variants.taped import same_by_torch  # Torch is slow to load

                fine = fine & same_by_torch(case, count)
        except (EvaluationError, TooMany):  # each is looked at by itself
            return nobody
    return fine


def case_of(planned: Planned, batch: Mapping[str, Any]) -> Case | None:
    """Evaluate a plan, and the lines that explain it, on a batch; None if that is too much."""
    losses = dict(planned.losses)
    ready = pinned(planned.plan)
    drawn = sampled(ready, batch)
    if drawn is None:
        return None
    others = (form for step in ready.steps for form in step.others)
    formulas = [*(step.formula for step in ready.steps), *others, *losses.values()]
    functions = interpretations(formulas)
    try:
        with np.errstate(all="ignore"):
            base = evaluate(with_lines(ready), drawn, "numpy", functions=functions, lenient=True)
    except EvaluationError:
        return None
    return Case(ready, drawn, functions, base, None, False, losses)


def sampled(plan: Plan, batch: Mapping[str, Any]) -> dict[str, Any] | None:
    """Add numbers for what is a symbol, where steps depend on it and on what varies.

    All else that depends on symbols is the same for all variants. None if not any number would do.
    """
    found = dict(batch)
    count = len(next(iter(batch.values())))
    for given in plan.givens:
        if given.value is None and given.name not in batch and _is_mixed(plan, given, batch):
            if symbols_in(given.shape) or given.facts - {"real", "positive", "nonnegative"}:
                return None
            shape = (count, *bind(given.shape, {}))
            places = np.arange(prod(shape)).reshape(shape)
            sizes = (places * 7 % 29 + 1) / 16
            above = given.facts & {"positive", "nonnegative"}
            found[given.name] = sizes if above else sizes * (-1.0) ** places
    return found


def _is_mixed(plan: Plan, given: Given, batch: Mapping[str, Any]) -> bool:
    """Tell whether a step depends on a given and on what varies."""
    above, moving = {given.name}, set(batch)
    for step in plan.steps:
        for names in (above, moving):
            if not names.isdisjoint(step.uses):
                names.add(step.name)
    return bool(above & moving)


def rows(value: Any, rank: int, count: int) -> npt.NDArray[np.float64]:
    """Give a value a leading axis of variants, if all share it."""
    array = np.asarray(value, dtype=np.float64)
    return array if array.ndim > rank else np.broadcast_to(array, (count, *array.shape))


def every(fine: Any) -> Mask:
    """Tell for which variants all entries are fine."""
    table = np.asarray(fine, dtype=bool).reshape(len(fine), -1)
    return np.asarray(np.all(table, axis=1), dtype=bool)


# --- values --------------------------------------------------------------------------------------
def _same_numbers(case: Case, exact: Sequence[Solution]) -> Mask:
    """Compare every step with its exact value, and with the lines that explain it."""
    count = len(exact)
    fine = np.ones(count, dtype=bool)
    for step in case.plan.steps:
        if step.name not in case.base:
            continue
        value, room = rows(case.base[step.name], len(step.shape), count), _room(case, step, count)
        others = [_line(case, line, count) for line in lines_of(step) if line.name in case.base]
        if all(step.name in one for one in exact):
            others.append(np.stack([approximate(one, step.name) for one in exact]))
        for other in others:
            fine &= every(close(value, other, RELATIVE, room))
    return fine


def _line(case: Case, line: Step, count: int) -> npt.NDArray[np.float64]:
    return rows(case.base[line.name], len(line.shape), count)


def _room(case: Case, step: Step, count: int) -> npt.NDArray[np.float64]:
    """Give the rounding error to allow for, by variant."""
    shapes = {given.name: given.shape for given in case.plan.givens}
    shapes |= {one.name: one.shape for one in case.plan.steps}
    largest = np.ones(count)
    for key in step.uses:
        if key in case.base:
            sizes = np.abs(rows(case.base[key], len(shapes[key]), count)).reshape(count, -1)
            largest = np.maximum(largest, sizes.max(axis=1, initial=0.0))
    return ROUNDING * largest.reshape(count, *(1,) * len(step.shape))


# --- derivatives ---------------------------------------------------------------------------------
def _same_slopes(case: Case, wanted: Derivative, slopes: Slopes | None) -> Mask:
    """Compare a derivative with differences; one that stands in many steps is not compared."""
    if slopes is None:
        return np.ones(1, dtype=bool)
    count = slopes.values[0].shape[0]
    said = rows(case.base[wanted.step.name], len(wanted.step.shape), count)
    said = said.reshape(slopes.values[0].shape)
    fine = np.zeros(said.shape, dtype=bool)
    for value, error in zip(slopes.values, slopes.errors, strict=True):
        fine |= np.abs(value - said) <= DIFFERENCES * np.abs(said) + error
    return every(fine)


def forward(case: Case) -> tuple[Step, ...]:
    """List the steps that can be computed without derivatives, each with a value of its own."""
    known = {given.name for given in case.plan.givens if given.name in case.base}
    kept: list[Step] = []
    for step in case.plan.steps:
        if step.role not in GRADIENTS and known.issuperset(step.uses):
            kept.append(replace(step, before=(), after=()))
            known.add(step.name)
    return tuple(kept)
