"""Equations of higher degree: SymPy factors them over the rationals, and one factor is 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial, reduce

from solver.algebra.expr import Expr
from solver.algebra.terms import Term, Terms, build, collect
from solver.kinds._formulas.branches import followed, meant
from solver.kinds._formulas.condition import Condition, Reached
from solver.kinds._formulas.isolate import ZERO, Isolating

MOST_DEGREE = 12
Isolate = Callable[[Isolating, Condition], list[Reached]]
Coefficients = Mapping[int, Fraction]


def factored(own: Isolating, terms: Terms, isolate: Isolate) -> list[Reached] | None:
    """Give the lines from `Σ terms = 0` to the unknown; None if that is no polynomial in numbers.

    `isolate` goes on with each factor. Raises Unsolved where several solutions are left, or none.
    """
    found = _polynomial(own, terms)
    if found is None:
        return None
    base, coefficients = found
    factors = [_written(base, factor) for factor in _factors(coefficients)]
    if len(factors) == 1:
        return None
    why = ("a product is 0 where a factor is; the others are excluded",)
    starts = (Reached(Condition(factor, "eq", ZERO), why) for factor in dict.fromkeys(factors))
    way = meant(own, followed(starts, partial(isolate, own)), "no factor is 0 anywhere")
    product = reduce(lambda whole, factor: whole * factor, factors)
    start = [
        Reached(Condition(_written(base, coefficients), "eq", ZERO), ("bring all to one side",)),
        Reached(Condition(product, "eq", ZERO), ("factor the left side",)),
    ]
    return [*start, *way]


def _polynomial(own: Isolating, terms: Terms) -> tuple[Expr, Coefficients] | None:
    """Read terms as a polynomial in one part that holds the unknown."""
    coefficients: dict[int, Fraction] = {}
    bases: set[Expr] = set()
    for term in collect(terms):
        (base, power), *more = term.factors or ((ZERO, 0),)
        if more or not 0 <= power <= MOST_DEGREE or not (own.has(base) or power == 0):
            return None
        bases |= {base} if power else set()
        coefficients[power] = Fraction(term.coefficient)
    return (bases.pop(), coefficients) if len(bases) == 1 else None


def _factors(coefficients: Coefficients) -> list[Coefficients]:
    """Factor a polynomial over the rationals, with whole coefficients in each factor."""
    import sympy  # imported late: few problems need it

    x = sympy.Symbol("x")
    terms = (sympy.Rational(c.numerator, c.denominator) * x**k for k, c in coefficients.items())
    _, found = sympy.Poly(sum(terms), x).factor_list()
    return [
        {power: Fraction(int(value)) for (power,), value in factor.terms()}
        for factor, count in found
        for _ in range(count)
    ]


def _written(base: Expr, coefficients: Coefficients) -> Expr:
    ordered = sorted(coefficients.items(), reverse=True)
    return build(tuple(Term(c, ((base, k),) if k else ()) for k, c in ordered), ())
