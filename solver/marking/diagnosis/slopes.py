"""What goes wrong with a gradient as a whole: its sign, a factor 2, where it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.algebra.expr import Expr, make, name, number, substitute
from solver.algebra.op import OPS
from solver.plan import Plan

GRADIENTS = frozenset({"gradient", "jacobian"})
TWO, HALF = number(2), number(1) / number(2)

Making = Callable[[Expr], Expr]


def _negated(formula: Expr) -> Expr:
    if formula.op == "sub":
        return make("sub", *reversed(formula.args))
    return formula.args[0] if formula.op == "neg" else -formula


def _scaled(by: Expr, undone: Expr) -> Making:
    """Multiply by a number; where its inverse stands in front, leave that out."""

    def scale(formula: Expr) -> Expr:
        if formula.op == "mul" and formula.args[0] == undone:
            return formula.args[1]
        return by * formula

    return scale


SCALED: tuple[tuple[str, Making], ...] = (
    ("the sign of {} was turned", _negated),
    ("{} has a factor 2 too many", _scaled(TWO, HALF)),
    ("{} has a factor 1/2 too many", _scaled(HALF, TWO)),
)


def renamed(right: Expr, wrong: Expr) -> Making:
    """Take one name for another."""
    return lambda formula: substitute(formula, {right.attr("name"): wrong})


def activations(plan: Plan) -> Iterator[tuple[Expr, Expr]]:
    """List the names a = f(z) of activations that go on, with their inputs, both ways round."""
    used = {key for step in plan.steps for key in step.uses}
    for step in plan.steps:
        if step.name in used and _is_activation(step.formula):
            inner, outer = step.formula.args[0], name(step.name, step.shape)
            yield outer, inner
            yield inner, outer


def _is_activation(formula: Expr) -> bool:
    arguments = 1 if formula.op != "fn" else 2  # an author's own function has its body beside it
    return (
        OPS[formula.op].elementwise
        and len(formula.args) == arguments
        and formula.args[0].op == "name"
        and formula.args[0].shape == formula.shape
    )
