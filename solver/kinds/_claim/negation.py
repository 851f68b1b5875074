"""The opposite of a condition, as people write it."""

from __future__ import annotations

from solver.algebra.expr import Expr, make

_OPPOSITE = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}
_BY_DE_MORGAN = {"and": "or", "or": "and"}


def negated(condition: Expr) -> Expr:
    """Write what holds wherever a condition does not."""
    op = condition.op
    if op in _OPPOSITE:
        return make(_OPPOSITE[op], *condition.args)
    if op in _BY_DE_MORGAN:
        return make(_BY_DE_MORGAN[op], *map(negated, condition.args))
    return condition.args[0] if op == "not" else make("not", condition)
