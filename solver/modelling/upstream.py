"""Gradients that arrive from above, where the loss itself is not written out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from solver.algebra.expr import Expr, name
from solver.algebra.fit import described
from solver.algebra.scope import Scope
from solver.errors import Complaint
from solver.modelling.asked import attempt_read
from solver.modelling.givens import Complaints, World
from solver.plan import Given
from solver.spec.model import Formula

LOSS = "L"  # what an upstream gradient is the gradient of
Upstream = Mapping[str, tuple[str, Expr]]


def read_upstream(
    wanted: Mapping[str, Formula], world: World, scope: Scope, complaints: Complaints
) -> tuple[World, Upstream]:
    """Read the gradients that arrive from above; a fresh name stands for a given of that shape."""
    found: dict[str, tuple[str, Expr]] = {}
    fresh: list[Given] = []
    for key, formula in wanted.items():
        target = complaints.attempt(formula.mark, partial(scope.look_up, key))
        if target is None:
            continue
        if formula.text.isidentifier() and formula.text not in scope.names:
            fresh.append(Given(formula.text, target.shape))
            found[key] = (LOSS, name(formula.text, target.shape))
        elif (read_ := attempt_read(formula, scope, complaints)) is not None:
            _check_shape(read_, target, formula, complaints)
            found[key] = (LOSS, read_)
    if found and LOSS in scope.names:
        where = next(iter(wanted.values())).mark
        complaints.append(
            Complaint(where, f"`upstream` stands for a loss `{LOSS}`, but `{LOSS}` is defined here")
        )
    extra = world.extra | ({LOSS} if found else set())
    names = {**world.names, **{given.name: name(given.name, given.shape) for given in fresh}}
    grown = World((*world.givens, *fresh), names, world.functions, world.facts, frozenset(extra))
    return grown, found


def _check_shape(found: Expr, target: Expr, formula: Formula, complaints: Complaints) -> None:
    if found.shape != target.shape:
        complaints.append(
            Complaint(
                formula.mark,
                f"the gradient at {described(target)} has its shape, not {described(found)}",
            )
        )
