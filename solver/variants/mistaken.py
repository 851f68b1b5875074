"""Formulas and plans with a mistake in them: one slip of one op."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, transform
from solver.algebra.op import OPS, Slip
from solver.algebra.ops.slips import is_one
from solver.algebra.spoken import spoken
from solver.errors import FormulaError
from solver.plan import Plan


@dataclass(frozen=True, slots=True)
class Slipped:
    """A node with a mistake made: what was done, and what stands there instead."""

    node: Expr
    slip: Slip
    words: str
    changed: Expr

    @property
    def key(self) -> tuple[str, str]:
        """Tell mistakes apart: the op, and what was done to it."""
        return self.node.op, self.words


def slipped(node: Expr) -> Iterator[Slipped]:
    """List the mistakes that can be made at a node and do not show in its shape."""
    return _made(node, lambda changed: changed.shape == node.shape)


def misshapen(node: Expr) -> Iterator[Slipped]:
    """List the mistakes at a node that give something of another shape."""
    return _made(node, lambda changed: changed.shape != node.shape)


def _made(node: Expr, wanted: Callable[[Expr], bool]) -> Iterator[Slipped]:
    for slip in OPS[node.op].slips:
        changed = _changed(node, slip)
        if changed is not None and changed != node and wanted(changed):
            yield Slipped(node, slip, slip.told(node, spoken), changed)


def _changed(node: Expr, slip: Slip) -> Expr | None:
    try:
        return slip.change(node)
    except FormulaError:  # whoever makes it finds out
        return None


def everywhere(formula: Expr, op: str, words: str) -> Expr:
    """Make a mistake wherever it can be made in a formula."""

    def rule(node: Expr) -> Expr:
        found = slipped(node) if node.op == op else ()
        return next((one.changed for one in found if one.words == words), node)

    return settled(formula, rule)


def at_one(formula: Expr, one: Slipped) -> Expr:
    """Make a mistake at one node, as often as it is written."""
    return settled(formula, lambda node: one.changed if node == one.node else node)


def settled(formula: Expr, rule: Callable[[Expr], Expr]) -> Expr:
    """Apply a rule to every node, and leave out factors 1: mistakes that come to the same agree."""
    return transform(formula, lambda node: _bare(rule(node)))


def _bare(node: Expr) -> Expr:
    if node.op != "mul" or not any(map(is_one, node.args)):
        return node
    rest = node.args[1] if is_one(node.args[0]) else node.args[0]
    return rest if rest.shape == node.shape else node


def with_formulas(plan: Plan, formulas: Mapping[str, Expr]) -> Plan:
    """Give steps other formulas."""
    steps = (
        replace(step, formula=formulas[step.name]) if step.name in formulas else step
        for step in plan.steps
    )
    return replace(plan, steps=tuple(steps))
