"""Functions left unknown: made linear where their slope is given, else some smooth function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from solver.algebra.expr import Expr, make, name, transform, walk
from solver.algebra.gradient_names import derivative_name
from solver.backends.base import Functions
from solver.errors import FormulaError
from solver.keyed import Draws
from solver.plan import Plan, Step


def pinned(plan: Plan) -> Plan:
    """Make `f(b)` in a step `a` linear in `b` where `da/db` is among the givens."""
    slopes = {given.name: name(given.name, given.shape) for given in plan.givens}
    return replace(plan, steps=tuple(_pinned(step, slopes) for step in plan.steps))


def _pinned(step: Step, slopes: dict[str, Expr]) -> Step:
    if not any(node.op == "unknown" for node in walk(step.formula)):
        return step

    def rule(node: Expr) -> Expr:
        if node.op != "unknown" or node.args[0].op != "name":
            return node
        slope = slopes.get(derivative_name(step.name, node.args[0].attr("name")))
        return node if slope is None else _linear(slope, node.args[0]) or node

    return replace(step, formula=transform(step.formula, rule))


def _linear(slope: Expr, argument: Expr) -> Expr | None:
    """Multiply by a slope: a number, one for each entry, or a Jacobian."""
    try:
        if slope.is_scalar or slope.shape == argument.shape:
            return make("mul", slope, argument)
        if argument.shape[-1:] == (1,):
            return slope @ argument
        return argument @ slope.T
    except FormulaError:
        return None


def interpretations(formulas: Iterable[Expr]) -> Functions:
    """Interpret every unknown function, and its derivatives `f'`, `f''`, by a sine of its own."""
    nodes = (node for formula in formulas for node in walk(formula))
    names = dict.fromkeys(node.attr("name") for node in nodes if node.op == "unknown")
    return {f"unknown:{called}": _wave(called) for called in names}


def _wave(called: str) -> Callable[[Any, Any], Any]:
    """Make the k-th derivative of `sin(b x + c)`, k being the number of primes in the name."""
    bare, order = called.rstrip("'"), called.count("'")
    draws = Draws("unknown function", bare)
    slope, shift = draws.between(3, 9), draws.between(1, 12)

    def wave(xp: Any, value: Any) -> Any:
        angle = (value * slope + shift) / 4
        turned = xp.cos(angle) if order % 2 else xp.sin(angle)
        factor = slope**order * (-1 if order % 4 in {2, 3} else 1)
        return turned * factor / 4**order

    return wave
