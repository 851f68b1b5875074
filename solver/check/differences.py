"""Gradients against differences of the forward pass, all perturbations of an entry in one batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.check import precise
from solver.check.case import IN_PART, ON_KINK, Case, Derivative, Kinks, Report
from solver.check.compare import disagree
from solver.check.targets import PART, Term, plan_for, terms, weight_of
from solver.plan import Plan

RELATIVE = 1e-6
NOISE = 1e4 * 2.0**-52  # of the function's size: the rounding errors in a difference
CHUNK = 256  # entries perturbed in one batch,
ROOM = 2 * 10**6  # as long as no array of the batch has more numbers than this
WORK = 2 * 10**7  # numbers in all batches; of a large matrix, only some entries are perturbed

# Steps relative to the entry: a wide one for the five-point rule, narrow ones where the function
# bends fast or a kink is near.
WIDE, NARROW, TINY = 1e-3, 1e-5, 1e-7
OFFSETS = np.array(
    [0, WIDE, -WIDE, 2 * WIDE, -2 * WIDE, NARROW, -NARROW, 2 * NARROW, -2 * NARROW, TINY, -TINY]
)


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Estimates of a Jacobian, each with the error it may have, and where a kink forbids one.

    The error is infinite for entries that are too many to be estimated.
    """

    values: tuple[Any, ...]
    errors: tuple[Any, ...]
    kink: Any


def run(case: Case, kinks: Kinks) -> Report:
    """Compare every derivative with differences; what is left out is noted."""
    compared, left_out = 0, []
    for wanted in case.derivatives():
        plan = plan_for(case, wanted)
        if plan is None:
            continue
        kink, missing = _compare(case, plan, wanted)
        kinks[wanted.step.name] = kink
        compared += 1
        found = {ON_KINK: kink.any(), IN_PART: missing.any()}
        left_out += [(reason, wanted.step.name) for reason, some in found.items() if some]
    return Report(compared, tuple(left_out))


def _compare(case: Case, plan: Plan, wanted: Derivative) -> tuple[Any, Any]:
    """Compare one derivative; say which entries sit on a kink, and which were not estimated."""
    slopes = estimated(case, plan, wanted)
    value = np.asarray(case.base[wanted.step.name], dtype=float)
    said = value.reshape(slopes.kink.shape)
    fine = slopes.kink | ~np.isfinite(said) & ~np.isfinite(slopes.values[-1])
    for estimate, error in zip(slopes.values, slopes.errors, strict=True):
        fine = fine | (np.abs(estimate - said) <= RELATIVE * np.abs(said) + error)
    missing = np.isinf(slopes.errors[0])
    fine, kink = fine | missing, slopes.kink
    if not fine.all():
        settled, more = precise.agree(case, plan, wanted, ~fine)
        fine, kink = fine | settled | more, kink | more
    if not fine.all():
        estimate = slopes.values[1].reshape(value.shape)
        lead = f"the formula {wanted.step.formula}"
        parts = (lead, value), ("finite differences", estimate)
        disagree(wanted.step.name, fine.reshape(value.shape), *parts)
    return kink, missing


def estimated(case: Case, plan: Plan, wanted: Derivative) -> Slopes:
    """Estimate `d top / d bottom` as a matrix, n_top × n_bottom."""
    bottom = wanted.bottom if wanted.part is None else PART
    at = _value(case, plan, bottom)
    found = [_term(case, plan, term, bottom, at) for term in terms(case, wanted)]
    first = found[0]
    for other in found[1:]:
        first = Slopes(
            tuple(a + b for a, b in zip(first.values, other.values, strict=True)),
            tuple(a + b for a, b in zip(first.errors, other.errors, strict=True)),
            first.kink | other.kink,
        )
    return first


def _value(case: Case, plan: Plan, name: str) -> Any:
    if name in case.base:
        return np.asarray(case.base[name], dtype=float)
    return np.asarray(case.evaluate(plan, targets=[name])[name], dtype=float)


