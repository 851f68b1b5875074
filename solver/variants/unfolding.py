"""The operations behind answers, each as a step of its own, so that all its operands are values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, bound_names, rebuild
from solver.algebra.op import OPS
from solver.modelling.planned import Planned
from solver.plan import Plan, Step


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation whose arguments are names, or literals; `result` names its value."""

    node: Expr
    result: str

    @property
    def operands(self) -> tuple[str | None, ...]:
        """Name the arguments; None for one that is not a name."""
        return tuple(arg.attr("name") if arg.op == "name" else None for arg in self.node.args)


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A plan of single operations, and the steps of the solution that are written down."""

    plan: Plan
    operations: tuple[Operation, ...]
    written: tuple[Step, ...]


def unfolded(planned: Planned) -> Unfolded:
    """Unfold the steps that the answers need."""
    asked = planned.asked
    written = tuple(step for step in planned.plan.needed(asked) if not step.minor)
    seen: dict[Expr, Expr] = {}
    steps = [step for one in written for step in _steps(one, seen)]
    operations = tuple(Operation(step.formula, step.name) for step in steps)
    return Unfolded(Plan(planned.plan.givens, tuple(steps)), operations, written)


def _steps(step: Step, seen: dict[Expr, Expr]) -> Iterator[Step]:
    """Unfold one step: its parts first, then what is done with them."""
    parts: list[Step] = []
    formula = _opened(step.formula, seen, parts)
    yield from parts
    yield Step(step.name, formula, ())


def _opened(expr: Expr, seen: dict[Expr, Expr], parts: list[Step]) -> Expr:
    """Put names in place of an operation's arguments.

    What is bound in it has no value of its own; indices and powers stay as they are.
    """
    op = OPS[expr.op]
    if op.lazy or any(bound_names(expr)):
        return expr
    last = len(expr.args) if op.whole is None else op.whole
    named = (_named(arg, seen, parts) for arg in expr.args[:last])
    return rebuild(expr, (*named, *expr.args[last:]))


def _named(expr: Expr, seen: dict[Expr, Expr], parts: list[Step]) -> Expr:
    """Name a part of a formula, unless it has a name or is a number."""
    if not expr.args:
        return expr
    if expr not in seen:
        formula = _opened(expr, seen, parts)
        parts.append(Step(f"·{len(seen)}", formula, ()))  # a name no author can write
        seen[expr] = parts[-1].ref
    return seen[expr]


def names_of(operations: Iterable[Operation]) -> tuple[str, ...]:
    """List the names of all operands and results."""
    found = (key for one in operations for key in (*one.operands, one.result) if key is not None)
    return tuple(dict.fromkeys(found))
