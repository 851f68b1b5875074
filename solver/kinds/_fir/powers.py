"""Places, products and powers as formulas that read as a person would write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.shapes import Dim, Size, combine
from solver.kinds._fir.monomials import Monomial, factors
from solver.kinds._fir.pieces import INDEX

FARTHEST = 20  # shifts of an exponent that are tried
RUNNING = (INDEX, "i")  # names that lead a place: n - L + 1, not -L + n + 1


def place(dim: Dim) -> Expr:
    """Write a place: the index first, then what is added, then what is subtracted."""
    if isinstance(dim, int):
        return number(dim)
    terms = sorted(dim.terms, key=lambda term: (term[1] < 0, term[0] not in RUNNING))
    parts = [(count, name(key)) for key, count in terms]
    return added([(Fraction(count), [base]) for count, base in parts], dim.const)


def added(parts: Sequence[tuple[Fraction, list[Expr]]], const: Fraction | int = 0) -> Expr:
    """Add products up, with a minus sign where a coefficient is negative."""
    total: Expr | None = None
    for coefficient, bases in [*parts, *([(Fraction(const), [])] if const else [])]:
        total = joined(total, coefficient, times(abs(coefficient), bases))
    return total if total is not None else number(0)


def joined(total: Expr | None, coefficient: Fraction, term: Expr) -> Expr:
    """Add a term to a sum, or take it away."""
    if total is None:
        return -term if coefficient < 0 else term
    return total - term if coefficient < 0 else total + term


def times(coefficient: Fraction, bases: list[Expr]) -> Expr:
    """Write a product, without a coefficient of 1."""
    if not bases:
        return number(coefficient)
    product_ = reduce(lambda left, right: left * right, bases)
    return product_ if coefficient == 1 else number(coefficient) * product_


# --- terms ---------------------------------------------------------------------------------------
def single(term: Monomial) -> Expr:
    """Write one term: what has a negative power stands below."""
    coefficient, above, below = _sides(term)
    return _over(times(Fraction(coefficient.numerator), above), coefficient, below)


def scaled(inside: Expr, shared: Monomial) -> Expr:
    """Write a sum in brackets times what its terms share."""
    coefficient, above, below = _sides(shared)
    top = reduce(lambda left, right: left * right, [*above, inside])
    factor = Fraction(coefficient.numerator)
    return _over(top if factor == 1 else number(factor) * top, coefficient, below)


def _over(top: Expr, coefficient: Fraction, below: list[Expr]) -> Expr:
    if coefficient.denominator == 1 and not below:
        return top
    return top / times(Fraction(coefficient.denominator), below)


def _sides(term: Monomial) -> tuple[Fraction, list[Expr], list[Expr]]:
    """Split a term into its coefficient and the powers above and below the bar of a fraction."""
    coefficient, above, below = _numbers(term)
    for base, exponent in sorted(term.powers, key=lambda power: not isinstance(power[1], int)):
        if isinstance(base, Expr):
            if isinstance(exponent, int) and exponent < 0:
                below.append(_power(base, -exponent))
            else:
                above.append(_power(base, exponent))
    return coefficient, above, below


def _numbers(term: Monomial) -> tuple[Fraction, list[Expr], list[Expr]]:
    """Put powers of primes with the same name above them together: 2^n 3^-n is (2/3)^n."""
    by_name: dict[str, Fraction] = {}
    for base, exponent in term.powers:
        if isinstance(base, int) and isinstance(exponent, Size):
            for key, count in exponent.terms:
                by_name[key] = by_name.get(key, Fraction(1)) * Fraction(base) ** count
    coefficient = term.coefficient
    above, below = [], []
    for value, exponent in _by_base(by_name):
        shift = _taken_in(coefficient, value)
        coefficient /= value**shift
        raised = place(combine((1, exponent), (1, shift)))
        if value.numerator == 1 and value.denominator > 1:
            below.append(number(value.denominator) ** raised)
        else:
            above.append(_in_brackets(value) ** raised)
    return coefficient, above, below


def _by_base(by_name: Mapping[str, Fraction]) -> Iterator[tuple[Fraction, Dim]]:
    """Put names above the same number together: 2^N / 2^n is 1 / 2^(n - N)."""
    left = dict(sorted(by_name.items(), key=lambda item: item[0] not in RUNNING))
    while left:
        value = next(iter(left.values()))
        signs = {key: 1 if other == value else -1 for key, other in left.items()}
        alike = [key for key, other in left.items() if other in {value, 1 / value}]
        yield value, combine(*((signs[key], Size(((key, 1),))) for key in alike))
        left = {key: other for key, other in left.items() if key not in alike}


def _taken_in(coefficient: Fraction, base: Fraction) -> int:
    """Find the shift of an exponent that takes a coefficient in: 3 · 2^n / 8 is 3 · 2^(n - 3)."""
    found = factors(base)
    if len(found) == 1 and abs(found[0][1]) == 1:
        prime, sign = found[0]
        return dict(factors(coefficient)).get(prime, 0) * sign
    sizes = (size for size in range(1, FARTHEST + 1))
    shifts = (shift for size in sizes for shift in (size, -size))
    return next((shift for shift in shifts if base**shift == coefficient != 1), 0)


def _in_brackets(value: Fraction) -> Expr:
    """Write the base of a power; a fraction stays a quotient, as it is written by hand."""
    if value.denominator == 1:
        return number(value)
    size = make("div", number(abs(value.numerator)), number(value.denominator))
    return -size if value < 0 else size


def _power(base: Expr, exponent: Dim) -> Expr:
    return base if exponent == 1 else base ** place(exponent)
