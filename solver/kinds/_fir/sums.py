"""Sums over an index in closed form: Σ i^p r^i from one place to another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb

from solver.algebra.shapes import Dim
from solver.kinds._fir.monomials import (
    ONE,
    Base,
    Monomial,
    Polynomial,
    collect,
    constant,
    monomial,
    of_place,
    power,
    product,
    scaled,
)
from solver.kinds._fir.order import plus

HIGHEST = 6  # powers of n in a signal


@dataclass(frozen=True, slots=True)
class Quotient:
    """A sum of terms over a power of another one."""

    top: Polynomial
    bottom: Polynomial = (ONE,)
    order: int = 1


def powers_summed(p: int, ratio: Monomial, first: Dim, last: Dim) -> Quotient:
    """Sum i^p · ratio^i for i from first to last; the ratio is 1, or is taken not to be."""
    after = plus(last, 1)
    if not ratio.powers:
        upper, lower = (_primitive(p, ratio.coefficient, place) for place in (after, first))
        return Quotient(collect([*upper, *scaled(lower, -1)]))
    gap = collect([ONE, *scaled((ratio,), -1)])
    upper, lower = (_over_gap(p, ratio, gap, place) for place in (after, first))
    clear = (monomial(Fraction(1), _lifting(ratio)),)
    top = product(collect([*upper, *scaled(lower, -1)]), power(clear, p + 1))
    return Quotient(top, product(gap, clear), p + 1)


def _over_gap(p: int, ratio: Monomial, gap: Polynomial, place: Dim) -> Polynomial:
    """Give T(place), where T(m) / (1 - ratio)^(p + 1) has the differences m^p · ratio^m."""
    found = {p: constant(-1)}
    for j in range(p - 1, -1, -1):
        parts = (scaled(product(found[k], power(gap, k - j - 1)), comb(k, j)) for k in found)
        found[j] = product((ratio,), collect(term for part in parts for term in part))
    grown = (ratio.raised(place),)
    terms = (product(found[j], power(product(gap, of_place(place)), j)) for j in found)
    return product(grown, collect(term for part in terms for term in part))


def _lifting(ratio: Monomial) -> list[tuple[Base, Dim]]:
    """List the powers that clear a ratio of its denominators."""
    below = ratio.coefficient.denominator
    lifted: list[tuple[Base, Dim]] = [
        (base, -count) for base, count in ratio.powers if isinstance(count, int) and count < 0
    ]
    return [*lifted, (below, 1)] if below > 1 else lifted


def _primitive(p: int, ratio: Fraction, place: Dim) -> Polynomial:
    """Give F(place) with F(m + 1) - F(m) = m^p · ratio^m."""
    grown = (Monomial(ratio).raised(place),) if ratio != 1 else constant(1)
    total: Polynomial = ()
    for k, coefficient in enumerate(antidifference(p, ratio)):
        total = collect([*total, *scaled(power(of_place(place), k), coefficient)])
    return product(grown, total)


@cache
def antidifference(p: int, ratio: Fraction) -> tuple[Fraction, ...]:
    """Give Q, lowest power first, with ratio · Q(m + 1) - Q(m) = m^p."""
    degree = p + (ratio == 1)
    found = [Fraction(0)] * (degree + 1)
    for k in range(p, -1, -1):
        row = k + (ratio == 1)  # the coefficient that the power m^k of both sides settles
        wanted = Fraction(int(k == p))
        above = sum(
            (ratio * comb(j, k) * found[j] for j in range(row + 1, degree + 1)), Fraction(0)
        )
        own = Fraction(comb(row, k)) if ratio == 1 else ratio - 1
        found[row] = (wanted - above) / own
    return tuple(found)
