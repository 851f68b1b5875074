"""Problems with one unknown, and what SymPy makes of the lines that isolate it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from solver.kinds._formulas.condition import Condition
from solver.kinds._formulas.unknown import Solved as Unknown
from solver.problem import Problem
from solver.solved import Solved
from tests.a_kind import AKind

FORMULAS = AKind("formulas")
HOLDS: dict[str, Any] = {
    "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b, "eq": lambda a, b: a == b,
}  # fmt: skip


def text_of(where: str, integer: str = "", given: str = "", assume: str = "", ask: str = "") -> str:
    whole = f", integer: {integer}" if integer else ""
    return (
        f"given: {{{given}}}\nassume: [{assume}]\n"
        f'solve: {{for: x, where: "{where}"{whole}}}\nask: [{ask or "at_x_bound"}]\n'
    )


def solved(where: str, integer: str = "", **more: str) -> Solved:
    """Solve a condition for x, and ask for the bound, or for x."""
    ask = more.pop("ask", "x" if integer or "==" in where else "x_bound")
    return FORMULAS.solved(text_of(where, integer, ask=ask, **more))


def unknown_of(problem: Problem) -> Unknown:
    found: Unknown = problem.worlds[0].planned.own.solved[0]
    return found


def truth(condition: Condition, values: dict[str, Fraction]) -> bool:
    """Let SymPy say whether a condition holds for some numbers, to 50 digits.

    It does not where a side is not defined.
    """
    names = {key: sympy.Symbol(key) for key in values}
    table = {names[key]: sympy.Rational(str(value)) for key, value in values.items()}
    sides = (sympy.sympify(str(side), locals=names).subs(table)
             for side in (condition.left, condition.right))  # fmt: skip
    left, right = (side if side.is_Rational else sympy.N(side, 50) for side in sides)
    if not (left.is_real and right.is_real):
        return False
    return bool(HOLDS[condition.relation](left, right))