def _term(case: Case, plan: Plan, term: Term, bottom: str, at: Any) -> Slopes:
    chunks = _chunks(case, at.size)
    found = [_chunk(case, plan, term, bottom, at, entries) for entries in chunks]

    def whole(parts: Iterable[Any], missing: Any) -> Any:
        """Put the columns of all chunks where they belong."""
        columns = np.concatenate(list(parts), axis=1)
        result = np.full((len(columns), at.size), missing, dtype=columns.dtype)
        result[:, np.concatenate(chunks)] = columns
        return result

    return Slopes(
        tuple(whole(rows, 0.0) for rows in zip(*(c.values for c in found), strict=True)),
        tuple(whole(rows, np.inf) for rows in zip(*(c.errors for c in found), strict=True)),
        whole((c.kink for c in found), False),
    )


def _chunks(case: Case, count: int) -> list[Any]:
    """Divide the entries among batches that fit into memory; of very many, take some."""
    largest = max((np.size(value) for value in case.base.values.values()), default=1)
    numbers = len(OFFSETS) * max(largest, count)
    most = min(count, max(WORK // numbers, 1))
    chosen = np.linspace(0, count - 1, most).round().astype(int)
    return np.array_split(chosen, -(-most // max(min(CHUNK, ROOM // numbers), 1)))


def _chunk(case: Case, plan: Plan, term: Term, bottom: str, at: Any, entries: Any) -> Slopes:
    """Perturb some entries: the batch is offset × entry."""
    flat = at.reshape(-1)
    scale = np.where(flat == 0, 1.0, np.maximum(np.abs(flat), 1e-3))[entries]
    batch = np.broadcast_to(flat, (len(OFFSETS), len(entries), flat.size)).copy()
    with np.errstate(invalid="ignore"):  # a value may be infinite
        for row, entry in enumerate(entries):
            batch[:, row, entry] += OFFSETS * scale[row]
    held = {name: case.base[name] for name in term.held if name != bottom}
    changed = {**held, bottom: batch.reshape((*batch.shape[:2], *at.shape))}
    tops = case.evaluate(plan, overrides=changed, targets=[term.top])[term.top]
    own = _value(case, plan, term.top).shape
    spread = np.broadcast_to(tops, (*batch.shape[:2], *own)).astype(float)
    weight = weight_of(case, term, own)
    if weight is not None:
        spread = (spread * weight).sum(axis=tuple(range(2, spread.ndim)))
    return _slopes(spread.reshape((*batch.shape[:2], -1)), scale[:, None])


def _slopes(f: Any, scale: Any) -> Slopes:
    """Turn values at the offsets (offset × bottom × top) into slopes (top × bottom)."""
    with np.errstate(all="ignore"):
        wide = (8 * (f[1] - f[2]) - (f[3] - f[4])) / (12 * WIDE * scale)
        narrow = (f[5] - f[6]) / (2 * NARROW * scale)
        tiny = (f[9] - f[10]) / (2 * TINY * scale)
        size = np.where(np.isfinite(f), np.abs(f), 0).max(axis=0)
        errors = [NOISE * size / (step * scale) for step in (WIDE, NARROW, TINY)]
        kink = _kinked(f, scale, np.abs(narrow), errors[1])
    values = (wide.T, narrow.T, tiny.T)
    return Slopes(values, tuple(error.T for error in errors), kink.T)


def _kinked(f: Any, scale: Any, slope: Any, noise: Any) -> Any:
    """Find where the slope jumps: there the second difference does not halve with the step."""
    once = (f[5] + f[6] - 2 * f[0]) / (NARROW * scale)
    twice = (f[7] + f[8] - 2 * f[0]) / (2 * NARROW * scale)
    seen = np.abs(once) > RELATIVE * slope + noise
    return seen & (np.abs(once / np.where(twice == 0, np.nan, twice) - 0.5) > 0.05) | (
        seen & (twice == 0)
    )
