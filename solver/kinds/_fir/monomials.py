"""Sums of terms `c · Π base ^ exponent` whose exponents are whole numbers such as `n - L + 1`.

Geometric sums and their closed forms stay within these. Bases are primes, -1, and expressions
(a name, an entry of a list, and the index n itself, for its powers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce

from solver.algebra.expr import Expr, name
from solver.algebra.shapes import Dim, Size, combine

Base = int | Expr
LARGEST_PRIME = 1000  # a factor beyond it stays whole


@dataclass(frozen=True, slots=True)
class Monomial:
    """`coefficient · Π base ^ exponent`; a power of a prime holds no constant exponent."""

    coefficient: Fraction
    powers: tuple[tuple[Base, Dim], ...] = ()

    def times(self, other: Monomial) -> Monomial:
        return monomial(self.coefficient * other.coefficient, [*self.powers, *other.powers])

    def raised(self, exponent: Dim) -> Monomial:
        """Raise to a power; every exponent is multiplied, so one of the two must be a number."""
        numbers = [(base, combine((count, exponent))) for base, count in factors(self.coefficient)]
        return monomial(
            Fraction(1), [*numbers, *((b, _product(e, exponent)) for b, e in self.powers)]
        )

    @property
    def key(self) -> frozenset[tuple[Base, Dim]]:
        return frozenset(self.powers)


Polynomial = tuple[Monomial, ...]
ONE = Monomial(Fraction(1))


def monomial(coefficient: Fraction, powers: Iterable[tuple[Base, Dim]]) -> Monomial:
    """Collect powers of the same base; constant powers of numbers go into the coefficient."""
    found: dict[Base, Dim] = {}
    for base, exponent in powers:
        found[base] = combine((1, found.get(base, 0)), (1, exponent))
    kept: list[tuple[Base, Dim]] = []
    for base, exponent in found.items():
        if isinstance(base, int):
            constant = exponent if isinstance(exponent, int) else exponent.const
            coefficient *= Fraction(base) ** constant
            exponent = combine((1, exponent), (-1, constant))
            exponent = _parity(exponent) if base == -1 else exponent
        if exponent != 0:
            kept.append((base, exponent))
    return Monomial(coefficient, tuple(kept))


def _parity(exponent: Dim) -> Dim:
    """Keep of an exponent of -1 what is odd."""
    terms = exponent.terms if isinstance(exponent, Size) else ()
    return combine(*((count % 2, Size(((key, 1),))) for key, count in terms))


def _product(left: Dim, right: Dim) -> Dim:
    if isinstance(left, int):
        return combine((left, right))
    assert isinstance(right, int)  # a base with a symbol above it is only raised to numbers
    return combine((right, left))


@cache
def factors(value: Fraction) -> tuple[tuple[int, int], ...]:
    """Split a number that is not 0 into powers of primes, and -1."""
    sign = [(-1, 1)] if value < 0 else []
    above = _primes(abs(value.numerator))
    below = _primes(value.denominator)
    return (*sign, *above, *((base, -count) for base, count in below))


def _primes(value: int) -> list[tuple[int, int]]:
    found = []
    for prime in range(2, LARGEST_PRIME):
        count = 0
        while value % prime == 0:
            value, count = value // prime, count + 1
        found += [(prime, count)] if count else []
        if value == 1:
            break
    return found + ([(value, 1)] if value > 1 else [])


# --- sums of them --------------------------------------------------------------------------------
def collect(terms: Iterable[Monomial]) -> Polynomial:
    """Merge terms with the same powers; drop those that cancel."""
    found: dict[frozenset[tuple[Base, Dim]], Monomial] = {}
    for term in terms:
        old = found.get(term.key)
        both = term.coefficient + (old.coefficient if old else 0)
        found[term.key] = Monomial(both, (old or term).powers)
    return tuple(term for term in found.values() if term.coefficient)


def constant(value: Fraction | int) -> Polynomial:
    """Write a number."""
    return collect([Monomial(Fraction(value))])


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    """Multiply out."""
    return collect(one.times(other) for one in left for other in right)


def power(base: Polynomial, exponent: int) -> Polynomial:
    """Multiply a sum by itself."""
    return reduce(product, [base] * exponent, constant(1))


def scaled(terms: Polynomial, factor: Fraction | int) -> Polynomial:
    """Multiply by a number."""
    return collect(Monomial(term.coefficient * factor, term.powers) for term in terms)


def of_place(place: Dim) -> Polynomial:
    """Write a place such as `n - L + 1` as a sum of names."""
    if isinstance(place, int):
        return constant(place)
    terms = [Monomial(Fraction(count), ((name(key), 1),)) for key, count in place.terms]
    return collect([*terms, Monomial(Fraction(place.const))])


def moved(terms: Polynomial, table: Mapping[str, Dim]) -> Polynomial:
    """Put places in for whole names, in exponents and as factors (`n` becomes `n - i`)."""
    return collect(part for term in terms for part in _moved(term, table))


def _moved(term: Monomial, table: Mapping[str, Dim]) -> Polynomial:
    found: Polynomial = (Monomial(term.coefficient),)
    for base, exponent in term.powers:
        known = _name(base)
        if known in table:
            assert isinstance(exponent, int)  # n to the power n is refused when it is read
            found = product(found, power(of_place(table[known]), exponent))
        else:
            found = product(found, (monomial(Fraction(1), [(base, put(exponent, table))]),))
    return found


def _name(base: Base) -> str:
    return base.attr("name") if isinstance(base, Expr) and base.op == "name" else ""


def put(place: Dim, table: Mapping[str, Dim]) -> Dim:
    """Put places in for the names in a place."""
    if isinstance(place, int):
        return place
    parts = [(count, table.get(key, Size(((key, 1),)))) for key, count in place.terms]
    return combine(*parts, (1, place.const))
