"""What a spec assumes of its givens: comparisons that sampled numbers keep to."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from solver.algebra.expr import number, substitute
from solver.algebra.read import read_comparison
from solver.algebra.scope import Scope
from solver.algebra.terms import terms_of
from solver.errors import Complaint
from solver.modelling.givens import Complaints
from solver.plan import Assumption, Given
from solver.spec.model import Formula, Spec


def assumptions_of(
    spec: Spec, scope: Scope, givens: Iterable[Given], complaints: Complaints
) -> tuple[Assumption, ...]:
    """Read `assume:`; complain of an assumption that the given values break."""
    known = {g.name: number(g.value) for g in givens if isinstance(g.value, Fraction)}
    found: list[Assumption] = []
    for formula in spec.assume:
        read = complaints.attempt(formula.mark, partial(_read, formula, scope))
        if read is None:
            continue
        found.append(read)
        terms = terms_of(substitute(read.left, known) - substitute(read.right, known))
        numeric = not any(term.factors for term in terms)
        if numeric and not read.holds(sum((t.coefficient for t in terms), Fraction(0))):
            message = f"`{formula.text}` is not true of these givens"
            complaints.append(Complaint(formula.mark, message))
    return tuple(found)


def _read(formula: Formula, scope: Scope) -> Assumption:
    return Assumption(*read_comparison(formula.text, scope))
