"""From balls to decimals: what an interval of numbers leaves no doubt about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from solver.backends.base import CAP
from solver.backends.floats import double
from solver.digits import exactly, is_short
from solver.rounding import (
    Rounded,
    agree_at,
    agree_digits,
    common_decimals,
    magnitude,
    round_digits,
)
from solver.written import decimal, plain

Interval = tuple[Fraction, Fraction]
Entry = Fraction | float | Interval  # rational; infinite or NaN; known to lie between two bounds

DOUBLE = 17  # digits that tell all doubles apart
LARGEST = 2**18  # the largest exponent, in bits, of a number that is printed: 10^±78913
LEAST = -LARGEST - 2 * CAP  # the least of a ball that is written out: others are below TINY
TINY = Fraction(1, 2**LARGEST)
ZERO = Fraction(1, 10**100)  # a ball that holds zero and nothing larger, at the cap, is a zero


class Wide(Exception):
    """An interval is too wide to tell how its number rounds; the message says so to a user."""


def entry_of(value: Any) -> Entry:
    """Read an entry of an array: exact numbers as they are, balls and long doubles as intervals."""
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, arb):
        return _interval(value)
    found: Any = exactly(value)
    return (found, found) if isinstance(found, Fraction) and not is_short(found) else found


def rational_entries(values: Sequence[Any]) -> list[Fraction] | None:
    """Read entries that are all rational; None if any has left the rationals."""
    if not all(isinstance(value, fmpq) for value in values):
        return None
    return [Fraction(int(value.p), int(value.q)) for value in values]


def require_signs(values: Sequence[Any]) -> None:
    """Raise Wide if nothing is known of some number, which is quicker to see than to write out."""
    balls = (value for value in values if isinstance(value, arb))
    if any(ball.contains(0) and not ball.is_zero() for ball in balls):
        raise Wide("it cannot be told from 0")


def _interval(ball: arb) -> Fraction | Interval:
    (middle, first), (radius, second) = _dyadic(ball.mid()), _dyadic(ball.rad())
    second = max(second, LEAST)  # which only makes the interval wider
    if first < LEAST:
        error = _scaled(radius, second) + TINY
        return -error, error
    unit = min(first, second)
    middle, radius = middle << (first - unit), radius << (second - unit)
    if not radius:
        return _scaled(middle, unit)
    return _scaled(middle - radius, unit), _scaled(middle + radius, unit)


def _dyadic(ball: arb) -> tuple[int, int]:
    """Read an exact ball as a mantissa and the power of two that it counts."""
    mantissa, exponent = (int(part) for part in ball.man_exp())
    if exponent > LARGEST:
        raise Wide("the number is too large to print")
    return mantissa, exponent


def _scaled(mantissa: int, exponent: int) -> Fraction:
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def nearest_double(entry: Entry, last: bool) -> float | str:
    """Round to the nearest double, as text beyond the largest; Wide if an interval is too wide."""
    if isinstance(entry, float):
        return entry
    low, high = (entry, entry) if isinstance(entry, Fraction) else entry
    near = double(low)
    if near != double(high) and not last:
        raise Wide("its nearest double is not decided")
    if math.isinf(near):
        return plain(decimal(agree_digits(low, high, DOUBLE) or _tie(DOUBLE)))
    middle = near if near == double(high) else double((low + high) / 2)
    return middle + 0.0  # no negative zero


def rounded_entries(entries: Sequence[Entry], digits: int, last: bool) -> list[Any]:
    """Round the intervals among the entries to decimals that line up; Wide if one is in doubt."""
    first = [_leading(entry, digits, last) for entry in entries]
    decimals = common_decimals([number for number in first if isinstance(number, Rounded)], digits)
    return [_placed(entry, number, decimals) for entry, number in zip(entries, first, strict=True)]


def _leading(entry: Entry, digits: int, last: bool) -> Rounded | float | None:
    """Round to significant digits; None for an integer, which does not count for the decimals."""
    if isinstance(entry, float):
        return entry
    if isinstance(entry, Fraction):
        return None if entry.denominator == 1 else round_digits(entry, digits)
    return agree_digits(*entry, digits) or _zero(entry, last) or _tie(digits)


def _zero(entry: Interval, last: bool) -> Rounded | None:
    low, high = entry
    widest = max(abs(low), abs(high))
    if not last or low > 0 or high < 0 or widest > ZERO:
        return None
    return Rounded(False, "0", magnitude(widest) + 2 if widest else 0)


def _tie(digits: int) -> Rounded:
    raise Wide(
        f"rounding to {digits} digits is a tie, or so near to one that it is not decided; "
        "ask for another number of digits"
    )


def _placed(entry: Entry, number: Any, decimals: int | None) -> Any:
    if not isinstance(entry, tuple):
        return entry
    if decimals is None or number.digits == "0":
        return number
    return agree_at(*entry, decimals) or _tie(decimals)
