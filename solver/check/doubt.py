"""How far rounding may carry the doubles of a case, found by rounding them differently."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, bound_names, make, name, rebuild, walk
from solver.algebra.op import OPS
from solver.algebra.ops.entry import is_sequence
from solver.algebra.ops.scan_parts import parts
from solver.algebra.shapes import Shape, bind
from solver.check.case import Case
from solver.check.lines import lines_of, with_lines
from solver.keyed import Draws
from solver.plan import Given, Plan, Step
from solver.solution import Solution

ROUNDING = 1e-13  # of the largest number that goes into a step
NUDGE = 2.0**-40  # relative change of the givens
ROUNDED = 2.0**-50  # and of the result of every operation
SETS = 8  # sets of numbers so changed


class Doubt:
    """The spread of every step's value; computed at the first question, as most cases ask none."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._spread: Solution | None = None

    def about(self, step: Step) -> Any:
        """Give the error to allow for in any form of a step, entry by entry.

        It is infinite where doubles leave the domain.
        """
        names = [key for key in step.uses if key in self._case.base]
        sizes = [np.max(np.abs(self._case.base[key]), initial=0.0) for key in names]
        literals = [abs(float(n.attr("value"))) for n in walk(step.formula) if n.op == "number"]
        largest = max([1.0, *sizes, *literals])
        spread = sum(self._change(form.name) for form in (step, *lines_of(step)))
        if step.formula.op == "scan":  # what is off after one update may stay so
            spread = np.maximum.accumulate(spread, axis=0)
        with np.errstate(over="ignore"):
            return ROUNDING * largest + 4 * spread

    def _change(self, key: str) -> Any:
        if self._spread is None:
            self._spread = _differently_rounded(self._case, with_lines(self._case.plan))
        values = np.asarray(self._spread[key], dtype=float)
        base = np.asarray(self._case.base.values.get(key, 0.0), dtype=float)
        with np.errstate(invalid="ignore"):
            change = np.ptp(values, axis=0)
        return np.where(np.isnan(change) & np.isfinite(base), np.inf, np.nan_to_num(change))


def _differently_rounded(case: Case, plan: Plan) -> Solution:
    """Evaluate with the givens and the result of every operation changed in their last digits."""
    errors: dict[str, Shape] = {}
    steps = tuple(replace(s, formula=_rounded(s.formula, errors)) for s in plan.steps)
    givens = (*plan.givens, *(Given(key, shape) for key, shape in errors.items()))
    changed = {
        key: 1 + ROUNDED * _signs(key, bind(shape, case.base.sizes))
        for key, shape in errors.items()
    }
    noisy = replace(plan, givens=givens, steps=steps)
    return case.evaluate(noisy, overrides={**_nudged(case), **changed})


def _rounded(expr: Expr, errors: dict[str, Shape]) -> Expr:
    """Multiply the result of every operation by a name whose value is close to 1."""
    if not expr.args:
        return expr
    args, whole = list(expr.args), OPS[expr.op].whole  # no rounding changes a whole number
    for k, bound in enumerate(bound_names(expr)):
        if not bound and (whole is None or k < whole):
            args[k] = _rounded(args[k], errors)
    changed = rebuild(expr, tuple(args))
    if expr.op == "scan":
        changed = _rounded_on_the_way(changed, errors)
    return make("mul", changed, _error(expr.shape, errors))


def _rounded_on_the_way(scan: Expr, errors: dict[str, Shape]) -> Expr:
    """Change every state after every update: what is lost on the way may grow."""
    p = parts(scan)
    along = [_error((p.steps, *body.shape), errors) for body in p.bodies]
    if not all(is_sequence(one.shape) for one in along):
        return scan
    inputs = tuple(f"{one.attr('name')}·" for one in along)
    noisy = (
        make("mul", body, name(key, body.shape)) for body, key in zip(p.bodies, inputs, strict=True)
    )
    attrs = dict(scan.attrs) | {"inputs": (*p.inputs, *inputs)}
    return make("scan", *p.starts, *p.sequences, *along, *noisy, **attrs)


def _error(shape: Shape, errors: dict[str, Shape]) -> Expr:
    """Name a number that is close to 1."""
    label = f"·{len(errors)}"  # a name no author can write
    errors[label] = shape
    return name(label, shape)


def _nudged(case: Case) -> dict[str, Any]:
    """Change every given in its last digits, several times; counts and sizes stay."""
    found = {}
    for given in case.plan.givens:
        value = np.asarray(case.base[given.name], dtype=float)
        if given.shape or not float(value).is_integer():
            found[given.name] = value * (1 + NUDGE * _signs(given.name, value.shape))
    return found


def _signs(key: str, shape: tuple[int, ...]) -> Any:
    """Draw numbers between -1 and 1, several sets of them."""
    drawn = np.frombuffer(Draws("nudge", key).bytes(SETS * math.prod(shape)), dtype=np.uint8)
    return np.reshape(drawn % 17 / 8.0 - 1, (SETS, *shape))
