"""What searches need of exact arrays: precision, intervals, and the simplest fraction in one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from solver.algebra import exact
from solver.algebra.exact import ball, rational


def bits(value: Any) -> int | None:
    """Give the precision that balls are computed with; None for arrays of doubles."""
    return int(ctx.prec) if value.dtype == object else None


def _mapped(function: Callable[..., Any], *arrays: Any) -> Any:
    """Apply a function of exact numbers entry by entry, and keep the sort of array."""
    found = np.frompyfunc(function, len(arrays), 1)(*arrays)
    return np.asarray(found, dtype=object).view(type(arrays[0]))


def middle(value: Any) -> Any:
    """Take the midpoints of balls, as balls without a radius."""
    return _mapped(lambda entry: ball(entry).mid(), value)


def widened(value: Any, radius: Fraction) -> Any:
    """Widen numbers to balls of a radius."""
    size = ball(rational(radius))
    around = arb(0, size.upper())
    return _mapped(lambda entry: ball(entry) + around, value)


def root_of_squares(value: Any) -> Any:
    """Take the roots of sums of squares."""
    return _mapped(exact.root_of_squares, value)


def inside(inner: Any, outer: Any) -> bool:
    """Tell whether every ball lies in the inside of another."""
    found = np.frompyfunc(lambda a, b: ball(b).contains_interior(ball(a)), 2, 1)(inner, outer)
    return bool(np.all(found))


def known_zero(value: Any) -> bool:
    """Tell whether every entry is exactly zero, and known to be."""
    return bool(np.all(np.frompyfunc(_is_zero, 1, 1)(value)))


def _is_zero(entry: Any) -> bool:
    return bool(entry.is_zero()) if isinstance(entry, arb) else entry == 0


def simplest(low: Any, high: Any) -> Any:
    """Give the fraction of least denominator between two rationals; a ball stays as it is."""
    return _mapped(_simplest, low, high)


def _simplest(low: Any, high: Any) -> Any:
    if isinstance(low, arb) or isinstance(high, arb):
        return low
    first, last = sorted((low, high))
    if first <= 0 <= last:
        return fmpq(0)
    found = _between(first, last) if first > 0 else -_between(-last, -first)
    return fmpq(found)


def _between(low: Any, high: Any) -> Any:
    """Walk down the continued fraction that two positive rationals share."""
    shared = []
    while (floor := fmpq(low.p // low.q)) != low and floor + 1 > high:
        shared.append(floor)
        low, high = 1 / (high - floor), 1 / (low - floor)
    found = floor if floor == low else floor + 1
    for floor in reversed(shared):
        found = floor + 1 / found
    return found


def between(low: Any, high: Any, guess: Any, slope: Any) -> Any:
    """Give the guess where the slope there is known to be zero, else the ball over the interval."""
    return _mapped(_enclosed, low, high, guess, slope)


def _enclosed(low: Any, high: Any, guess: Any, slope: Any) -> Any:
    return guess if _is_zero(slope) else ball(low).union(ball(high))


def secant(first: Any, last: Any) -> Any:
    """Say how far from the first of two values a straight line crosses zero, as a share."""
    one, other = ball(first.item()).mid(), ball(last.item()).mid()
    return one / (one - other) if one != other else arb(0.5)


def on_grid(share: Any, width: Fraction, step: Fraction) -> Fraction:
    """Give the multiple of a step that is nearest to a share of a width."""
    count = int(width / step)
    found = (share * count).mid().floor().unique_fmpz() if share.is_finite() else None
    return step * min(max(int(found), 0), count) if found is not None else width / 2
