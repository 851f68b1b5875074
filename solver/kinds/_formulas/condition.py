"""Conditions on an unknown, and the lines by which it is isolated."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, make, names_in, substitute
from solver.algebra.op import Words
from solver.errors import FormulaError

TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}  # by a negative factor
SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "!="}


@dataclass(frozen=True, slots=True)
class Condition:
    """`left relation right`, with one of lt, le, gt, ge, eq."""

    left: Expr
    relation: str
    right: Expr

    @property
    def expr(self) -> Expr:
        """Write it as a truth value."""
        return make(self.relation, self.left, self.right)

    @property
    def is_equation(self) -> bool:
        return self.relation == "eq"

    @property
    def turned(self) -> Condition:
        """Read it from the right."""
        return Condition(self.right, TURNED[self.relation], self.left)

    def on(self, unknown: str, value: Expr) -> Condition:
        """Put something in for the unknown."""
        table = {unknown: value}
        return replace(self, left=substitute(self.left, table), right=substitute(self.right, table))

    def uses(self, unknown: str) -> tuple[bool, bool]:
        """Tell on which sides the unknown stands."""
        return unknown in names_in(self.left), unknown in names_in(self.right)


@dataclass(frozen=True, slots=True)
class Reached:
    """A line of a derivation: what was reached, and how."""

    condition: Condition
    why: Words


def said(condition: Condition) -> str:
    """Write a condition as an author would."""
    relation = "==" if condition.is_equation else SIGNS[condition.relation]
    return f"{condition.left} {relation} {condition.right}"


def condition_of(expr: Expr) -> Condition:
    """Take a comparison of two numbers; FormulaError for anything else."""
    if expr.op == "and":
        hint = "write one comparison; what is known of the unknown stands under `assume:`"
        raise FormulaError("these are two conditions at once", hint)
    if expr.op not in TURNED:
        hint = "write one with `==`, `<`, `<=`, `>` or `>=`"
        raise FormulaError("this is no condition that an unknown can be found from", hint)
    left, right = expr.args
    if left.shape or right.shape:
        raise FormulaError("a condition is between two numbers, not arrays")
    return Condition(left, expr.op, right)


class Unsolved(Exception):
    """The unknown cannot be isolated, for a reason that is said plainly.

    `holds` tells of a condition that every number fulfils (True), or none (False). `ends` are the
    solutions, or the ends of them, where there are several.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        holds: bool | None = None,
        ends: tuple[Expr, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.holds, self.ends = message, hint, holds, ends


def settled(unknown: str, holds: bool, because: str, hint: str = "") -> Unsolved:
    """Say that every number is a solution, or none."""
    which = "every" if holds else "no"
    return Unsolved(f"{which} `{unknown}` is a solution: {because}", hint, holds)
