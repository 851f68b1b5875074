"""Values computed by Torch, and gradients against its autograd of the forward formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch

from solver.algebra.expr import make, number
from solver.check.case import Case, Derivative, Kinks, Report
from solver.check.compare import close, disagree
from solver.check.derivatives import same_derivative
from solver.check.doubt import Doubt
from solver.check.targets import Term, plan_for, terms, weight_of
from solver.evaluate import evaluate
from solver.plan import Plan, Step
from solver.solution import Solution

RELATIVE = 1e-9


def run(case: Case, kinks: Kinks) -> Report:
    """Compare the value of every step, and every derivative of a named quantity, with Torch's."""
    tape = _Tape(case)
    compared = _same_values(case)
    left_out: list[tuple[str, str]] = []
    for wanted in case.derivatives():
        if wanted.part is None and plan_for(case, wanted) is not None:
            kink = kinks.get(wanted.step.name)
            left_out += same_derivative(case, wanted, tape.jacobian(wanted), kink, "Torch")
            compared += 1
    return Report(compared, tuple(left_out))


def _same_values(case: Case) -> int:
    """Compare the steps that are not derivatives with their values in Torch's numbers."""
    found = case.evaluate(replace(case.plan, steps=tuple(_forward(case.plan, case))), "torch")
    compared, doubt = 0, Doubt(case)
    for step in found.plan.steps:
        if step.name in found and step.name in case.base and not step.minor:
            ours, theirs = case.base[step.name], found[step.name].numpy()
            fine = close(ours, theirs, RELATIVE) | _both_beyond(ours, theirs)
            fine = fine if np.all(fine) else fine | close(ours, theirs, RELATIVE, doubt.about(step))
            fine = fine if np.all(fine) else fine | _alone(case, step, doubt)
            if not np.all(fine):
                disagree(step.name, fine, ("NumPy", ours), ("Torch", theirs))
            compared += 1
    return compared


def _both_beyond(ours: Any, theirs: Any) -> Any:
    """Find numbers that neither can hold: what is left, an infinity or none, says nothing."""
    return ~np.isfinite(ours) & ~np.isfinite(theirs)


def _alone(case: Case, step: Step, doubt: Doubt) -> Any:
    """Compare a step alone, from NumPy's values of all it uses, which have been compared."""
    used = {key: case.base[key] for key in step.uses if key in case.base}
    if not used:
        return False
    found = case.evaluate(backend="torch", overrides=used, targets=[step.name])
    return close(case.base[step.name], found[step.name].numpy(), RELATIVE, doubt.about(step))


class _Tape:
    """Forward passes in Torch that remember how they were computed."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._passes: dict[tuple[str, ...], Solution] = {}

    def jacobian(self, wanted: Derivative) -> Any:
        """Differentiate: n_top × n_bottom, a row of zeros where nothing depends."""
        plan = plan_for(self._case, wanted)
        assert plan is not None
        rows = [self._rows(plan, term, wanted) for term in terms(self._case, wanted)]
        return sum(rows[1:], start=rows[0]).numpy()

    def _rows(self, plan: Plan, term: Term, wanted: Derivative) -> Any:
        solution = self._pass(plan, term, wanted.bottom)
        top, bottom = solution[term.top], solution[wanted.bottom]
        weight = weight_of(self._case, term, tuple(top.shape))
        if weight is not None:
            top = (top * torch.as_tensor(np.array(weight))).sum()
        flat = top.reshape(-1)
        return torch.stack([_row(flat[k], bottom) for k in range(flat.numel())])

    def _pass(self, plan: Plan, term: Term, bottom: str) -> Solution:
        held = tuple(name for name in term.held if name != bottom)
        key = (term.top if term.top not in self._case.base else "", *held)
        if key not in self._passes:
            self._passes[key] = self._evaluated(plan, held)
        return self._passes[key]

    def _evaluated(self, plan: Plan, held: tuple[str, ...]) -> Solution:
        case = self._case
        leaves = {given.name: _leaf(case.base[given.name]) for given in plan.givens}
        fixed = {name: case.base[name] for name in held if name not in leaves}
        own = replace(plan, steps=tuple(map(_fresh, _forward(plan, case))))
        return evaluate(own, leaves, "torch", fixed, functions=case.functions)


def _forward(plan: Plan, case: Case) -> list[Step]:
    """Keep what can be computed without the derivatives, and without what needs them."""
    kept: list[Step] = []
    known = {given.name for given in plan.givens}
    for step in plan.steps:
        if step.role not in {"gradient", "jacobian"} and known.issuperset(step.uses):
            kept.append(step)
            known.add(step.name)
    return kept


def _leaf(value: Any) -> Any:
    return torch.tensor(np.array(value, dtype=float), requires_grad=True)


def _fresh(step: Step) -> Step:
    """Give a step a tensor of its own, also where it only repeats another."""
    return replace(step, formula=make("mul", number(1), step.formula))


def _row(top: Any, bottom: Any) -> Any:
    if not top.requires_grad or not bottom.requires_grad:
        return torch.zeros(bottom.numel(), dtype=torch.float64)
    (slope,) = torch.autograd.grad(top, bottom, retain_graph=True, allow_unused=True)
    return torch.zeros(bottom.numel(), dtype=torch.float64) if slope is None else slope.reshape(-1)
