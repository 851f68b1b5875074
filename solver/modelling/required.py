"""What a spec requires of every variant: conditions on its givens and steps."""

from __future__ import annotations

from collections.abc import Iterable

from solver.algebra.expr import Expr, make, walk
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.scope import Scope
from solver.errors import Complaint, Mark
from solver.modelling.asked import attempt_read
from solver.modelling.givens import Complaints
from solver.plan import Step
from solver.spec.model import Spec


def requirements(spec: Spec, scope: Scope, complaints: Complaints) -> tuple[tuple[Mark, Expr], ...]:
    """Read `require:`; of an array, all entries must fulfil the condition."""
    found: list[tuple[Mark, Expr]] = []
    for formula in spec.require:
        read = attempt_read(formula, scope, complaints)
        if read is None:
            continue
        if not any(node.op in RELATIONS for node in walk(read)):
            message, hint = f"`{formula.text}` is no condition", "compare: `all(z != 0)`"
            complaints.append(Complaint(formula.mark, message, hint))
        found.append((formula.mark, make("all", read) if read.shape else read))
    return tuple(found)


def required_steps(required: Iterable[tuple[Mark, Expr]]) -> tuple[tuple[Mark, Step], ...]:
    """Make a step of every requirement, which is 1 where it is fulfilled."""
    return tuple(
        (mark, Step(f"require {k}", expr, ("required of every variant",), "required", minor=True))
        for k, (mark, expr) in enumerate(required, 1)
    )
