"""The minimum of a descent, and how every method approaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from solver.algebra.expr import make, substitute
from solver.algebra.op import OPS
from solver.algebra.read import read
from solver.backends.base import EvaluationError
from solver.errors import Complaint
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.forms import VERDICT
from solver.kinds._descent.names import MINIMUM, Task, called, of
from solver.kinds._descent.objective import objective
from solver.kinds._descent.slope import Slope, along
from solver.modelling.start import Start
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked


def ends(
    task: Task, slope: Slope, found: list[Step], start: Start, asks: tuple[Asked, ...]
) -> Iterator[Step]:
    """Give the minimum, the distances, rates and verdicts; nothing where there is no minimum."""
    lowest = _minimum(task, start)
    if why := _none(lowest, start):
        _refuse_asked(why, task, asks, start)
        return
    yield lowest
    body = objective(task, start.scope)
    least = substitute(body, {task.variable: lowest.ref})
    yield Step(of(task.objective, MINIMUM), least, ("the objective there",), "minimum")
    steps = {step.name: step for step in found}
    for method in task.methods:
        yield from _approach(task, method, steps[of(task.variable, method.label)], lowest, slope)


def _minimum(task: Task, start: Start) -> Step:
    """Give the step of the minimum."""
    body = objective(task, start.scope)
    first = read(task.start.text, start.scope)
    node = make("minimiser", first, body, variable=task.variable)
    return Step(
        of(task.variable, MINIMUM), node, OPS["minimiser"].says, "minimum", title=("the minimum",)
    )


def _none(lowest: Step, start: Start) -> str:
    """Say why there is no minimum, which decides what steps there are; nothing if there is one."""
    givens = start.world.givens
    if {given.name for given in givens if given.value is not None}.issuperset(lowest.uses):
        try:
            Plan(givens, (lowest,)).evaluate(targets=[lowest.name])
        except EvaluationError as error:
            return str(error)
    return ""


def _refuse_asked(why: str, task: Task, asks: tuple[Asked, ...], start: Start) -> None:
    """Complain where the minimum is asked for, or what is measured from it."""
    labels = [method.label for method in task.methods]
    missing = {of(q, MINIMUM) for q in (task.variable, task.objective)}
    missing |= {of(q, label) for q in ("d", "rate", "verdict") for label in labels}
    start.complaints.broken |= missing
    for ask in asks:
        if isinstance(ask, Ask) and missing & set(re.findall(r"\w+", ask.formula.text)):
            hint = "ask for the iterates and the values alone, or start elsewhere"
            start.complaints.append(Complaint(ask.formula.mark, why, hint))


def _approach(
    task: Task, method: MethodSpec, iterates: Step, lowest: Step, slope: Slope
) -> Iterator[Step]:
    """Give the distances to the minimum, the share that each update leaves, and the verdict."""
    apart = slope.variable - lowest.ref
    size = make("norm", apart, order=2) if apart.shape else make("abs", apart)
    distance = Step(
        of("d", method.label), along(size, slope, iterates.ref),
        ("the distance of every iterate from the minimum",), "minimum",
        title=("the distances from the minimum",),
    )  # fmt: skip
    yield distance
    yield Step(
        of("rate", method.label), make("ratios", distance.ref), OPS["ratios"].says, "minimum",
        title=("the rate",),
    )  # fmt: skip
    yield Step(
        of("verdict", method.label), make("approach", iterates.ref, lowest.ref),
        ("judge the distances by the rule for such verdicts",), "minimum",
        title=(f"the verdict on {_told_apart(task, method)},",), form=VERDICT,
    )  # fmt: skip


def _told_apart(task: Task, method: MethodSpec) -> str:
    """Say what a method is called, and its label if another is called so too."""
    names = [called(one) for one in task.methods]
    alike = names.count(called(method)) > 1
    return f"{called(method)} ({method.label})" if alike else called(method)
