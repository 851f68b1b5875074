"""Givens computed from others: `let: {n: 2*k + 1}`, as a small plan of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from solver.algebra.expr import Expr, name
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.backends.base import EvaluationError
from solver.errors import Complaint, FormulaError, SpecError
from solver.modelling.givens import Complaints
from solver.plan import Given, Plan, Step
from solver.spec.model import GivenSpec, Let, Spec
from solver.spec.numbers import exact
from solver.spec.values import shaped


def with_lets(spec: Spec) -> Spec:
    """Give a problem the values that it computes from its own givens; SpecError where it cannot."""
    own = tuple(let for let in spec.let if not let.shared)
    if not own:
        return spec
    names = {let.name for let in own}
    given = tuple(given for given in spec.given if given.name not in names)
    known = {each.name: each for each in given if each.value is not None}
    plan = let_plan(own, {key: each.shape for key, each in known.items()})
    values = {key: each.value for key, each in known.items()}
    return replace(spec, given=(*given, *(_given(let, plan, values) for let in own)))


def let_plan(lets: Iterable[Let], shapes: Mapping[str, Shape]) -> Plan:
    """Make a plan with a step for everything that is computed from names with these shapes."""
    complaints = Complaints()
    names: dict[str, Expr] = {key: name(key, shape) for key, shape in shapes.items()}
    steps: list[Step] = []
    for let in lets:
        scope = Scope(dict(names), {}, _no_derivatives)
        formula = complaints.attempt(let.formula.mark, partial(read, let.formula.text, scope))
        if formula is not None:
            steps.append(Step(let.name, formula, ("computed from the givens",), "let"))
            names[let.name] = steps[-1].ref
        else:
            complaints.broken.add(let.name)
    if complaints:
        raise SpecError(*complaints)
    return Plan(tuple(Given(key, shape) for key, shape in shapes.items()), tuple(steps))


def computed(plan: Plan, values: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Compute exact values; EvaluationError if one is no rational number."""
    known = {given.name: values[given.name] for given in plan.givens if given.name in values}
    solution = plan.evaluate(known, targets=tuple(wanted))
    found = {key: solution.exact(key) for key in wanted}
    for key, value in found.items():
        if value is None:
            raise EvaluationError(f"{key} is no rational number, and cannot be given exactly", key)
    return {key: _numbers(value) for key, value in found.items()}


def _given(let: Let, plan: Plan, values: Mapping[str, Any]) -> GivenSpec:
    try:
        value = computed(plan, values, (let.name,))[let.name]
    except EvaluationError as error:
        raise SpecError(Complaint(let.formula.mark, str(error), error.hint)) from None
    shape, _ = shaped(value)
    return GivenSpec(let.name, let.mark, shape, value)


def _numbers(nested: Any) -> Any:
    return tuple(map(_numbers, nested)) if isinstance(nested, list) else exact(nested)


def _no_derivatives(top: str, bottom: str) -> Expr:
    raise FormulaError(f"`d{top}/d{bottom}` is no given", "compute from givens only")
