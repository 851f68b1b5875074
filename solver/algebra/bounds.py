"""Between which numbers a formula lies, when that is known of the names in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from solver.algebra.expr import Expr, bound_names, value_of

End = tuple[Any, bool]  # a Fraction or an infinity, and whether it is reached
LONGEST = 4096  # bits of a number at an end
_MARKS = tuple(Fraction(10) ** k for k in (-99, -9, 0, 9, 99))
_WIDER = Fraction(1, 10**12)  # by which a double is spread that stands for an exact number


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`; an end that is not reached is open."""

    low: End = (-math.inf, False)
    high: End = (math.inf, False)

    def met(self, other: Interval) -> Interval:
        """Keep what lies in both."""
        low = max(self.low, other.low, key=lambda end: (end[0], not end[1]))
        high = min(self.high, other.high, key=lambda end: (end[0], end[1]))
        return Interval(low, high)

    @property
    def sign(self) -> int | None:
        """Give the sign that all numbers have; None where they do not have the same."""
        if self.low[0] > 0 or (self.low[0] == 0 and not self.low[1]):
            return 1
        if self.high[0] < 0 or (self.high[0] == 0 and not self.high[1]):
            return -1
        return 0 if self.low[0] == self.high[0] == 0 else None

    @property
    def is_positive(self) -> bool:
        return self.sign == 1

    @property
    def is_nonnegative(self) -> bool:
        return bool(self.low[0] >= 0)


REALS = Interval()
Intervals = Mapping[str, Interval]


def point(value: Fraction) -> Interval:
    """Take one number."""
    return Interval((value, True), (value, True))


def interval_of(expr: Expr, known: Intervals) -> Interval:
    """Find a range that holds all values of a scalar formula; all numbers where nothing is known.

    Ranges of parts are combined as if they varied independently.
    """
    value = value_of(expr)
    if value is not None:
        return point(value)
    if expr.op == "name":
        return known.get(expr.attr("name"), REALS)
    rule = _RULES.get(expr.op)
    if rule is None or any(arg.shape for arg in expr.args):
        return REALS
    if expr.op == "fn":
        argument, body = expr.args
        return interval_of(body, {**known, bound_names(expr)[1][0]: interval_of(argument, known)})
    return _shortened(rule(*(interval_of(arg, known) for arg in expr.args)))


def _shortened(a: Interval) -> Interval:
    """Put rougher ends in place of those that have too many digits to be computed with."""
    low = a.low if _is_short(a.low[0]) else (_rough(a.low[0], -1), False)
    return Interval(low, a.high if _is_short(a.high[0]) else (_rough(a.high[0], 1), False))


def _is_short(value: Any) -> bool:
    if isinstance(value, float):
        return True
    return bool(value.numerator.bit_length() + value.denominator.bit_length() <= LONGEST)


def _rough(value: Fraction, away: int) -> Any:
    """Move an end outwards, to a power of ten, to 0 or to infinity."""
    negative = (-mark for mark in _MARKS[::-1])
    marks: tuple[Any, ...] = (-math.inf, *negative, Fraction(0), *_MARKS, math.inf)
    beyond = [mark for mark in marks if (mark >= value if away > 0 else mark <= value)]
    return beyond[0] if away > 0 else beyond[-1]


# --- arithmetic ----------------------------------------------------------------------------------
def _neg(a: Interval) -> Interval:
    return Interval((-a.high[0], a.high[1]), (-a.low[0], a.low[1]))


def _add(a: Interval, b: Interval) -> Interval:
    low = a.low[0] + b.low[0], a.low[1] and b.low[1]
    return Interval(low, (a.high[0] + b.high[0], a.high[1] and b.high[1]))


def _times(a: End, b: End) -> End:
    if not a[0] or not b[0]:  # 0 · ∞ is the limit of zeros
        reached = (not a[0] and a[1]) or (not b[0] and b[1])
        return Fraction(0), reached
    return a[0] * b[0], a[1] and b[1]


