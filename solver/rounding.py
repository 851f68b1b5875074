"""Decimals known to be right: rounding exact numbers, and intervals that leave no doubt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

PLAIN = range(-4, 7)  # powers of ten outside this range print in scientific notation
SPREAD = 4  # columns line up while the smallest entry is at most so many powers of ten away


@dataclass(frozen=True, slots=True)
class Rounded:
    """The decimal `±d.ddd × 10^exponent`, each of its digits right, the last rounded half up.

    Zero has the digit 0, and `-exponent` decimals are known to be zero.
    """

    negative: bool
    digits: str
    exponent: int

    @property
    def decimals(self) -> int:
        """Count the digits after the decimal point (negative: zeros before it are not known)."""
        return len(self.digits) - 1 - self.exponent

    @property
    def value(self) -> Fraction:
        """Read the digits as an exact number."""
        size = Fraction(int(self.digits)) * Fraction(10) ** -self.decimals
        return -size if self.negative else size

    def __float__(self) -> float:
        return float(self.value)


def magnitude(x: Fraction) -> int:
    """Give the power of ten of the first digit of x ≠ 0: `10^k ≤ |x| < 10^(k+1)`."""
    bits = x.numerator.bit_length() - x.denominator.bit_length()
    guess = math.floor(bits * math.log10(2)) - 1
    while _reaches_1(x, -guess - 1):
        guess += 1
    return guess


def _reaches_1(x: Fraction, power: int) -> bool:
    top, bottom = _scaled(x, power)
    return top >= bottom


def _scaled(x: Fraction, power: int) -> tuple[int, int]:
    """Write |x| 10^power as a quotient that is not reduced: that takes minutes at 10^-100000."""
    top, bottom, factor = abs(x.numerator), x.denominator, _ten(abs(power))
    return (top * factor, bottom) if power >= 0 else (top, bottom * factor)


@lru_cache(maxsize=64)
def _ten(power: int) -> int:
    found: int = 10**power
    return found


def round_at(x: Fraction, decimals: int) -> Rounded:
    """Round half up (away from zero) at a decimal place."""
    top, bottom = _scaled(x, decimals)
    whole = (2 * top + bottom) // (2 * bottom)
    if not whole:
        return Rounded(False, "0", -decimals)
    power = magnitude(Fraction(whole))
    return Rounded(x < 0, _text(whole, power + 1), power - decimals)


def _text(whole: int, length: int) -> str:
    """Write an integer in pieces: Python refuses to convert thousands of digits at once."""
    if length <= 4000:
        return str(whole)
    half = length // 2
    head, tail = divmod(whole, 10**half)
    return _text(head, length - half) + _text(tail, half).zfill(half)


def round_digits(x: Fraction, digits: int) -> Rounded:
    """Round to significant digits, but never into the integer part of a number that prints it."""
    if not x:
        return Rounded(False, "0", 0)
    power = magnitude(x)
    rounded = round_at(x, _decimals(power, digits))
    if rounded.exponent == power:
        return rounded
    return round_at(x, _decimals(power + 1, digits))  # 9.9996 became 10.000: one digit too many


def _decimals(power: int, digits: int) -> int:
    decimals = digits - 1 - power
    return max(decimals, 0) if power in PLAIN else decimals


def agree_digits(low: Fraction, high: Fraction, digits: int) -> Rounded | None:
    """Round every number of an interval to one decimal of so many digits; None if they differ."""
    return _same(round_digits(low, digits), round_digits(high, digits), low * high > 0)


def agree_at(low: Fraction, high: Fraction, decimals: int) -> Rounded | None:
    """Round every number of an interval to one decimal at a place; None if they differ."""
    return _same(round_at(low, decimals), round_at(high, decimals), True)


def _same(low: Rounded, high: Rounded, one_sign: bool) -> Rounded | None:
    # Rounding never turns an order round, so equal ends decide all that lies between.
    return low if low == high and one_sign else None


def common_decimals(numbers: Sequence[Rounded], digits: int) -> int | None:
    """Choose the decimals at which the numbers line up; None if they spread too far.

    The largest keeps at least `digits` significant digits, the smallest at least `digits - 1`.
    """
    powers = [number.exponent for number in numbers if number.digits != "0"]
    if not powers:
        return digits
    most, least = max(powers), min(powers)
    if most not in PLAIN or least not in PLAIN or most - least > SPREAD:
        return None
    return max(_decimals(most, digits), digits - 2 - least, 0)
