"""Sums, quotients and stretches as formulas that read as a person would write them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.shapes import Dim, Size
from solver.kinds._fir.monomials import (
    ONE,
    Monomial,
    Polynomial,
    collect,
    monomial,
)
from solver.kinds._fir.order import plus
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.powers import joined, place, scaled, single
from solver.kinds._fir.sums import Quotient


# --- conditions ----------------------------------------------------------------------------------
def stretch(low: Dim | None, high: Dim | None, index: Expr) -> Expr:
    """Write `low <= n < high + 1`, one side where the other is open, `n = low` for one place."""
    if low is not None and low == high:
        return make("eq", index, place(low))
    after = None if high is None else make("lt", index, place(plus(high, 1)))
    if low is None:
        return after if after is not None else make("eq", index, index)
    if after is None:
        return make("ge", index, place(low))
    return make("and", make("le", place(low), index), after)


# --- terms ---------------------------------------------------------------------------------------
def quotient(value: Quotient) -> Expr:
    """Write a sum of terms over a power of another."""
    top = sum_of(value.top)
    if value.bottom == (ONE,):
        return top
    bottom = sum_of(value.bottom)
    return top / (bottom if value.order == 1 else bottom ** number(value.order))


def added_up(closed: Iterable[Quotient]) -> Expr:
    """Write a closed form, 0 where there is nothing."""
    parts = [quotient(part) for part in closed]
    return reduce(lambda left, right: left + right, parts) if parts else number(0)


def sum_of(terms: Polynomial) -> Expr:
    """Write a sum of terms over what all of them are divided by: (2^L - 1) / 2^n."""
    if not terms:
        return number(0)
    shared = _shared(terms) if len(terms) > 1 else Monomial(Fraction(1))
    inside = collect(term.times(shared.raised(-1)) for term in terms)
    if not shared.powers and shared.coefficient == 1:
        return _plain_sum(inside)
    return scaled(_plain_sum(inside), shared)


def _shared(terms: Polynomial) -> Monomial:
    """Find the powers of numbers that all terms have, if n stands in none of the others."""
    powers = [_number_powers(term) for term in terms]
    common = frozenset.intersection(*powers)
    running = [{power for power in found if power[1] == INDEX} for found in powers]
    if not running[0] or any(found != running[0] for found in running):
        return _content(terms)
    factors = ((base, Size(((key, count),))) for base, key, count in sorted(common))
    return monomial(Fraction(1), factors).times(_content(terms, pulled=True))


def _number_powers(term: Monomial) -> frozenset[tuple[int, str, int]]:
    """List the powers of numbers as base, name above it, and how often it stands there."""
    return frozenset(
        (base, key, count)
        for base, exponent in term.powers
        if isinstance(base, int) and isinstance(exponent, Size)
        for key, count in exponent.terms
    )


def _content(terms: Polynomial, pulled: bool = False) -> Monomial:
    """Find the denominator that all coefficients share, and if `pulled` what divides all."""
    below = lcm(*(term.coefficient.denominator for term in terms))
    every = all(term.coefficient.denominator == below for term in terms)
    above = gcd(*(int(term.coefficient * below) for term in terms))
    return Monomial(Fraction(above if pulled or below > 1 else 1, below) if every else Fraction(1))


def _plain_sum(terms: Polynomial) -> Expr:
    ordered = sorted(terms, key=lambda term: (term.coefficient < 0, -_degree(term)))
    total: Expr | None = None
    for term in ordered:
        size = Monomial(abs(term.coefficient), term.powers)
        total = joined(total, term.coefficient, single(size))
    assert total is not None
    return total


def _degree(term: Monomial) -> int:
    """Rank powers of names before numbers, and those of n first."""
    ranks = [
        exponent + (base == name(INDEX)) if isinstance(exponent, int) and exponent > 0 else 0
        for base, exponent in term.powers
        if isinstance(base, Expr)
    ]
    return sum(ranks)
