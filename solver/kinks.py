"""The places where derivatives jump, as steps: a zero of one is a value that sits on a kink."""

from __future__ import annotations

from solver.algebra.expr import Expr, names_in, walk
from solver.algebra.op import OPS
from solver.plan import Plan, Step


def kink_expressions(node: Expr) -> tuple[Expr, ...]:
    """Give the expressions whose zeros are the kinks of a node, if it has any."""
    rule = OPS[node.op].on_kink
    return rule(node) if rule else ()


def kink_label(expr: Expr) -> str:
    """Name the step that shows whether an expression is zero."""
    return f"kink of {expr}"


def kinks_of(plan: Plan) -> tuple[Step, ...]:
    """Make a step for every place where a formula of the forward pass could sit on a kink."""
    known = {given.name for given in plan.givens} | {step.name for step in plan.steps}
    found = {
        kink_label(expr): Step(kink_label(expr), expr, (), "kink", minor=True)
        for step in plan.steps
        if step.role == "forward"
        for node in walk(step.formula)
        for expr in kink_expressions(node)
        if known.issuperset(names_in(expr))
    }
    return tuple(found.values())
