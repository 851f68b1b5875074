"""The meaning of conditions, and of what is said case by case."""

from __future__ import annotations

from functools import reduce

from solver.algebra.expr import Expr, make
from solver.marking import syntax as s
from solver.marking.meaning.elaborator import Elaborator, Meaningless, means

_RELATIONS = {"=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "!=": "ne"}


@means(s.Cases)
def cases(e: Elaborator, node: s.Cases) -> Expr:
    """Read a piecewise text."""
    args: list[Expr] = []
    for value, condition in node.pieces:
        args += [e(value)] if condition is None else [e(value), truth(e, condition)]
    return make("cases", *args) if len(args) > 1 else args[0]


def listed(e: Elaborator, node: s.Call) -> Expr:
    """Read `cases(value, condition, …, otherwise)`."""
    even = len(node.args) - len(node.args) % 2
    args = [truth(e, arg) if k % 2 and k < even else e(arg) for k, arg in enumerate(node.args)]
    if not args:
        raise Meaningless("there are no cases here", node.span)
    return make("cases", *args)


@means(s.Logic)
def logic(e: Elaborator, node: s.Logic) -> Expr:
    """Join conditions by and, or, not."""
    parts = [truth(e, arg) for arg in node.args]
    if len(parts) == 1:
        return make("not", parts[0]) if node.op == "not" else parts[0]
    return reduce(lambda a, b: make(node.op, a, b), parts)


@means(s.Chain)
def chain(e: Elaborator, node: s.Chain) -> Expr:
    """Read a chain of relations as a condition."""
    if any(relation not in _RELATIONS for relation in node.relations):
        raise _no_condition(node)
    sides = list(map(e, node.members))
    links = zip(node.relations, sides, sides[1:], strict=False)
    held = [make(_RELATIONS[relation], a, b) for relation, a, b in links]
    return reduce(lambda a, b: make("and", a, b), held)


def truth(e: Elaborator, node: s.Node) -> Expr:
    """Read a condition."""
    if not isinstance(node, s.Logic | s.Chain):
        raise _no_condition(node)
    return e(node)


def _no_condition(node: s.Node) -> Meaningless:
    return Meaningless("this is no condition: write one such as `n < 4`", node.span)
