"""Values and gradients of many variants at once, by Torch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch

from solver.algebra.expr import make, number
from solver.check.case import Case, Derivative
from solver.check.compare import close
from solver.check.targets import Term, plan_for, terms, weight_of
from solver.evaluate import evaluate
from solver.plan import Plan, Step
from solver.solution import Solution
from solver.variants.screening import RELATIVE, Mask, every, forward, rows
from solver.variants.slopes import MOST, TooMany, rank_of


def same_by_torch(case: Case, count: int) -> Mask:
    """Tell which variants have the values and the derivatives that Torch finds.

    TooMany if an array has too many entries.
    """
    tape = _Tape(case, count)
    fine = _same_values(case, tape, count)
    for wanted in case.derivatives():
        if wanted.part is None and plan_for(case, wanted) is not None:
            fine = fine & _same_derivative(case, tape, wanted, count)
    return fine


def _same_values(case: Case, tape: _Tape, count: int) -> Mask:
    fine: Mask = np.ones(count, dtype=bool)
    found = tape.passed(case.plan, ())
    for step in found.plan.steps:
        if step.name in found and step.name in case.base and not step.minor:
            ours = rows(case.base[step.name], len(step.shape), count)
            theirs = rows(found[step.name].detach().numpy(), len(step.shape), count)
            sizes = np.abs(ours).reshape(count, -1).max(axis=1, initial=1.0)
            room = 1e-12 * sizes.reshape(count, *(1,) * len(step.shape))
            fine = fine & every(close(ours, theirs, RELATIVE, room))
    return fine


def _same_derivative(case: Case, tape: _Tape, wanted: Derivative, count: int) -> Mask:
    """Compare a derivative with the rows that Torch finds of it."""
    ours = rows(case.base[wanted.step.name], len(wanted.step.shape), count)
    found = sum(tape.slopes(term, wanted) for term in terms(case, wanted))
    if not isinstance(found, np.ndarray):
        return np.zeros(count, dtype=bool)
    ours = ours.reshape(found.shape)
    largest = np.abs(ours).reshape(count, -1).max(axis=1, initial=0.0)
    return every(close(ours, found, RELATIVE, RELATIVE * largest[:, None, None]))


class _Tape:
    """Forward passes in Torch that remember how they were computed."""

    def __init__(self, case: Case, count: int) -> None:
        self._case, self._count = case, count
        self._passes: dict[tuple[str, ...], Solution] = {}

    def slopes(self, term: Term, wanted: Derivative) -> Any:
        """Differentiate a term: variant × top × bottom."""
        plan = plan_for(self._case, wanted)
        assert plan is not None
        solution = self.passed(plan, tuple(k for k in term.held if k != wanted.bottom), term.top)
        top, bottom = self._flat(solution, plan, term.top), solution[wanted.bottom]
        weight = weight_of(self._case, term, tuple(solution[term.top].shape))
        if weight is not None:
            scaled = top * torch.as_tensor(np.array(weight)).reshape(top.shape)
            top = scaled.sum(dim=1, keepdim=True)
        if top.shape[1] > MOST:
            raise TooMany
        columns = [self._row(top[:, k].sum(), bottom) for k in range(top.shape[1])]
        return np.stack(columns, axis=1)

    def passed(self, plan: Plan, held: tuple[str, ...], top: str = "") -> Solution:
        """Evaluate the forward steps, every given of every variant a leaf."""
        key = ("" if top in self._case.base else top, *held)
        if key not in self._passes:
            self._passes[key] = self._evaluated(plan, held)
        return self._passes[key]

    def _evaluated(self, plan: Plan, held: tuple[str, ...]) -> Solution:
        case = self._case
        ranks = {given.name: len(given.shape) for given in plan.givens if given.name in case.base}
        leaves = {key: self._leaf(key, rank) for key, rank in ranks.items()}
        fixed = {key: case.base[key] for key in held if key not in leaves}
        steps = tuple(map(_fresh, forward(replace(case, plan=plan))))
        own = replace(plan, steps=steps)
        return evaluate(own, leaves, "torch", fixed, functions=case.functions, lenient=True)

    def _leaf(self, key: str, rank: int) -> Any:
        value = np.array(rows(self._case.base[key], rank, self._count))
        return torch.tensor(value, requires_grad=True)

    def _flat(self, solution: Solution, plan: Plan, key: str) -> Any:
        rank, value = rank_of(plan, key), solution[key]
        value = value if value.ndim > rank else value.expand(self._count, *value.shape)
        return value.reshape(self._count, -1)

    def _row(self, top: Any, bottom: Any) -> Any:
        slope = None
        if top.requires_grad and bottom.requires_grad:
            (slope,) = torch.autograd.grad(top, bottom, retain_graph=True, allow_unused=True)
        found = torch.zeros_like(bottom) if slope is None else slope
        return found.detach().numpy().reshape(self._count, -1)


def _fresh(step: Step) -> Step:
    """Give a step a tensor of its own, also where it only repeats another."""
    return replace(step, formula=make("mul", number(1), step.formula))
