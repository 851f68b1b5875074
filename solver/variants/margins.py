"""How far a requirement is from its boundary, where doubles may be wrong about it."""

from __future__ import annotations

from collections.abc import Iterable

from solver.algebra.expr import Expr, make, names_in, walk
from solver.algebra.ops.compare import RELATIONS
from solver.errors import FormulaError
from solver.plan import Step

NEAR = 1e-9  # of a boundary, in doubles


def margins(required: Iterable[Step], known: Iterable[str]) -> tuple[Step, ...] | None:
    """Make a step of the difference of the two sides of every comparison.

    None where one cannot be had, as in a comparison that counts: any draw may be near it.
    """
    names, found = set(known), list[Expr]()
    for step in required:
        for node in walk(step.formula):
            if node.op not in RELATIONS:
                continue
            if not names.issuperset(names_in(node)):
                return None
            try:
                found.append(make("sub", *node.args))
            except FormulaError:
                return None
    return tuple(Step(f"margin {k}", expr, (), "margin") for k, expr in enumerate(found))
