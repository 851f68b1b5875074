"""Closed forms: sums whose terms are all the same, squares under a root."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from solver.algebra.expr import Expr, make, names_in, number, transform, value_of
from solver.algebra.terms import Term, Terms, as_factor, build, build_term, terms_of, whole
from solver.algebra.tidy import tidy

_LARGEST = 64  # power of a number that is worked out


def closed(e: Expr) -> Expr:
    """Write sums of equal terms as products, and collect what remains."""
    return transform(e, _collected)


_ALGEBRA = frozenset({"add", "sub", "neg", "mul", "div", "pow"})


def _collected(node: Expr) -> Expr:
    if node.op == "bigsum":
        return _counted(node)
    if node.op == "pow" and (base := value_of(node.args[0])) is not None:
        power = value_of(node.args[1])
        exact = power is not None and power.denominator == 1 and 0 <= power <= _LARGEST
        return number(base ** int(power or 0)) if exact else node
    return _factored(terms_of(node)) if node.op in _ALGEBRA else node


def _factored(terms: Terms) -> Expr:
    """Write terms as a sum, with the factors that all of them have in front."""
    if len(terms) < 2:
        return build(terms, ())
    common = tuple(
        (base, min(powers))
        for base, power in terms[0].factors
        if power > 0 and min(powers := [dict(term.factors).get(base, 0) for term in terms]) > 0
    )
    if not common:
        return build(terms, ())
    shared = Term(1, common)
    rest = build(tuple(term.times(shared.inverse()) for term in terms), ())
    return build_term(shared.times(Term(1, ((rest, 1),))), ())


def _counted(node: Expr) -> Expr:
    body, first, last = node.args
    factor = as_factor(body)
    if factor is None:
        return number(0)
    if node.attr("index") in names_in(body):
        return node
    return build((_count(first, last).times(factor),), ())


def _count(first: Expr, last: Expr) -> Term:
    """Count the terms of a sum, as one factor."""
    found = tidy(last - first + number(1))
    return as_factor(found) or Term(0)


# --- roots ---------------------------------------------------------------------------------------
Positive = Callable[[Expr], bool]


def root(e: Expr, positive: Positive) -> Expr:
    """Take the square root, squares of positive factors out of it."""
    term = as_factor(e)
    if term is None:
        return number(0)
    outside, inside = _halves(term, positive)
    left = build((outside,), ())
    if inside == Term(1):
        return left
    size = Fraction(inside.coefficient)
    top = Term(whole(Fraction(size.numerator)), tuple(p for p in inside.factors if p[1] > 0))
    low = Term(size.denominator, tuple((b, -p) for b, p in inside.factors if p < 0))
    above = _times(outside, left, top)
    return above if low == Term(1) else above / make("sqrt", build((low,), ()))


def _times(outside: Term, left: Expr, top: Term) -> Expr:
    if top == Term(1):
        return left
    under = make("sqrt", build((top,), ()))
    return under if outside == Term(1) else left * under


def _halves(term: Term, positive: Positive) -> tuple[Term, Term]:
    """Split a term into the square root that it has, and what stays under the root."""
    size = Fraction(term.coefficient)
    exact = _is_square(size.numerator) and _is_square(size.denominator) and size > 0
    out = Fraction(isqrt(size.numerator), isqrt(size.denominator)) if exact else Fraction(1)
    outside, inside = [], []
    for base, power in term.factors:
        half = int(power / 2) if positive(base) else 0
        outside += [(base, half)] if half else []
        inside += [(base, power - 2 * half)] if power != 2 * half else []
    rest = Fraction(1) if exact else size
    return Term(whole(out), tuple(outside)), Term(whole(rest), tuple(inside))


def _is_square(value: int) -> bool:
    return value >= 0 and isqrt(value) ** 2 == value
