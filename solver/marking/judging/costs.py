"""What computing an answer may cost: counted before it is begun, the same on every machine."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Final

from solver.algebra.expr import Expr, value_of
from solver.backends.limits import Limits

LIMITS: Final = Limits(entries=10**4, operations=4 * 10**3)
TERMS: Final = 2_000  # of all sums and products, one within the other
BITS: Final = 300_000  # of a number that is added up or multiplied together
POWERS: Final = 20_000  # an exponent, times the entries that are raised to it
NAME: Final = 8  # bits that are reckoned for a name
_UNKNOWN: Final = 50  # how often a sum runs whose bounds are names
_LOOPS: Final = frozenset({"bigsum", "prod"})


def too_long(formula: Expr) -> str:
    """Say why a sum or product is not computed: it runs too long, or grows too large."""
    terms = _terms(formula)
    if terms > TERMS:
        return f"this repeats a formula {_short(terms)} times: at most {TERMS} times are computed"
    return "this is a number with too many digits" if _bits(formula) > BITS else ""


def too_high(base: Expr, exponent: Expr) -> bool:
    """Tell whether a power has too many digits, in all its entries; see `POWERS`."""
    power = _constant(exponent)
    entries = prod(size if isinstance(size, int) else 1 for size in base.shape)
    return power is not None and abs(power) * entries > POWERS


def _short(count: int) -> str:
    return str(count) if count < 10**9 else "more than 10^9"


def _terms(formula: Expr) -> int:
    """Count how often the innermost formula is computed."""
    inner = max((_terms(arg) for arg in formula.args), default=1)
    return inner * _count(formula, 1) if formula.op in _LOOPS else inner


def _count(loop: Expr, unknown: int) -> int:
    low, high = (_constant(bound) for bound in loop.args[1:])
    return unknown if low is None or high is None else max(int(high - low) + 1, 0)


def _constant(bound: Expr) -> Fraction | None:
    """Read a number, or a power of numbers."""
    if bound.op != "pow":
        return value_of(bound)
    base, power = (value_of(arg) for arg in bound.args)
    if not base or power is None or power.denominator != 1 or abs(power) > 400:
        return None
    return Fraction(base ** int(power))


def _bits(formula: Expr) -> int:
    """Estimate how many bits a number has that is computed exactly."""
    own = value_of(formula)
    if own is not None:
        return _length(own)
    inner = sum(map(_bits, formula.args)) or NAME
    if formula.op in _LOOPS:
        return _bits(formula.args[0]) * _count(formula, _UNKNOWN)
    power = value_of(formula.args[1]) if formula.op == "pow" else None
    return inner if power is None else max(inner, int(inner * abs(power)))


def _length(number: Fraction) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()
