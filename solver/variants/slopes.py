"""Derivatives of many variants at once, from differences of the forward pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.check.case import Case, Derivative
from solver.check.targets import PART, Term, plan_for, terms, weight_of
from solver.plan import Plan

Numbers = npt.NDArray[np.float64]
NOISE = 1e4 * 2.0**-52  # of the function's size: the rounding errors in a difference
MOST = 256  # entries of an array that are changed; where there are more, nothing is estimated
WIDE, NARROW = 1e-3, 1e-5  # relative steps: one for smooth functions, one near a kink
OFFSETS = np.array([WIDE, -WIDE, 2 * WIDE, -2 * WIDE, NARROW, -NARROW])


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Estimates of a Jacobian, variant × top × entry, each with the error it may have."""

    values: tuple[Numbers, ...]
    errors: tuple[Numbers, ...]


class TooMany(Exception):
    """An array has too many entries for all variants to be compared at once."""


def estimated(case: Case, wanted: Derivative, count: int) -> Slopes | None:
    """Estimate `d top / d bottom`; None if the bottom is part of several steps.

    TooMany if it has too many entries.
    """
    plan = plan_for(case, wanted)
    if plan is None:
        return None
    bottom = wanted.bottom if wanted.part is None else PART
    rank = len(wanted.part.shape) if wanted.part is not None else rank_of(plan, bottom)
    at = _rows(_value(case, plan, bottom), rank, count)
    if at[0].size > MOST:
        raise TooMany
    found = [_term(case, plan, term, bottom, at) for term in terms(case, wanted)]
    values = tuple(sum(term[0][k] for term in found) for k in range(2))
    errors = tuple(sum(term[1][k] for term in found) for k in range(2))
    return Slopes(values, errors)


def rank_of(plan: Plan, key: str) -> int:
    """Give the number of axes that a name of a plan has."""
    shapes = {given.name: given.shape for given in plan.givens}
    shapes |= {step.name: step.shape for step in plan.steps}
    return len(shapes[key])


def _value(case: Case, plan: Plan, key: str) -> Numbers:
    found = case.base[key] if key in case.base else case.evaluate(plan, targets=[key])[key]
    return np.asarray(found, dtype=np.float64)


def _rows(value: Numbers, rank: int, count: int) -> Numbers:
    return value if value.ndim > rank else np.broadcast_to(value, (count, *value.shape))


def _term(case: Case, plan: Plan, term: Term, bottom: str, at: Numbers) -> Any:
    """Estimate the slopes of one term: values and errors of the two steps."""
    columns = [_column(case, plan, term, bottom, at, k) for k in range(at[0].size)]
    return tuple(
        tuple(np.stack([column[kind][k] for column in columns], axis=2) for k in range(2))
        for kind in range(2)
    )


def _column(case: Case, plan: Plan, term: Term, bottom: str, at: Numbers, entry: int) -> Any:
    """Change one entry of the bottom in every variant; give slopes and errors, variant × top."""
    count = len(at)
    flat = at.reshape(count, -1)
    scale = np.where(flat[:, entry] == 0, 1.0, np.maximum(np.abs(flat[:, entry]), 1e-3))
    changed = np.repeat(flat[None], len(OFFSETS), axis=0)
    changed[:, :, entry] += OFFSETS[:, None] * scale
    held = {key: case.base[key] for key in term.held if key != bottom}
    moved = {**held, bottom: changed.reshape(len(OFFSETS), *at.shape)}
    tops = case.evaluate(plan, overrides=moved, targets=[term.top])[term.top]
    return _differences(_weighted(case, plan, term, tops, count), scale[:, None])


def _weighted(case: Case, plan: Plan, term: Term, tops: Any, count: int) -> Numbers:
    """Lay out what was found as offset × variant × top, weighted if the term is."""
    own = _value(case, plan, term.top)
    rank = rank_of(plan, term.top)
    shape = (count, *own.shape[own.ndim - rank :])
    spread = np.broadcast_to(tops, (len(OFFSETS), *shape)).astype(np.float64)
    weight = weight_of(case, term, shape)
    if weight is not None:
        spread = (spread * weight).reshape(len(OFFSETS), count, -1).sum(axis=2)
    return spread.reshape(len(OFFSETS), count, -1)


def _differences(f: Numbers, scale: Numbers) -> Any:
    wide = (8 * (f[0] - f[1]) - (f[2] - f[3])) / (12 * WIDE * scale)
    narrow = (f[4] - f[5]) / (2 * NARROW * scale)
    size = np.abs(f).max(axis=0)
    return (wide, narrow), tuple(NOISE * size / (step * scale) for step in (WIDE, NARROW))
