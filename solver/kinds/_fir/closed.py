"""Σ c₁ i^p b₁^i · c₂ (n - i)^q b₂^(n - i) in closed form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb

from solver.algebra.expr import name
from solver.algebra.shapes import Dim, Size, combine
from solver.kinds._fir.monomials import (
    ONE,
    Monomial,
    Polynomial,
    collect,
    monomial,
    moved,
    product,
    scaled,
)
from solver.kinds._fir.order import minus
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.sums import Quotient, powers_summed

N: Dim = Size(((INDEX, 1),))


@dataclass(frozen=True, slots=True)
class Split:
    """A term in n as `constant · n^degree · base^n`."""

    constant: Monomial
    degree: int
    base: Monomial


def split(term: Monomial) -> Split:
    """Split a term in n into its constant, its power of n, and the base of its exponential."""
    constant, base, degree = Monomial(term.coefficient), ONE, 0
    for key, exponent in term.powers:
        if key == name(INDEX):
            assert isinstance(exponent, int)
            degree = exponent
            continue
        count = dict(exponent.terms).get(INDEX, 0) if isinstance(exponent, Size) else 0
        rest = combine((1, exponent), (-count, N))
        constant = constant.times(monomial(Fraction(1), [(key, rest)]))
        base = base.times(monomial(Fraction(1), [(key, count)]))
    return Split(constant, degree, base)


def closed(one: Polynomial, other: Polynomial, low: Dim, high: Dim) -> list[Quotient]:
    if low == high:  # a single term
        left, right = moved(one, {INDEX: low}), moved(other, {INDEX: minus(N, low)})
        return [Quotient(product(left, right))]
    return [
        part
        for left in map(split, one)
        for right in map(split, other)
        for part in _summed(left, right, low, high)
    ]


def _summed(left: Split, right: Split, low: Dim, high: Dim) -> Iterator[Quotient]:
    """Sum c₁ i^p b₁^i · c₂ (n-i)^q b₂^(n-i), the power of n - i multiplied out."""
    outside = left.constant.times(right.constant).times(right.base.raised(N))
    ratio = left.base.times(right.base.raised(-1))
    for k in range(right.degree + 1):
        sign = Fraction((-1) ** k * comb(right.degree, k))
        along = monomial(sign, [(name(INDEX), right.degree - k)]).times(outside)
        found = powers_summed(left.degree + k, ratio, low, high)
        yield replace(found, top=product(found.top, (along,)))


def added(parts: list[Quotient]) -> tuple[Quotient, ...]:
    """Add up quotients with the same denominator; a denominator of one term is divided by."""
    found: dict[tuple[Polynomial, int], Polynomial] = {}
    for part in parts:
        top, bottom, order = part.top, part.bottom, part.order
        if len(bottom) == 1:
            top, bottom, order = product(top, (bottom[0].raised(-order),)), (ONE,), 1
        elif any(scaled(bottom, -1) == known for known, _ in found):
            top, bottom = scaled(top, (-1) ** order), scaled(bottom, -1)
        found[bottom, order] = collect([*found.get((bottom, order), ()), *top])
    return tuple(Quotient(top, *below) for below, top in found.items() if top)