def _mul(a: Interval, b: Interval) -> Interval:
    return _hull([_times(x, y) for x, y in product((a.low, a.high), (b.low, b.high))])


def _hull(ends: list[End]) -> Interval:
    low = min(ends, key=lambda end: (end[0], not end[1]))
    return Interval(low, max(ends, key=lambda end: (end[0], end[1])))


def _inverse(a: Interval) -> Interval:
    if a.sign not in {1, -1}:
        return REALS
    if a.sign == -1:
        return _neg(_inverse(_neg(a)))
    return Interval(_over(a.high), _over(a.low))


def _over(end: End) -> End:
    if not end[0]:
        return math.inf, False
    return (Fraction(0), False) if math.isinf(end[0]) else (1 / Fraction(end[0]), end[1])


def _pow(a: Interval, b: Interval) -> Interval:
    whole = b.low[0] if b.low == b.high and not math.isinf(b.low[0]) else None
    if whole is not None and Fraction(whole).denominator == 1 and 0 < abs(whole) <= 16:
        found = _power(a, abs(int(whole)))
        return found if whole > 0 else _inverse(found)
    return _exp(_mul(b, _log(a))) if a.is_positive else REALS


def _power(a: Interval, count: int) -> Interval:
    if count % 2 and not a.is_nonnegative:
        ends = [(end[0] ** count, end[1]) for end in (a.low, a.high)]
        return Interval(ends[0], ends[1])
    size = _abs(a)
    return Interval((size.low[0] ** count, size.low[1]), (size.high[0] ** count, size.high[1]))


def _abs(a: Interval) -> Interval:
    if a.is_nonnegative:
        return a
    if a.high[0] <= 0:
        return _neg(a)
    top = max((-a.low[0], a.low[1]), a.high, key=lambda end: (end[0], end[1]))
    return Interval((Fraction(0), True), top)


# --- functions that only grow --------------------------------------------------------------------
def _grows(function: Callable[[float], float], fixed: Mapping[Any, Any], least: Any) -> Any:
    """Carry the ends of a range over; `fixed` are exact values, `least` is the lowest argument."""

    def image(end: End, away: int) -> End:
        value, reached = end
        if value in fixed:
            found = fixed[value]
            return found, reached and not math.isinf(found)
        try:
            near = Fraction(function(float(value)))
        except (OverflowError, ValueError):
            return away * math.inf, False
        return near + away * _WIDER * max(abs(near), Fraction(1)), True

    def carried(a: Interval) -> Interval:
        low = a.low if a.low[0] >= least else (least, True)  # what is less has no image
        if low[0] > a.high[0]:
            return REALS
        return Interval(image(low, -1), image(a.high, 1))

    return carried


_ZERO, _ONE = Fraction(0), Fraction(1)
_exp = _grows(math.exp, {-math.inf: _ZERO, math.inf: math.inf, _ZERO: _ONE}, -math.inf)
_log = _grows(math.log, {_ZERO: -math.inf, math.inf: math.inf, _ONE: _ZERO}, _ZERO)
_sqrt = _grows(math.sqrt, {_ZERO: _ZERO, math.inf: math.inf, _ONE: _ONE}, _ZERO)
_RULES: dict[str, Callable[..., Interval]] = {
    "add": _add,
    "sub": lambda a, b: _add(a, _neg(b)),
    "neg": _neg,
    "mul": _mul,
    "div": lambda a, b: _mul(a, _inverse(b)),
    "pow": _pow,
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "abs": _abs,
    "sigmoid": lambda a: Interval((_ZERO, False), (_ONE, False)),
    "pi": lambda: Interval((Fraction(314159, 10**5), False), (Fraction(314160, 10**5), False)),
    "dim": lambda: Interval((_ONE, True)),
    "fn": lambda a, b: REALS,
}
