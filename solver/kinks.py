"""The places where derivatives jump, as steps: a zero of one is a value that sits on a kink."""

from __future__ import annotations

from solver.algebra.expr import Expr, names_in, walk
from solver.algebra.gradient_names import as_derivative
from solver.algebra.op import OPS
from solver.plan import Plan, Step


def kink_expressions(node: Expr) -> tuple[Expr, ...]:
    """Give the expressions whose zeros are the kinks of a node, if it has any."""
    rule = OPS[node.op].on_kink
    return rule(node) if rule else ()


def differentiated(plan: Plan, losses: tuple[tuple[str, Expr], ...]) -> frozenset[str]:
    """List the steps that a derivative may pass: those that what is differentiated needs."""
    derived = (as_derivative(s.name) for s in plan.steps if s.role in {"gradient", "jacobian"})
    tops = {pair.top for pair in derived if pair}
    for top, loss in losses:
        tops.update(names_in(loss) if top in tops else ())
    return frozenset(step.name for step in plan.needed(tops))


def kinks_of(plan: Plan, passed: frozenset[str]) -> tuple[Step, ...]:
    """Make a step for every place where one of the steps a derivative passes may have a kink."""
    known = {given.name for given in plan.givens} | {step.name for step in plan.steps}
    found = {
        expr: Step(f"kink of {expr}", expr, (), "kink", minor=True)
        for step in plan.steps
        if step.role == "forward" and step.name in passed
        for node in walk(step.formula)
        for expr in kink_expressions(node)
        if known.issuperset(names_in(expr))
    }
    return tuple({step.name: step for step in found.values()}.values())
