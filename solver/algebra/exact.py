"""Exact numbers: rationals (flint `fmpq`) and, past them, balls (`arb`) at flint's precision."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

NEAR = 1e-6  # a double so near to a whole number is taken for one


class Undecided(ArithmeticError):
    """A ball is too wide to tell which way a comparison goes; more precision may tell.

    `said` puts into words what is so where no precision tells.
    """

    said = "a comparison is not decided by {bits} bits; the two sides are equal, or nearly so"


class Unbounded(Undecided):
    """A ball holds every number: more precision may show that nothing is divided by zero."""

    said = "it divides by a number that cannot be told from 0 with {bits} bits"


class TooLarge(Undecided):
    """A number is beyond what a ball can hold; with more precision a ball holds more."""

    said = "a number on the way is too large to be computed"


class OutOfDomain(ArithmeticError):
    """A function has no real value there: the logarithm of 0, the root of −1."""


def rational(value: Fraction | int) -> Any:
    """Turn a Python fraction into flint's."""
    value = Fraction(value)
    return fmpq(value.numerator, value.denominator)


def ball(value: Any) -> Any:
    """Turn an exact number into a ball."""
    return value if isinstance(value, arb) else arb(value)


def is_zero(value: Any) -> bool:
    """Tell whether a number is exactly zero; a wide ball around zero is undecided."""
    return sign(value) == 0


def sign(value: Any) -> int:
    """Give −1, 0 or 1; raise Undecided for a ball that holds zero and more."""
    if not isinstance(value, arb):
        return int(value > 0) - int(value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero():
        return 0
    raise Undecided(str(value))


def integer(value: Any) -> int | None:
    """Give the integer that a number of any sort is; None if it is none."""
    if isinstance(value, arb):
        found = value.unique_fmpz() if value.is_integer() and abs(value) < 2**60 else None
        return None if found is None else int(found)
    if isinstance(value, fmpq):
        return int(value.p) if value.q == 1 else None
    if isinstance(value, float):  # which may have been rounded on its way
        near = math.isfinite(value) and abs(value - round(value)) < NEAR
        return round(value) if near else None
    return int(value)


def root(value: Any) -> Any:
    """Take a square root, exactly where the number is a square."""
    if sign(value) < 0:
        raise OutOfDomain("takes the square root of a negative number")
    if not isinstance(value, arb):
        top, bottom = value.p.isqrt(), value.q.isqrt()
        if top * top == value.p and bottom * bottom == value.q:
            return fmpq(top, bottom)
    return ball(value).sqrt()


def size_of(value: Any) -> Any:
    """Take the absolute value; of a ball around 0, whose sign is open, all sizes that it holds."""
    return _from_zero(abs(value).upper()) if is_around_zero(value) else abs(value)


def root_of_squares(value: Any) -> Any:
    """Take the root of a sum of squares, which is not negative even where its ball goes below 0."""
    return _from_zero(value.upper().sqrt()) if is_around_zero(value) else root(value)


def is_around_zero(value: Any) -> bool:
    """Tell whether a number is a ball that holds zero, and more."""
    return isinstance(value, arb) and bool(value.contains(0)) and not value.is_zero()


def _from_zero(largest: Any) -> Any:
    return arb(0).union(largest)


def finite(value: Any) -> Any:
    """Refuse a ball that holds everything; more precision may narrow it."""
    if not isinstance(value, arb) or value.is_finite():
        return value
    raise Unbounded if value.is_nan() else TooLarge


def power(base: Any, exponent: Any) -> Any:
    """Raise to a power: exactly for integers, as a ball otherwise."""
    if not isinstance(exponent, arb) and exponent.q == 1:
        return _whole_power(base, int(exponent.p))
    if not isinstance(exponent, arb) and exponent.q == 2:
        return root(base) ** int(exponent.p)
    if sign(base) < 0:
        raise OutOfDomain("raises a negative number to a power that is not whole")
    return ball(base) ** ball(exponent)


def _whole_power(base: Any, exponent: int) -> Any:
    """Multiply out around 0: there flint, which takes logarithms of balls, finds nothing."""
    if not isinstance(base, arb) or not base.contains(0):
        return base**exponent
    if exponent < 0:
        return 1 / _whole_power(base, -exponent)
    found, square = arb(1), base
    while exponent:
        found, square, exponent = (
            found * square if exponent % 2 else found,
            square * square,
            exponent // 2,
        )
    return found


def logarithm(value: Any) -> Any:
    """Take a logarithm; OutOfDomain for what is not positive."""
    if sign(value) <= 0:
        raise OutOfDomain("takes the logarithm of a number that is not positive")
    return exact_or({1: 0}, lambda positive: positive.log())(value)


def exact_or(table: dict[int, Fraction | int], function: Any) -> Any:
    """Make a function exact at the integers in the table and a ball elsewhere."""

    def apply(value: Any) -> Any:
        if not isinstance(value, arb) and value.q == 1 and int(value.p) in table:
            return rational(table[int(value.p)])
        return function(ball(value))

    return apply
