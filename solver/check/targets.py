"""What a gradient is the gradient of: a step, or a loss that is not written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, rebuild, walk
from solver.check.case import Case, Derivative
from solver.plan import Plan, PlanError, Step

PART = "·part"  # a name no author can write
LOSS = "·loss"


@dataclass(frozen=True, slots=True)
class Term:
    """A function whose derivative is wanted: a step's value, weighted and added up if `weight`.

    A loss that is not written out is a sum of such terms, `sum(G * Y)`, where the gradient `G` that
    arrives is a number, not a function; `held` are the other names at which gradients arrive,
    which stay as they are.
    """

    top: str
    weight: Expr | None = None
    held: tuple[str, ...] = ()


def terms(case: Case, wanted: Derivative) -> tuple[Term, ...]:
    """Find what the name at the head of a derivative stands for.

    At a step where a gradient arrives, that gradient is all there is: no other term counts.
    """
    found = _terms(case, wanted.top)
    own = tuple(term for term in found if term.weight is not None and term.top == wanted.bottom)
    return own or found


def _terms(case: Case, top: str) -> tuple[Term, ...]:
    if top in case.base or top not in case.losses:
        return (Term(top),)
    pairs = [_weighted(part) for part in _summands(case.losses[top])]
    if any(pair is None for pair in pairs):
        return (Term(LOSS),)
    found = [pair for pair in pairs if pair is not None]
    names = [bottom for _, bottom in found]
    return tuple(
        Term(bottom, weight, tuple(other for other in names if other != bottom))
        for weight, bottom in found
    )


def _summands(loss: Expr) -> Iterator[Expr]:
    if loss.op == "add":
        for arg in loss.args:
            yield from _summands(arg)
    else:
        yield loss


def _weighted(part: Expr) -> tuple[Expr, str] | None:
    """Read `sum(G * Y)`."""
    inner = part.args[0] if part.op == "sum" else part
    if inner.op != "mul" or inner.args[1].op != "name":
        return None
    return inner.args[0], inner.args[1].attr("name")


def plan_for(case: Case, wanted: Derivative) -> Plan | None:
    """Extend the plan by the loss, or name the part, that a derivative speaks of.

    None if the part stands in several steps, whose shares the derivative may not all count.
    """
    plan = case.plan
    if wanted.top in case.losses and wanted.top not in case.base:
        plan = replace(plan, steps=(*plan.steps, Step(LOSS, case.losses[wanted.top], ())))
    return plan if wanted.part is None else _exposed(plan, wanted.part)


def _exposed(plan: Plan, part: Expr) -> Plan | None:
    users = [s for s in plan.steps if _is_forward(s) and part in set(walk(s.formula))]
    if len(users) != 1:
        return None
    (user,) = users
    place = plan.steps.index(user)
    ref = Expr("name", (), (("name", PART),), part.shape)
    changed = replace(user, formula=_replaced(user.formula, part, ref), before=(), after=())
    steps = (*plan.steps[:place], Step(PART, part, ()), changed, *plan.steps[place + 1 :])
    try:
        return replace(plan, steps=steps)
    except PlanError:
        return None  # the part holds a name that is bound around it


def _is_forward(step: Step) -> bool:
    return step.role not in {"gradient", "jacobian"} and not step.minor


def _replaced(expr: Expr, part: Expr, ref: Expr) -> Expr:
    if expr == part:
        return ref
    return rebuild(expr, tuple(_replaced(arg, part, ref) for arg in expr.args))


def weight_of(case: Case, term: Term, shape: tuple[int, ...]) -> Any:
    """Evaluate the gradient that arrives at a term, as numbers."""
    if term.weight is None:
        return None
    plan = replace(case.plan, steps=(*case.plan.steps, Step(LOSS, term.weight, ())))
    return np.broadcast_to(case.evaluate(plan, targets=[LOSS])[LOSS], shape)
