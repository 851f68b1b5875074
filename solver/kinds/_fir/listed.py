"""The steps of a plan that hold values of signals and of results, and what they are values of."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, name
from solver.kinds._fir.forms import Listed
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.terms import defined
from solver.modelling.planned import Planned
from solver.plan import Step

N = name(INDEX)
VALUES = "_values"


def signals(planned: Planned) -> list[Step]:
    """List the steps that hold the values of signals."""
    return [step for step in listed(planned) if not _is_result(step)]


def results(planned: Planned) -> list[Step]:
    """List the steps that hold the values of convolutions."""
    return [step for step in listed(planned) if _is_result(step)]


def _is_result(step: Step) -> bool:
    return isinstance(step.form, Listed) and step.form.result


def product(step: Step, planned: Planned) -> Expr:
    """Write x * h for the step of the values of a convolution."""
    return make("convolve", *(name(key, (1,)) for key in convolved(step, planned)))


def listed(planned: Planned) -> list[Step]:
    """List the steps that hold values at places."""
    return [step for step in planned.plan.steps if isinstance(step.form, Listed)]


def head(step: Step) -> Expr:
    """Write x(n) for the step of its values."""
    assert step.head is not None  # every one of these steps has one
    return step.head


def bare(step: Step) -> str:
    """Name the signal or the result whose values a step holds."""
    return step.name.rpartition(".")[2].removesuffix(VALUES)


def convolved(step: Step, planned: Planned) -> list[str]:
    """Read the names of the two signals off the definition of their convolution."""
    return [called(factor, planned) for factor in defined(step).args]


def called(factor: Expr, planned: Planned) -> str:
    """Name the signal that a factor is a value of; a list is known by its place."""
    if factor.op == "fn":
        return str(factor.attr("name"))
    bodies = {bare(step): step.formula.args[0] for step in signals(planned)}
    alike = (key for key, body in bodies.items() if _reads(body) == _reads(factor))
    return next(alike, "")


def _reads(body: Expr) -> tuple[Expr, int] | None:
    return (body.args[0], body.attr("start")) if body.op == "at" else None
